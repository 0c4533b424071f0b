"""The desk: frames at a steady pace while the run trains, at once after an edit."""

import json
from functools import cache
from typing import Any
from unittest.mock import Mock

import pytest

from engine.edits import AddUnit
from engine.experiment import Experiment
from engine.programs import pictures
from engine.programs.kept import Kept
from engine.trainer import Trainer
from engine.validation import patched
from server.runs.frames import GRACE_S, Desk, Frame, View, Wish, build, view
from server.runs.training import Training
from server.stream.codec import decode

FRAME_S = 0.1


class Clock:
    """A time that passes only when told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Viewer:
    """A viewer that is ready again as soon as it has a frame."""

    steers = True

    def __init__(self, desk: Desk, id: int, *more: View, early: bool = False) -> None:
        self.desk, self.id, self.early = desk, id, early
        self.views = (view("m", "parameters", {}), *more)
        self.seen: list[list[str]] = []  # the views of each frame
        self.refused: set[str] = set()
        desk.attach(id, self)
        self.desk.want(id, Wish(1, self.views, None, None, 0, early=early))

    def frame(self, frame: Frame) -> None:
        self.seen.append(list(header_of(frame)["views"]))
        self.refused |= frame.refused.keys()
        wish = Wish(frame.number + 1, self.views, frame.seen, None, 0, revision=frame.revision, early=self.early)
        self.desk.want(self.id, wish)

    def event(self, text: str) -> None:
        raise AssertionError(text)

    def gone(self) -> None:
        raise AssertionError


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def training(clock: Clock) -> Training:
    playing = Training(Trainer(), clock)
    playing.play(None)
    return playing


def test_frames_sent_at_once_for_edits_do_not_add_up_to_a_wait(clock: Clock, training: Training) -> None:
    desk = Desk(clock, FRAME_S)
    for number in range(3):
        Viewer(desk, number)
    for _ in range(50):  # edits faster than frames, as in a drag
        clock.now += FRAME_S / 4
        training.edited()
        assert desk.due(training, at_once=True) == clock.now
        desk.serve("run", training)
    training.change += 1
    due = desk.due(training, at_once=False)
    assert due is not None
    assert due <= clock.now + FRAME_S


def test_a_frame_a_little_late_does_not_push_the_next_one_back(clock: Clock, training: Training) -> None:
    desk = Desk(clock, FRAME_S)
    Viewer(desk, 1)
    desk.serve("run", training)
    training.change += 1
    due = desk.due(training, at_once=False)
    assert due is not None
    clock.now = due + FRAME_S / 4
    desk.serve("run", training)
    training.change += 1
    assert desk.due(training, at_once=False) == pytest.approx(due + FRAME_S, abs=1e-9)


def test_nothing_new_is_not_sent_again(clock: Clock, training: Training) -> None:
    desk = Desk(clock, FRAME_S)
    Viewer(desk, 1)
    assert desk.due(training, at_once=False) is not None
    desk.serve("run", training)
    assert desk.due(training, at_once=True) is None


def test_what_waits_for_a_compile_is_said_to_come_until_it_is_there() -> None:
    layers = [{"kind": "conv2d", "channels": 2, "activation": "softsign"}, {"kind": "flatten"}]  # of no other test
    trainer = Trainer(patched(Experiment(), {"data": {"dataset": "digits", "count": 120}, "layers": layers}))
    training = Training(trainer)
    views = (view("m", "gradients", {}, every_s=1.0), view("p", "parameters", {}))
    wish = Wish(1, views, None, None, 0)
    waiting = build("run", wish, training, {})
    assert (header_of(waiting.frame)["coming"], list(header_of(waiting.frame)["views"])) == (["m"], ["p"])
    assert (waiting.whole, waiting.missing) == (True, []), "it is not asked for before the training is there"
    while trainer.prepare():
        pass
    (missing,) = build("run", wish, training, {}).missing
    missing.make()
    there = header_of(build("run", wish, training, {}).frame)
    assert (there["coming"], list(there["views"])) == ([], ["m", "p"])
    training.play(None)
    resting = header_of(build("run", Wish(2, views, 1, None, 0, frozenset("m"), trainer.revision), training, {}).frame)
    assert (resting["coming"], list(resting["views"])) == ([], ["p"])


@pytest.fixture
def unmade(monkeypatch: pytest.MonkeyPatch) -> Training:
    """A paused training whose probe `maps` has no program yet."""
    monkeypatch.setattr(pictures, "hidden", cache(pictures.hidden.__wrapped__))
    trainer = Trainer()
    trainer.prepare()
    return Training(trainer)


def test_a_frame_that_may_come_early_waits_only_a_moment_for_programs(clock: Clock, unmade: Training) -> None:
    desk = Desk(clock, FRAME_S)
    viewer, patient = (Viewer(desk, at, view("h", "maps", {}), early=at == 1) for at in (1, 2))
    (missing, same) = desk.serve("run", unmade)
    assert missing.key == same.key
    assert desk.due(unmade, at_once=False) == clock.now + GRACE_S
    assert desk.serve("run", unmade) == [], "what was asked for is not asked for again"
    clock.now += GRACE_S
    assert desk.due(unmade, at_once=False) == clock.now
    desk.serve("run", unmade)
    assert (viewer.seen, patient.seen) == ([["m"]], [])
    assert desk.due(unmade, at_once=False) is None
    missing.make()
    desk.made += 1
    assert desk.due(unmade, at_once=False) == clock.now
    assert desk.serve("run", unmade) == []
    assert (viewer.seen, patient.seen) == ([["m"], ["m", "h"]], [["m", "h"]])
    assert desk.due(unmade, at_once=False) is None


def test_after_an_edit_nothing_that_was_drawn_goes_before_the_new_is_there(
    clock: Clock, unmade: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(clock, FRAME_S)
    unmade.trainer.probe("maps")
    viewer = Viewer(desk, 1, view("h", "maps", {}), early=True)
    desk.serve("run", unmade)
    assert viewer.seen == [["m", "h"]]
    unmade.trainer.apply(AddUnit(layer=0))
    unmade.edited()
    monkeypatch.setattr(pictures, "hidden", cache(pictures.hidden.__wrapped__))
    (missing,) = desk.serve("run", unmade)
    clock.now += 10 * GRACE_S
    assert desk.due(unmade, at_once=True) is None
    missing.make()
    desk.made += 1
    desk.serve("run", unmade)
    assert viewer.seen == [["m", "h"]] * 2


def test_what_need_not_come_with_every_frame_holds_none_up(clock: Clock, unmade: Training) -> None:
    desk = Desk(clock, FRAME_S)
    viewer = Viewer(desk, 1, view("h", "maps", {}, every_s=1.0))
    (missing,) = desk.serve("run", unmade)
    assert viewer.seen == [["m"]]
    missing.make()
    desk.made += 1
    desk.serve("run", unmade)
    assert viewer.seen == [["m"], ["m", "h"]]


def test_a_picture_whose_program_cannot_be_made_says_so(clock: Clock, unmade: Training) -> None:
    desk = Desk(clock, FRAME_S)
    viewer = Viewer(desk, 1, view("h", "maps", {}))
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(Kept, "compiled", Mock(side_effect=MemoryError))
        (missing,) = desk.serve("run", unmade)
        with pytest.raises(MemoryError):
            missing.make()
    desk.made += 1
    assert desk.serve("run", unmade) == []
    assert viewer.seen == [["m", "h"]]
    assert viewer.refused == {"h"}


def header_of(frame: Frame) -> dict[str, Any]:
    """What a frame says beside its arrays."""
    header: dict[str, Any] = json.loads(decode(frame.data)[0]["frame"])
    return header
