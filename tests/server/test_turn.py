"""A turn of a run: what is compiled when, and what viewers are told of it."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from engine import loaded
from engine.experiment import Experiment
from engine.programs import pictures
from engine.trainer import Trainer
from engine.validation import patched
from server.runs.frames import Frame, Wish, view
from server.runs.plan import Limits, Plan
from server.runs.run import FIRST_FRAME_S, Run, Workshop
from server.stream.codec import decode

IMAGES = {"data": {"dataset": "digits", "count": 100}, "layers": [{"kind": "flatten"}]}
Job = Callable[[], object]


class Shop:
    """A scheduler that gives no turn by itself, at a time that passes only when told, and a compiler that only notes
    what it is to do."""

    def __init__(self) -> None:
        self.now = 100.0
        self.jobs: list[Job] = []

    def clock(self) -> float:
        return self.now

    def add(self, *_: Any, **__: Any) -> None:
        pass

    remove = wake = make = prepare = add

    def hurry(self, job: Job) -> None:
        self.jobs.append(job)

    submit = depict = hurry


class Viewer:
    """A viewer that asks for a frame only when told; `programs` are those that its frames and events named."""

    steers = True

    def __init__(self, run: Run) -> None:
        self.run, self.frames, self.events = run, list[Frame](), list[dict[str, Any]]()
        run.attach(1, self)

    def wish(self) -> None:
        seen = self.frames[-1].seen if self.frames else None
        self.run.want(1, Wish(len(self.frames) + 1, (view("p", "parameters", {}),), seen, None, 0))

    def frame(self, frame: Frame) -> None:
        self.frames.append(frame)

    def event(self, text: str) -> None:
        self.events.append(json.loads(text)["run"])

    def gone(self) -> None:
        raise AssertionError

    @property
    def programs(self) -> tuple[str, str]:
        """The program that the last event and the last frame named."""
        header = json.loads(decode(self.frames[-1].data)[0]["frame"])
        return self.events[-1]["program"], header["program"]


@pytest.fixture
def shop() -> Shop:
    return Shop()


def a_run(shop: Any, document: dict[str, Any]) -> tuple[Run, Trainer]:
    trainer = Trainer(patched(Experiment(), document))
    return Run("run", lambda: trainer, Plan(), Workshop(shop, shop, 1 / 60, Limits(100, 100))), trainer


def turn(run: Run) -> float | None:
    """A turn with time for one dispatch."""
    return run.turn(0.01, lambda: True)


def test_the_training_is_compiled_after_the_first_frame_of_a_new_network(shop: Shop) -> None:
    run, _ = a_run(shop, IMAGES)
    viewer = Viewer(run)
    turn(run)
    assert not shop.jobs
    viewer.wish()
    turn(run)
    assert (len(viewer.frames), shop.jobs) == (1, []), "the frame has the processor for itself"
    turn(run)
    assert len(shop.jobs) == 1
    edit = run.ask({"command": {"type": "insert_layer", "at": 0, "kind": "conv2d"}})
    turn(run)
    assert edit.result()["revision"] == 1
    assert len(shop.jobs) == 1
    viewer.wish()
    turn(run)
    turn(run)
    assert (len(viewer.frames), len(shop.jobs)) == (2, 2)


def test_a_viewer_that_takes_no_frame_holds_the_compile_up_only_so_long(shop: Shop) -> None:
    run, _ = a_run(shop, IMAGES)
    Viewer(run)
    due = turn(run)
    assert due == shop.now + FIRST_FRAME_S, "it gets a turn then, though it is paused"
    assert not shop.jobs
    shop.now = due
    turn(run)
    assert len(shop.jobs) == 1


def test_without_a_viewer_and_for_a_goal_the_training_is_compiled_at_once(shop: Shop) -> None:
    run, _ = a_run(shop, IMAGES)
    turn(run)
    assert len(shop.jobs) == 1
    other, _ = a_run(shop, IMAGES)
    Viewer(other)
    other.ask({"command": {"type": "train", "epochs": 1}})
    turn(other)
    assert len(shop.jobs) == 2


def test_what_was_being_compiled_is_left_at_the_next_program_when_an_edit_comes(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, trainer = a_run(shop, IMAGES)
    turn(run)
    compiled: list[int] = []

    def prepare() -> bool:
        compiled.append(trainer.revision)
        if len(compiled) == 1:
            run.ask({"command": {"type": "edit", "patch": {"optimizer": {"learning_rate": 0.5}}}})
            turn(run)
        return len(compiled) < 3

    monkeypatch.setattr(trainer, "prepare", prepare)
    shop.jobs[0]()
    assert compiled == [0]
    shop.jobs[1]()
    assert compiled == [0, 1, 1]


def test_a_run_trains_by_its_own_program_before_the_one_for_edits_is_compiled(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaded, "_READY", set())
    run, trainer = a_run(shop, {})
    run.ask({"command": {"type": "play", "updates_per_s": None}})
    turn(run)
    assert (trainer.program, trainer.updates) == ("compiling", 0)
    shop.jobs.pop()()
    turn(run)
    assert trainer.program == "specialized"
    assert trainer.updates > 0
    assert not trainer.editable
    shop.jobs.pop()()
    run.ask({"command": {"type": "add_unit", "layer": 0}})
    turn(run)
    assert trainer.program == "padded"
    assert not shop.jobs


@pytest.mark.parametrize(("document", "before"), [(IMAGES, "compiling"), ({}, "padded")], ids=["images", "points"])
def test_a_paused_run_tells_that_its_own_program_is_there(shop: Shop, document: dict[str, Any], before: str) -> None:
    run, trainer = a_run(shop, document)
    if before == "padded":
        trainer.advance(1)
    viewer = Viewer(run)
    run.ask({"command": {"type": "play", "updates_per_s": None}})
    turn(run)
    shop.now += FIRST_FRAME_S
    turn(run)
    run.ask({"command": {"type": "pause"}})
    viewer.wish()
    turn(run)
    assert viewer.programs == (before, before)
    viewer.wish()
    turn(run)
    assert len(viewer.frames) == 1, "there is nothing new"
    shop.jobs[0]()
    turn(run)
    assert viewer.programs == ("specialized", "specialized")


def test_viewers_are_told_how_far_a_new_shape_moved_the_answers_when_it_is_compiled(shop: Shop) -> None:
    run, _ = a_run(shop, {**IMAGES, "layers": [{"kind": "flatten"}, {"kind": "dense", "units": 6}]})
    turn(run)
    shop.jobs[0]()
    viewer = Viewer(run)
    edit = run.ask({"command": {"type": "remove_unit", "layer": 1, "unit": 2}})
    turn(run)
    assert edit.result()["output_change"] is None
    shop.now += FIRST_FRAME_S
    turn(run)
    shop.jobs[1]()
    turn(run)
    *before, moved = [told["output_change"] for told in viewer.events]
    assert set(before) == {None}
    assert 0 < moved < 1
    assert viewer.events[-1]["revision"] == edit.result()["revision"]


def test_nobody_waits_for_a_training_that_cannot_be_compiled_and_to_play_is_to_try_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, trainer = a_run(shop, {**IMAGES, "layers": [{"kind": "flatten"}, {"kind": "dense", "units": 9}]})
    viewer = Viewer(run)
    train = run.ask({"command": {"type": "train", "epochs": 1}})
    turn(run)

    def fail() -> bool:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(trainer, "prepare", fail)
        with pytest.raises(MemoryError):
            shop.jobs.pop()()
    viewer.wish()
    turn(run)
    assert viewer.programs == ("failed", "failed")
    assert train.result()["stopped"]["reason"] == "interrupted"
    assert "could not be compiled" in train.result()["stopped"]["message"]
    assert not run.playing
    assert not shop.jobs, "it is not tried again by itself"
    run.ask({"command": {"type": "play", "updates_per_s": None}})
    turn(run)
    assert len(shop.jobs) == 1
    shop.jobs[0]()
    viewer.wish()
    turn(run)
    assert viewer.programs == ("specialized", "specialized")
    assert run.playing


def test_what_a_picture_lacks_is_made_once_and_apart(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "hidden", cache(pictures.hidden.__wrapped__))
    run, trainer = a_run(shop, {})
    trainer.prepare()
    viewer = Viewer(run)
    run.want(1, Wish(1, (view("h", "maps", {}),), None, None, 0))
    for _ in range(3):
        run.ask({"ask": "info"})
        turn(run)
    assert (len(shop.jobs), viewer.frames) == (1, [])
    shop.jobs[0]()
    turn(run)
    assert (len(shop.jobs), len(viewer.frames)) == (1, 1)


def test_who_asks_within_an_epoch_is_told_the_losses_of_the_weights_there_are(shop: Shop) -> None:
    run, trainer = a_run(shop, {})
    ended = trainer.train_loss
    run.ask({"command": {"type": "step", "updates": 3}})
    asked = run.ask({"ask": "info"})
    turn(run)
    turn(run)
    later = run.ask({"ask": "info"})
    turn(run)
    told = later.result()
    assert (told["updates"], told["epoch"]) == (3, 0)
    assert told["train_loss"] == Trainer.restore(*trainer.snapshot()).train_loss != ended
    assert asked.done()
