"""A run: an experiment being trained. Messages of plain data in; answers, events and frames out."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.errors import InputError
from engine.missing import NotMadeError
from server.errors import Refusal
from server.json_text import write
from server.runs.answers import answer
from server.runs.compiler import Compiler
from server.runs.frames import Desk, Sink, Wish
from server.runs.info import run_info
from server.runs.plan import Limits, Plan
from server.runs.scheduler import NOW, Scheduler
from server.runs.training import Goal, Training

if TYPE_CHECKING:
    from engine.trainer import Trainer

log = logging.getLogger("picturevis")

MAX_WAITING = 256
FIRST_FRAME_S = 1.0  # that the compile of a new network's training waits, at most, for the network's first frame

Message = dict[str, Any]


@dataclass(frozen=True)
class Workshop:
    """What runs share: the threads that train, the one that compiles, the time between frames, and limits."""

    scheduler: Scheduler
    compiler: Compiler
    frame_s: float
    limits: Limits


class Run:
    """An experiment being trained by the scheduler's threads; every public method may be called from any thread.

    `build` makes the trainer, in a worker, at the first turn.
    """

    def __init__(self, id: str, build: Callable[[], Trainer], plan: Plan, shop: Workshop) -> None:
        self.id = id
        self.plan = plan
        self.info: dict[str, Any] | None = None
        self._build = build
        self._scheduler = shop.scheduler
        self._compiler = shop.compiler
        self._limits = shop.limits
        self._compiled = -1  # the revision that a program was last compiled for
        self._failed = -1  # the one for which that failed
        self._making: set[Hashable] = set()  # programs that views lack and somebody was asked to make
        self._training: Training | None = None
        self._inbox: deque[tuple[Message, Future[Any]]] = deque()
        self._desk = Desk(shop.scheduler.clock, shop.frame_s)
        self._told: tuple[int, int, float | None] = (0, 0, None)
        self._lock = threading.Lock()
        self._over: BaseException | None = None
        shop.scheduler.add(self)

    # From any thread

    def ask(self, message: Message) -> Future[Any]:
        """Put a command or a question; the answer is plain data, or the error."""
        answer_: Future[Any] = Future()
        with self._lock:
            if self._over is not None:
                answer_.set_exception(self._over)
                return answer_
            if len(self._inbox) >= MAX_WAITING:
                error = InputError("run", f"at most {MAX_WAITING} waiting commands", "more", "Wait for the answers.")
                answer_.set_exception(Refusal(429, error))
                return answer_
            self._inbox.append((message, answer_))
        self._scheduler.wake(self, urgent=True)
        return answer_

    def attach(self, id: int, sink: Sink) -> None:
        """A viewer comes: it is told what the run is, then whatever changes."""
        if self._over is not None:
            sink.gone()
            return
        self._desk.attach(id, sink)
        self._scheduler.wake(self, urgent=True)

    def want(self, id: int, wish: Wish) -> None:
        """A viewer is ready for a frame; it gets one, as soon as there is something new."""
        self._desk.want(id, wish)
        self._scheduler.wake(self, wanted=True)

    def detach(self, id: int) -> None:
        """A viewer leaves."""
        self._desk.detach(id)

    @property
    def watched(self) -> bool:
        """Whether anybody watches."""
        return self._desk.watched

    @property
    def playing(self) -> bool:
        """Whether it trains, as far as another thread can tell."""
        return self._training is not None and self._training.busy

    @property
    def attended(self) -> bool:
        """Whether it plays for as long as somebody watches: neither told to go on, nor trained by a call that waits."""
        return self._training is not None and self._training.playing and not self._training.unattended

    @property
    def change(self) -> int:
        """A number that grows with all that is worth saving."""
        return 0 if self._training is None else self._training.change + self._training.facts

    def close(self, why: BaseException) -> None:
        """Take no more turns; whoever waits gets `why`."""
        self._scheduler.remove(self)
        with self._lock:
            self._over = why
            waiting, self._inbox = list(self._inbox), deque()
        goals: list[Goal] = list(self._training.goals) if self._training is not None else []
        for future in [future for _, future in waiting] + [goal.done for goal in goals]:
            if not future.done():
                future.set_exception(why)
        for sink in self._desk.clear():
            sink.gone()

    # From a worker, one at a time

    def turn(self, grant_s: float, interrupted: Callable[[], bool]) -> float | None:
        """Answer what was asked, train for a while, send the frames that are due."""
        started = self._scheduler.clock()
        training = self._training or self._open()
        if training is None:
            return None
        if training.trainer.catch_up():
            training.caught_up()
        training.gave_up(self._failed)
        facts = training.facts
        answers = self._answer_all(training)
        training.note_program()
        self._tell(training)
        for future, result, error in answers:
            _settle(future, result, error)
        if training.facts != facts:
            self._send_frames(training, at_once=True)
        if self._ready(training) and training.busy:
            share_s = grant_s - (self._desk.cost_s if self._desk.waited_for else 0.0)
            training.advance(started + share_s, lambda: bool(self._inbox) or interrupted())
            self._tell(training)
            if job := training.trainer.ahead():
                self._compiler.make(job)
        if training.specializable(started) and self._compiled != training.trainer.revision:
            self._compiler.submit(self._compile(training, special=True))
        self._send_frames(training, at_once=False)
        return self._next_due(training)

    def _ready(self, training: Training) -> bool:
        """Whether there is a program to train with. Where the network's own is not compiled it will be, and the run
        gets a turn when it is."""
        if self._lacking(training) and self._compile_due(training) <= self._scheduler.clock():
            self._compiler.hurry(self._compile(training))
        return training.trainer.ready

    def _lacking(self, training: Training) -> bool:
        """Whether there is no program to train with and nobody was asked to compile one."""
        if training.program == "failed" and training.busy:
            return True  # somebody asked for it again
        return training.trainer.program == "compiling" and self._compiled != training.trainer.revision

    def _compile_due(self, training: Training) -> float:
        """When to compile: at once, or once those who watch have a frame of the network, which compiles as well what it
        looks with and would share the processor. Somebody may never take it, so it is not waited for long."""
        waits = self.watched and not training.goals and self._desk.revision != training.trainer.revision
        return training.last_edit + FIRST_FRAME_S if waits else NOW

    def _compile(self, training: Training, *, special: bool = False) -> Callable[[], None]:
        """What compiles the programs to train with, or a special one, one by one; a newer network does not wait."""
        trainer = training.trainer
        self._compiled = revision = trainer.revision
        self._failed = -1

        def job() -> None:
            more = True
            try:
                while more and trainer.revision == revision:
                    more = trainer.specialize() if special else trainer.prepare()
                    self._scheduler.wake(self)  # at the end as well: another run may have compiled the same meanwhile
            except Exception:
                self._failed = revision
                self._scheduler.wake(self)
                raise
            if trainer.program != "compiling" and self._compiled == revision:
                self._compiled = -1  # should another run's program take its place, it is compiled again

        return job

    def _open(self) -> Training | None:
        try:
            trainer = self._build()
            trainer.compiled_elsewhere = True
            self._training = Training(trainer, self._scheduler.clock)
        except Exception as error:
            self.close(error)
            return None
        self._training.unattended = self.plan.unattended
        if self.plan.playing and self.plan.unattended:
            self._training.play(self.plan.updates_per_s)
        return self._training

    def _answer_all(self, training: Training) -> list[tuple[Future[Any], Any, BaseException | None]]:
        """Do what was asked, in order."""
        answers: list[tuple[Future[Any], Any, BaseException | None]] = []
        for _ in range(len(self._inbox)):
            try:
                message, future = self._inbox.popleft()
            except IndexError:
                break  # closed meanwhile
            try:
                result = answer(self.id, self.plan, self._limits, training, message)
            except Exception as error:
                answers.append((future, None, error))
                continue
            if isinstance(result, Goal):
                result.done.add_done_callback(lambda done, to=future: _follow(done, to))  # type: ignore[misc]
            else:
                answers.append((future, result, None))
        return answers

    def _tell(self, training: Training) -> None:
        """Tell the viewers what the run is now, where that changed or they are new."""
        mark = (training.facts, training.trainer.revision, training.trainer.output_change)
        news = mark != self._told
        sinks = self._desk.to_tell(news)
        if news or sinks or self.info is None:
            self.info = run_info(self.id, self.plan, training)
            self._told = mark
            if training.trainer.experiment.family == "points":
                self._compiler.prepare(training.trainer.experiment.precision)
        for steers in {sink.steers for sink in sinks}:
            text = write({"type": "run", "run": {**self.info, "steering": steers}}).decode()
            for sink in sinks:
                if sink.steers == steers:
                    sink.event(text)

    def _send_frames(self, training: Training, at_once: bool) -> None:
        due = self._desk.due(training, at_once)
        if due is not None and due <= self._scheduler.clock():
            for missing in self._desk.serve(self.id, training):
                if missing.key not in self._making:
                    self._making.add(missing.key)
                    self._compiler.depict(partial(self._make, missing))

    def _make(self, missing: NotMadeError) -> None:
        """Make a program that views lack; should it fail, they say so."""
        try:
            if self._over is None:
                missing.make()
        finally:
            self._making.discard(missing.key)
            self._desk.made += 1
            self._scheduler.wake(self)

    def _next_due(self, training: Training) -> float | None:
        if self._inbox:
            return NOW
        now = self._scheduler.clock()
        due = training.next_due(now) if training.trainer.ready else None
        frame_due = self._desk.due(training, at_once=False)
        compile_due = self._compile_due(training) if self._lacking(training) else None
        times = [time for time in (due, frame_due, compile_due) if time is not None]
        if not times:
            return None
        return NOW if min(times) <= now else min(times)


def _settle(future: Future[Any], result: Any, error: BaseException | None) -> None:
    if not future.set_running_or_notify_cancel():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)


def _follow(done: Future[Any], to: Future[Any]) -> None:
    """Hand the answer of a goal to the one who asked."""
    error = done.exception()
    _settle(to, None if error is not None else done.result(), error)
