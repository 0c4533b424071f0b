"""Frames out of a run: built only for a viewer that asked for its next one, each picture computed once for all."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from engine.errors import InputError, InputErrors
from server.errors import error_body
from server.json_text import write
from server.runs.training import Training
from server.stream.codec import encode

log = logging.getLogger("picturevis")

MAX_POINTS = 8192  # of history in one frame: more follow in the next ones


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
    partial: bool = False  # whether the last frame left views out


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
    left_out: frozenset[str] = frozenset()  # views that rest, or wait until they cost no compile
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


Pictures = dict[bytes, tuple[dict[str, Any], dict[str, Any], float]]  # arrays, facts, and seconds they took


def build(run: str, wish: Wish, training: Training, pictures: Pictures) -> Frame:
    """The frame of a wish; `pictures` keeps what was computed for this very moment."""
    trainer = training.trainer
    arrays: dict[str, Any] = {}
    infos: dict[str, Any] = {}
    refused: dict[str, dict[str, Any]] = {}
    costs: dict[str, float] = {}
    rests = wish.resting if training.busy and wish.revision == trainer.revision else frozenset()
    # What need not come with every frame waits until it costs no compile.
    coming = [shown.id for shown in wish.views if shown.every_s] if training.compiling else []
    rests = rests.union(coming)
    for shown in wish.views:
        if shown.id in rests:
            continue
        if shown.key not in pictures:
            started = training.clock()
            pictures[shown.key] = (*_picture(training, shown), training.clock() - started)
        found, info, costs[shown.id] = pictures[shown.key]
        infos[shown.id] = info
        if "error" in info:
            refused[shown.id] = info["error"]
        for name, array in found.items():
            arrays[f"{shown.id}/{name}"] = array
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
    return Frame(
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
        costs,
    )


def _picture(training: Training, shown: View) -> tuple[dict[str, Any], dict[str, Any]]:
    """Arrays and facts of a probe, or the error in their place: one bad view spoils no other."""
    try:
        result = training.trainer.probe(shown.probe, dict(shown.params))
    except (InputError, InputErrors) as error:
        return {}, {"error": error_body(error, f"views.{shown.id}")["error"]}
    except Exception as error:
        log.exception("Probe %s failed", shown.probe)
        return {}, {"error": error_body(error)["error"]}
    return result.arrays, result.info


class Desk:
    """The viewers of a run, and which of them wait for a frame. Any thread may call; only a worker serves."""

    def __init__(self, clock: Callable[[], float], frame_s: float) -> None:
        self.cost_s = 0.0  # of serving all who wait, as of late
        self.revision = -1  # of the last frame
        self._clock = clock
        self._frame_s = frame_s
        self._next = 0.0
        self._lock = threading.Lock()
        self._sinks: dict[int, Sink] = {}
        self._wishes: dict[int, Wish] = {}
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
            self._sinks.pop(id, None)
            self._wishes.pop(id, None)

    def clear(self) -> list[Sink]:
        """All leave; the viewers there were."""
        with self._lock:
            sinks = list(self._sinks.values())
            self._sinks.clear()
            self._wishes.clear()
        return sinks

    def to_tell(self, news: bool) -> list[Sink]:
        """Who is to be told what the run is: all where there is news, or else those just come."""
        with self._lock:
            told = [sink for viewer, sink in self._sinks.items() if news or viewer in self._newcomers]
            self._newcomers.clear()
        return told

    def due(self, training: Training, at_once: bool) -> float | None:
        """When the next frame is to be built; None where nobody waits for anything new."""
        fresh = self._fresh(training)
        if not fresh:
            return None
        if at_once or not training.busy or any(wish.seen is None for _, wish in fresh):
            return self._clock()
        return self._next

    def serve(self, run: str, training: Training) -> None:
        """Build and hand over the frame of each viewer that waits for something new."""
        started = self._clock()
        pictures: Pictures = {}
        for viewer, wish in self._fresh(training):
            frame = build(run, wish, training, pictures)
            with self._lock:
                sink = self._sinks.get(viewer)
                if sink is None or self._wishes.get(viewer) is not wish:
                    continue  # it left, or shows something else by now
                del self._wishes[viewer]
            sink.frame(frame)
            self.revision = frame.revision
        self.cost_s += 0.2 * (self._clock() - started - self.cost_s)
        # A frame that came late does not push the next one back, unless it was late by half a frame; nor do frames
        # sent at once, for edits, add up to a wait.
        self._next = min(max(self._next, started - self._frame_s / 2), started) + self._frame_s

    def _fresh(self, training: Training) -> list[tuple[int, Wish]]:
        with self._lock:
            return [
                (viewer, wish)
                for viewer, wish in self._wishes.items()
                if wish.seen != training.change or (wish.partial and not training.busy and training.trainer.warm)
            ]
