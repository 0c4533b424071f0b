"""edit_to_frame_ms: how long until an edit is seen. compilations_during_edits: what edits compile, which is nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import cycle
from typing import Any

from tests.benchmarks.measure import Row, benchmark, percentile
from tests.benchmarks.networks import LARGE, document
from tests.benchmarks.processes import settle
from tests.benchmarks.viewer import VIEWS, Viewer, new_run
from tests.live import temporary_server

ROUNDS = 12
RANDOM_EDITS = 200
Command = dict[str, Any]


def edit(**patch: Any) -> Command:
    """A merge patch of the document."""
    return {"type": "edit", "patch": patch}


# Each kind: commands that take turns, so that every one of them changes something and the network stays its size.
KINDS: dict[str, list[Command]] = {
    "learning_rate": [edit(optimizer={"learning_rate": rate}) for rate in (0.01, 0.03)],
    "optimizer": [edit(optimizer={"kind": kind}) for kind in ("adam", "rmsprop", "sgd")],
    "loss": [edit(loss=loss) for loss in ("huber", "cross_entropy", "hinge", "squared_error")],
    "l1": [edit(regularization={"l1": rate}) for rate in (0.001, 0)],
    "l2": [edit(regularization={"l2": rate}) for rate in (0.001, 0)],
    "dropout": [edit(regularization={"dropout": share}) for share in (0.2, 0)],
    "schedule": [edit(schedule={"kind": kind}) for kind in ("cosine", "constant")],
    "batch_size": [edit(batch={"size": size}) for size in (20, 7, 10)],
    "activation": [
        edit(layers=[{"kind": "dense", "units": 8, "activation": name}] * 6) for name in ("relu", "prelu", "tanh")
    ],
    "features": [edit(features=features) for features in (["x", "y", "sin_x"], ["x", "y"])],
    "noise": [edit(data={"noise": noise}) for noise in (20, 5)],
    "split": [edit(data={"train_percent": percent}) for percent in (70, 50)],
    "dataset": [edit(data={"dataset": key}) for key in ("circle", "moons", "spiral")],
    "classes": [edit(data={"dataset": key}) for key in ("three-spiral", "spiral")],
    "problem": [edit(data={"dataset": key}) for key in ("reg-gauss", "spiral")],
    "initialization": [edit(initialization={"scheme": scheme}) for scheme in ("glorot", "uniform")],
    "seed": [edit(seed=seed) for seed in ("1", "2")],
    "insert_and_remove_layer": [{"type": "insert_layer", "at": 2}, {"type": "remove_layer", "at": 2}],
    "add_and_remove_unit": [{"type": "add_unit", "layer": 1}, {"type": "remove_unit", "layer": 1, "unit": 8}],
    "set_weight": [{"type": "set_weight", "layer": 0, "unit": 1, "input": 0, "value": value} for value in (0.5, -0.5)],
    "set_bias": [{"type": "set_bias", "layer": 1, "unit": 1, "value": value} for value in (0.25, -0.25)],
    "undo_and_redo": [{"type": "undo"}, {"type": "redo"}],
    "reset": [{"type": "reset", "start": start} for start in ("same", "new")],
}
NAMES = [f"edit_to_frame_ms/{mark}" for mark in ("p50", "p95")]
NAMES += [f"edit_to_frame_ms/{mark}/{kind}" for kind in KINDS for mark in ("p50", "p95")]


@benchmark(*NAMES)
def edit_to_frame() -> Iterator[Row]:
    """While a 2-8x6-1 trains at full speed and is watched as the page watches it."""
    took: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with temporary_server() as server:
        settle(server)
        with Viewer(server, new_run(server, document(LARGE))) as viewer:
            viewer.command(type="play", updates_per_s=None)
            for kind, commands in KINDS.items():
                for command in commands:  # once unmeasured: everything is warm
                    viewer.seconds_to_frame(**command)
                turns = cycle(commands)
                for _ in range(ROUNDS * len(commands)):
                    viewer.next_frame()  # not all at once: each edit meets a run in full swing
                    took[kind].append(1e3 * viewer.seconds_to_frame(**next(turns)))
    everything = [value for values in took.values() for value in values]
    worst = max(KINDS, key=lambda kind: percentile(took[kind], 0.95))
    note = f"{len(everything)} edits of {len(KINDS)} kinds, 2-8x6-1 playing at full speed, through a websocket"
    for mark, share in (("p50", 0.5), ("p95", 0.95)):
        worst_note = f"; worst kind: {worst}, {percentile(took[worst], share):.3g} ms"
        yield Row(f"edit_to_frame_ms/{mark}", percentile(everything, share), "ms", note + worst_note)
    for kind, values in took.items():
        for mark, share in (("p50", 0.5), ("p95", 0.95)):
            yield Row(f"edit_to_frame_ms/{mark}/{kind}", percentile(values, share), "ms", f"{len(values)} edits")


def random_command(chance: random.Random, trainer: Any) -> Command:
    """Any edit that the network as it is can take."""
    layers = trainer.experiment.layers
    at = chance.randrange(len(layers)) if layers else 0
    choices = [chance.choice(chance.choice(list(KINDS.values()))) for _ in range(4)]
    choices = [command for command in choices if command["type"] == "edit" and possible(trainer, command["patch"])]
    if len(layers) < 8:
        choices.append({"type": "insert_layer", "at": chance.randint(0, len(layers)), "units": chance.randint(1, 64)})
    if layers:
        name = chance.choice(["linear", "sigmoid", "relu", "elu", "silu", "sine", "step", "prelu"])
        changed = [layer.model_dump(mode="json") for layer in layers]
        changed[at]["activation"] = name
        choices += [edit(layers=changed), {"type": "remove_layer", "at": at}]
        if any(layer.activation == "linear" for layer in layers):
            choices.append({"type": "collapse_linear"})
        if layers[at].units < 64:
            choices.append({"type": "add_unit", "layer": at})
        if layers[at].units > 1:
            choices.append({"type": "remove_unit", "layer": at, "unit": chance.randrange(layers[at].units)})
        choices.append({"type": "set_bias", "layer": at, "unit": 0, "value": chance.uniform(-1, 1)})
        if layers[at].activation == "prelu":
            choices.append({"type": "set_slope", "layer": at, "unit": 0, "value": chance.uniform(-1, 1)})
    return chance.choice(choices)


def possible(trainer: Any, patch: dict[str, Any]) -> bool:
    """Whether the document takes the patch: a loss, say, has to fit the problem."""
    from engine.errors import InputErrors
    from engine.validation import patched

    try:
        patched(trainer.experiment, patch)
    except InputErrors:
        return False
    return True


@benchmark("compilations_during_edits")
def compilations_during_edits() -> Iterator[Row]:
    """Random edits of a dense network, each followed by training and by the page's probes."""
    import jax
    from pydantic import TypeAdapter

    from engine.catalog import warm
    from engine.edits import Edit
    from engine.experiment import Experiment
    from engine.trainer import Trainer

    parsed = TypeAdapter[Any](Edit).validate_python
    compiled: list[str] = []
    counting = False

    def listen(event: str, duration_secs: float, **_: str | int) -> None:
        if counting and event.endswith("backend_compile_duration"):
            compiled.append(f"{duration_secs:.3f} s")

    jax.monitoring.register_event_duration_secs_listener(listen)
    warm()  # what the server does when it starts, and all that it does
    trainer = Trainer(Experiment.model_validate(document(LARGE)))
    chance = random.Random(2)

    def live() -> None:
        trainer.advance(chance.randint(1, 100))
        for view in VIEWS.values():
            trainer.probe(view["probe"], view["params"])

    live()
    counting = True
    for _ in range(RANDOM_EDITS):
        trainer.apply(parsed(random_command(chance, trainer)))
        live()
    note = f"backend compilations in {RANDOM_EDITS} random edits of a dense network, each trained and drawn after"
    yield Row("compilations_during_edits", len(compiled), "programs", note)
