"""The desk: frames at a steady pace while the run trains, at once after an edit."""

import json
from typing import Any

import pytest

from engine.experiment import Experiment
from engine.trainer import Trainer
from engine.validation import patched
from server.runs.frames import Desk, Frame, Wish, build, view
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

    def __init__(self, desk: Desk, id: int) -> None:
        self.desk, self.id = desk, id
        desk.attach(id, self)
        self.wish(1, None)

    def wish(self, number: int, seen: int | None) -> None:
        self.desk.want(self.id, Wish(number, (view("m", "parameters", {}),), seen, None, 0))

    def frame(self, frame: Frame) -> None:
        self.wish(frame.number + 1, frame.seen)

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
    views = (view("m", "metrics", {}, every_s=1.0), view("p", "parameters", {}))
    wish = Wish(1, views, None, None, 0)
    waiting = header_of(build("run", wish, training, {}))
    assert (waiting["coming"], list(waiting["views"])) == (["m"], ["p"])
    while trainer.specialize():
        pass
    there = header_of(build("run", wish, training, {}))
    assert (there["coming"], list(there["views"])) == ([], ["m", "p"])
    training.play(None)
    resting = header_of(build("run", Wish(2, views, 1, None, 0, frozenset("m"), trainer.revision), training, {}))
    assert (resting["coming"], list(resting["views"])) == ([], ["p"])


def header_of(frame: Frame) -> dict[str, Any]:
    """What a frame says beside its arrays."""
    header: dict[str, Any] = json.loads(decode(frame.data)[0]["frame"])
    return header
