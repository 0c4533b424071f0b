"""Global pooling: one number a map, whatever its size."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jaxtyping import Array, Float

from engine.fields import about
from engine.layers.base import Fixed, LayerKind, Looks, Mode, Shape, Taps
from engine.layers.pooling import first_largest
from engine.layers.shapes import maps
from engine.parts import Part

Takes = Literal["average", "max"]


@dataclass(frozen=True)
class GlobalPoolLayer(Fixed):
    """The mean or the largest number of every map."""

    height: int
    width: int
    channels: int
    takes: Takes

    @property
    def input_shape(self) -> Shape:
        """`(height, width, channels)`."""
        return (self.height, self.width, self.channels)

    @property
    def output_shape(self) -> Shape:
        """`(channels,)`."""
        return (self.channels,)

    @property
    def looks(self) -> Looks:
        """Everything."""
        return None

    def apply(
        self, planes: Mapping[str, Array], inputs: Float[Array, "height width channels"],
        nudge: Float[Array, " channels"] | None, mode: Mode,
    ) -> tuple[Float[Array, " channels"], Taps]:  # fmt: skip
        """One number a channel, and the tap `outputs`, for one sample."""
        outputs = inputs.mean((0, 1)) if self.takes == "average" else first_largest(inputs)
        if nudge is not None:
            outputs = outputs + nudge
        return outputs, {"outputs": outputs}


class GlobalPool(Part):
    """One number a map."""

    kind: Literal["global_pool"] = "global_pool"
    takes: Takes = about("average", "Takes", "The mean of every map, or its largest number.", "architecture", "layers")

    @property
    def width(self) -> int:
        """0: as many as it is fed."""
        return 0

    def build(self, input_shape: Shape, path: str) -> GlobalPoolLayer:
        """The layer for maps of that shape; what is flat already is refused."""
        return GlobalPoolLayer(*maps(input_shape, path), self.takes)


LAYER = LayerKind(
    key="global_pool",
    label="Global pooling",
    formula=r"a[c] = \tfrac{1}{HW}\sum_p x[p, c]",
    help="Makes one number of every map: what was found, not where. Any size of image gives as many numbers.",
    config=GlobalPool,
    source="Lin, Chen, Yan, Network in Network, section 3.2, ICLR 2014",
    order=5,
)
