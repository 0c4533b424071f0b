"""One unit as a sum and a curve: its terms, where they end on the activation, and every training point beside."""

from typing import Literal, NamedTuple

import numpy as np
from jaxtyping import Float
from pydantic import Field

from engine.activations import OF_LAYERS, VectorActivation
from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult, Subject, inside
from engine.probes.scales import steady
from engine.probes.unit import (
    FLAT,
    Function,
    activation_of,
    after_update,
    curve_of,
    function_of,
    joint_of,
    plain,
    share_of,
    slope_of,
    values_at,
)
from engine.programs import observe, packed

_CURVE = 481
_BINS = 60
_LEAST = 2.0  # the axis reaches at least so far to both sides of zero
_OUTLIERS = 0.01  # this share of the training points may lie beyond it to either side


class NeuronParams(ProbeParams):
    """A unit: `layer` counts the hidden layers from 0, the output layer comes last. `sample` is a row of the data.

    The axis fits the sum and nearly all the training points, or the sum alone; of more than `most` inputs also a sum in
    which only the largest terms stand alone.
    """

    layer: int
    unit: int
    sample: int | None = None
    most: int = Field(12, ge=1, le=64)
    fit: Literal["points", "sum"] = "points"


class Unit(NamedTuple):
    """A unit at every row of the data, in float64."""

    incoming: Float[np.ndarray, "rows inputs"]
    weights: Float[np.ndarray, " inputs"]
    bias: float
    z: Float[np.ndarray, " rows"]
    a: Float[np.ndarray, " rows"]
    slope: Float[np.ndarray, " rows"]
    sums: Float[np.ndarray, "rows units"]  # of its layer


def neuron(subject: Subject, params: NeuronParams) -> ProbeResult:
    """`a = σ(z)` with `z = Σ_i w_i x_i + b`, at a row of the data or, for None, at the mean over the training points.

    What comes in is the run's own, and the activation is in its precision; the sum is float64. The gradient is of the
    mean training loss, without penalties; the next step is where one update on the whole training set, penalties
    included, would take the weight. No unit is dropped.
    """
    sizes, n = packed.shapes(subject.experiment), subject.data.train_count
    inside("params.layer", params.layer, len(sizes))
    inside("params.unit", params.unit, sizes[params.layer][0])
    if params.sample is not None:
        inside("params.sample", params.sample, len(subject.data.points))
    layer, index, sample = params.layer, params.unit, params.sample

    name, function = activation_of(subject, layer), _function(subject, layer, index)
    seen = _unit(subject, layer, index, function)
    rows = slice(0, n) if sample is None else slice(sample, sample + 1)
    inputs = _mean(seen.incoming[rows])
    terms = seen.weights * inputs
    z = float(terms.sum() + seen.bias)
    shown = _shown(terms, params.most)
    zs, outputs, slopes = seen.z[:n], seen.a[:n], seen.slope[:n]
    fitted = zs if params.fit == "points" else zs[:0]
    low, high = _reach(subject, f"neuron.{params.fit}.{layer}", fitted, _sums(terms, shown, z))
    held = _held(subject, layer, index, seen, sample) if function is None else function
    curve, at_z = _curve(held, np.linspace(low, high, _CURVE), z)
    flat = FLAT * _steepest(subject, layer, seen, function, n)

    found = observe.gradient()(subject.state.params, subject.wiring, subject.samples)
    next_params = after_update(subject, found)
    gradients, after = (packed.unpack(p, sizes)[layer] for p in (found, next_params))
    return ProbeResult(
        {
            "weights": seen.weights, "inputs": inputs, "terms": terms,
            "gradients": gradients[0][index].astype(np.float64), "next_step": after[0][index].astype(np.float64),
            "z": zs, "a": outputs, "histogram": np.histogram(zs, _BINS, (low, high))[0].astype(np.int32),
            **curve,
        },
        {
            "layer": layer, "unit": index, "sample": sample, "points": n, "shown": shown.tolist(), "fit": params.fit,
            "activation": name, "slope_is_exact": OF_LAYERS[name].slope_is_exact,
            "bias": plain(seen.bias), "bias_gradient": plain(gradients[1][index]),
            "bias_next": plain(after[1][index]), "preactivation": plain(z),
            "output": plain(_mean(seen.a[rows])), "slope_at": at_z[1],
            "output_of_mean": at_z[0] if sample is None else None, "mean_slope": plain(_mean(slopes)),
            "flat": plain(flat), "saturated": share_of(np.abs(slopes) < flat), "dead": share_of(slopes == 0),
            "low": low, "high": high, "beyond": [int((zs < low).sum()), int((zs > high).sum())],
            "finite": all(bool(np.isfinite(array).all()) for array in (seen.weights, seen.z, seen.a)),
            **slope_of(subject, layer, index, found, next_params),
        },
    )  # fmt: skip


def _function(subject: Subject, layer: int, index: int) -> Function | None:
    """What the unit applies as the run computes it, where a slope may be rounded to 0; None of a whole layer's."""
    function = function_of(subject, layer, index)
    return None if function is None else lambda z: function(z.astype(subject.dtype))


def _unit(subject: Subject, layer: int, index: int, function: Function | None) -> Unit:
    """What comes in is of the run's programs; the sum over it is made here."""
    sizes = packed.shapes(subject.experiment)
    weights, biases = (array.astype(np.float64) for array in packed.unpack(subject.state.params, sizes)[layer])
    rows = len(subject.data.points)
    incoming = subject.samples.inputs if layer == 0 else values_at(subject, None)[1][layer - 1]
    x = np.asarray(incoming)[:rows, : sizes[layer][1]].astype(np.float64)
    z = (x * weights[index]).sum(axis=1) + biases[index]
    sums = x @ weights.T + biases  # (rows, units)
    if function is None:
        a, slope = _joint(subject, layer).along(sums, index)
    else:
        a, slope = (array.astype(np.float64) for array in function(z))
    return Unit(x, weights[index], float(biases[index]), z, a, slope, sums)


def _joint(subject: Subject, layer: int) -> VectorActivation:
    entry = joint_of(subject, layer)
    assert entry is not None, "it is of the whole layer"
    return entry


def _held(subject: Subject, layer: int, index: int, seen: Unit, sample: int | None) -> Function | None:
    """The unit's value and slope over its own sum with the others of its layer held; None at no one sample."""
    if sample is None:
        return None

    def function(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        sums = np.tile(seen.sums[sample], (len(z), 1))
        sums[:, index] = z
        return _joint(subject, layer).along(sums, index)

    return function


def _mean(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows.mean(axis=0) if len(rows) else np.full(rows.shape[1:], np.nan))


def _shown(terms: np.ndarray, most: int) -> np.ndarray:
    """The inputs whose terms are shown one by one, in their order: the largest, where there are more than `most`."""
    largest: np.ndarray = np.argsort(-np.abs(terms), kind="stable")[:most]
    return np.sort(largest)


def _sums(terms: np.ndarray, shown: np.ndarray, z: float) -> np.ndarray:
    """Where the sum stands after each term: with all of them in order, and with those not shown added as one."""
    rest = np.delete(terms, shown).sum()
    return np.concatenate([np.cumsum(terms), np.cumsum(np.append(terms[shown], rest)), [z]])


def _reach(subject: Subject, key: str, zs: np.ndarray, sums: np.ndarray) -> tuple[float, float]:
    """The ends of an axis that holds every sum and nearly every training point, and holds still."""
    zs, sums = zs[np.isfinite(zs)], sums[np.isfinite(sums)]

    def end(sign: int) -> float:
        robust = float(np.quantile(sign * zs, 1 - _OUTLIERS)) if zs.size else 0.0
        needed = max(_LEAST, robust, float((sign * sums).max(initial=0.0)))
        square = steady(subject.scales, f"{key}.{sign:+}", np.square([needed]))  # so it goes by steps of √2
        return sign * max(needed, float(np.sqrt(square)))

    return end(-1), end(+1)


def _steepest(subject: Subject, layer: int, seen: Unit, function: Function | None, n: int) -> float:
    """The activation's largest slope, as the probe `unit` has it."""
    if function is None:
        return _joint(subject, layer).steepest
    curve = curve_of(function, seen.z[:n], subject.scales, f"curve.{layer}")
    return float(np.abs(curve["curve_slope"]).max()) or 1.0


def _curve(
    function: Function | None, axis: np.ndarray, z: float
) -> tuple[dict[str, np.ndarray], tuple[float | None, float | None]]:
    """The activation over the axis, and value and slope at z. One of a whole layer is a curve at one sample only."""
    if function is None:
        return {}, (None, None)
    a, slope = function(np.append(axis, z))
    a, slope = a.astype(np.float64), slope.astype(np.float64)
    curve = {"curve_z": axis, "curve_a": a[:-1], "curve_slope": slope[:-1]}
    return curve, (plain(a[-1]), plain(slope[-1]))


PROBES.register(
    Probe(
        "neuron", "One unit as a sum and a curve, at a point of the data or over the training points.", NeuronParams,
        neuron,
        {
            "weights": "float64 [inputs]", "inputs": "float64 [inputs]: at the sample, or their mean",
            "terms": "float64 [inputs]: weight times input; with the bias they sum to the pre-activation",
            "gradients": "float64 [inputs]: of the mean training loss",
            "next_step": "float64 [inputs]: the weights after one update on the whole training set",
            "z": "float64 [training points]: pre-activations", "a": "float64 [training points]: outputs",
            "histogram": "int32 [60]: those z that lie between low and high",
            "curve_z": "float64 [481]; no curve at the mean for a softmax or maxout", "curve_a": "float64 [481]",
            "curve_slope": "float64 [481]",
        },
    )
)  # fmt: skip
