"""Training by the lines, in float64 numpy: a copy of the run's network that may learn with a slip in one line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from engine.mechanics.checks import flat
from engine.mechanics.descent import Descent, Flat, memory_of, names, planes_of, stepped
from engine.mechanics.lines import Model, backward, forward, run
from engine.mechanics.slips import Slip

MOST_MOMENTS = 100  # at which the loss over all training points is looked at


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
    if slip is not None:
        lines = slip.into(lines, model)
    memory = memory_of(model, descent)
    moments = moments_of(len(batches))
    losses, diverged = np.full(len(moments), np.nan), None
    losses[0] = _loss(model, X, Y)
    for count, batch in enumerate(batches, 1):
        v = run(lines, model.given(batch.X, batch.Y))
        gradient = flat([v[name] for name in names(model, "d")])
        memory = stepped(replace(descent, rate=batch.rate, age=descent.age + count - 1), memory, gradient)
        model = _with(model, memory.values)
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


def _with(model: Model, values: Flat) -> Model:
    """The model with these parameters."""
    planes, pairs = planes_of(model, values), 2 * model.depth
    slopes = dict(zip(model.slopes, planes[pairs:], strict=True))
    return replace(model, weights=tuple(planes[:pairs:2]), biases=tuple(planes[1:pairs:2]), slopes=slopes)
