"""How far a training has come, and where that is in another plan of its epochs."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from engine.programs import batches


@dataclass(frozen=True)
class Position:
    """How far a training has come. `step` is a step of the padded program within the epoch under way."""

    epoch: int = 0
    step: int = 0
    updates: int = 0
    age: int = 0  # updates since the optimizer's moments were zero
    generation: int = 0  # of the training images
    renewed: int = 0  # images that were made after the first ones


class Planned(Protocol):
    """What has a plan of an epoch."""

    plan: batches.EpochPlan


def moved(position: Position, old: Planned, new: Planned) -> Position:
    """The position in another plan: at the same sample of the epoch, or at the next one where a step begins."""
    same = np.array_equal(old.plan.start, new.plan.start)
    return position if same else replace(position, step=new.plan.step_at(int(old.plan.start[position.step])))
