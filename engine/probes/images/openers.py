"""What makes a map or a unit, one function for each kind of layer: arrays by name, and plain numbers beside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.layers.batch_norm import BatchNormLayer
from engine.layers.conv2d import ConvLayer
from engine.layers.dense import DenseStacked
from engine.layers.dropout import DropoutLayer
from engine.layers.global_pool import GlobalPoolLayer
from engine.layers.head import Head
from engine.layers.layer_norm import LayerNormLayer
from engine.layers.pool import PoolLayer
from engine.layers.residual import ResidualLayer
from engine.layers.windows import Windows, seen
from engine.probes.images.base import StackSubject, finite
from engine.stack.program import dropping
from engine.stack.receptive import reaches


@dataclass(frozen=True)
class Opening:
    """A map or unit of a layer, with all that the network computed there."""

    subject: StackSubject
    index: int  # of the layer
    unit: int
    fed: np.ndarray  # what the layer is fed, in float64
    taps: Mapping[str, np.ndarray]
    planes: Mapping[str, np.ndarray]
    answer: np.ndarray  # [slots, classes], of the whole network

    @property
    def layer(self) -> Any:
        """The layer itself."""
        return self.subject.stacked.stack.layers[self.index]

    def plane(self, array: np.ndarray) -> np.ndarray:
        """What is this unit's of an array whose last axis counts units: [rows, columns]; [1, 1] without places."""
        own = np.asarray(array)[..., self.unit]
        return own if own.ndim == 2 else own.reshape(1, 1)

    def tapped(self, *names: str) -> dict[str, np.ndarray]:
        """These taps of this unit."""
        return {name: self.plane(self.taps[name]) for name in names}


Opened = tuple[dict[str, np.ndarray], dict[str, Any]]


def _convolution(of: Opening) -> Opened:
    arrays, info = _slid(of.layer, of.fed, of.planes["weights"][of.unit])
    arrays |= of.tapped("outputs", "preactivations")
    return arrays, info | {"bias": finite(of.planes["biases"][of.unit])}


def _residual(of: Opening) -> Opened:
    """Its second convolution, which reads what the first makes, and the way around both."""
    arrays, info = _slid(of.layer, np.asarray(of.taps["outputs_1"], np.float64), of.planes["weights_2"][of.unit])
    arrays |= of.tapped("outputs", "preactivations", "skip")
    return arrays, info | {"bias": finite(of.planes["biases_2"][of.unit])}


def first_convolution(of: Opening) -> Opened:
    """A map of a residual block's first convolution, which reads what the block is fed."""
    arrays, info = _slid(of.layer, of.fed, of.planes["weights_1"][of.unit])
    arrays |= {name: of.plane(of.taps[f"{name}_1"]) for name in ("outputs", "preactivations")}
    return arrays, info | {"bias": finite(of.planes["biases_1"][of.unit])}


def _slid(layer: Any, maps: np.ndarray, kernels: np.ndarray) -> Opened:
    """Maps under kernels: the products at every place."""
    inputs = np.moveaxis(maps, -1, 0).astype(np.float64)
    padded = np.pad(
        inputs, ((0, 0), (layer.rows.before, layer.rows.after), (layer.columns.before, layer.columns.after))
    )
    products = np.zeros((len(inputs), layer.rows.count, layer.columns.count))
    for u in range(layer.rows.size):
        for v in range(layer.columns.size):
            products += kernels[:, u, v, None, None] * padded[:, seen(layer.rows, u), seen(layer.columns, v)]
    arrays = {"inputs": inputs, "kernels": kernels, "products": products, "padded": padded}
    return arrays, _geometry(layer.rows, layer.columns)


def _geometry(rows: Windows, columns: Windows) -> dict[str, Any]:
    names = ("size", "kernel"), ("stride", "stride"), ("dilation", "dilation"), ("before", "before")
    return {said: [getattr(rows, name), getattr(columns, name)] for name, said in names}


def _pooled(of: Opening) -> Opened:
    arrays = {"inputs": of.plane(of.fed)[None], **of.tapped("outputs")}
    return arrays, {**_geometry(of.layer.rows, of.layer.columns), "takes": of.layer.takes}


def _of_all_places(of: Opening) -> Opened:
    return {"inputs": of.plane(of.fed)[None], **of.tapped("outputs")}, {"takes": of.layer.takes}


def _normalized(of: Opening) -> Opened:
    arrays = {"inputs": of.plane(of.fed)[None], **of.tapped("normalized", "preactivations", "outputs")}
    info = {"epsilon": of.layer.epsilon}
    for name in ("scale", "shift", "mean", "variance"):
        if name in of.planes:
            info[name] = finite(of.planes[name][of.unit])
    return arrays, info


def _layer_normalized(of: Opening) -> Opened:
    """The mean and variance are those over the channels at each place."""
    arrays, info = _normalized(of)
    for name, over in (("mean", of.fed.mean(-1)), ("variance", of.fed.var(-1))):
        arrays[name] = over if over.ndim == 2 else over.reshape(1, 1)
    return arrays, {**info, "units": of.fed.shape[-1]}


def _dropped(of: Opening) -> Opened:
    """What the next update leaves out for its first image."""
    loaded = of.subject.stacked
    look = dropping(of.layer, of.index, loaded.traits.batch)
    kept = look(loaded.rule.dropout_key, np.int32(of.subject.updates))
    arrays = {"inputs": of.plane(of.fed)[None], **of.tapped("outputs"), "kept": of.plane(np.asarray(kept))}
    return arrays, {"rate": of.layer.rate, "share": float(arrays["kept"].mean())}


def _dense(of: Opening) -> Opened:
    inputs = _as_read(of)
    kernels = _as_maps(of.planes["weights"][of.unit], inputs)
    arrays = {"inputs": inputs, "kernels": kernels, "products": inputs * kernels}
    return {**arrays, **of.tapped("preactivations", "outputs")}, {"bias": finite(of.planes["biases"][of.unit])}


def _head(of: Opening) -> Opened:
    head: Head = of.layer
    slot, named = divmod(of.unit, head.classes)
    inputs, first = _as_read(of), 0
    if head.shared:
        first = slot * head.columns
        inputs = inputs[:, :, first : first + head.columns]
    row = named if head.shared else of.unit
    kernels = _as_maps(of.planes["weights"][row], inputs)
    z = np.asarray(of.taps["preactivations"])[slot]
    arrays = {
        "inputs": inputs, "kernels": kernels, "products": inputs * kernels,
        "preactivations": z[named].reshape(1, 1), "outputs": of.answer[slot, named].reshape(1, 1),
    }  # fmt: skip
    return arrays, {"bias": finite(of.planes["biases"][row]), "slot": slot, "first_column": first}


def _as_read(of: Opening) -> np.ndarray:
    """What a layer that sees everything reads, [inputs, height, width]: maps, also where they have been laid in a row;
    or single numbers, one a map."""
    if of.fed.ndim == 3:
        return np.moveaxis(of.fed, -1, 0)
    before = reaches(of.subject.stacked.stack)[of.index - 1]
    shape = (len(before.rows), len(before.columns), before.channels) if before.channels else (1, 1, -1)
    return np.moveaxis(of.fed.reshape(shape), -1, 0)


def _as_maps(weights: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """Weights of numbers in a row, as the maps they belong to."""
    channels, height, width = inputs.shape
    return np.moveaxis(weights.reshape(height, width, channels), -1, 0)


OPENERS: Mapping[type[Any], Callable[[Opening], Opened]] = {
    ConvLayer: _convolution, ResidualLayer: _residual, PoolLayer: _pooled, GlobalPoolLayer: _of_all_places,
    BatchNormLayer: _normalized, LayerNormLayer: _layer_normalized, DropoutLayer: _dropped, DenseStacked: _dense,
    Head: _head,
}  # fmt: skip
