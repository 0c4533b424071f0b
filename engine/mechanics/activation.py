"""Value and slope of an activation at a matrix of pre-activations, by the engine's own table, in float64."""

import numpy as np
from jaxtyping import Float

from engine.activations import ACTIVATIONS, OF_LAYERS, VectorActivation, joint
from engine.programs import observe

Rows = Float[np.ndarray, "samples units"]


def value(key: str, Z: Rows) -> Rows:
    """`σ(Z)` of any activation that learns nothing."""
    entry = joint(key)
    found: Rows = value_and_slope(key, Z)[0] if entry is None else entry.at(Z)
    return found


def value_and_slope(key: str, Z: Rows, alpha: Float[np.ndarray, " units"] | None = None) -> tuple[Rows, Rows]:
    """`σ(Z)` and `σ'(Z)`, elementwise; of a σ that learns its slopes with each unit's own α."""
    assert (alpha is not None) == ACTIVATIONS[key].learns, f"{key} was given {alpha} for its learned slopes"
    look, index = observe.activation(), np.asarray(ACTIVATIONS.index(key), np.int32)
    numbers = Z.ravel()
    alphas = np.zeros_like(numbers) if alpha is None else np.broadcast_to(alpha, Z.shape).ravel()
    values, slopes = np.empty_like(numbers), np.empty_like(numbers)
    for start in range(0, numbers.size, observe.BLOCK):
        some = numbers[start : start + observe.BLOCK]
        block, own = np.zeros((2, observe.BLOCK))  # always as many, because each new number would compile anew
        block[: some.size], own[: some.size] = some, alphas[start : start + some.size]
        value, slope = look(index, block, own)
        values[start : start + some.size] = np.asarray(value)[: some.size]
        slopes[start : start + some.size] = np.asarray(slope)[: some.size]
    return values.reshape(Z.shape), slopes.reshape(Z.shape)


def formula(key: str, layer: int) -> str:
    """What σ_l is, in TeX."""
    entry = OF_LAYERS[key]
    if isinstance(entry, VectorActivation):
        return entry.layer_formula
    own = entry.formula.replace(r"\alpha", rf"\alpha_{{{layer}}}") if entry.learns else entry.formula
    return rf"\sigma_{{{layer}}}(z) = {own}"
