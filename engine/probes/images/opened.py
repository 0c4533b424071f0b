"""A map or a unit opened: what it reads, what adds up to it, and one position with its numbers."""

from typing import Any

import jax
import numpy as np
from pydantic import Field

from engine.errors import InputError
from engine.layers.residual import ResidualLayer
from engine.probes.base import PROBES, Probe, ProbeResult, inside
from engine.probes.images.base import ImageParams, StackSubject, finite, shown
from engine.probes.images.openers import OPENERS, Opening, first_convolution
from engine.stack.network import Stack
from engine.stack.program import answering
from engine.stack.receptive import receptive_field

PLANES = ("outputs", "preactivations", "skip", "normalized", "kept", "mean", "variance")
SYMBOLS = {"outputs": "a", "preactivations": "z"}


class OpenedParams(ImageParams):
    """An image, a map or unit of a layer, the head's among them, and a position in it."""

    layer: int = Field(0, ge=0, description="Which layer, from 0; the head comes last.")
    unit: int = Field(0, ge=0, description="Which of its maps or units; of the head slot * classes + class.")
    row: int | None = Field(
        None, ge=0,
        description="Of the position: in its map, or of a unit without places in the maps that it reads. Where it is "
        "not said, the place of the largest output, or of the largest part of such a unit.",
    )  # fmt: skip
    column: int | None = Field(None, ge=0)
    first: bool = Field(False, description="Of a residual block: open its first convolution, not its second.")


def opened(subject: StackSubject, params: OpenedParams) -> ProbeResult:
    """`z = Σ_c products[c] + skip + b` and `a = f(z)` of one map or unit, from the network's own numbers.

    Products are summed in float64; z and a are the network's. Of a residual block it is the second convolution that
    opens, unless its `first` is asked for. A layer without weights answers what it does instead:
    the window it pools, the mean and spread it takes away, what it leaves out while it is trained.
    """
    net, state = subject.stacked.stack, subject.state
    inside("params.layer", params.layer, len(net.layers))
    layer = net.layers[params.layer]
    if type(layer) not in OPENERS:
        hint = "Open a map before it, or a unit after it."
        raise InputError("params.layer", f"a layer that makes numbers: {_that_open(net)}", params.layer, hint)
    if params.first and not isinstance(layer, ResidualLayer):
        hint = "Leave it out: only a residual block has two convolutions."
        raise InputError("params.first", "false of a layer of one part", params.first, hint)
    units = net.head.slots * net.head.classes if layer is net.head else layer.output_shape[-1]
    inside("params.unit", params.unit, units)
    pixels = shown(subject, params).pixels
    given = jax.device_put(np.ascontiguousarray(pixels))
    taps, answer = jax.device_get(answering(net, subject.experiment.precision)(state, given))
    fed = read(net, pixels) if params.layer == 0 else np.asarray(taps[params.layer - 1]["outputs"], np.float64)
    planes = subject.stacked.params(state)[params.layer]
    opener = first_convolution if params.first else OPENERS[type(layer)]
    arrays, info = opener(
        Opening(subject, params.layer, params.unit, fed, taps[params.layer], planes, np.asarray(answer))
    )
    row, column = _position(params, arrays)
    placed = (row, column) if len(layer.output_shape) == 3 else (0, 0)
    for name in PLANES:
        if name in arrays:
            info[SYMBOLS.get(name, name)] = finite(arrays[name][placed])
    if "products" in arrays:
        info["sums"] = [finite(each) for each in _parts(arrays)[(slice(None), *placed)]]
    seen = receptive_field(net, params.layer, params.unit, *placed, looks=1 if params.first else None)
    info |= {"row": row, "column": column, "receptive": seen, "activation": _activation(subject, params.layer)}
    arrays["window"] = _window(arrays.pop("padded", arrays["inputs"]), info, row, column)
    return ProbeResult({name: array.astype(np.float32) for name, array in arrays.items()}, info)


def read(net: Stack, pixels: np.ndarray) -> np.ndarray:
    """Pixels as the numbers that the network is shown, in float64."""
    return (pixels.astype(np.float64) - net.zero) / net.unit


def _parts(arrays: dict[str, np.ndarray]) -> np.ndarray:
    """What each map it reads adds at every place of the outputs: [inputs, rows, columns]."""
    products = arrays["products"]
    whole = arrays["outputs"].size == 1 and products.shape[1:] != (1, 1)
    return products.sum((1, 2), keepdims=True) if whole else products


def _window(maps: np.ndarray, info: dict[str, Any], row: int, column: int) -> np.ndarray:
    """What the position looks at of all maps, which stand in their padding; its own place where there is no window."""
    spans = info.get("kernel", [1, 1]), info.get("stride", [1, 1]), info.get("dilation", [1, 1])
    down, across = (
        slice(at * stride, at * stride + (size - 1) * apart + 1, apart)
        for at, size, stride, apart in zip((row, column), *spans, strict=True)
    )
    return maps[:, down, across]


def _position(params: OpenedParams, arrays: dict[str, np.ndarray]) -> tuple[int, int]:
    """The place asked for, or the largest: of the outputs, or of what a unit without places reads."""
    one = arrays["outputs"].size == 1
    source = np.abs(arrays.get("products", arrays["inputs"])).max(axis=0) if one else arrays["outputs"]
    largest = np.unravel_index(int(np.argmax(np.nan_to_num(source))), source.shape)
    row = int(largest[0]) if params.row is None else params.row
    column = int(largest[1]) if params.column is None else params.column
    inside("params.row", row, source.shape[0])
    inside("params.column", column, source.shape[1])
    return row, column


def _activation(subject: StackSubject, layer: int) -> str:
    net, configs = subject.stacked.stack, subject.experiment.layers
    if layer == len(configs):
        return "softmax" if net.softmax else net.head.activation
    return getattr(configs[layer], "activation", "linear")


def _that_open(net: Stack) -> str:
    return ", ".join(str(index) for index, layer in enumerate(net.layers) if type(layer) in OPENERS)


PROBES.register(
    Probe(
        "opened", "One map or unit opened: what it reads, and what adds up to it.", OpenedParams, opened,
        {
            "inputs": "float32 [inputs, height, width]: the maps, or single numbers, that it reads",
            "kernels": "float32 [inputs, kernel height, kernel width]: what each is multiplied with",
            "products": "float32 [inputs, rows, columns]: input times kernel, summed over the window, at every place; "
            "of a unit without places each number times its weight",
            "skip": "float32 [rows, columns]: what comes around the two convolutions of a residual block",
            "mean": "float32 [rows, columns]: over the channels at each place, in layer normalization",
            "variance": "float32 [rows, columns]: of the same",
            "normalized": "float32 [rows, columns]: the inputs at mean 0 and spread 1, before scale and shift",
            "kept": "float32 [rows, columns]: 0 where the next update leaves the number out for its first image, or 1",
            "preactivations": "float32 [rows, columns]: the sum of the products, the skip and the bias",
            "outputs": "float32 [rows, columns]; of a unit without places [1, 1]",
            "window": "float32 [inputs, kernel height, kernel width]: what the position looks at",
        },
        family="images",
    )
)  # fmt: skip
