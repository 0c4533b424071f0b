"""The last line: from the gradient to new weights and biases, by the run's own optimizer and penalties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jax
import numpy as np
from jax import lax

from engine.mechanics.lines import Line, Model, Values
from engine.optimizers import OPTIMIZERS, Hyper
from engine.programs.packed import leaf

_BLOCK = 1280  # numbers that one call of an update rule takes

Pair = tuple[np.ndarray, np.ndarray]  # weights [inputs, units] and biases [units] of a layer


@dataclass(frozen=True)
class Descent:
    """How the run steps: rate η, penalties, and what the optimizer remembers of each layer.

    `age` is the number of this update since the moments were zero, from 1. `alive` is 0 where L1 has cut a link.
    """

    optimizer: str
    hyper: Hyper
    rate: float
    age: int
    l1: float
    l2: float
    cuts: bool
    first: Sequence[Pair]
    second: Sequence[Pair]
    alive: Sequence[np.ndarray]
    first_slopes: Mapping[int, np.ndarray] = field(default_factory=dict)  # of each layer, from 1, that learns them
    second_slopes: Mapping[int, np.ndarray] = field(default_factory=dict)


@cache
def _rules() -> Any:
    rules = [entry.update for entry in OPTIMIZERS]
    return jax.jit(lambda index, g, m, v, t, hyper: lax.switch(index, rules, g, m, v, t, hyper)[0])


def direction(descent: Descent, g: np.ndarray, m: np.ndarray, v: np.ndarray) -> np.ndarray:
    """What the optimizer makes of a gradient g with its moments m and v, by the engine's table: g itself for SGD."""
    index, t = np.asarray(OPTIMIZERS.index(descent.optimizer), np.int32), np.asarray(descent.age, np.float64)
    hyper = Hyper(*(leaf(number, np.float64) for number in descent.hyper))
    found = []
    for start in range(0, g.size, _BLOCK):
        blocks = np.zeros((3, _BLOCK))
        count = min(_BLOCK, g.size - start)
        blocks[:, :count] = [array.ravel()[start : start + count] for array in (g, m, v)]
        found.append(np.asarray(_rules()(index, *blocks, t, hyper))[:count])
    return np.concatenate([np.zeros(0), *found]).reshape(g.shape)


def step(descent: Descent, l: int, v: Values) -> Pair:
    """W_l and b_l after the update.

    With p = l1 sign W + l2 W: `W ← W - η direction(∂L/∂W) - η p` where the penalty is decoupled (SGD, AdamW), else
    `W ← W - η direction(∂L/∂W + p)`. Biases have no penalty.
    """
    W, b, dW, db = (v[f"{name}{l}"] for name in ("W", "b", "dW", "db"))
    alive = descent.alive[l - 1]
    penalty = (descent.l1 * np.sign(W) + (descent.l2 + descent.hyper.weight_decay) * W) * alive
    decoupled = OPTIMIZERS[descent.optimizer].decoupled
    (m, m_b), (s, s_b) = descent.first[l - 1], descent.second[l - 1]

    g = dW * alive + (0 if decoupled else penalty)
    stepped = W - descent.rate * direction(descent, g, m, s) * alive
    new = stepped - descent.rate * penalty if decoupled else stepped
    if descent.cuts and descent.l1 != 0 and decoupled:
        new = np.where(stepped * new < 0, 0.0, new)  # a link that L1 pushes across zero is cut
    return new, b - descent.rate * direction(descent, db, m_b, s_b)


def slope_step(descent: Descent, l: int, v: Values) -> np.ndarray:
    """α_l after the update, without any penalty: `α ← α - η direction(∂L/∂α)`.

    Source: He, Zhang, Ren, Sun, Delving Deep into Rectifiers, section 2.1, ICCV 2015.
    """
    g = v[f"dalpha{l}"]
    new: np.ndarray = v[f"alpha{l}"] - descent.rate * direction(
        descent, g, descent.first_slopes[l], descent.second_slopes[l]
    )
    return new


def update(model: Model, descent: Descent) -> Line:
    """`W ← W - η ∂L/∂W`, or what the run's optimizer does."""
    layers = range(1, model.depth + 1)

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        pairs = [array for l in layers for array in step(descent, l, v)]
        return *pairs, *(slope_step(descent, l, v) for l in model.slopes)

    def names(*prefixes: str) -> tuple[str, ...]:
        return tuple(f"{prefix}{l}" for l in layers for prefix in prefixes)

    tex, where = formula(descent)
    makes = names("newW", "newb") + tuple(f"newalpha{l}" for l in model.slopes)
    uses = names("W", "b", "dW", "db") + tuple(f"{name}{l}" for l in model.slopes for name in ("alpha", "dalpha"))
    return Line("W", "update", None, tex, makes, uses, rule, where)


def formula(descent: Descent) -> tuple[str, str]:
    """The update in TeX, and what g is in it."""
    terms = [r"\lambda_1 \operatorname{sign} w"] if descent.l1 else []
    terms += [r"\lambda_2 w"] if descent.l2 else []
    penalty, slope = " + ".join(terms), r"\frac{\partial L}{\partial w}"
    entry = OPTIMIZERS[descent.optimizer]
    if entry.key == "sgd":
        return rf"w \leftarrow w - \eta\,{slope}" + (rf" - \eta\,({penalty})" if terms else ""), ""
    if entry.decoupled and terms:
        return rf"{entry.formula} - \eta\,({penalty})", rf"g = {slope}"
    return entry.formula, rf"g = {slope}" + (f" + {penalty}" if terms else "")
