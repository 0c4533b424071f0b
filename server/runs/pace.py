"""How fast a run goes: the updates owed at an asked speed, how many fit in a time, and the speed measured."""

import math
from collections import deque

_MAX_BACKLOG_S = 0.25
_FIRST_GUESS_S = 1e-4
_MAX_GROWTH = 4
_METER_S = 1.0
_METER_SAMPLES = 3


class Pace:
    """The updates owed at `updates_per_s` (None: as many as fit), exact over any stretch of time.

    owed(t) = ⌊phase + rate · (t − start)⌋ − given. The first update is owed at once, so that even a slow speed
    answers the press on play; what the device cannot keep up with is let go beyond a quarter second.
    """

    def __init__(self, updates_per_s: float | None = None) -> None:
        self.updates_per_s = updates_per_s
        self._start = 0.0
        self._phase = 1.0
        self._given = 0

    def start(self, now: float, updates_per_s: float | None) -> None:
        """Begin to play at `now` (seconds)."""
        self.updates_per_s, self._start, self._phase, self._given = updates_per_s, now, 1.0, 0

    def change(self, now: float, updates_per_s: float | None) -> None:
        """Another speed from `now` on; the part of an update already waited for is kept."""
        rate = self.updates_per_s
        phase = 1.0 if rate is None else self._phase + rate * (now - self._start) - self._given
        self.start(now, updates_per_s)
        self._phase = min(phase, 1.0)

    def owed(self, now: float) -> int | None:
        """Updates to do now; None where as many as fit are."""
        rate = self.updates_per_s
        if rate is None:
            return None
        due = self._phase + rate * (now - self._start) - self._given
        backlog = max(1.0, rate * _MAX_BACKLOG_S)
        if due >= backlog + 1:
            self._phase -= due - backlog
            due = backlog
        return max(0, math.floor(due + 1e-9))

    def done(self, updates: int) -> None:
        """Note that `updates` were done."""
        self._given += updates

    def next_due(self, now: float) -> float:
        """When the next update is owed, in seconds of the same clock."""
        rate = self.updates_per_s
        if rate is None:
            return now
        return self._start + (self._given + 1 - self._phase) / rate


class Fit:
    """How many updates fit in a time, learned from those measured."""

    def __init__(self) -> None:
        self._update_s = _FIRST_GUESS_S
        self._last = 1

    def updates(self, seconds: float) -> int:
        """Updates that take about `seconds`; growing a step at a time, since a first guess may be far off."""
        return max(1, min(int(seconds / self._update_s), self._last * _MAX_GROWTH))

    def seconds(self, updates: int) -> float:
        """About how long so many updates take."""
        return updates * self._update_s

    def measured(self, updates: int, seconds: float) -> None:
        """Learn that `updates` took `seconds`."""
        if updates > 0:
            sample = seconds / updates
            # Slower counts at once, so that no turn overruns twice; faster comes in slowly.
            weight = 1.0 if sample > self._update_s or self._last < 64 else 0.3
            self._update_s += weight * (sample - self._update_s)
            self._last = updates


class Meter:
    """The speed measured over the last second, or over the last few updates where they are slower than that."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()

    def clear(self) -> None:
        """Forget all: the run has stopped."""
        self._samples.clear()

    def note(self, now: float, updates: int) -> None:
        """`updates` in all were done by `now` (seconds)."""
        self._samples.append((now, updates))
        while len(self._samples) > _METER_SAMPLES and self._samples[1][0] < now - _METER_S:
            self._samples.popleft()

    def updates_per_s(self) -> float:
        """Updates a second; 0 while too few were measured."""
        if len(self._samples) < 2:
            return 0.0
        (start, first), (end, last) = self._samples[0], self._samples[-1]
        return max(0.0, (last - first) / (end - start)) if end > start else 0.0
