"""Frames out of a run: built only for a viewer that asked for its next one, each picture computed once for all."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from engine.errors import InputError, InputErrors
from engine.missing import NotMadeError, only_made
from server.errors import error_body
from server.json_text import write
from server.runs.training import Training
from server.stream.codec import encode

log = logging.getLogger("picturevis")

MAX_POINTS = 8192  # of history in one frame: more follow in the next ones
GRACE_S = 0.25  # that a frame which may come early waits for the programs of its views: from the disk they take less


class View(NamedTuple):
    """A probe that a viewer shows, under its own name for it."""

    id: str
    probe: str
    params: Mapping[str, Any]
    key: bytes  # equal for equal pictures
    every_s: float  # while the run trains, wanted no more often than this


def view(id: str, probe: str, params: Mapping[str, Any], every_s: float = 0.0) -> View:
    """A view of plain data."""
    return View(id, probe, params, write([probe, sorted(params.items())]), every_s)


@dataclass(frozen=True, slots=True)
class Wish:
    """A viewer is ready for its next frame: what it shows, what it has."""

    number: int
    views: tuple[View, ...]
    seen: int | None  # the change it has seen; None asks for a frame at once
    history_version: int | None
    history_from: int
    resting: frozenset[str] = frozenset()  # views that had a picture lately
    revision: int | None = None  # of the last frame
    partial: bool = False  # whether the last frame left out views that rested
    early: bool = False  # whether a frame need not wait for the programs of all its views


class Frame(NamedTuple):
    """A frame for one viewer, and what it will have seen with it."""

    data: bytes
    number: int
    seen: int
    history_version: int
    history_to: int
    complete: bool  # whether the viewer has the whole history with it
    views: tuple[View, ...]
    refused: dict[str, dict[str, Any]]  # views that cannot be shown, with the error
    revision: int = 0
    rested: frozenset[str] = frozenset()  # views that are left out as they rest
    coming: frozenset[str] = frozenset()  # views that are left out until their programs are there
    costs: Mapping[str, float] = MappingProxyType({})  # seconds that each view's picture took


class Sink(Protocol):
    """Where a viewer's frames and events go; called from a worker thread, never blocks."""

    @property
    def steers(self) -> bool:
        """Whether it may steer, or only watch."""

    def frame(self, frame: Frame) -> None:
        """Here is the frame wished for."""

    def event(self, text: str) -> None:
        """The run as it is now, as JSON."""

    def gone(self) -> None:
        """There will be no more: the run was deleted."""


class Picture(NamedTuple):
    """What a probe sees now, or the error in its place; or the program that it lacks."""

    arrays: dict[str, Any]
    info: dict[str, Any]
    cost_s: float = 0.0
    missing: NotMadeError | None = None


Pictures = dict[bytes, Picture]


class Built(NamedTuple):
    """A frame, the programs that its views lack, and whether it has all that belongs into every frame."""

    frame: Frame
    missing: list[NotMadeError]
    whole: bool


def build(run: str, wish: Wish, training: Training, pictures: Pictures) -> Built:
    """The frame of a wish; `pictures` keeps what was computed for this very moment."""
    trainer = training.trainer
    arrays: dict[str, Any] = {}
    infos: dict[str, Any] = {}
    refused: dict[str, dict[str, Any]] = {}
    costs: dict[str, float] = {}
    coming: list[str] = []
    missing: list[NotMadeError] = []
    whole = True
    rests = wish.resting if training.busy and wish.revision == trainer.revision else frozenset()
    for shown in wish.views:
        if shown.id in rests:
            continue
        if shown.key not in pictures:
            pictures[shown.key] = _picture(training, shown)
        picture = pictures[shown.key]
        if picture.missing is not None:
            coming.append(shown.id)
            whole &= shown.every_s > 0
            if not shown.every_s or training.program != "compiling":  # the training goes before what can wait
                missing.append(picture.missing)
            continue
        infos[shown.id], costs[shown.id] = picture.info, picture.cost_s
        if "error" in picture.info:
            refused[shown.id] = picture.info["error"]
        for name, array in picture.arrays.items():
            arrays[f"{shown.id}/{name}"] = array
    training.observe()
    history = trainer.history
    start = wish.history_from if wish.history_version == history.version else 0
    end = min(len(history.epochs), start + MAX_POINTS)
    arrays["history.epoch"] = history.epochs[start:end].astype("float64")
    arrays["history.train"] = history.train[start:end].astype("float64")
    arrays["history.test"] = history.test[start:end].astype("float64")
    header = {
        "run": run,
        "frame": wish.number,
        "revision": trainer.revision,
        "data_revision": trainer.data_revision,
        "epoch": trainer.epoch,
        "epoch_share": trainer.epoch_share,
        "updates": trainer.updates,
        "train_loss": trainer.train_loss,
        "test_loss": trainer.test_loss,
        "updates_per_s": training.meter.updates_per_s(),
        "playing": training.busy,
        "program": training.program,
        "history": {"version": history.version, "from": start, "stride": history.stride},
        "views": infos,
        "coming": coming,
    }
    data = encode({"frame": write(header).decode()}, arrays)
    complete = end == len(history.epochs)
    frame = Frame(
        data,
        wish.number,
        training.change,
        history.version,
        end,
        complete,
        wish.views,
        refused,
        trainer.revision,
        rests,
        frozenset(coming),
        costs,
    )
    return Built(frame, missing, whole)


def _picture(training: Training, shown: View) -> Picture:
    """The picture of a view; one bad view spoils no other."""
    started = training.clock()
    try:
        with only_made():
            result = training.trainer.probe(shown.probe, dict(shown.params))
    except NotMadeError as missing:
        return Picture({}, {}, missing=missing)
    except (InputError, InputErrors) as error:
        return Picture({}, {"error": error_body(error, f"views.{shown.id}")["error"]})
    except Exception as error:
        log.exception("Probe %s failed", shown.probe)
        return Picture({}, {"error": error_body(error)["error"]})
    return Picture(result.arrays, result.info, training.clock() - started)


class Held(NamedTuple):
    """A wish whose frame waits for programs: how many were made by then, and when it is sent without them."""

    wish: Wish
    made: int
    due: float


class Desk:
    """The viewers of a run, and which of them wait for a frame. Any thread may call; only a worker serves."""

    def __init__(self, clock: Callable[[], float], frame_s: float) -> None:
        self.cost_s = 0.0  # of serving all who wait, as of late
        self.revision = -1  # of the last frame with all that belongs into every one
        self.made = 0  # programs that were missing, by now
        self._clock = clock
        self._frame_s = frame_s
        self._next = 0.0
        self._lock = threading.Lock()
        self._sinks: dict[int, Sink] = {}
        self._wishes: dict[int, Wish] = {}
        self._held: dict[int, Held] = {}
        self._lacking: dict[int, int] = {}  # viewers whose last frame lacked programs: how many were made by then
        self._newcomers: set[int] = set()

    @property
    def watched(self) -> bool:
        """Whether there is any viewer."""
        return bool(self._sinks)

    @property
    def waited_for(self) -> bool:
        """Whether any viewer waits for a frame."""
        return bool(self._wishes)

    def attach(self, id: int, sink: Sink) -> None:
        """A viewer comes."""
        with self._lock:
            self._sinks[id] = sink
            self._newcomers.add(id)

    def want(self, id: int, wish: Wish) -> None:
        """A viewer is ready for its next frame."""
        with self._lock:
            if id in self._sinks:
                self._wishes[id] = wish

    def detach(self, id: int) -> None:
        """A viewer leaves."""
        with self._lock:
            for of_viewers in (self._sinks, self._wishes, self._held, self._lacking):
                of_viewers.pop(id, None)

    def clear(self) -> list[Sink]:
        """All leave; the viewers there were."""
        with self._lock:
            sinks = list(self._sinks.values())
            for of_viewers in (self._sinks, self._wishes, self._held, self._lacking):
                of_viewers.clear()
        return sinks

    def to_tell(self, news: bool) -> list[Sink]:
        """Who is to be told what the run is: all where there is news, or else those just come."""
        with self._lock:
            told = [sink for viewer, sink in self._sinks.items() if news or viewer in self._newcomers]
            self._newcomers.clear()
        return told

    def due(self, training: Training, at_once: bool) -> float | None:
        """When the next frame is to be built; None where nobody waits for anything new."""
        fresh, now = self._fresh(training), self._clock()
        held = [held.due for held in self._held.values() if now < held.due < math.inf]
        if not fresh:
            return min(held, default=None)
        if at_once or not training.busy or any(wish.seen is None or viewer in self._held for viewer, wish in fresh):
            return now
        return min(held, default=self._next)

    def serve(self, run: str, training: Training) -> list[NotMadeError]:
        """Build and hand over the frame of each viewer that waits for something new; the programs that they lack."""
        started, made = self._clock(), self.made
        pictures: Pictures = {}
        missing: list[NotMadeError] = []
        for viewer, wish in self._fresh(training):
            frame, lacking, whole = build(run, wish, training, pictures)
            missing += lacking
            with self._lock:
                sink = self._sinks.get(viewer)
                if sink is None or self._wishes.get(viewer) is not wish:
                    continue  # it left, or shows something else by now
                if not whole and (due := self._held_until(viewer, wish, training)) > started:
                    self._held[viewer] = Held(wish, made, due)
                    continue
                del self._wishes[viewer]
                self._held.pop(viewer, None)
                self._lacking.pop(viewer, None)
                if lacking:
                    self._lacking[viewer] = made
            sink.frame(frame)
            if whole:
                self.revision = frame.revision
        self.cost_s += 0.2 * (self._clock() - started - self.cost_s)
        # A frame that came late does not push the next one back, unless it was late by half a frame; nor do frames
        # sent at once, for edits, add up to a wait.
        self._next = min(max(self._next, started - self._frame_s / 2), started) + self._frame_s
        return missing

    def _held_until(self, viewer: int, wish: Wish, training: Training) -> float:
        """When a frame that lacks programs is sent all the same: after an edit never, as what was drawn before it would
        go and nothing come in its place."""
        if not wish.early or wish.revision not in (None, training.trainer.revision):
            return math.inf
        held = self._held.get(viewer)
        return held.due if held is not None and held.wish is wish else self._clock() + GRACE_S

    def _fresh(self, training: Training) -> list[tuple[int, Wish]]:
        with self._lock:
            return [(viewer, wish) for viewer, wish in self._wishes.items() if self._is_fresh(viewer, wish, training)]

    def _is_fresh(self, viewer: int, wish: Wish, training: Training) -> bool:
        held = self._held.get(viewer)
        if held is not None and held.wish is wish:
            return held.made != self.made or held.due <= self._clock()
        return (
            wish.seen != training.change
            or (wish.partial and not training.busy)
            or self._lacking.get(viewer, self.made) != self.made
        )
