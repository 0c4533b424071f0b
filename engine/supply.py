"""Where a training's points or images come from: the first ones, and other images for later epochs, made ahead."""

from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any

from engine.experiment import Experiment
from engine.families import data_of, renewed_of, with_added


class Supply:
    """The data that an experiment asks for, generation by generation; 0 are those that it begins with.

    A generation is made once: in a thread that was given its `job`, or by whoever needs it first. `base` are the first
    ones without those that a person added.
    """

    def __init__(self, experiment: Experiment, base: Any = None) -> None:
        self.base: Any = data_of(experiment) if base is None else base
        self.first: Any = with_added(experiment, self.base)
        self._experiment = experiment
        self._lock = Lock()
        self._given = 0
        self._own: tuple[int, Any] = (0, self.base)
        self._made: tuple[int, Any] = (0, self.first)

    def of(self, experiment: Experiment) -> "Supply":
        """That of another experiment: this one, where it asks for the same. Raises where the data cannot be had."""
        before, after = self._experiment, experiment
        if (before.data.drawn, before.seed) != (after.data.drawn, after.seed):
            return Supply(after)
        if before.data.added == after.data.added:
            return self
        other = Supply(experiment, self.base)
        other._own = self._own
        return other

    def job(self, generation: int) -> Callable[[], object] | None:
        """What makes a generation, for another thread; None where it was given out before."""
        if generation == self._given:
            return None
        self._given = generation
        return partial(self.at, generation)

    def has(self, generation: int) -> bool:
        """Whether nobody has to wait for that generation."""
        return generation in (0, self._made[0])

    def at(self, generation: int) -> Any:
        """The data of that generation; who comes while it is made waits for it."""
        if generation == 0:
            return self.first
        with self._lock:
            if self._made[0] != generation:
                self._given = generation
                if self._own[0] != generation:
                    self._own = (generation, renewed_of(self._experiment, self.base, generation))
                self._made = (generation, with_added(self._experiment, self._own[1]))
            return self._made[1]
