"""Batch normalization: every channel at mean 0 and spread 1 over the batch."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jaxtyping import Array, Float

from engine.fields import about
from engine.layers.base import LayerKind, Looks, Mode, Plane, Shape, Taps
from engine.layers.normalization import Normalization, moved, normalized, over_batch, scale_and_shift
from engine.layers.planes import learned


@dataclass(frozen=True)
class BatchNormLayer:
    """`f(γ (x − μ)/√(σ² + ε) + β)`, with μ and σ² of each unit or channel over places and the samples of the batch.

    Both run on as averages, which stand in for the batch's when the network is not trained. σ² is that of the batch
    itself (divided by n), there and in the average.
    """

    shape: Shape
    momentum: float
    epsilon: float
    activation: str

    @property
    def input_shape(self) -> Shape:
        """Any; its last axis counts units or channels."""
        return self.shape

    @property
    def output_shape(self) -> Shape:
        """The same."""
        return self.shape

    @property
    def planes(self) -> tuple[Plane, ...]:
        """Scale and shift, which are learned, and the running mean and variance, which are not."""
        units = self.shape[-1]
        return (
            *scale_and_shift(units, self.activation),
            Plane("mean", (units,), ("units",), "zero", learned=False),
            Plane("variance", (units,), ("units",), "one", learned=False),
        )

    @property
    def parameters(self) -> int:
        """Scale and shift of each unit or channel, and its slope where that is learned."""
        return learned(self.planes)

    @property
    def looks(self) -> Looks:
        """Each number itself: the averages are of other images."""
        return ()

    def apply(
        self, planes: Mapping[str, Array], inputs: Float[Array, "*places units"],
        nudge: Float[Array, "*places units"] | None, mode: Mode,
    ) -> tuple[Float[Array, "*places units"], Taps]:  # fmt: skip
        """Outputs, and the taps of `normalized`; in training the new averages too, as `mean` and `variance`."""
        if not mode.training:
            mean, variance = planes["mean"], planes["variance"]
            return normalized(self.activation, planes, inputs, mean, variance, self.epsilon, nudge)
        mean = over_batch(inputs, mode.batch)
        variance = over_batch((inputs - mean) ** 2, mode.batch)
        outputs, taps = normalized(self.activation, planes, inputs, mean, variance, self.epsilon, nudge)
        averages = {
            "mean": moved(planes["mean"], mean, self.momentum),
            "variance": moved(planes["variance"], variance, self.momentum),
        }
        return outputs, {**taps, **averages}


class BatchNorm(Normalization):
    """Every channel at mean 0 and spread 1 over the batch, then scaled and shifted."""

    kind: Literal["batch_norm"] = "batch_norm"
    momentum: float = about(
        0.9, "Momentum", "How much of the running mean and variance each update keeps.", "hyper", "layers",
        ge=0, le=0.999, step=0.01,
    )  # fmt: skip

    def build(self, input_shape: Shape, path: str) -> BatchNormLayer:
        """The layer, for any shape."""
        return BatchNormLayer(input_shape, self.momentum, self.epsilon, self.activation)


LAYER = LayerKind(
    key="batch_norm",
    label="Batch normalization",
    formula=r"a = f\Bigl(\gamma\,\frac{x-\mu_\text{batch}}{\sqrt{\sigma^2_\text{batch}+\varepsilon}}+\beta\Bigr)",
    help="Brings every channel to mean 0 and spread 1 over the batch, then scales and shifts it by what is learned. "
    "Looked at, running averages stand in for the batch's.",
    config=BatchNorm,
    source="Ioffe, Szegedy, Batch Normalization, algorithms 1 and 2, ICML 2015",
    order=8,
)
