"""Convolution over maps: the same small kernel looks at every place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jaxtyping import Array, Float

from engine.fields import about
from engine.layers.base import Axis, LayerKind, Looks, Mode, Plane, Shape, Taps
from engine.layers.convolution import convolve
from engine.layers.planes import activated, learned, slopes_of
from engine.layers.shapes import maps
from engine.layers.windows import Windows, refuse_what_sticks_out, same, valid
from engine.parts import Part

Padding = Literal["same", "valid"]
ROOM = "Use a smaller kernel, same padding, or one pooling layer less."


@dataclass(frozen=True)
class ConvLayer:
    """`a = f(z)`, `z[p] = Σ window at p × kernel + b`; `activation` is the key in the table."""

    channels: int
    inputs: int
    rows: Windows
    columns: Windows
    activation: str

    @property
    def input_shape(self) -> Shape:
        """`(height, width, inputs)`."""
        return (self.rows.length, self.columns.length, self.inputs)

    @property
    def output_shape(self) -> Shape:
        """`(rows, columns, channels)`."""
        return (self.rows.count, self.columns.count, self.channels)

    @property
    def planes(self) -> tuple[Plane, ...]:
        """Weights [channels, inputs, kernel height, kernel width], biases, and slopes where they are learned."""
        places = (self.rows.size, self.columns.size)
        fan_in = self.inputs * self.rows.size * self.columns.size
        axes: tuple[Axis, ...] = ("units", "inputs", "kernel", "kernel")
        return (
            Plane("weights", (self.channels, self.inputs, *places), axes, "draw", fan_in, shrunk=True),
            Plane("biases", (self.channels,), ("units",), "bias"),
            *slopes_of(self.activation, self.channels),
        )

    @property
    def parameters(self) -> int:
        """k² · inputs · channels weights, one bias a channel, and one slope where it is learned."""
        return learned(self.planes)

    @property
    def looks(self) -> Looks:
        """Its windows."""
        return ((self.rows, self.columns),)

    def apply(
        self, planes: Mapping[str, Array], inputs: Float[Array, "height width inputs"],
        nudge: Float[Array, "rows columns channels"] | None, mode: Mode,
    ) -> tuple[Float[Array, "rows columns channels"], Taps]:  # fmt: skip
        """Maps, and the taps `preactivations` and `outputs`, for one sample."""
        sums = convolve(inputs, planes["weights"], self.rows, self.columns) + planes["biases"]
        return activated(self.activation, planes, sums, nudge)


class Convolution(Part):
    """What convolutions of both kinds let one choose."""

    channels: int = about(
        8, "Channels", "How many kernels the layer has; each makes a map of its own.", "architecture", "layers",
        ge=1, le=64, step=1,
    )  # fmt: skip
    kernel: int = about(
        3, "Kernel", "Height and width (of a signal, length) of the window that a kernel looks through.",
        "architecture", "layers", ge=1, le=11, soft=(1, 7), step=1,
    )  # fmt: skip
    stride: int = about(
        1, "Stride", "How far the window moves from one place of the map to the next.", "architecture", "layers",
        ge=1, le=4, step=1,
    )  # fmt: skip
    padding: Padding = about(
        "same", "Padding", "Zeros around the maps, so that every place has a window (same), or windows that stay "
        "inside (valid).", "architecture", "layers",
    )  # fmt: skip
    dilation: int = about(
        1, "Dilation", "How far apart the places stand that a kernel looks at.", "architecture", "layers",
        ge=1, le=4, step=1,
    )  # fmt: skip
    activation: str = about(
        "relu", "Activation", "The function applied to each sum of window times kernel.", "hyper", "layers",
        table="activations",
    )  # fmt: skip

    @property
    def width(self) -> int:
        """Its channels."""
        return self.channels

    def slide(self, length: int) -> Windows:
        """The kernel's windows along an axis."""
        return (same if self.padding == "same" else valid)(length, self.kernel, self.stride, self.dilation)

    def over(self, inputs: int, windows: tuple[Windows, Windows], input_shape: Shape, path: str) -> ConvLayer:
        """The layer with these windows; a kernel that has no room is refused."""
        refuse_what_sticks_out(windows, input_shape, f"{path}.kernel", ROOM)
        return ConvLayer(self.channels, inputs, *windows, self.activation)


class Conv2D(Convolution):
    """A convolution over maps: `a[p] = f(Σ window at p × kernel + b)`."""

    kind: Literal["conv2d"] = "conv2d"

    def build(self, input_shape: Shape, path: str) -> ConvLayer:
        """The layer for maps of that shape; a kernel larger than they are is refused."""
        height, width, inputs = maps(input_shape, path)
        return self.over(inputs, (self.slide(height), self.slide(width)), input_shape, path)


LAYER = LayerKind(
    key="conv2d",
    label="Convolution",
    formula=r"a_k[p] = f\Bigl(\sum_c\sum_u w_k[u,c]\;x[p\,s+u\,d-\text{pad},\,c] + b_k\Bigr)",
    help="One small kernel looks at every place of the image, and makes a map of where it finds what it looks for.",
    config=Conv2D,
    source="LeCun et al., Backpropagation Applied to Handwritten Zip Code Recognition, Neural Computation 1, 1989",
    order=1,
)
