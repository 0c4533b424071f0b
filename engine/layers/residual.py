"""A residual block: two convolutions, and a way around them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jaxtyping import Array, Float

from engine.fields import about
from engine.layers.base import Axis, LayerKind, Looks, Mode, Plane, Shape, Taps
from engine.layers.convolution import convolve
from engine.layers.planes import activated, learned, slopes_of
from engine.layers.shapes import maps
from engine.layers.windows import Windows, same
from engine.parts import Part

_KERNEL = 3
_AXES: tuple[Axis, ...] = ("units", "inputs", "kernel", "kernel")
_WITHIN: tuple[Axis, ...] = ("units", "units", "kernel", "kernel")  # the second reads what the first makes


@dataclass(frozen=True)
class ResidualLayer:
    """`a = f(w₂ ∗ f(w₁ ∗ x + b₁) + b₂ + skip(x))` with 3 × 3 kernels (1 × 3 along a signal) and same padding.

    The skip is x itself, or a 1 × 1 convolution of it where the block has another number of channels.
    """

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
        """`(height, width, channels)`."""
        return (self.rows.count, self.columns.count, self.channels)

    @property
    def planes(self) -> tuple[Plane, ...]:
        """Weights and biases of both convolutions, of the skip where it projects, and slopes where they are learned."""
        shape = (self.channels, self.inputs, 1, 1)
        skip = Plane("weights_skip", shape, _AXES, "draw", self.inputs, shrunk=True, bypass=True)
        return (
            *self._convolution("1", self.inputs),
            *self._convolution("2", self.channels),
            *((skip,) if self.inputs != self.channels else ()),
        )

    def _convolution(self, which: str, inputs: int) -> tuple[Plane, ...]:
        shape = (self.channels, inputs, self.rows.size, self.columns.size)
        axes = _AXES if which == "1" else _WITHIN
        return (
            Plane(f"weights_{which}", shape, axes, "draw", inputs * self.rows.size * self.columns.size, shrunk=True),
            Plane(f"biases_{which}", (self.channels,), ("units",), "bias"),
            *slopes_of(self.activation, self.channels, f"slopes_{which}"),
        )

    @property
    def parameters(self) -> int:
        """How many numbers it learns."""
        return learned(self.planes)

    @property
    def looks(self) -> Looks:
        """Those of its two convolutions; the way around them sees less."""
        return ((self.rows, self.columns), (self.rows, self.columns))

    def apply(
        self, planes: Mapping[str, Array], inputs: Float[Array, "height width inputs"],
        nudge: Float[Array, "height width channels"] | None, mode: Mode,
    ) -> tuple[Float[Array, "height width channels"], Taps]:  # fmt: skip
        """Maps and taps for one sample: those of the last sum, the inner ones with `_1`, and `skip`."""
        sums = convolve(inputs, planes["weights_1"], self.rows, self.columns) + planes["biases_1"]
        inner, inner_taps = activated(self.activation, planes, sums, None, "slopes_1")
        skip = inputs
        if self.inputs != self.channels:
            each = Windows(self.rows.length, 1), Windows(self.columns.length, 1)
            skip = convolve(inputs, planes["weights_skip"], *each)
        sums = convolve(inner, planes["weights_2"], self.rows, self.columns) + planes["biases_2"] + skip
        outputs, taps = activated(self.activation, planes, sums, nudge, "slopes_2")
        return outputs, {**taps, **{f"{name}_1": tap for name, tap in inner_taps.items()}, "skip": skip}


class Residual(Part):
    """Two 3 × 3 convolutions and a way around them."""

    kind: Literal["residual"] = "residual"
    channels: int = about(
        8, "Channels", "How many maps each of its two convolutions makes.", "architecture", "layers",
        ge=1, le=64, step=1,
    )  # fmt: skip
    activation: str = about(
        "relu", "Activation", "The function applied after each of the two convolutions.", "hyper", "layers",
        table="activations",
    )  # fmt: skip

    @property
    def width(self) -> int:
        """Its channels."""
        return self.channels

    def build(self, input_shape: Shape, path: str) -> ResidualLayer:
        """The layer for maps of that shape; a flat input is refused."""
        height, width, inputs = maps(input_shape, path)
        rows = Windows(1, 1) if height == 1 else same(height, _KERNEL)
        return ResidualLayer(self.channels, inputs, rows, same(width, _KERNEL), self.activation)


LAYER = LayerKind(
    key="residual",
    label="Residual block",
    formula=r"a = f\bigl(w_2 * f(w_1 * x + b_1) + b_2 + x\bigr)",
    help="Two convolutions and a way around them: they learn what to add to what they are fed, and gradients have a "
    "way back that nothing weakens.",
    config=Residual,
    source="He, Zhang, Ren, Sun, Deep Residual Learning for Image Recognition, figure 2 and equation 2, CVPR 2016",
    order=10,
)
