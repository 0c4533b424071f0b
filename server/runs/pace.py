"""How fast a run goes: the updates owed at an asked speed, how many fit in a time, and the speed measured."""

import math
from collections import deque

_MAX_BACKLOG_S = 0.25
_FIRST_UPDATE_S = 1e-4
_FIRST_CALL_S = 1e-3  # more than a call takes: so it is found out what one with more updates takes
_SHORTEST_UPDATE_S = 1e-7
_LEAST = 0.1  # of a call is training, however little time there is
_MAX_GROWTH = 4
_WEIGHT = 0.2  # of the latest measurement
_TELLING = 0.1  # of their mean the numbers of updates differ by, that they tell the call from the updates
_SURPRISE = 4  # times as long as expected
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
    """How many updates fit in a time, learned from those measured: seconds = call + update · updates.

    The line is fitted to the latest measurements by least squares. What each call costs whatever it does is a hundred
    updates' worth for a small network: taken for theirs, it would leave one update to a call wherever time is short.
    """

    def __init__(self) -> None:
        self._call_s = _FIRST_CALL_S
        self._update_s = _FIRST_UPDATE_S
        self._last = 1
        # Of the latest measurements: the means, the variance of the updates, and their covariance with the seconds.
        self._count = self._seconds = self._spread = self._slope = 0.0

    def updates(self, seconds: float) -> int:
        """Updates that take about `seconds`, and at least a tenth of what the call itself costs; growing a step at a
        time, since a first guess may be far off."""
        fitting = max(seconds - self._call_s, self._call_s * _LEAST) / self._update_s
        return max(1, min(int(fitting), self._last * _MAX_GROWTH))

    def measured(self, updates: int, seconds: float) -> None:
        """Learn that a call with `updates` took `seconds`."""
        if updates <= 0:
            return
        if seconds > _SURPRISE * (self._call_s + self._update_s * updates) or not self._count:
            # At once, so that no turn overruns twice.
            self._count, self._seconds, self._spread, self._slope = float(updates), seconds, 0.0, 0.0
        more, longer = updates - self._count, seconds - self._seconds
        self._count += _WEIGHT * more
        self._seconds += _WEIGHT * longer
        self._spread = (1 - _WEIGHT) * (self._spread + _WEIGHT * more * more)
        self._slope = (1 - _WEIGHT) * (self._slope + _WEIGHT * more * longer)
        # Where the numbers of updates hardly differ they say nothing of the call.
        told = self._spread > (_TELLING * self._count) ** 2
        mean_s = self._seconds / self._count
        # Neither the call nor an update takes less than nothing, however much chance is in the measurements.
        if told:
            self._call_s = max(0.0, self._seconds - self._count * min(mean_s, max(0.0, self._slope / self._spread)))
        self._update_s = max(_SHORTEST_UPDATE_S, mean_s - self._call_s / self._count)
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
