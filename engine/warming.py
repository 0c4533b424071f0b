"""Getting ready: every program that an edit of a dense network may need, compiled or read from the disk cache."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

from engine.experiment import Dense, Experiment
from engine.probes import PROBES
from engine.programs.packed import WIDTHS
from engine.trainer import Trainer

Precision = Literal["float32", "float64"]
DEFAULT_PRECISION: Precision = Experiment().precision
_ASKED: dict[str, dict[str, Any]] = {
    "point": {"x": 0.0, "y": 0.0},
    "unit": {"layer": 0, "unit": 0},
    "neuron": {"layer": 0, "unit": 0},
    "slip_training": {"slip": "no_batch_mean", "updates": 1},
}


_FIRST = ("maps", "output_map")  # what a person sees first


def warm(precision: Precision = DEFAULT_PRECISION, wanted: Callable[[], bool] = lambda: True) -> None:
    """Compile all programs of all widths in a precision, the narrowest first, as long as they are wanted.

    Each precision's programs hold some 300 MB, so one is made ready when a run first asks for it.
    """
    for units in WIDTHS:
        if not wanted():
            return
        trainer = Trainer(Experiment(layers=(Dense(units=units),), precision=precision))
        for _ in _made_ready(trainer):
            if not wanted():
                return


def _made_ready(trainer: Trainer) -> Iterator[object]:
    """All that is compiled for a network, a part at each step: first what a person sees first, then the training."""
    others = [probe.key for probe in PROBES if probe.family in (None, "points") and probe.key not in _FIRST]
    for key in _FIRST:
        yield trainer.probe(key)
    yield trainer.advance(1)
    for key in others:
        yield trainer.probe(key, _ASKED.get(key, {}))
