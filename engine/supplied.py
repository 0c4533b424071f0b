"""The data of a training: what there is of it now, and how one epoch's images give way to the next one's."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine.experiment import Experiment
from engine.families import AnyLoaded
from engine.meanwhile import Meanwhile
from engine.position import Position
from engine.stack.loaded import StackLoaded
from engine.supply import Supply


class Supplied:
    """A training as far as its data goes."""

    _loaded: AnyLoaded
    _position: Position
    _meanwhile: Meanwhile | None = None
    hurried = False  # whether an epoch takes the images of the one before where its own are not made yet

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._supply = Supply(experiment)
        self._data = self._supply.first
        self.data_revision = 0

    @property
    def data(self) -> Any:
        """The points, or the images, in training order, those to train on first."""
        return self._data

    @property
    def made(self) -> int | None:
        """Images made so far for this training, those of the test among them; None where none are made."""
        return self._own + self._position.renewed if self._experiment.endless else None

    def ahead(self) -> Callable[[], object] | None:
        """What makes the next epoch's images, for a background thread; None where there is nothing to make, or somebody
        was given it before. `advance` makes them itself where nobody did."""
        return self._supply.job(self._next_generation) if self._renews else None

    @property
    def _renews(self) -> bool:
        """Whether the next epoch learns from other images."""
        return self._experiment.renews and self._data.train_count > 0

    def _at_once(self, steps: int) -> int:
        """How many of so many steps can be taken on the images that are there."""
        return min(steps, self._loaded.plan.steps - self._position.step) if self._renews else steps

    @property
    def _next_generation(self) -> int:
        """A number that no generation of this training has had."""
        return int(self._position.renewed + self._data.train_count - self._data.added)

    @property
    def _own(self) -> int:
        """Images of the set, those of the test among them; none that were added."""
        return len(self._data.pixels) - int(self._data.added)

    def _renew(self) -> None:
        """Between two epochs: go over to new training images."""
        if not self._renews or self._position.step:
            return
        generation = self._next_generation
        if self.hurried and not self._supply.has(generation):
            return
        self._position = replace(self._position, generation=generation, renewed=generation)
        self._show(self._supply.at(generation))

    def _take_over(self, experiment: Experiment, supply: Supply) -> None:
        """Go over to a document, with the data that it asks for."""
        before, self._experiment = self._experiment, experiment
        if supply is self._supply:
            return
        if supply.base is not self._supply.base:
            renewed = self._position.renewed + (self._own if before.family == "images" else 0)
            self._position = replace(self._position, generation=0, renewed=renewed)
        self._supply = supply
        self._data = supply.at(self._position.generation)
        self.data_revision += 1

    def _show(self, data: Any) -> None:
        """Go over to other images of the same shapes."""
        if data is self._data:
            return
        self._data = data
        self.data_revision += 1
        if isinstance(self._loaded, StackLoaded):
            self._loaded = self._loaded.on(data)
        if self._meanwhile is not None:
            self._meanwhile.go_on_with(data)
