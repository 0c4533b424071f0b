"""One unit close up, and every unit at one point."""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
from pydantic import Field

from engine.activations import ACTIVATIONS, VectorActivation, joint
from engine.losses import output_activation
from engine.network import features_of
from engine.probes import grid
from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult, Subject, inside
from engine.probes.flow import histogram
from engine.probes.maps import shown_scale
from engine.probes.scales import quantized, steady
from engine.programs import observe, packed, pictures

_CURVE = 121
_BINS = 40
FLAT = 0.1  # a slope below this share of the activation's steepest counts as saturated


class PointParams(ProbeParams):
    """A point of the plane."""

    x: float = Field(ge=-1e6, le=1e6)
    y: float = Field(ge=-1e6, le=1e6)


def point(subject: Subject, params: PointParams) -> ProbeResult:
    """Features, and the output of every unit, at one point."""
    experiment = subject.experiment
    inputs = features_of(experiment.features, np.array([[params.x, params.y]]))
    seen = values_at(subject, inputs)[1]
    outputs = [a[0] for a in seen]
    return ProbeResult(
        {
            "outputs": np.concatenate(outputs).astype(np.float32),
            "inputs": inputs[0].astype(np.float32),
        },
        {"x": params.x, "y": params.y},
    )


class UnitParams(ProbeParams):
    """A unit: `layer` counts the hidden layers from 0, the output layer comes last. `sample` is a row of the data."""

    layer: int
    unit: int
    sample: int | None = None
    resolution: int = Field(80, ge=2, le=200)


def unit(subject: Subject, params: UnitParams) -> ProbeResult:
    """A unit's map, its inputs with weight, gradient and next step, and where its pre-activations lie.

    The gradient is of the mean training loss, without penalties; the next step is where one update on the whole
    training set, penalties included, would take the weight. `sample` None shows the mean over the training points.
    """
    experiment, data = subject.experiment, subject.data
    sizes = packed.shapes(experiment)
    inside("params.layer", params.layer, len(sizes))
    inside("params.unit", params.unit, sizes[params.layer][0])
    if params.sample is not None:
        inside("params.sample", params.sample, len(data.points))
    layer, index = params.layer, params.unit
    weights, biases = packed.unpack(subject.state.params, sizes)[layer]
    found = observe.gradient()(subject.state.params, subject.wiring, subject.samples)
    slopes, bias_slopes = packed.unpack(found, sizes)[layer]
    after_all = after_update(subject, found)
    after, bias_after = packed.unpack(after_all, sizes)[layer]

    n = data.train_count
    zs, outputs = values_at(subject, None)
    incoming = np.asarray(subject.samples.inputs)[:, : sizes[0][1]] if layer == 0 else outputs[layer - 1]
    z, a = zs[layer][:, index], outputs[layer][:, index]
    rows = slice(params.sample, params.sample + 1) if params.sample is not None else slice(0, max(n, 1))
    function = function_of(subject, layer, index)
    of_layer = joint_of(subject, layer)
    if function is not None:
        curve, local = curve_of(function, z[:n], subject.scales, f"curve.{layer}"), function(z[:n])[1]
        steepest, high = float(np.abs(curve["curve_slope"]).max()) or 1.0, float(curve["curve_z"][-1])
    else:
        assert of_layer is not None, "what is no function of one number is of the whole layer"
        local, steepest = of_layer.along(zs[layer][:n].astype(np.float64), index)[1], of_layer.steepest
        curve, high = {}, _reach(z[:n], subject.scales, f"curve.{layer}")
    pixels, scale, center = _map(subject, layer, index, params.resolution)
    return ProbeResult(
        {
            "map": pixels,
            "weights": weights[index].astype(np.float32),
            "gradients": slopes[index].astype(np.float32),
            "next_step": after[index].astype(np.float32),
            "inputs": incoming[rows].mean(axis=0).astype(np.float32),
            "histogram": histogram(z[:n], _BINS, high).astype(np.int32),
            **curve,
        },
        {
            "scale": scale, "center": center, "low": -high, "high": high, "activation": activation_of(subject, layer),
            "bias": plain(biases[index]), "bias_gradient": plain(bias_slopes[index]),
            "bias_next": plain(bias_after[index]), "preactivation": plain(z[rows].mean()),
            "output": plain(a[rows].mean()), "sample": params.sample,
            "saturated": share_of(np.abs(local) < FLAT * steepest), "dead": share_of(local == 0),
            **slope_of(subject, layer, index, found, after_all),
        },
    )  # fmt: skip


def plain(value: Any) -> float | None:
    """The number, or None where it is not finite."""
    number = float(value)
    return number if np.isfinite(number) else None


def share_of(flags: np.ndarray) -> float | None:
    """The share of what is true, or None of nothing."""
    return float(flags.mean()) if flags.size else None


def activation_of(subject: Subject, layer: int) -> str:
    """The key of a layer's activation; the output layer's may be `softmax`."""
    experiment = subject.experiment
    if layer < len(experiment.layers):
        return str(experiment.layers[layer].activation)
    return output_activation(experiment.loss, experiment.problem, experiment.classes)


def values_at(subject: Subject, inputs: np.ndarray | None) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Pre-activations and outputs of every layer for up to a block of rows; the data's own rows for None."""
    sizes = packed.shapes(subject.experiment)
    count = len(subject.data.points) if inputs is None else len(inputs)
    block = subject.samples.inputs if inputs is None else observe.blocks(inputs, subject.width, subject.dtype)[0]
    seen = observe.values()(subject.state.params, subject.wiring, block)
    slots = [packed.slot_of(index, len(sizes) - 1) for index in range(len(sizes))]
    zs, outputs = np.asarray(seen.preactivations), np.asarray(seen.outputs)
    widths = [units for units, _ in sizes]
    return (
        [zs[slot, :count, :units] for slot, units in zip(slots, widths, strict=True)],
        [outputs[slot, :count, :units] for slot, units in zip(slots, widths, strict=True)],
    )


Function = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


def slope_of(
    subject: Subject, layer: int, index: int, gradient: packed.Params, after: packed.Params
) -> dict[str, float | None]:
    """Of a unit that learns its slope: the slope, its gradient, and where the update `after` takes it; else nothing."""
    planes = {"slope": subject.state.params, "slope_gradient": gradient, "slope_next": after}
    learned = {name: packed.learned_slopes(params, subject.experiment) for name, params in planes.items()}
    return {name: plain(slopes[layer][index]) for name, slopes in learned.items() if layer in slopes}


def joint_of(subject: Subject, layer: int) -> VectorActivation | None:
    """A layer's activation where it is of the whole layer."""
    return joint(activation_of(subject, layer))


def function_of(subject: Subject, layer: int, unit: int) -> Function | None:
    """What a unit applies: value and slope at up to a block of numbers; None of one that is of the whole layer."""
    if joint_of(subject, layer) is not None:
        return None
    index = np.asarray(ACTIVATIONS.index(activation_of(subject, layer)), np.int32)
    learned = packed.learned_slopes(subject.state.params, subject.experiment).get(layer)
    own = 0.0 if learned is None else learned[unit]

    def function(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        block = np.zeros(observe.BLOCK, z.dtype)
        block[: len(z)] = z
        value, slope = observe.activation()(index, block, np.full_like(block, own))
        return np.asarray(value)[: len(z)], np.asarray(slope)[: len(z)]

    return function


def curve_of(function: Function, z: np.ndarray, scales: Any, key: str) -> dict[str, np.ndarray]:
    """The activation and its slope over a steady range that holds the pre-activations."""
    high = _reach(z, scales, key)
    axis = np.linspace(-high, high, _CURVE)
    a, slope = function(axis)
    return {
        "curve_z": axis.astype(np.float32),
        "curve_a": a.astype(np.float32),
        "curve_slope": slope.astype(np.float32),
    }


def _reach(z: np.ndarray, scales: Any, key: str) -> float:
    """How far from 0 an axis goes that holds the pre-activations, and holds still."""
    return max(4.0, steady(scales, key, np.abs(z)))


def _map(subject: Subject, layer: int, index: int, side: int) -> tuple[np.ndarray, float, float]:
    """The unit's output over the plane, on the color scale of its kind."""
    sizes = packed.shapes(subject.experiment)
    slot = packed.slot_of(layer, len(sizes) - 1)
    blocks = grid.blocks(subject.experiment.features, side, subject.width, grid.LARGE)
    which = np.asarray(slot, np.int32), np.asarray(index, np.int32)
    parts = [pictures.of_unit()(subject.state.params, subject.wiring, block, *which) for block in blocks]
    values = grid.joined([np.asarray(part) for part in parts], side).reshape(side, side)
    if layer == len(sizes) - 1:
        center, scale = shown_scale(subject.scales, subject, values)
    else:
        center, scale = 0.0, subject.scales.get("activations", 1.0)
    return quantized(values, scale, center), scale, center


def after_update(subject: Subject, gradient: packed.Params) -> packed.Params:
    """The parameters after one update on the whole training set."""
    dtype = subject.dtype
    rate, age = np.asarray(subject.rate, dtype), np.asarray(subject.age + 1, dtype)
    state = subject.state._replace(gradient=gradient, gathered=jnp.ones((), dtype))
    stepped: packed.Params = observe.stepped()(state, subject.wiring.mask, subject.rule, rate, age)
    return stepped


PROBES.register(
    Probe(
        "point", "Every unit's output at one point of the plane.", PointParams, point,
        {"outputs": "float32 [hidden units, then outputs]", "inputs": "float32 [features]"},
    )
)  # fmt: skip
PROBES.register(
    Probe(
        "unit", "One unit: its map, its inputs, its pre-activations.", UnitParams, unit,
        {
            "map": "uint8 [resolution, resolution]; value = center + scale (q - 128) / 127",
            "weights": "float32 [inputs]", "gradients": "float32 [inputs]: of the mean training loss",
            "next_step": "float32 [inputs]: the weights after one update on the whole training set",
            "inputs": "float32 [inputs]: what comes in, for the sample or on average",
            "histogram": "int32 [40]: pre-activations over the training set between low and high",
            "curve_z": "float32 [121]; no curve for a softmax or maxout", "curve_a": "float32 [121]",
            "curve_slope": "float32 [121]",
        },
    )
)  # fmt: skip
