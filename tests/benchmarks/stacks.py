"""samples_per_s, to_98_percent_s, to_90_percent_s, and edits and frames of a network on images."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from typing import Any

from tests.benchmarks.edits import Command, edit
from tests.benchmarks.measure import Row, benchmark, percentile, rate
from tests.benchmarks.page import ACTIONS, COUNT_FRAMES, STORE, TRAINED_FRAME, WINDOW_S, new_page
from tests.benchmarks.processes import settle
from tests.benchmarks.viewer import Viewer, new_run
from tests.browser.app import address
from tests.live import temporary_server

BATCH = 32
CONV: dict[str, Any] = {"kind": "conv2d", "channels": 8, "kernel": 3, "activation": "relu"}
POOL: dict[str, Any] = {"kind": "max_pool", "size": 2}
LAYERS = [CONV, POOL, {**CONV, "channels": 16}, POOL, {"kind": "flatten"}]
VIEWS: dict[str, dict[str, Any]] = {
    "image": {"probe": "image", "params": {}},
    "parameters": {"probe": "parameters", "params": {}},
}


def stack(dataset: str, **data: Any) -> dict[str, Any]:
    """The document that choosing this set gives."""
    from engine.experiment import Experiment
    from engine.validation import patched

    return patched(Experiment(), {"data": {"dataset": dataset, **data}}).to_dict()


def trainer_of(document: dict[str, Any]) -> Any:
    """A trainer of the document, its program compiled."""
    from engine.trainer import Trainer
    from engine.validation import validate

    trainer = Trainer(validate(document))
    trainer.specialize()
    return trainer


def some_updates(trainer: Any, updates: int) -> None:
    """So many updates, always within the first epoch; nothing of the trainer changes."""
    import jax

    while updates > 0:
        taken = min(updates, trainer.left_in_epoch - 1)
        jax.block_until_ready(trainer._run(taken).state)
        updates -= taken


@benchmark("samples_per_s/digits", "samples_per_s/mnist")
def samples() -> Iterator[Row]:
    """Convolutions 3x3 with 8 and 16 channels, each pooled, batch 32, Adam."""
    for name, dataset, count in (("digits", "digits", 1797), ("mnist", "mnist", 5000)):
        trainer = trainer_of({**stack(dataset, count=count), "layers": LAYERS})
        trainer.advance(8)
        # In stretches shorter than an epoch: what an epoch's losses cost is no part of it.
        per_s = rate(partial(some_updates, trainer))
        yield Row(f"samples_per_s/{name}", round(BATCH * per_s), "samples/s", "CNN 8-16, batch 32, Adam; median of 5")


def seconds_to(trainer: Any, accuracy: float, most_epochs: int, every: int) -> tuple[float | None, str]:
    """Seconds of training until that share of the test characters is read right, looked at every so many updates."""
    trained, reached = 0.0, 0.0
    while trainer.epoch < most_epochs:
        begin = time.perf_counter()
        trainer.advance(every)
        trained += time.perf_counter() - begin
        reached = trainer.probe("metrics").info["accuracy_test"]
        if reached >= accuracy:
            return trained, f"epoch {trainer.epoch}, {trainer.updates:,} updates, {reached:.2%} of the test"
    return None, f"{reached:.2%} after {trainer.epoch} epochs"


@benchmark("to_98_percent_s/mnist")
def mnist() -> Iterator[Row]:
    """The network that the page begins MNIST with, on all 70,000."""
    trainer = trainer_of(stack("mnist", count=70_000))
    seconds, note = seconds_to(trainer, 0.98, 10, 250)
    yield Row(
        "to_98_percent_s/mnist", seconds, "s", f"all 70,000 images, a seventh of them test; compiled before; {note}"
    )


@benchmark("to_90_percent_s/captcha")
def captcha() -> Iterator[Row]:
    """The network that the page begins CAPTCHAs with."""
    trainer = trainer_of(stack("captcha"))
    seconds, note = seconds_to(trainer, 0.9, 60, 125)
    yield Row("to_90_percent_s/captcha", seconds, "s", f"of characters, default CAPTCHAs; compiled before; {note}")


# Each kind: commands that take turns, so that every one of them changes something and the network stays its size.
KINDS: dict[str, list[Command]] = {
    "kernel": [edit(layers=[{**CONV, "kernel": size}, *LAYERS[1:]]) for size in (5, 3)],
    "channels": [{"type": "add_unit", "layer": 0}, {"type": "remove_unit", "layer": 0, "unit": 8}],
    "insert_and_remove_layer": [{"type": "insert_layer", "at": 3, "kind": "conv2d"}, {"type": "remove_layer", "at": 3}],
    "learning_rate": [edit(optimizer={"learning_rate": value}) for value in (0.001, 0.002)],
    "optimizer": [edit(optimizer={"kind": kind}) for kind in ("rmsprop", "adam")],
    "noise": [edit(data={"noise": value}) for value in (10, 0)],
}
NAMES = [f"edit_to_frame_ms/images/{kind}/{when}" for kind in KINDS for when in ("first", "again_p95")]


@benchmark(*NAMES)
def edits_to_frame() -> Iterator[Row]:
    """While the digits' network plays at full speed: from an edit to the first frame of the new network."""
    with temporary_server() as server:
        settle(server)
        with Viewer(server, new_run(server, stack("digits")), VIEWS) as viewer:
            viewer.command(type="play", updates_per_s=None)
            for kind, commands in KINDS.items():
                while viewer.next_frame()["program"] != "specialized":
                    pass  # an edit before is still being compiled
                first = 1e3 * viewer.seconds_to_frame(**commands[0])
                again = []
                turns = cycle(commands[1:] + commands[:1])
                viewer.seconds_to_frame(**next(turns))
                for _ in range(10):
                    viewer.next_frame()
                    again.append(1e3 * viewer.seconds_to_frame(**next(turns)))
                yield Row(f"edit_to_frame_ms/images/{kind}/first", first, "ms", "digits CNN 8-16, through a websocket")
                yield Row(f"edit_to_frame_ms/images/{kind}/again_p95", percentile(again, 0.95), "ms", "10 edits")


# Networks that no one has met, each an edit away from the one before.
NEW: list[Command] = [
    edit(layers=[{**CONV, "kernel": 5}, *LAYERS[1:]]),
    edit(layers=[{**CONV, "kernel": 7}, *LAYERS[1:]]),
    {"type": "add_unit", "layer": 0},
    {"type": "add_unit", "layer": 2},
    {"type": "insert_layer", "at": 3, "kind": "conv2d"},
    {"type": "insert_layer", "at": 1, "kind": "batch_norm"},
    {"type": "remove_layer", "at": 4},
    {"type": "insert_layer", "at": 5, "kind": "dropout"},
    {"type": "remove_unit", "layer": 0, "unit": 2},
    edit(layers=[{**CONV, "stride": 2}, {**CONV, "dilation": 2}, {"kind": "flatten"}]),
    edit(layers=[{**CONV, "activation": "tanh"}, {"kind": "average_pool", "size": 2}, {"kind": "global_pool"}]),
]


@benchmark("edit_to_frame_ms/images/cold_p95", "edit_to_frame_ms/images/disk_p95")
def new_networks() -> Iterator[Row]:
    """The same for networks that nobody has compiled, and for those whose programs an earlier start left on disk."""
    server = temporary_server(cache=None)
    for name, where in (("cold", "nothing of it compiled before"), ("disk", "its programs on disk")):
        with server:
            settle(server)
            with Viewer(server, new_run(server, {**stack("digits"), "layers": LAYERS}), VIEWS) as viewer:
                viewer.command(type="play", updates_per_s=None)
                took = []
                for command in NEW:
                    while viewer.next_frame()["program"] != "specialized":
                        pass  # an edit before is still being compiled
                    took.append(1e3 * viewer.seconds_to_frame(**command))
        note = f"{len(NEW)} edits of the digits' network while it plays, {where}; median {percentile(took, 0.5):.3g} ms"
        yield Row(f"edit_to_frame_ms/images/{name}_p95", percentile(took, 0.95), "ms", note)


@benchmark("frames_per_s/images")
def frames() -> Iterator[Row]:
    """The page with all maps of MNIST's network while it trains at full speed."""
    with temporary_server() as server, new_page() as page:
        settle(server)
        page.goto(server.url + address(stack("mnist")))
        page.evaluate(TRAINED_FRAME, [STORE, ACTIONS])
        page.evaluate(COUNT_FRAMES, [STORE, 2000])
        fps = page.evaluate(COUNT_FRAMES, [STORE, 1000 * WINDOW_S])
        yield Row("frames_per_s/images", fps, "frames/s", "MNIST CNN 8-16 with all maps; headless Chromium, 1440x900")
