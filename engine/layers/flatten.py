"""Flatten: maps as one row of numbers, for the dense layers that follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jaxtyping import Array, Float

from engine.layers.base import Fixed, LayerKind, Looks, Mode, Shape, Taps
from engine.layers.shapes import maps
from engine.parts import Part


@dataclass(frozen=True)
class FlattenLayer(Fixed):
    """Maps row by row: place (y, x) of channel c becomes number (y · width + x) · channels + c."""

    height: int
    width: int
    channels: int

    @property
    def input_shape(self) -> Shape:
        """`(height, width, channels)`."""
        return (self.height, self.width, self.channels)

    @property
    def output_shape(self) -> Shape:
        """`(height · width · channels,)`."""
        return (self.height * self.width * self.channels,)

    @property
    def looks(self) -> Looks:
        """Each number its own place."""
        return ()

    def apply(
        self, planes: Mapping[str, Array], inputs: Float[Array, "height width channels"],
        nudge: Float[Array, " numbers"] | None, mode: Mode,
    ) -> tuple[Float[Array, " numbers"], Taps]:  # fmt: skip
        """The numbers, and the tap `outputs`, for one sample."""
        outputs = inputs.reshape(-1)
        if nudge is not None:
            outputs = outputs + nudge
        return outputs, {"outputs": outputs}


class Flatten(Part):
    """Maps as one row of numbers."""

    kind: Literal["flatten"] = "flatten"

    @property
    def width(self) -> int:
        """0: as many as it is fed."""
        return 0

    def build(self, input_shape: Shape, path: str) -> FlattenLayer:
        """The layer for maps of that shape; what is flat already is refused."""
        return FlattenLayer(*maps(input_shape, path))


LAYER = LayerKind(
    key="flatten",
    label="Flatten",
    formula=r"a_{(y\,W + x)\,C + c} = x[y, x, c]",
    help="Maps as one row of numbers, so that dense layers can follow. Where a number stood is forgotten.",
    config=Flatten,
    source="LeCun et al., Gradient-Based Learning Applied to Document Recognition, Proceedings of the IEEE 86, 1998",
    order=6,
)
