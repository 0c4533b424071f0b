"""Activations of a whole layer: each unit's value depends on several of its sums, so none of them is a curve.

They are written in the array API, so that one text is both the programs' jax and the mechanics' numpy.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.registry import Registry

# The last axis of all arrays counts the units; what `exists` says is not there is given as 0 and is left at 0.
OfLayer = Callable[[Any, Any], Any]  # (z, exists) -> a
ThroughLayer = Callable[[Any, Any, Any], Any]  # (z, exists, E) -> Jᵀ E


@dataclass(frozen=True, kw_only=True)
class VectorActivation:
    """A function `a = f(z)` of all sums of a layer that `exists` is true of, or of each `group` of them.

    `back` is the product with its Jacobian, `Δ_j = Σ_i E_i ∂a_i/∂z_j` for E = ∂L/∂a. `formula` and `slope_formula`
    (the Jacobian) are TeX in z, as the sources have them; `layer_formula` is f in a layer here, and
    `back_formula` Δ_l with E_l, Z_l and what `back_where` explains. `steepest` is the supremum of |∂a_i/∂z_i|, and
    `kinked` says whether the Jacobian jumps anywhere.
    """

    key: str
    label: str
    formula: str
    slope_formula: str
    layer_formula: str
    back_formula: str
    back_where: str
    help: str
    range: tuple[float, float]
    fn: OfLayer
    back: ThroughLayer
    group: int | None
    steepest: float
    kinked: bool
    source: str
    learns: bool = False
    slope_is_exact: bool = True

    def at(self, z: Any, slopes: Any = None) -> Any:
        """`f(z)` of a layer in which every unit exists; no slopes are learned."""
        assert slopes is None, f"{self.key} learns no slopes"
        return self.fn(z, np.ones(z.shape[-1], np.bool_))

    def among(self, unit: int, units: int) -> Sequence[int]:
        """The units whose sums a unit's value depends on, its own among them."""
        if self.group is None:
            return range(units)
        first = unit - unit % self.group
        return range(first, min(first + self.group, units))

    def through(self, z: Any, error: Any) -> Any:
        """`Jᵀ E` of a layer in which every unit exists."""
        return self.back(z, np.ones(z.shape[-1], np.bool_), error)

    def along(self, z: Any, unit: int) -> tuple[Any, Any]:
        """Value and own slope ∂a_u/∂z_u of one unit where the layer has the sums z."""
        chosen = np.zeros_like(z)
        chosen[..., unit] = 1
        return self.at(z)[..., unit], self.through(z, chosen)[..., unit]


VECTORS: Registry[VectorActivation] = Registry("activation of a whole layer")


def _softmax(z: Any, exists: Any) -> Any:
    """`p_i = e^{z_i - m} / Σ_j e^{z_j - m}` with m = max z."""
    xp = z.__array_namespace__()
    there = xp.where(exists, z, -xp.inf)
    powers = xp.exp(there - xp.max(there, axis=-1, keepdims=True))
    return powers / xp.sum(powers, axis=-1, keepdims=True)


def _softmax_back(z: Any, exists: Any, error: Any) -> Any:
    """`Δ = P ⊙ (E - (E ⊙ P) 1)`, as ∂p_i/∂z_j = p_i (δ_ij - p_j)."""
    xp, p = z.__array_namespace__(), _softmax(z, exists)
    return p * (error - xp.sum(error * p, axis=-1, keepdims=True))


def _partners(values: Any, exists: Any) -> Any:
    """Of each unit the number of the other one of its pair, or its own where it has none."""
    xp, units = values.__array_namespace__(), values.shape[-1]
    other = np.minimum(np.arange(units) ^ 1, units - 1)
    return xp.where(xp.take(exists, other, axis=-1), xp.take(values, other, axis=-1), values)


def _maxout(z: Any, exists: Any) -> Any:
    """`a_2i = a_2i+1 = max(z_2i, z_2i+1)`."""
    xp = z.__array_namespace__()
    return xp.where(exists, xp.maximum(z, _partners(z, exists)), 0.0)


def _maxout_back(z: Any, exists: Any, error: Any) -> Any:
    """`Δ = S ⊙ (E + E')`: both errors of a pair go to the larger sum, half to each where they are equal."""
    xp, other = z.__array_namespace__(), _partners(z, exists)
    share = xp.where(z > other, 1.0, xp.where(z == other, 0.5, 0.0))
    return xp.where(exists, share * (error + _partners(error, exists)), 0.0)


for _entry in (
    VectorActivation(
        key="softmax", label="Softmax", formula=r"p_i=\frac{e^{z_i}}{\sum_j e^{z_j}}",
        slope_formula=r"\frac{\partial p_i}{\partial z_j}=p_i\,(\delta_{ij}-p_j)",
        layer_formula=r"\operatorname{softmax}(z)_i = e^{z_i} \big/ \textstyle\sum_j e^{z_j}",
        back_formula=r"P_l \odot (E_l - (E_l \odot P_l)\,\mathbf 1)",
        back_where=r"P_l = \operatorname{softmax}(Z_l)",
        help="Turns the sums of a layer into probabilities: all positive, together 1. A hidden layer may have it as "
        "any other; the output layer applies it where there are more classes than two and the loss is cross-entropy.",
        range=(0.0, 1.0), fn=_softmax, back=_softmax_back, group=None, steepest=0.25, kinked=False,
        source="Bridle, Probabilistic Interpretation of Feedforward Network Outputs, equation 7, 1990",
    ),
    VectorActivation(
        key="maxout", label="Maxout", formula=r"a_i=\max_{1\le j\le k} z_{ij},\quad z_{ij}=w_{ij}\cdot x+b_{ij}",
        slope_formula=r"\frac{\partial a_i}{\partial z_{ij}}=\begin{cases}1 & j=\arg\max_{m} z_{im}\\ 0 & \text{else}"
        r"\end{cases}",
        layer_formula=r"\operatorname{maxout}(z)_i = \max(z_i,\, z_{i'}),\ i' \text{ the other of its pair}",
        back_formula=r"P_l \odot (E_l + E_l')",
        back_where=r"P_l = \tfrac12 (1 + \operatorname{sign}(Z_l - Z_l'))",
        help="A unit with k sums that passes on the largest: k linear pieces whose places and slopes are all learned. "
        "In a hidden layer k is 2: neurons 1 and 2, 3 and 4 and so on are the two sums of one unit, and both pass on "
        "the larger; a last one without a partner passes its own. The gradient goes to the larger sum alone, half to "
        "each where they are equal.",
        range=(-np.inf, np.inf), fn=_maxout, back=_maxout_back, group=2, steepest=1.0, kinked=True,
        source="Goodfellow, Warde-Farley, Mirza, Courville, Bengio, Maxout Networks, equation 2, ICML 2013",
    ),
):  # fmt: skip
    VECTORS.register(_entry)
