"""The costs as a textbook writes them: L over a batch, its slope at the output's pre-activations, and their TeX.

The numbers are those of `engine.losses`, which trains; the tests hold the two together. O is the output layer's
`σ_L(Z_L)`, Y what it should be: 0 and 1 for the cross-entropies, ±1 for the other costs of classes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from engine.registry import Registry

Rows = Float[np.ndarray, "samples outputs"]


@dataclass(frozen=True)
class Cost:
    """A cost `L = (1/N) Σ_n ℓ_n`.

    `each(Z, O, Y)` gives ℓ_n, `error(O, Y, S)` gives ∂ℓ_n/∂Z_n with S = σ_L'(Z_L), `by_output(Z, O, Y)` gives
    ∂ℓ_n/∂O_n. `tex` is L; `error_tex` is Δ_L with SLOPE for σ_L'(Z_L); `factor` is the constant before (O - Y).
    """

    key: str
    tex: str
    error_tex: str
    factor: str
    each: Callable[[Rows, Rows, Rows], Float[np.ndarray, " samples"]]
    error: Callable[[Rows, Rows, Rows], Rows]
    by_output: Callable[[Rows, Rows, Rows], Rows]
    on_logits: bool = False  # its slope at Z_L needs no σ'
    zero_one: bool = False  # Y is 0 and 1
    kinked: bool = False


def squared_error(half: bool = True) -> Cost:
    """`ℓ = ½ Σ_k (O_k - Y_k)²`, as TensorFlow Playground and the run have it; without the ½, a 2 stays in the slope."""
    scale = 1.0 if half else 2.0
    factor = r"\tfrac{1}{N}" if half else r"\tfrac{2}{N}"
    return Cost(
        "squared_error",
        rf"L = \tfrac{{1}}{{{'2N' if half else 'N'}}} \sum_{{n,k}} (O_{{nk}} - Y_{{nk}})^2",
        rf"{factor} (O - Y) \odot SLOPE",
        factor,
        each=lambda _, O, Y: scale / 2 * np.square(O - Y).sum(axis=1),
        error=lambda O, Y, S: scale * (O - Y) * S,
        by_output=lambda _, O, Y: scale * (O - Y),
    )


def _huber() -> Cost:
    def each(_: Rows, O: Rows, Y: Rows) -> Float[np.ndarray, " samples"]:
        r = np.abs(O - Y)
        total: np.ndarray = np.where(r <= 1, 0.5 * np.square(r), r - 0.5).sum(axis=1)
        return total

    return Cost(
        "huber",
        r"L = \tfrac{1}{N} \sum_{n,k} h(O_{nk} - Y_{nk}),\quad "
        r"h(r) = \begin{cases} \tfrac12 r^2 & |r| \le 1 \\ |r| - \tfrac12 & |r| > 1 \end{cases}",
        r"\tfrac{1}{N} \operatorname{clip}(O - Y, -1, 1) \odot SLOPE",
        r"\tfrac{1}{N}",
        each=each,
        error=lambda O, Y, S: np.clip(O - Y, -1, 1) * S,
        by_output=lambda _, O, Y: np.clip(O - Y, -1, 1),
        kinked=True,
    )


def _sigmoid_cross_entropy() -> Cost:
    return Cost(
        "sigmoid_cross_entropy",
        r"L = -\tfrac{1}{N} \sum_{n,k} \left[ Y_{nk} \ln O_{nk} + (1 - Y_{nk}) \ln(1 - O_{nk}) \right]",
        r"\tfrac{1}{N} (O - Y)",
        r"\tfrac{1}{N}",
        # The same as the formula, from Z: ln O and ln(1 - O) would be -∞ where O is rounded to 0 or 1.
        each=lambda Z, _, Y: (np.logaddexp(0, Z) - Y * Z).sum(axis=1),
        error=lambda O, Y, _: O - Y,
        # (O - Y) / (O (1 - O)) for Y of 0 and 1, without dividing by 0.
        by_output=lambda Z, _, Y: np.where(Y > 0.5, -1 - np.exp(-Z), 1 + np.exp(Z)),
        on_logits=True,
        zero_one=True,
    )


def _softmax_cross_entropy() -> Cost:
    def logarithms(Z: Rows) -> Rows:
        """`ln softmax(Z)`; the shift by the largest keeps e^Z finite and changes nothing."""
        shifted = Z - Z.max(axis=1, keepdims=True)
        logarithm: np.ndarray = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return logarithm

    return Cost(
        "softmax_cross_entropy",
        r"L = -\tfrac{1}{N} \sum_{n,k} Y_{nk} \ln O_{nk}",
        r"\tfrac{1}{N} (O - Y)",
        r"\tfrac{1}{N}",
        each=lambda Z, _, Y: -(Y * logarithms(Z)).sum(axis=1),
        error=lambda O, Y, _: O - Y,
        by_output=lambda Z, _, Y: np.where(Y > 0.5, -np.exp(-logarithms(Z)), 0.0),
        on_logits=True,
        zero_one=True,
    )


def _hinge() -> Cost:
    def slope(O: Rows, Y: Rows) -> Rows:
        return np.where(Y * O < 1, -Y, 0.0)

    return Cost(
        "hinge",
        r"L = \tfrac{1}{N} \sum_{n,k} \max(0,\, 1 - Y_{nk} O_{nk})",
        r"-\tfrac{1}{N}\, Y \odot [\,Y \odot O < 1\,]",
        r"\tfrac{1}{N}",
        each=lambda _, O, Y: np.maximum(0, 1 - Y * O).sum(axis=1),
        error=lambda O, Y, _: slope(O, Y),
        by_output=lambda _, O, Y: slope(O, Y),
        on_logits=True,
        kinked=True,
    )


COSTS: Registry[Cost] = Registry("cost")

for _cost in (squared_error(), _huber(), _sigmoid_cross_entropy(), _softmax_cross_entropy(), _hinge()):
    COSTS.register(_cost)
