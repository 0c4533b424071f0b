"""Shares a few worker threads fairly among runs: short turns, commands before all, then the least served.

One that somebody waits for counts as a little less served: under load frames come first, and training takes the rest.
"""

import heapq
import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

log = logging.getLogger("picturevis")

FRAME_S = 1 / 60
_SHORTEST_TURN_S = 0.0013  # of training and pictures together; 50 runs of it on one thread make 15 frames a second
_AHEAD_S = 0.05  # so much more than the others may one that is wanted have been served
_DEBT_S = 0.1  # so much more at most: one that took a second to be built doesn't wait until all have had a second
_URGENT_IN_A_ROW = 8

NOW = float("-inf")


class Task(Protocol):
    """What takes turns."""

    def turn(self, grant_s: float, interrupted: Callable[[], bool]) -> float | None:
        """Work for about `grant_s`, less when `interrupted()`; return when to be called again.

        A time of the scheduler's clock, `NOW` for as soon as is fair, None for not before `wake`.
        """


class _Slot:
    """A task's place in the queues. Guarded by the scheduler's lock."""

    __slots__ = ("again", "entry", "gone", "hungry", "ready", "running", "served_s", "task", "urgent", "wanted")

    def __init__(self, task: Task, served_s: float) -> None:
        self.task = task
        self.served_s = served_s
        self.running = self.urgent = self.wanted = self.again = self.gone = self.hungry = self.ready = False
        self.entry = 0  # the entry of a heap that counts; older ones are stale


class Scheduler:
    """Worker threads and the queues they draw from."""

    def __init__(self, workers: int, clock: Callable[[], float] = time.perf_counter) -> None:
        self.clock = clock
        self._changed = threading.Condition()
        self._slots: dict[Task, _Slot] = {}
        self._urgent: deque[_Slot] = deque()
        self._ready: list[tuple[float, int, _Slot]] = []  # by seconds served, less what one that is wanted is ahead
        self._waiting: list[tuple[float, int, _Slot]] = []  # by the time they are due
        self._entries = itertools.count(1)
        self._served_floor_s = 0.0
        self._streak = 0
        self._hungry = 0
        self._idle = 0
        self._alarm = float("inf")  # when the thread that slept last wakes by itself
        self._stopping = False
        self._threads = [threading.Thread(target=self._work, name=f"worker-{index}") for index in range(workers)]
        for thread in self._threads:
            thread.start()

    def add(self, task: Task) -> None:
        """Let the task take turns once it is woken."""
        with self._changed:
            self._slots[task] = _Slot(task, self._served_floor_s)

    def remove(self, task: Task) -> None:
        """No turn of the task begins after this."""
        with self._changed:
            if slot := self._slots.pop(task, None):
                slot.gone = True
                self._note_hunger(slot, False)

    def wake(self, task: Task, urgent: bool = False, wanted: bool = False) -> None:
        """Give the task a turn soon; before all others where it is urgent, before most where it is wanted: somebody
        waits for what it makes. From any thread."""
        with self._changed:
            slot = self._slots.get(task)
            if slot is None:
                return
            if slot.running:
                slot.again = True
                slot.urgent |= urgent
                slot.wanted |= wanted
            elif urgent:
                if not slot.urgent:
                    slot.urgent = True
                    self._urgent.append(slot)
            elif not slot.ready or (wanted and not slot.wanted):
                slot.wanted |= wanted
                self._enqueue(slot, NOW)
            self._rouse()

    def close(self) -> None:
        """Finish the turns that have begun and end the threads."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _interrupted(self) -> bool:
        return bool(self._urgent) or self._stopping

    def _grant_s(self) -> float:
        """Seconds of a turn such that each hungry task has one a frame, while there are not too many."""
        return max(_SHORTEST_TURN_S, FRAME_S * len(self._threads) / max(self._hungry, len(self._threads)))

    def _rouse(self) -> None:
        """Wake a sleeping thread where there is something for it, or something earlier than it sleeps until."""
        if self._idle and (self._urgent or self._ready or (self._waiting and self._waiting[0][0] < self._alarm)):
            self._changed.notify()

    def _enqueue(self, slot: _Slot, due: float) -> None:
        slot.entry = next(self._entries)
        slot.ready = due == NOW
        if slot.ready:
            # One that slept has no claim to the time it did not ask for.
            slot.served_s = max(slot.served_s, self._served_floor_s)
            rank = slot.served_s - (_AHEAD_S if slot.wanted else 0.0)
            heapq.heappush(self._ready, (rank, slot.entry, slot))
        else:
            heapq.heappush(self._waiting, (due, slot.entry, slot))

    def _pick(self) -> _Slot | None:
        """The slot whose turn it is; None when none is."""
        now = self.clock()
        while self._waiting and (self._waiting[0][0] <= now or self._waiting[0][1] != self._waiting[0][2].entry):
            _, entry, slot = heapq.heappop(self._waiting)
            if entry == slot.entry and not slot.gone:
                self._enqueue(slot, NOW)
        while self._ready and (self._ready[0][1] != self._ready[0][2].entry or self._ready[0][2].gone):
            heapq.heappop(self._ready)
        while self._urgent and (self._streak < _URGENT_IN_A_ROW or not self._ready):
            slot = self._urgent.popleft()
            if slot.urgent and not slot.gone and not slot.running:  # one that runs comes back by itself
                self._streak += 1
                return slot
        self._streak = 0
        if self._ready:
            rank, _, slot = heapq.heappop(self._ready)
            self._served_floor_s = max(self._served_floor_s, rank)
            return slot
        return None

    def _next(self) -> _Slot | None:
        """Wait for a slot whose turn it is; None at the end."""
        while not self._stopping:
            if slot := self._pick():
                slot.entry = 0
                slot.running = True
                slot.urgent = slot.wanted = slot.again = slot.ready = False
                self._rouse()
                return slot
            due = self._waiting[0][0] if self._waiting else None
            self._alarm = float("inf") if due is None else due
            self._idle += 1
            self._changed.wait(None if due is None else max(0.0, due - self.clock()))
            self._idle -= 1
            self._alarm = float("inf")  # others may sleep on until a time that is not known here
        return None

    def _work(self) -> None:
        while True:
            with self._changed:
                slot = self._next()
                grant_s = self._grant_s()
            if slot is None:
                return
            started = self.clock()
            try:
                due = slot.task.turn(grant_s, self._interrupted)
            except Exception:
                log.exception("A turn failed")
                due = None
            with self._changed:
                self._finish(slot, due, self.clock() - started)

    def _finish(self, slot: _Slot, due: float | None, seconds: float) -> None:
        slot.running = False
        slot.served_s = min(slot.served_s + seconds, max(slot.served_s, self._served_floor_s + _DEBT_S))
        if slot.gone:
            return
        self._note_hunger(slot, due == NOW)
        if slot.urgent:
            self._urgent.append(slot)
        elif slot.again or due is not None:
            self._enqueue(slot, NOW if slot.again or due is None else due)

    def _note_hunger(self, slot: _Slot, hungry: bool) -> None:
        self._hungry += hungry - slot.hungry
        slot.hungry = hungry
