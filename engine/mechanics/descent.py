"""The last line: from the gradient to new weights and biases, by the run's own optimizer and penalties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import jax
import numpy as np
from jax import lax
from jaxtyping import Float

from engine.mechanics.checks import flat
from engine.mechanics.lines import Line, Model, Values
from engine.optimizers import OPTIMIZERS, Hyper
from engine.programs.packed import leaf

_BLOCK = 1280  # numbers that one call of an update rule takes

Pair = tuple[np.ndarray, np.ndarray]  # weights [inputs, units] and biases [units] of a layer
Flat = Float[np.ndarray, " parameters"]  # every parameter in a row, in the order of `names`


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


@dataclass(frozen=True)
class Memory:
    """Every parameter in a row, and what the optimizer knows of each."""

    values: Flat
    first: Flat
    second: Flat
    alive: Flat  # 0 where L1 has cut a link
    penalized: Flat  # 1 for a weight, 0 for a bias or slope


def names(model: Model, prefix: str = "") -> tuple[str, ...]:
    """W and b layer by layer, then the learned slopes α of the layers that have them; each with the prefix."""
    pairs = (f"{prefix}{kind}{l}" for l in range(1, model.depth + 1) for kind in ("W", "b"))
    return *pairs, *(f"{prefix}alpha{l}" for l in model.slopes)


def planes_of(model: Model, row: Flat) -> list[np.ndarray]:
    """The opposite: one array for each of `names`."""
    shapes = [plane.shape for plane in _planes(model)]
    parts = np.split(row, np.cumsum([np.prod(shape, dtype=int) for shape in shapes])[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


def memory_of(model: Model, descent: Descent) -> Memory:
    """The parameters of a model, and what the run's optimizer knows of them."""

    def moments(pairs: Sequence[Pair], slopes: Mapping[int, np.ndarray]) -> Flat:
        return flat([*(plane for pair in pairs for plane in pair), *(slopes[l] for l in model.slopes)])

    ones = [np.ones_like(plane) for plane in _planes(model)]
    alive, penalized = list(ones), [one if one.ndim == 2 else 0 * one for one in ones]
    alive[: 2 * model.depth : 2] = descent.alive
    return Memory(
        flat(_planes(model)),
        moments(descent.first, descent.first_slopes),
        moments(descent.second, descent.second_slopes),
        flat(alive),
        flat(penalized),
    )


def stepped(descent: Descent, memory: Memory, gradient: Flat) -> Memory:
    """After one update.

    With p = l1 sign w + l2 w: `w ← w - η direction(∂L/∂w) - η p` where the penalty is decoupled (SGD, AdamW), else
    `w ← w - η direction(∂L/∂w + p)`. Biases and learned slopes have no penalty.
    Source for the slopes: He, Zhang, Ren, Sun, Delving Deep into Rectifiers, section 2.1, ICCV 2015.
    """
    w, alive = memory.values, memory.alive
    decoupled = OPTIMIZERS[descent.optimizer].decoupled
    penalty = descent.l1 * np.sign(w) + (descent.l2 + descent.hyper.weight_decay) * w
    penalty = penalty * alive * memory.penalized
    direction, first, second = _directed(descent, memory, gradient * alive + (0 if decoupled else penalty))
    moved = w - descent.rate * direction * alive
    new = moved - descent.rate * penalty if decoupled else moved
    if descent.cuts and descent.l1 != 0 and decoupled:  # a link that L1 pushes across zero is cut
        cut = (moved * new < 0) & (memory.penalized == 1)
        new, alive = np.where(cut, 0.0, new), np.where(cut, 0.0, alive)
    return replace(memory, values=new, first=first, second=second, alive=alive)


def update(model: Model, descent: Descent) -> Line:
    """`W ← W - η ∂L/∂W`, or what the run's optimizer does."""
    gradient = names(model, "d")

    def rule(v: Values) -> tuple[np.ndarray, ...]:
        after = stepped(descent, memory_of(model, descent), flat([v[name] for name in gradient]))
        return tuple(planes_of(model, after.values))

    tex, where = formula(descent)
    return Line("W", "update", None, tex, names(model, "new"), names(model) + gradient, rule, where)


def _planes(model: Model) -> list[np.ndarray]:
    pairs = zip(model.weights, model.biases, strict=True)
    return [*(plane for pair in pairs for plane in pair), *model.slopes.values()]


@cache
def _rules() -> Any:
    rules = [entry.update for entry in OPTIMIZERS]
    return jax.jit(lambda index, g, m, v, t, hyper: lax.switch(index, rules, g, m, v, t, hyper))


def _directed(descent: Descent, memory: Memory, g: Flat) -> tuple[Flat, Flat, Flat]:
    """What the optimizer makes of a gradient g, by the engine's table (g itself for SGD), and both its moments."""
    index, age = np.asarray(OPTIMIZERS.index(descent.optimizer), np.int32), np.asarray(descent.age, np.float64)
    hyper = Hyper(*(leaf(number, np.float64) for number in descent.hyper))
    given = np.zeros((3, -(-g.size // _BLOCK) * _BLOCK))
    given[:, : g.size] = g, memory.first, memory.second
    blocks = np.split(given, given.shape[1] // _BLOCK, axis=1)
    found = np.concatenate([np.stack(_rules()(index, *block, age, hyper)) for block in blocks], axis=1)
    direction, first, second = found[:, : g.size]
    return direction, first, second


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
