"""The scheduler: the device is shared fairly, and commands go before all."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from server.runs.scheduler import NOW, Scheduler
from tests.server.live import eventually


class Hungry:
    """A task that works for as long as it may, like a run at full speed; `cost_s` is its smallest piece."""

    def __init__(self, cost_s: float = 0.001) -> None:
        self.cost_s = cost_s
        self.worked_s = 0.0
        self.turns = 0
        self.inside = 0

    def turn(self, grant_s: float, interrupted: Callable[[], bool]) -> float | None:
        self.inside += 1
        assert self.inside == 1, "two threads in one task"
        began = time.perf_counter()
        while True:
            time.sleep(self.cost_s)
            if time.perf_counter() - began >= grant_s or interrupted():
                break
        self.worked_s += time.perf_counter() - began
        self.turns += 1
        self.inside -= 1
        return NOW


class Waiting:
    """A task that does nothing but note when it had a turn."""

    def __init__(self, every_s: float | None = None) -> None:
        self.times: list[float] = []
        self.every_s = every_s
        self.had = threading.Event()

    def turn(self, grant_s: float, interrupted: Callable[[], bool]) -> float | None:
        now = time.perf_counter()
        self.times.append(now)
        self.had.set()
        return None if self.every_s is None else now + self.every_s


@pytest.fixture(params=[1, 2])
def scheduler(request: pytest.FixtureRequest) -> Iterator[Scheduler]:
    made = Scheduler(request.param)
    yield made
    made.close()


def test_hungry_tasks_share_alike(scheduler: Scheduler) -> None:
    tasks = [Hungry(), Hungry(0.004), Hungry(), Hungry(0.002), Hungry()]
    for task in tasks:
        scheduler.add(task)
        scheduler.wake(task)
    time.sleep(1.0)
    worked = [task.worked_s for task in tasks]
    assert min(worked) > 0.6 * max(worked)


def test_urgent_task_goes_before_hungry_ones(scheduler: Scheduler) -> None:
    for _ in range(4):
        task = Hungry()
        scheduler.add(task)
        scheduler.wake(task)
    urgent = Waiting()
    scheduler.add(urgent)
    waits = []
    for _ in range(20):
        urgent.had.clear()
        asked = time.perf_counter()
        scheduler.wake(urgent, urgent=True)
        assert urgent.had.wait(5)
        waits.append(time.perf_counter() - asked)
        time.sleep(0.003)
    assert sorted(waits)[10] < 0.02


class Held:
    """A scheduler of one thread that does nothing until it is let go; who has had a turn is in `names`."""

    def __init__(self) -> None:
        self.scheduler = Scheduler(1)
        self.names: list[str] = []
        self.free = threading.Event()
        self.here = threading.Event()
        self.scheduler.add(self)

    def turn(self, grant_s: float, interrupted: Callable[[], bool]) -> float | None:
        self.here.set()
        assert self.free.wait(30)
        return None

    def hold(self) -> None:
        """Take the thread."""
        self.free.clear()
        self.here.clear()
        self.scheduler.wake(self, urgent=True)
        assert self.here.wait(30)

    def let_go(self, turns: int) -> list[str]:
        """Who has had the next so many turns."""
        begun = len(self.names)
        self.free.set()
        eventually(lambda: len(self.names) == begun + turns)
        return self.names[begun:]


@pytest.fixture
def held() -> Iterator[Held]:
    made = Held()
    made.hold()
    yield made
    made.free.set()
    made.scheduler.close()


class Noting:
    """A task that notes its name, and has taken so long for each turn."""

    def __init__(self, name: str, names: list[str], seconds: float = 0.0) -> None:
        self.name, self.names, self.seconds = name, names, seconds

    def turn(self, grant_s: float, interrupted: Callable[[], bool]) -> float | None:
        time.sleep(self.seconds)
        self.names.append(self.name)
        return None


def test_wanted_task_goes_before_those_that_are_ready_longer(held: Held) -> None:
    tasks = {name: Noting(name, held.names) for name in ("working", "late", "frame", "command")}
    for task in tasks.values():
        held.scheduler.add(task)
    held.scheduler.wake(tasks["working"])
    held.scheduler.wake(tasks["late"])
    held.scheduler.wake(tasks["frame"], wanted=True)
    held.scheduler.wake(tasks["late"], wanted=True)  # was ready, and is asked for only now
    held.scheduler.wake(tasks["command"], urgent=True)
    assert held.let_go(4) == ["command", "frame", "late", "working"]


def test_wanted_task_that_had_too_much_waits(held: Held) -> None:
    greedy, modest = Noting("greedy", held.names, seconds=0.1), Noting("modest", held.names)
    for task in (greedy, modest):
        held.scheduler.add(task)
        held.scheduler.wake(task, wanted=task is greedy)
    assert held.let_go(2) == ["greedy", "modest"]
    held.hold()
    held.scheduler.wake(greedy, wanted=True)
    held.scheduler.wake(modest)
    assert held.let_go(2) == ["modest", "greedy"]


def test_task_that_took_long_once_is_not_left_waiting_as_long(held: Held) -> None:
    built, others = Noting("built", held.names, seconds=1.0), [Hungry(), Hungry()]
    held.scheduler.add(built)
    held.scheduler.wake(built)
    held.let_go(1)
    built.seconds = 0.0
    for task in others:
        held.scheduler.add(task)
        held.scheduler.wake(task)
    held.scheduler.wake(built)
    eventually(lambda: held.names == ["built", "built"])
    assert sum(task.worked_s for task in others) < 1.0  # not until each of them has had a second


def test_flood_of_urgent_tasks_starves_nobody(scheduler: Scheduler) -> None:
    hungry = Hungry()
    scheduler.add(hungry)
    scheduler.wake(hungry)
    flood = [Waiting() for _ in range(3)]
    for task in flood:
        scheduler.add(task)
    end = time.perf_counter() + 0.5
    while time.perf_counter() < end:
        for task in flood:
            scheduler.wake(task, urgent=True)
    assert hungry.turns > 20


def test_task_is_called_when_it_is_due(scheduler: Scheduler) -> None:
    hungry, timed = Hungry(), Waiting(0.05)
    for task in (hungry, timed):
        scheduler.add(task)
        scheduler.wake(task)
    time.sleep(1.0)
    assert 10 <= len(timed.times) <= 21


def test_woken_in_its_turn_gets_another() -> None:
    scheduler = Scheduler(1)
    again = threading.Event()

    class Once:
        turns = 0

        def turn(self, grant_s: float, interrupted: Callable[[], bool]) -> float | None:
            self.turns += 1
            if self.turns == 1:
                scheduler.wake(self)
            else:
                again.set()
            return None

    task = Once()
    scheduler.add(task)
    scheduler.wake(task)
    assert again.wait(5)
    scheduler.close()


def test_removed_task_has_no_more_turns(scheduler: Scheduler) -> None:
    task = Hungry()
    scheduler.add(task)
    scheduler.wake(task)
    eventually(lambda: task.turns > 2)
    scheduler.remove(task)
    time.sleep(0.05)
    turns = task.turns
    time.sleep(0.05)
    assert task.turns == turns


def test_failing_task_ends_no_thread(caplog: pytest.LogCaptureFixture) -> None:
    scheduler = Scheduler(1)

    class Failing:
        def turn(self, grant_s: float, interrupted: Callable[[], bool]) -> float | None:
            raise RuntimeError("as planned")

    failing, fine = Failing(), Waiting()
    for task in (failing, fine):
        scheduler.add(task)
        scheduler.wake(task)
    assert fine.had.wait(5)
    scheduler.close()
    assert "as planned" in caplog.text


def test_idle_scheduler_uses_no_time(scheduler: Scheduler) -> None:
    task = Waiting()
    scheduler.add(task)
    scheduler.wake(task)
    time.sleep(0.2)
    assert len(task.times) == 1
