"""updates_per_s: how fast the engine trains, by the padded program and by the specialized one."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.measure import Row, benchmark, rate
from tests.benchmarks.networks import HIDDEN, document

PRECISIONS = ("float32", "float64")


def measured(net: str, program: str, precision: str) -> float:
    """Updates a second of one network in one precision."""
    from engine.experiment import Experiment
    from engine.trainer import Trainer

    trainer = Trainer(Experiment.model_validate(document(net, precision=precision)))
    if program == "specialized":
        trainer.specialize()
    trainer.advance(250)  # compiles, or takes over what is compiled
    assert trainer.program == program, f"{trainer.program} runs where {program} was to be measured"
    return rate(trainer.advance)


def register(net: str, program: str) -> None:
    """One figure for each network and program."""
    name = f"updates_per_s/{net}/{program}"

    @benchmark(name)
    def measure() -> Iterator[Row]:
        by_precision = {precision: measured(net, program, precision) for precision in PRECISIONS}
        times = ", ".join(f"{1e6 / value:.3g} µs an update in {precision}" for precision, value in by_precision.items())
        note = f"{times}; value: float32, losses of every epoch included, median of 5"
        yield Row(name, round(by_precision["float32"]), "updates/s", note)


for _net in HIDDEN:
    for _program in ("specialized", "padded"):
        register(_net, _program)
