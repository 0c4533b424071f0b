"""Pooling: one number for every window of every map."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jaxtyping import Array, Float

from engine.fields import about
from engine.layers.base import Fixed, Looks, Mode, Shape, Taps
from engine.layers.pooling import largest, mean
from engine.layers.shapes import maps
from engine.layers.windows import Windows, refuse_what_sticks_out, valid
from engine.parts import Part

Takes = Literal["max", "average"]


@dataclass(frozen=True)
class PoolLayer(Fixed):
    """The largest number of every window, or its mean; a signal, whose height is 1, is pooled along its width."""

    channels: int
    rows: Windows
    columns: Windows
    takes: Takes

    @property
    def input_shape(self) -> Shape:
        """`(height, width, channels)`."""
        return (self.rows.length, self.columns.length, self.channels)

    @property
    def output_shape(self) -> Shape:
        """`(rows, columns, channels)`."""
        return (self.rows.count, self.columns.count, self.channels)

    @property
    def looks(self) -> Looks:
        """Its windows."""
        return ((self.rows, self.columns),)

    def apply(
        self, planes: Mapping[str, Array], inputs: Float[Array, "height width channels"],
        nudge: Float[Array, "rows columns channels"] | None, mode: Mode,
    ) -> tuple[Float[Array, "rows columns channels"], Taps]:  # fmt: skip
        """Smaller maps, and the tap `outputs`, for one sample."""
        outputs = (largest if self.takes == "max" else mean)(inputs, self.rows, self.columns)
        if nudge is not None:
            outputs = outputs + nudge
        return outputs, {"outputs": outputs}


class Pool(Part):
    """What max and average pooling let one choose."""

    size: int = about(
        2, "Size", "Height and width of the window.", "architecture", "layers", ge=1, le=8, soft=(2, 4), step=1
    )
    stride: int | None = about(
        None, "Stride", "How far the window moves from one place to the next; as far as its size where it is not said.",
        "architecture", "layers", ge=1, le=8, soft=(1, 4), step=1,
    )  # fmt: skip

    @property
    def width(self) -> int:
        """0: as many channels as it is fed."""
        return 0

    def over(self, input_shape: Shape, path: str, takes: Takes) -> PoolLayer:
        """The layer for maps of that shape; windows larger than they are are refused."""
        height, width, channels = maps(input_shape, path)
        stride = self.size if self.stride is None else self.stride
        rows = Windows(1, 1) if height == 1 else valid(height, self.size, stride)
        columns = valid(width, self.size, stride)
        hint = "Use a smaller window, or one pooling layer less."
        refuse_what_sticks_out((rows, columns), input_shape, f"{path}.size", hint)
        return PoolLayer(channels, rows, columns, takes)
