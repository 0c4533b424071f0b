"""Getting ready: every program that an edit of a dense network may need, compiled or read from the disk cache."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

from engine.experiment import Dense, Experiment
from engine.probes import PROBES
from engine.programs.packed import WIDTHS
from engine.trainer import Trainer

_ASKED: dict[str, dict[str, Any]] = {"point": {"x": 0.0, "y": 0.0}, "unit": {"layer": 0, "unit": 0}}


def _rounds() -> Iterator[Experiment]:
    """The default first, then each other combination of width and precision."""
    yield Experiment()
    precisions: tuple[Literal["float32", "float64"], ...] = ("float32", "float64")
    for units in WIDTHS:
        for precision in precisions:
            if (units, precision) != (WIDTHS[0], Experiment().precision):
                yield Experiment(layers=(Dense(units=units),), precision=precision)


def warm(wanted: Callable[[], bool] = lambda: True) -> None:
    """Compile all programs of all widths and precisions, the default's first, as long as they are wanted."""
    for experiment in _rounds():
        if not wanted():
            return
        trainer = Trainer(experiment)
        trainer.advance(1)
        for probe in PROBES:
            if not wanted():
                return
            trainer.probe(probe.key, _ASKED.get(probe.key, {}))
