"""Convolution along a signal: the same small kernel looks at every stretch of it."""

from typing import Literal

from engine.errors import InputError
from engine.layers.base import LayerKind, Shape
from engine.layers.conv2d import ConvLayer, Convolution
from engine.layers.shapes import in_words, maps
from engine.layers.windows import Windows


class Conv1D(Convolution):
    """A convolution along the width of a signal."""

    kind: Literal["conv1d"] = "conv1d"

    def build(self, input_shape: Shape, path: str) -> ConvLayer:
        """The layer for a signal of that length; maps, and a kernel longer than the signal, are refused."""
        height, width, inputs = maps(input_shape, path)
        if height > 1:
            hint = "Use a two-dimensional convolution (conv2d)."
            raise InputError(path, "a signal (maps of height 1)", in_words(input_shape), hint)
        return self.over(inputs, (Windows(1, 1), self.slide(width)), input_shape, path)


LAYER = LayerKind(
    key="conv1d",
    label="Convolution 1-D",
    formula=r"a_k[t] = f\Bigl(\sum_c\sum_u w_k[u,c]\;x[t\,s+u\,d-\text{pad},\,c] + b_k\Bigr)",
    help="One small kernel looks at every stretch of a signal.",
    config=Conv1D,
    source="Waibel et al., Phoneme Recognition Using Time-Delay Neural Networks, IEEE Transactions on ASSP 37, 1989",
    order=2,
)
