"""Dropout: while it is trained, a network does without some of its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from engine.fields import about
from engine.layers.base import Fixed, LayerKind, Looks, Mode, Shape, Taps
from engine.parts import Part


@dataclass(frozen=True)
class DropoutLayer(Fixed):
    """`a = x · m / (1 − rate)`, m = 0 for a share `rate` of the numbers, drawn anew for every sample: its mean is x."""

    shape: Shape
    rate: float

    @property
    def input_shape(self) -> Shape:
        """Any."""
        return self.shape

    @property
    def output_shape(self) -> Shape:
        """The same."""
        return self.shape

    @property
    def looks(self) -> Looks:
        """Each number itself."""
        return ()

    def apply(
        self, planes: Mapping[str, Array], inputs: Float[Array, "*shape"], nudge: Float[Array, "*shape"] | None,
        mode: Mode,
    ) -> tuple[Float[Array, "*shape"], Taps]:  # fmt: skip
        """What is left, and the tap `outputs`, for one sample; all of it where the network is not trained."""
        outputs = inputs
        if mode.training and self.rate > 0:
            assert mode.key is not None, "dropout in training needs the sample's random key"
            kept = jax.random.bernoulli(mode.key, 1 - self.rate, inputs.shape)
            outputs = jnp.where(kept, inputs / (1 - self.rate), 0)
        if nudge is not None:
            outputs = outputs + nudge
        return outputs, {"outputs": outputs}


class Dropout(Part):
    """What is left out while the network is trained."""

    kind: Literal["dropout"] = "dropout"
    rate: float = about(
        0.25, "Rate", "The share of the numbers left out of each sample's update.", "hyper", "layers",
        ge=0, le=0.95, step=0.05,
    )  # fmt: skip

    @property
    def width(self) -> int:
        """0: as many as it is fed."""
        return 0

    def build(self, input_shape: Shape, path: str) -> DropoutLayer:
        """The layer, for any shape."""
        return DropoutLayer(input_shape, self.rate)


LAYER = LayerKind(
    key="dropout",
    label="Dropout",
    formula=r"a = \frac{m \odot x}{1-r},\quad m_i \sim \text{Bernoulli}(1-r)",
    help="While it learns, the network does without a random share of these numbers, so that none relies on another. "
    "What is left counts for more; looked at, all of them are there.",
    config=Dropout,
    source="Srivastava et al., Dropout, Journal of Machine Learning Research 15, 2014",
    order=7,
)
