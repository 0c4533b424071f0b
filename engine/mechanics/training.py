"""Training by the lines, in float64 numpy: a copy of the run's network that may learn with a slip in one line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import jax
import numpy as np
from jax import lax
from jaxtyping import Float, Int

from engine.mechanics.descent import Descent
from engine.mechanics.lines import Model, backward, forward, run
from engine.mechanics.slips import Slip, slipped
from engine.optimizers import OPTIMIZERS, Hyper
from engine.programs.packed import leaf

MOST_MOMENTS = 100  # at which the loss over all training points is looked at
_BLOCK = 1280  # numbers that one call of an update rule takes

Flat = Float[np.ndarray, " parameters"]


class Batch(NamedTuple):
    """What one update learns from, and its learning rate."""

    X: np.ndarray
    Y: np.ndarray
    rate: float


@dataclass(frozen=True)
class Course:
    """How a training went: the mean loss over the training points at some moments, as updates made by then.

    `diverged` is the update, from 1, that left numbers which are not finite; the losses are NaN from then on.
    """

    moments: Int[np.ndarray, " moments"]
    losses: Float[np.ndarray, " moments"]
    diverged: int | None
    model: Model


@dataclass(frozen=True)
class _Memory:
    """Every parameter in a row, and what the optimizer knows of each.

    Layer by layer, the weights before the biases; then the learned slopes of the layers that have them.
    """

    values: Flat
    first: Flat
    second: Flat
    alive: Flat  # 0 where L1 has cut a link
    penalized: Flat  # 1 for a weight, 0 for a bias or slope


def train(
    model: Model,
    descent: Descent,
    batches: Sequence[Batch],
    X: np.ndarray,
    Y: np.ndarray,
    slip: Slip | None = None,
) -> Course:
    """One update for each batch from the model on, as its optimizer steps; X and Y are all the training points."""
    lines = [*forward(model), *backward(model)]
    wrong = slip.wrong(model) if slip else None
    if wrong is not None:
        lines = slipped(lines, wrong)
    memory = _memory(model, descent)
    moments = moments_of(len(batches))
    losses, diverged = np.full(len(moments), np.nan), None
    losses[0] = _loss(model, X, Y)
    for count, batch in enumerate(batches, 1):
        v = run(lines, model.given(batch.X, batch.Y))
        gradient = _flat(
            [v[f"{name}{l}"] for l in range(1, model.depth + 1) for name in ("dW", "db")]
            + [v[f"dalpha{l}"] for l in model.slopes]
        )
        memory = _stepped(replace(descent, rate=batch.rate, age=descent.age + count - 1), memory, gradient)
        model = _model(model, memory.values)
        loss = _loss(model, X, Y) if count in moments or not np.isfinite(memory.values).all() else 0.0
        if not np.isfinite(loss):
            diverged = count
            break
        losses[moments == count] = loss
    return Course(moments, losses, diverged, model)


def moments_of(updates: int) -> Int[np.ndarray, " moments"]:
    """When the loss of so many updates is looked at: at the beginning, at the end, and evenly in between."""
    every = -(-updates // MOST_MOMENTS) if updates else 1
    return np.unique(np.append(np.arange(0, updates, every), updates))


def _loss(model: Model, X: np.ndarray, Y: np.ndarray) -> float:
    return float(run(forward(model), model.given(X, Y))["L"])


def _stepped(descent: Descent, memory: _Memory, gradient: Flat) -> _Memory:
    """After one update; the rule is that of `descent.step`, with the moments kept for the next one."""
    w, alive = memory.values, memory.alive
    decoupled = OPTIMIZERS[descent.optimizer].decoupled
    penalty = descent.l1 * np.sign(w) + (descent.l2 + descent.hyper.weight_decay) * w
    penalty = penalty * alive * memory.penalized
    g = gradient * alive + (0 if decoupled else penalty)
    direction, first, second = _directed(descent, g, memory)
    stepped = w - descent.rate * direction * alive
    new = stepped - descent.rate * penalty if decoupled else stepped
    if descent.cuts and descent.l1 != 0 and decoupled:
        cut = (stepped * new < 0) & (memory.penalized == 1)
        new, alive = np.where(cut, 0.0, new), np.where(cut, 0.0, alive)
    return replace(memory, values=new, first=first, second=second, alive=alive)


@cache
def _rules() -> Any:
    rules = [entry.update for entry in OPTIMIZERS]
    return jax.jit(lambda index, g, m, v, t, hyper: lax.switch(index, rules, g, m, v, t, hyper))


def _directed(descent: Descent, g: Flat, memory: _Memory) -> tuple[Flat, Flat, Flat]:
    """The optimizer's direction and both its moments, by the engine's table."""
    index, age = np.asarray(OPTIMIZERS.index(descent.optimizer), np.int32), np.asarray(descent.age, np.float64)
    hyper = Hyper(*(leaf(number, np.float64) for number in descent.hyper))
    given = np.zeros((3, -(-g.size // _BLOCK) * _BLOCK))
    given[:, : g.size] = g, memory.first, memory.second
    found = np.concatenate(
        [np.stack(_rules()(index, *block, age, hyper)) for block in np.split(given, given.shape[1] // _BLOCK, axis=1)],
        axis=1,
    )
    direction, first, second = found[:, : g.size]
    return direction, first, second


# ---- parameters in a row ---------------------------------------------------------------------------------------------


def _memory(model: Model, descent: Descent) -> _Memory:
    layers = list(zip(model.weights, model.biases, strict=True))
    alive = [plane for cut, (_, b) in zip(descent.alive, layers, strict=True) for plane in (cut, np.ones_like(b))]
    slopes = list(model.slopes.values())
    return _Memory(
        _flat([plane for pair in layers for plane in pair] + slopes),
        _flat([plane for pair in descent.first for plane in pair] + [descent.first_slopes[l] for l in model.slopes]),
        _flat([plane for pair in descent.second for plane in pair] + [descent.second_slopes[l] for l in model.slopes]),
        _flat(alive + [np.ones_like(alpha) for alpha in slopes]),
        _flat(
            [plane for W, b in layers for plane in (np.ones_like(W), np.zeros_like(b))]
            + [np.zeros_like(alpha) for alpha in slopes]
        ),
    )


def _flat(planes: Sequence[np.ndarray]) -> Flat:
    return np.concatenate([plane.ravel() for plane in planes])


def _model(model: Model, values: Flat) -> Model:
    """The model with these parameters."""
    sizes = [plane.size for pair in zip(model.weights, model.biases, strict=True) for plane in pair]
    sizes += [alpha.size for alpha in model.slopes.values()]
    parts = np.split(values, np.cumsum(sizes)[:-1])
    parts, slopes = parts[: 2 * model.depth], parts[2 * model.depth :]
    weights = tuple(part.reshape(W.shape) for part, W in zip(parts[::2], model.weights, strict=True))
    learned = dict(zip(model.slopes, slopes, strict=True))
    return replace(model, weights=weights, biases=tuple(parts[1::2]), slopes=learned)
