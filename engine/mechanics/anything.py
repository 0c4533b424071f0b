"""The gradient of a target, the cost or the output of one unit, with respect to everything in the network."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.activations import joint
from engine.mechanics.lines import Line, Model, Values, forward, output_error, parameter_gradient, run, through


@dataclass(frozen=True)
class Unit:
    """The output of a unit, both counted from 0; layer l has number l + 1 in the lines."""

    layer: int
    unit: int


class Gradient(NamedTuple):
    """The target's mean over the batch, and its slopes. Each is zero where the target does not depend on it.

    The slope along an input or along a unit's output is that of a shift by the same amount at every sample.
    """

    value: float
    weights: list[np.ndarray]  # [inputs, units] of each layer
    biases: list[np.ndarray]
    inputs: np.ndarray
    units: list[np.ndarray]
    slopes: dict[int, np.ndarray]  # of each layer, from 1, that learns them


def unit_error(model: Model, target: Unit) -> Line:
    """`Δ_l = ∂t/∂Z_l` of `t = (1/N) Σ_n A_l,nu`: σ_l'(Z_l)/N at the unit, or row u of σ's Jacobian over N."""
    l, u = target.layer + 1, target.unit
    of_layer = joint(model.activations[target.layer])

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        A = v[f"A{l}"]
        chosen = np.zeros_like(A)
        chosen[:, u] = 1
        slope = of_layer.through(v[f"Z{l}"], chosen) if of_layer else chosen * v[f"S{l}"]
        return (slope / len(A),)

    tex = rf"\Delta_{{{l}}} = \tfrac{{1}}{{N}} \frac{{\partial A_{{{l},nu}}}}{{\partial Z_{{{l}}}}}"
    return Line(f"D{l}", "backward", l, tex, (f"D{l}",), (f"A{l}", f"Z{l}") if of_layer else (f"A{l}", f"S{l}"), rule)


def gradient_of(model: Model, target: Unit | None, X: np.ndarray, Y: np.ndarray) -> Gradient:
    """The gradient of the cost (target None) or of a unit's output, each as the mean over the batch."""
    last = target.layer + 1 if target else model.depth
    first = unit_error(model, target) if target else output_error(model.depth, model.cost)
    lines = [*forward(model), first, parameter_gradient(last), *through(model, last)]
    v = run(lines, model.given(X, Y))

    planes = (model.weights, model.biases, model.biases)
    weights, biases, units = ([np.zeros_like(array) for array in plane] for plane in planes)
    for l in range(1, last + 1):
        weights[l - 1], biases[l - 1] = v[f"dW{l}"], v[f"db{l}"]
        if l < last:
            units[l - 1] = _along_outputs(v, l + 1)
    slopes = {l: v.get(f"dalpha{l}", np.zeros_like(alpha)) for l, alpha in model.slopes.items()}
    if target and last in slopes:  # the unit's own: ∂A/∂α = min(0, Z)
        slopes[last][target.unit] = np.minimum(0.0, v[f"Z{last}"][:, target.unit]).sum() / len(X)
    if target:
        units[target.layer][target.unit] = 1.0
        value = v[f"A{last}"][:, target.unit].sum() / len(X)
    else:
        Z, O = v[f"Z{last}"], v[f"A{last}"]
        units[-1] = model.cost.by_output(Z, O, Y).sum(axis=0) / len(X)
        value = v["L"]
    return Gradient(float(value), weights, biases, _along_outputs(v, 1), units, slopes)


def _along_outputs(v: Values, l: int) -> np.ndarray:
    """`∂t/∂A_{l-1} = Δ_l W_lᵀ`, summed over the samples."""
    total: np.ndarray = (v[f"D{l}"] @ v[f"W{l}"].T).sum(axis=0)
    return total
