"""Value and slope of an activation at a matrix of pre-activations, by the engine's own table, in float64."""

import numpy as np
from jaxtyping import Float

from engine.activations import ACTIVATIONS
from engine.programs import observe

SOFTMAX = "softmax"  # the one that is no function of a single number, and so in no table of them

Rows = Float[np.ndarray, "samples units"]


def softmax(Z: Rows) -> Rows:
    """`O_nk = e^{Z_nk} / Σ_j e^{Z_nj}`."""
    exponentials = np.exp(Z - Z.max(axis=1, keepdims=True))
    shares: np.ndarray = exponentials / exponentials.sum(axis=1, keepdims=True)
    return shares


def value_and_slope(key: str, Z: Rows) -> tuple[Rows, Rows]:
    """`σ(Z)` and `σ'(Z)`, elementwise."""
    look, index = observe.activation(), np.asarray(ACTIVATIONS.index(key), np.int32)
    numbers = Z.ravel()
    values, slopes = np.empty_like(numbers), np.empty_like(numbers)
    for start in range(0, numbers.size, observe.BLOCK):
        some = numbers[start : start + observe.BLOCK]
        block = np.zeros(observe.BLOCK)  # always as many, because each new number would compile anew
        block[: some.size] = some
        value, slope = look(index, block)
        values[start : start + some.size] = np.asarray(value)[: some.size]
        slopes[start : start + some.size] = np.asarray(slope)[: some.size]
    return values.reshape(Z.shape), slopes.reshape(Z.shape)


def formula(key: str, layer: int) -> str:
    """What σ_l is, in TeX."""
    if key == SOFTMAX:
        return r"O_{nk} = e^{Z_{nk}} \big/ \textstyle\sum_j e^{Z_{nj}}"
    return rf"\sigma_{{{layer}}}(z) = {ACTIVATIONS[key].formula}"
