"""A trainer and how it is being driven: playing at a speed, or towards a goal. Touched by one worker at a time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from server.runs.pace import Fit, Meter, Pace

if TYPE_CHECKING:
    from engine.reports import Advanced
    from engine.trainer import Trainer

CHUNK_S = 0.004  # of one dispatch: what a command waits for at most
SLICE_S = 1 / 60
_FAST_PER_S = 2000  # from this speed on a specialized program is worth its compile
_SPECIALIZE_AFTER_S = 0.3


@dataclass(eq=False)
class Goal:
    """So many epochs or updates to train, and who waits for them."""

    epochs: int | None
    updates: int | None
    collect: bool
    done: Future[dict[str, Any]] = field(default_factory=Future)
    history: list[dict[str, Any]] = field(default_factory=list)
    cancelled: bool = False

    def left(self) -> int:
        """Epochs or updates still to train."""
        return 0 if self.cancelled else (self.epochs or 0) + (self.updates or 0)

    def note(self, advanced: Advanced) -> None:
        """Count what was done, and keep the losses."""
        if self.epochs is not None:
            self.epochs -= len(advanced.epochs)
        elif self.updates is not None:
            self.updates -= advanced.updates
        if self.collect:
            points = zip(advanced.epochs.tolist(), advanced.train.tolist(), advanced.test.tolist(), strict=True)
            self.history += [{"epoch": e, "train_loss": a, "test_loss": b} for e, a, b in points]


def interrupted(why: str) -> dict[str, Any]:
    """A stop of a person's making, in the shape of the engine's own."""
    message = f"The training was ended by {why}."
    return {"reason": "interrupted", "message": message, "epoch": None, "layer": None, "can_restore": False}


class Training:
    """The trainer of a run, played, stepped and counted.

    `change` grows with whatever a picture would show, `facts` with whatever else a viewer must know.
    """

    def __init__(self, trainer: Trainer, clock: Callable[[], float] = time.perf_counter) -> None:
        self.trainer = trainer
        self.clock = clock
        self.playing = False
        self.unattended = False
        self.updates_per_s: float | None = None
        self.goals: deque[Goal] = deque()
        self.change = 1
        self.facts = 1
        self.last_edit = clock()
        self.meter = Meter()
        self._uncompiled = -1  # the revision whose programs could not be compiled
        self._pace = Pace()
        self._fits = {"updates": Fit(), "epochs": Fit()}
        self._next_slice = 0.0
        self._total = 0
        self._program = trainer.program

    @property
    def busy(self) -> bool:
        """Whether there is training to do, now or when it is next owed."""
        return self.playing or bool(self.goals)

    @property
    def program(self) -> str:
        """The program that trains from here on, as the trainer has it, or `failed` where it could not be compiled."""
        failed = self.trainer.program == "compiling" and self._uncompiled == self.trainer.revision
        return "failed" if failed else self.trainer.program

    @property
    def fast(self) -> bool:
        """Whether it trains fast enough for a specialized program to matter."""
        return self.busy and (bool(self.goals) or self.updates_per_s is None or self.updates_per_s >= _FAST_PER_S)

    def observe(self) -> None:
        """Have the losses be those of the very weights that are shown, where that costs little: at rest, and on points
        while it trains slowly too. Else they are those at the end of the last epoch."""
        if not self.busy or not (self.fast or self.trainer.experiment.family == "images"):
            self.trainer.observe()

    def specializable(self, now: float) -> bool:
        """Whether a program is worth its compile while this one trains: that of this very network, where it is fast and
        left alone for a while, or the one that goes on after an edit."""
        fast = self.fast and self.trainer.program == "padded" and now - self.last_edit > _SPECIALIZE_AFTER_S
        return fast or (self.trainer.program == "specialized" and not self.trainer.editable)

    def play(self, updates_per_s: float | None) -> None:
        """Train at that speed until told otherwise."""
        self.end_goals("play")
        now = self.clock()
        self._next_slice = 0.0
        if self.playing:
            self._pace.change(now, updates_per_s)
        else:
            self._pace.start(now, updates_per_s)
            self.meter.clear()
        self.playing, self.updates_per_s = True, updates_per_s
        self.facts += 1
        self.change += 1

    def pause(self) -> None:
        """Train no more, whatever for."""
        self.end_goals("pause")
        self._halt()

    def aim(self, goal: Goal) -> None:
        """Pause, then train towards the goal, after those set before."""
        self._halt()
        self.goals.append(goal)

    def end_goals(self, why: str) -> None:
        """Answer those who wait for a goal with what was done."""
        while self.goals:
            self._end(self.goals[0], interrupted(why))

    def edited(self) -> None:
        """Note that something of the experiment or the weights was changed."""
        self.change += 1
        self.facts += 1
        self.last_edit = self.clock()

    def caught_up(self) -> None:
        """Note that the network of the document now trains in place of the one from before the edits."""
        self.change += 1
        self.facts += 1

    def gave_up(self, revision: int) -> None:
        """Note which revision's programs could not be compiled: who looks is told why. Where it is what trains that is
        missing, nobody waits for it any longer; to play or train again is to try again."""
        if revision == self._uncompiled:
            return
        self._uncompiled = revision
        self.change += 1
        self.facts += 1
        if self.program == "failed":
            self.end_goals("a program that could not be compiled")
            self._halt()

    def note_program(self) -> None:
        """Note where another program trains from here on: what an update costs has to be learned anew."""
        if self.trainer.program != self._program:
            self._program = self.trainer.program
            self._fits = {unit: Fit() for unit in self._fits}
            self.change += 1
            self.facts += 1

    def next_due(self, now: float) -> float | None:
        """When there is training to do: `now` for at once, None for never."""
        if self.goals:
            return now
        return max(now, self._next_slice, self._pace.next_due(now)) if self.playing else None

    def advance(self, until: float, yield_now: Callable[[], bool]) -> None:
        """Train until that time, less where less is owed, in chunks so short that a command need not wait."""
        now = started = self.clock()
        if not self.goals and now < self._next_slice:
            return
        while self._chunk(now, until):
            now = self.clock()
            if now >= until or yield_now():
                break
        # At an asked speed the updates are gathered in slices, one a frame; what did not fit is still due now.
        unhurried = not self.goals and self.playing and self._pace.updates_per_s is not None
        self._next_slice = started + SLICE_S if unhurried and not self._pace.owed(now) else 0.0

    def _chunk(self, now: float, until: float) -> bool:
        """One dispatch; whether there is more to do."""
        while self.goals and self.goals[0].left() <= 0:
            self._end(self.goals[0], None)
        goal = self.goals[0] if self.goals else None
        trainer = self.trainer
        in_epochs = goal is not None and goal.epochs is not None
        long = in_epochs and trainer.experiment.family == "images"  # an epoch may take seconds: not in one dispatch
        unit = "epochs" if in_epochs and not long else "updates"
        fit = self._fits[unit]
        amount = fit.updates(max(0.0, min(CHUNK_S, until - now)))
        if goal is not None:
            amount = min(amount, trainer.left_in_epoch if long else goal.left())
        elif not self.playing:
            return False
        elif (owed := self._pace.owed(now)) is not None:
            amount = min(amount, owed)
            if owed == 0:
                return False
        trainer.hurried = goal is None  # what is asked for by number is always the same; what plays never waits
        advanced = trainer.advance_epochs(amount) if unit == "epochs" else trainer.advance(amount)
        self._note(advanced, amount, goal)
        fit.measured(advanced.updates or amount if unit == "updates" else amount, self.clock() - now)
        if goal is not None and goal in self.goals and goal.left() <= 0:
            self._end(goal, None)
        return self.busy

    def _note(self, advanced: Advanced, asked: int, goal: Goal | None) -> None:
        done = advanced.updates
        self._total += done
        self.meter.note(self.clock(), self._total)
        self.change += done > 0 or len(advanced.epochs) > 0
        if goal is None:
            self._pace.done(done or asked)  # without training points epochs pass and no update is ever made
        else:
            goal.note(advanced)
            if done == 0 and goal.updates is not None and advanced.stopped is None:
                self._end(goal, interrupted("a lack of training points"))
        if advanced.stopped is not None:
            self.change += 1
            self._halt()
            while self.goals:
                self._end(self.goals[0], advanced.stopped.as_dict())

    def _halt(self) -> None:
        if self.playing:
            self.playing = False
            self.facts += 1
            self.change += 1  # the last frame says that it is the last
        self.meter.clear()

    def _end(self, goal: Goal, stopped: dict[str, Any] | None) -> None:
        self.goals.remove(goal)
        self.facts += 1
        self.change += 1
        if not goal.done.done():
            trainer = self.trainer
            end = {"epoch": trainer.epoch, "updates": trainer.updates, "stopped": stopped}
            goal.done.set_result(end | {"history": goal.history} if goal.collect else end)
