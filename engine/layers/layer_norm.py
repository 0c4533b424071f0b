"""Layer normalization: every sample at mean 0 and spread 1, for itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jaxtyping import Array, Float

from engine.layers.base import LayerKind, Looks, Mode, Plane, Shape, Taps
from engine.layers.normalization import Normalization, normalized, scale_and_shift
from engine.layers.planes import learned


@dataclass(frozen=True)
class LayerNormLayer:
    """`f(γ (x − μ)/√(σ² + ε) + β)`, with μ and σ² over the units of one sample.

    In maps they are taken over the channels at each place, as ConvNeXt does (Liu et al., CVPR 2022), so that a place
    is normalized the same wherever it stands and however large the image is; scale and shift are per channel.
    """

    shape: Shape
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
        """Scale and shift, and slopes where the activation learns them."""
        return scale_and_shift(self.shape[-1], self.activation)

    @property
    def parameters(self) -> int:
        """Scale and shift of each unit or channel, and its slope where that is learned."""
        return learned(self.planes)

    @property
    def looks(self) -> Looks:
        """Its own place in maps; without places, all."""
        return () if len(self.shape) == 3 else None

    def apply(
        self, planes: Mapping[str, Array], inputs: Float[Array, "*places units"],
        nudge: Float[Array, "*places units"] | None, mode: Mode,
    ) -> tuple[Float[Array, "*places units"], Taps]:  # fmt: skip
        """Outputs, and the taps of `normalized`, for one sample."""
        mean = inputs.mean(-1, keepdims=True)
        variance = ((inputs - mean) ** 2).mean(-1, keepdims=True)
        return normalized(self.activation, planes, inputs, mean, variance, self.epsilon, nudge)


class LayerNorm(Normalization):
    """Every sample at mean 0 and spread 1 over its units (maps: over the channels at each place)."""

    kind: Literal["layer_norm"] = "layer_norm"

    def build(self, input_shape: Shape, path: str) -> LayerNormLayer:
        """The layer, for any shape."""
        return LayerNormLayer(input_shape, self.epsilon, self.activation)


LAYER = LayerKind(
    key="layer_norm",
    label="Layer normalization",
    formula=r"a = f\Bigl(\gamma\,\frac{x-\mu_\text{units}}{\sqrt{\sigma^2_\text{units}+\varepsilon}}+\beta\Bigr)",
    help="Brings the units of each sample to mean 0 and spread 1, whatever the batch; in maps, the channels at each "
    "place.",
    config=LayerNorm,
    source="Ba, Kiros, Hinton, Layer Normalization, equation 4, arXiv 1607.06450, 2016",
    order=9,
)
