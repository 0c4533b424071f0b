"""Which samples the next update takes, read off the plan and the order of the epoch. Nothing is trained."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Int

from engine.programs.batches import EpochPlan
from engine.programs.contract import CAPACITY, Samples
from engine.programs.random import epoch_order

Order = Callable[[int], Int[np.ndarray, " count"]]


class Upcoming(NamedTuple):
    """The samples of the next update, as rows of the training data in the order in which they are summed."""

    rows: Int[np.ndarray, " samples"]
    gathered: int  # how many of them, from the first on, are summed already
    comes: bool  # False where no batch is ever full, so that no update comes: the rows are then an epoch's


@cache
def _shuffled() -> Any:
    return jax.jit(lambda key, epoch, count: epoch_order(key, epoch, count, CAPACITY))


def order_of(samples: Samples, epoch: int, count: int) -> Int[np.ndarray, " count"]:
    """The order in which an epoch visits the `count` training rows."""
    if not samples.shuffled:
        return np.arange(count, dtype=np.int32)
    order = np.asarray(_shuffled()(samples.batches_key, np.asarray(epoch, np.int32), samples.train_count))
    return order[:count]


def upcoming(plan: EpochPlan, order: Order, epoch: int, step: int, gathered: int) -> Upcoming:
    """The samples of the update that ends at the first step from `step` on that applies.

    `gathered` samples before `step` were summed since the last update, some of them perhaps in the epoch before.
    """
    place = int(plan.start[step])
    before = order(epoch)[max(0, place - gathered) : place]
    if gathered > place and epoch > 0:
        last = order(epoch - 1)
        before = np.concatenate([last[max(0, len(last) - (gathered - place)) :], before])
    if not plan.updates:
        return Upcoming(order(epoch), 0, False)
    after = []
    while True:
        start, length = int(plan.start[step]), int(plan.length[step])
        after.append(order(epoch)[start : start + length])
        if plan.applies[step]:
            return Upcoming(np.concatenate([before, *after]), len(before), True)
        epoch, step = (epoch, step + 1) if step + 1 < plan.steps else (epoch + 1, 0)


def following(
    plan: EpochPlan, order: Order, epoch: int, step: int, gathered: int, updates: int
) -> list[tuple[int, Int[np.ndarray, " samples"]]]:
    """The epoch in which each of the next updates is made, and its samples; empty where no update ever comes.

    The first has the samples of `upcoming`.
    """
    first = upcoming(plan, order, epoch, step, gathered)
    waiting = [first.rows[: first.gathered]]
    found: list[tuple[int, np.ndarray]] = []
    while first.comes and len(found) < updates:
        start, length = int(plan.start[step]), int(plan.length[step])
        waiting.append(order(epoch)[start : start + length])
        if plan.applies[step]:
            found.append((epoch, np.concatenate(waiting)))
            waiting = []
        epoch, step = (epoch, step + 1) if step + 1 < plan.steps else (epoch + 1, 0)
    return found
