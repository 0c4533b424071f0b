"""How an epoch's samples are gathered into steps and updates, as small tables that both programs read."""

from typing import NamedTuple

import numpy as np

from engine.experiment import Experiment


class EpochPlan(NamedTuple):
    """The steps of one epoch. A step takes up to `chunk` samples; an update ends after each step with `applies`."""

    start: np.ndarray  # int32[capacity]: place in the epoch's order where the step begins
    length: np.ndarray  # int32[capacity]: how many samples it takes
    applies: np.ndarray  # bool[capacity]: whether the optimizer steps after it
    steps: int
    done: np.ndarray  # int32[steps]: updates done in the epoch after each step

    @property
    def updates(self) -> int:
        """Updates in an epoch."""
        return int(self.done[-1])

    def ahead(self, step: int, updates: int) -> int:
        """How many steps from `step` on make `updates` updates. Where no step applies, epochs count as updates."""
        if not self.updates:
            return updates * self.steps - step
        wanted = updates + (int(self.done[step - 1]) if step else 0)
        epochs, rest = divmod(wanted - 1, self.updates)
        return epochs * self.steps + int(np.searchsorted(self.done, rest + 1)) + 1 - step

    def between(self, step: int, steps: int) -> int:
        """How many updates the `steps` steps from `step` on make."""
        epochs, rest = divmod(step + steps, self.steps)
        before = int(self.done[step - 1]) if step else 0
        return epochs * self.updates + (int(self.done[rest - 1]) if rest else 0) - before

    def step_at(self, sample: int) -> int:
        """The first step that begins at or after a place in the epoch's order; 0 if there is none."""
        step = int(np.searchsorted(self.start[: self.steps], sample))
        return step if step < self.steps else 0


def plan(train_count: int, batch_size: int, carried: bool, chunk: int, capacity: int) -> EpochPlan:
    """The plan of an epoch over `train_count` samples in batches of `batch_size`.

    A batch wider than `chunk` is summed over several steps. Samples that do not fill a batch are left in the
    accumulated gradient when `carried` (TensorFlow Playground), else they make an update of their own.
    """
    start, length, applies = [], [], []
    for begin in range(0, train_count, batch_size):
        end = min(begin + batch_size, train_count)
        for at in range(begin, end, chunk):
            start.append(at)
            length.append(min(chunk, end - at))
            applies.append(at + chunk >= end and (end - begin == batch_size or not carried))
    if not start:  # no training data: an epoch is one empty step, so that time still passes
        start, length, applies = [0], [0], [False]
    steps = len(start)
    assert steps <= capacity, "an epoch has more steps than the tables hold"

    def table(values: list[int] | list[bool], dtype: type) -> np.ndarray:
        column: np.ndarray = np.zeros(capacity, dtype)
        column[:steps] = values
        return column

    done = np.cumsum(applies, dtype=np.int32)
    return EpochPlan(table(start, np.int32), table(length, np.int32), table(applies, np.bool_), steps, done)


def plan_for(experiment: Experiment, train_count: int, chunk: int, capacity: int) -> EpochPlan:
    """The plan of the experiment's batches."""
    batch = experiment.batch
    return plan(train_count, batch.size, batch.tail == "carried", chunk, capacity)
