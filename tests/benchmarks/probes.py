"""probe_ms: one answer of each probe; gradient_check_error: the lesson's gradients against differences."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.measure import Row, benchmark
from tests.benchmarks.networks import HIDDEN, LARGE, document

ROUNDS = 40
FEWER = {"slip_training": 5}  # 200 updates of two copies
# What a probe cannot be asked without, and the resolutions that the page shows.
ASKED: dict[str, dict[str, Any]] = {
    "point": {"x": 1.0, "y": 0.5},
    "unit": {"layer": 0, "unit": 0},
    "neuron": {"layer": 0, "unit": 0},
    "maps": {"resolution": 50},
    "graph": {"layer": 2, "unit": 0},
    "slip_training": {"slip": "no_batch_mean"},
    "output_map": {"resolution": 100},
}
NAMES = (
    "parameters", "maps", "output_map", "features", "metrics", "gradients", "preactivations", "point", "unit",
    "backprop", "gradient_of", "activations", "film", "neuron", "graph",
    "slip_training",
)  # fmt: skip
OF_IMAGES = (
    "image", "opened", "parameters", "metrics", "gradients", "preactivations", "mistakes", "saliency", "grad_cam",
    "exciting", "ascent", "values", "added",
)  # fmt: skip


def trained(net: str) -> Any:
    """A network of the list after a thousand updates."""
    from engine.experiment import Experiment
    from engine.trainer import Trainer

    trainer = Trainer(Experiment.model_validate(document(net)))
    trainer.advance(1000)
    return trainer


@benchmark(*(f"probe_ms/{name}" for name in NAMES))
def probe_ms() -> Iterator[Row]:
    """Each after an update, as in a frame of a run that trains."""
    trainer = trained(LARGE)
    for name in NAMES:
        trainer.probe(name, ASKED.get(name, {}))
        times = []
        rounds = FEWER.get(name, ROUNDS)
        for _ in range(rounds):
            trainer.advance(1)
            begin = time.perf_counter()
            trainer.probe(name, ASKED.get(name, {}))
            times.append(1e3 * (time.perf_counter() - begin))
        yield Row(f"probe_ms/{name}", statistics.median(times), "ms", f"2-8x6-1, median of {rounds}")


@benchmark(*(f"probe_ms/images/{name}" for name in OF_IMAGES))
def probe_ms_of_images() -> Iterator[Row]:
    """The same of the network that MNIST begins with."""
    from engine.experiment import Experiment
    from engine.trainer import Trainer
    from engine.validation import patched

    trainer = Trainer(patched(Experiment(), {"data": {"dataset": "mnist"}}))
    trainer.advance(50)
    for name in OF_IMAGES:
        trainer.probe(name)
        times = []
        for _ in range(ROUNDS // 4):
            trainer.advance(1)
            begin = time.perf_counter()
            trainer.probe(name)
            times.append(1e3 * (time.perf_counter() - begin))
        yield Row(f"probe_ms/images/{name}", statistics.median(times), "ms", f"MNIST CNN 8-16, median of {ROUNDS // 4}")


@benchmark("gradient_check_error")
def gradient_check_error() -> Iterator[Row]:
    """The worst relative error of any gradient line against central differences, over the measured networks."""
    worst, where, failed = 0.0, "", 0
    for net in HIDDEN:
        trainer = trained(net)
        for _ in range(10):
            trainer.advance(7)
            for line in trainer.probe("backprop").info["lines"]:
                check = line["check"]
                failed += check["ok"] is False
                if check["kind"] == "difference" and check["error"] is not None and check["error"] > worst:
                    worst, where = check["error"], f"{line['key']} of {net}"
    note = f"relative, worst of 10 moments of 4 networks: {where}; {failed} lines called wrong; bound 1e-7"
    yield Row("gradient_check_error", worst, "", note)
