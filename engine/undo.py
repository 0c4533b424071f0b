"""Undo and redo: what each edit needs in order to be taken back, within a bound on memory."""

from dataclasses import dataclass
from typing import Any

from engine.experiment import Experiment
from engine.history import History
from engine.loaded import Place
from engine.position import Position

BOUND_BYTES = 16_000_000
BOUND_STEPS = 300


@dataclass(frozen=True)
class Moment:
    """A whole training at one moment: enough to go back to it exactly."""

    body: Any  # of the experiment's family
    position: Position
    history: History


@dataclass(frozen=True)
class Step:
    """One step of undo: how things stood on the other side of an edit.

    `donor` has the numbers that the edit took away. `value` is there where one parameter was set, `moment` where the
    edit began the training anew.
    """

    label: str
    experiment: Experiment
    roster: Any
    donor: Any = None
    value: tuple[Place, float] | None = None
    moment: Moment | None = None
    group: str | None = None

    @property
    def bytes(self) -> int:
        """About how much memory the step holds."""
        bodies = [body for body in (self.donor, self.moment.body if self.moment else None) if body is not None]
        history = 24 * len(self.moment.history) if self.moment else 0
        return 500 + history + sum(int(body.size) * 8 * 4 for body in bodies)


class Stack:
    """Steps to take back, newest last; the oldest go when the bound is passed."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    @property
    def label(self) -> str | None:
        """The words for the newest step, if there is one."""
        return self._steps[-1].label if self._steps else None

    @property
    def newest(self) -> Step | None:
        """The step that would be taken back next."""
        return self._steps[-1] if self._steps else None

    @property
    def steps(self) -> tuple[Step, ...]:
        """All of them, the oldest first."""
        return tuple(self._steps)

    def push(self, step: Step) -> None:
        """Add a step, letting the oldest go where memory would pass the bound."""
        self._steps.append(step)
        total = sum(each.bytes for each in self._steps)
        while len(self._steps) > 1 and (len(self._steps) > BOUND_STEPS or total > BOUND_BYTES):
            total -= self._steps.pop(0).bytes

    def pop(self) -> Step:
        """Take the newest step off."""
        return self._steps.pop()

    def clear(self) -> None:
        """Forget all steps."""
        self._steps.clear()
