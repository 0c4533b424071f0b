"""Where a training's points or images come from: the first ones, and other images for later epochs, made ahead."""

from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any

from engine.experiment import Experiment
from engine.families import data_of, renewed_of


class Supply:
    """The data that an experiment asks for, generation by generation; 0 are those that it begins with.

    A generation is made once: in a thread that was given its `job`, or by whoever needs it first.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.first: Any = data_of(experiment)
        self._experiment = experiment
        self._lock = Lock()
        self._given = 0
        self._made: tuple[int, Any] = (0, self.first)

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
                self._made = (generation, renewed_of(self._experiment, self.first, generation))
            return self._made[1]
