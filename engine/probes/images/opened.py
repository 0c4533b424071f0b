"""One map opened: what it reads, its kernels, the products that add up to it, and one position with its numbers."""

from typing import Any

import jax
import numpy as np
from pydantic import Field

from engine.errors import InputError
from engine.layers.windows import Windows, seen
from engine.probes.base import PROBES, Probe, ProbeResult, inside
from engine.probes.images.base import ImageParams, StackSubject, finite, shown
from engine.stack.network import Stack
from engine.stack.program import answering


class OpenedParams(ImageParams):
    """An image, a map of a convolution or a pooling layer, and a position in it."""

    layer: int = Field(0, ge=0, description="Which layer, from 0.")
    unit: int = Field(0, ge=0, description="Which of its maps.")
    row: int | None = Field(None, ge=0, description="Of the position; the place of the largest output if not said.")
    column: int | None = Field(None, ge=0)


def opened(subject: StackSubject, params: OpenedParams) -> ProbeResult:
    """`z[p] = Σ_c products[c, p] + b` and `a = f(z)` of one map, with `products[c] = inputs[c] ⋆ kernels[c]`.

    Products are summed in float64 from the network's own numbers; z and a are the network's. A pooling layer has no
    kernels: it reads the map of the same number.
    """
    net, state = subject.stacked.stack, subject.state
    inside("params.layer", params.layer, len(net.layers) - 1)
    layer: Any = net.layers[params.layer]
    if not isinstance(getattr(layer, "rows", None), Windows):
        raise InputError("params.layer", f"a convolution or a pooling layer: {_with_windows(net)}", params.layer)
    inside("params.unit", params.unit, layer.output_shape[-1])
    image = shown(subject, params)
    pixels = jax.device_put(np.ascontiguousarray(image.pixels))
    taps, _ = jax.device_get(answering(net, subject.experiment.precision)(state, pixels))
    fed = read(net, image.pixels) if params.layer == 0 else np.asarray(taps[params.layer - 1]["outputs"])
    outputs = np.asarray(taps[params.layer]["outputs"])[..., params.unit]
    row, column = _position(params, outputs)
    arrays = {"outputs": outputs.astype(np.float32)}
    info: dict[str, Any] = {
        "row": row, "column": column, "a": finite(outputs[row, column]),
        "stride": [layer.rows.stride, layer.columns.stride], "dilation": [layer.rows.dilation, layer.columns.dilation],
        "before": [layer.rows.before, layer.columns.before],
        "receptive": receptive_field(net, params.layer, row, column),
    }  # fmt: skip
    planes = subject.stacked.params(state)[params.layer]
    if "weights" not in planes:
        return _pooled(arrays, info, layer, fed[..., params.unit], row, column)
    inputs, kernels = np.moveaxis(fed, -1, 0).astype(np.float64), planes["weights"][params.unit]
    padded = np.pad(
        inputs, ((0, 0), (layer.rows.before, layer.rows.after), (layer.columns.before, layer.columns.after))
    )
    products = np.zeros((len(inputs), *outputs.shape))
    for u in range(layer.rows.size):
        for v in range(layer.columns.size):
            products += kernels[:, u, v, None, None] * padded[:, seen(layer.rows, u), seen(layer.columns, v)]
    window = padded[:, _looked_at(layer.rows, row), :][:, :, _looked_at(layer.columns, column)]
    z = np.asarray(taps[params.layer]["preactivations"])[..., params.unit]
    arrays |= {
        "inputs": inputs.astype(np.float32), "kernels": kernels.astype(np.float32),
        "products": products.astype(np.float32), "preactivations": z.astype(np.float32),
        "window": window.astype(np.float32),
    }  # fmt: skip
    info |= {
        "bias": finite(planes["biases"][params.unit]), "z": finite(z[row, column]),
        "sums": [finite(each) for each in products[:, row, column]],
        "activation": subject.experiment.layers[params.layer].activation,
    }  # fmt: skip
    return ProbeResult(arrays, info)


def read(net: Stack, pixels: np.ndarray) -> np.ndarray:
    """Pixels as the numbers that the network is shown, in float64."""
    return (pixels.astype(np.float64) - net.zero) / net.unit


def _pooled(
    arrays: dict[str, np.ndarray], info: dict[str, Any], layer: Any, fed: np.ndarray, row: int, column: int
) -> ProbeResult:
    window = fed[_looked_at(layer.rows, row), :][:, _looked_at(layer.columns, column)]
    arrays |= {"inputs": fed[None].astype(np.float32), "window": window[None].astype(np.float32)}
    return ProbeResult(arrays, info)


def _looked_at(windows: Windows, window: int) -> slice:
    """What one window sees, along the axis with its padding."""
    first = window * windows.stride
    return slice(first, first + windows.span, windows.dilation)


def _position(params: OpenedParams, outputs: np.ndarray) -> tuple[int, int]:
    largest = np.unravel_index(int(np.argmax(np.nan_to_num(outputs))), outputs.shape)
    row = int(largest[0]) if params.row is None else params.row
    column = int(largest[1]) if params.column is None else params.column
    inside("params.row", row, outputs.shape[0])
    inside("params.column", column, outputs.shape[1])
    return row, column


def receptive_field(net: Stack, layer: int, row: int, column: int) -> list[int]:
    """`[top, left, bottom, right]`: the pixels of the image that an output of a layer depends on, ends counted.

    Source: Dumoulin and Visin, A guide to convolution arithmetic, 2016; followed back window by window.
    """
    spans = [[row, row], [column, column]]
    for index in range(layer, -1, -1):
        at: Any = net.layers[index]
        shape = at.input_shape
        for axis, windows in enumerate((getattr(at, "rows", None), getattr(at, "columns", None))):
            if isinstance(windows, Windows):
                first, last = windows.first(spans[axis][0]), windows.first(spans[axis][1]) + windows.span - 1
                spans[axis] = [max(0, first), min(shape[axis] - 1, last)]
            elif len(shape) == 3 and len(at.output_shape) == 1:  # everything
                spans[axis] = [0, shape[axis] - 1]
    return [spans[0][0], spans[1][0], spans[0][1], spans[1][1]]


def _with_windows(net: Stack) -> str:
    found = [str(index) for index, layer in enumerate(net.layers) if isinstance(getattr(layer, "rows", None), Windows)]
    return ", ".join(found) or "there is none"


PROBES.register(
    Probe(
        "convolution", "One map of a convolution or pooling layer, opened: what adds up to it.", OpenedParams, opened,
        {
            "inputs": "float32 [inputs, height, width]: the maps that it reads",
            "kernels": "float32 [inputs, kernel height, kernel width]: what each is multiplied with",
            "products": "float32 [inputs, rows, columns]: input map by kernel, summed over the window, at every place",
            "preactivations": "float32 [rows, columns]: the sum of the products and the bias",
            "outputs": "float32 [rows, columns]",
            "window": "float32 [inputs, kernel height, kernel width]: what the kernel sees at the position",
        },
        family="images",
    )
)  # fmt: skip
