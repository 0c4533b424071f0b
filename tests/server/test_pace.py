"""Speed: what is owed is exact, and what is measured is true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.runs.pace import Fit, Meter, Pace


def played(pace: Pace, times: list[float]) -> int:
    """Updates done when looked at at these times."""
    total = 0
    for now in times:
        owed = pace.owed(now)
        assert owed is not None
        pace.done(owed)
        total += owed
    return total


@given(
    st.sampled_from([0.2, 0.7, 1, 3, 59, 60, 61, 777.7, 12_345, 1e6]),
    st.lists(st.floats(0.0001, 0.2), min_size=1, max_size=60),
)
def test_owed_is_exact_however_it_is_looked_at(rate: float, gaps: list[float]) -> None:
    pace = Pace()
    pace.start(100.0, rate)
    times = [100.0]
    for gap in gaps:
        times.append(times[-1] + gap)
    due = 1 + rate * (times[-1] - 100.0)
    assert played(pace, times) in (int(due + 1e-6), int(due - 1e-6))


def test_one_update_a_second_is_one_a_second() -> None:
    pace = Pace()
    pace.start(0.0, 1)
    done_at = []
    for tick in range(1000):
        now = tick / 100
        if owed := pace.owed(now):
            pace.done(owed)
            done_at.append(now)
    assert done_at == pytest.approx([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], abs=0.011)


def test_next_due_is_when_the_next_is_owed() -> None:
    pace = Pace()
    pace.start(10.0, 4)
    assert pace.owed(10.0) == 1
    pace.done(1)
    due = pace.next_due(10.0)
    assert due == pytest.approx(10.25)
    assert pace.owed(due - 0.001) == 0
    assert pace.owed(due) == 1


def test_speed_changed_while_waiting_keeps_the_part_waited_for() -> None:
    pace = Pace()
    pace.start(0.0, 0.2)
    pace.done(1)
    pace.change(2.5, 0.4)  # half of five seconds waited
    assert pace.owed(2.6) == 0
    assert pace.next_due(2.6) == pytest.approx(2.5 + 0.5 / 0.4)


def test_many_changes_of_speed_give_no_updates_for_nothing() -> None:
    pace = Pace()
    pace.start(0.0, 1)
    total = played(pace, [0.0])
    for tick in range(100):
        pace.change(tick / 1000, 1 + tick % 3)
        total += played(pace, [tick / 1000])
    assert total == 1


def test_backlog_past_a_quarter_second_is_let_go() -> None:
    pace = Pace()
    pace.start(0.0, 1000)
    assert pace.owed(60.0) == 250
    pace.done(250)
    assert pace.owed(60.1) == 100


def test_as_fast_as_it_goes_owes_no_number() -> None:
    pace = Pace()
    pace.start(0.0, None)
    assert pace.owed(5.0) is None
    assert pace.next_due(5.0) == 5.0


def test_fit_finds_the_updates_of_a_time() -> None:
    fit = Fit()
    for _ in range(12):
        updates = fit.updates(0.004)
        fit.measured(updates, updates * 5e-6)
    assert fit.updates(0.004) == pytest.approx(800, rel=0.05)


def test_fit_tells_the_call_from_its_updates() -> None:
    fit = Fit()
    for _ in range(12):
        updates = fit.updates(-0.001)  # where there is no time at all
        fit.measured(updates, 4e-4 + updates * 4e-6)
    assert updates == pytest.approx(10, abs=1)  # a tenth of the call: not one at a time
    for _ in range(12):
        updates = fit.updates(0.004)
        fit.measured(updates, 4e-4 + updates * 4e-6)
    assert updates == pytest.approx(900, abs=1)


def test_fit_takes_one_long_update_at_a_time() -> None:
    fit = Fit()
    for _ in range(12):
        updates = fit.updates(0.004)
        fit.measured(updates, 4e-4 + updates * 0.01)
    assert updates == 1


def test_fit_takes_no_more_for_an_update_than_they_took_on_average() -> None:
    fit = Fit()
    for _ in range(30):
        fit.measured(1, 0.001)
        fit.measured(3, 0.009)  # as by an epoch's end: a line through both costs a call less than nothing
    assert fit.updates(0.0055) == 2


def test_fit_shrinks_at_once_when_updates_become_slow() -> None:
    fit = Fit()
    for _ in range(12):
        fit.measured(fit.updates(0.004), fit.updates(0.004) * 5e-6)
    fit.measured(800, 0.8)
    assert fit.updates(0.004) <= 5


def test_meter_measures_fast_and_slow() -> None:
    meter = Meter()
    for tick in range(200):
        meter.note(tick / 60, tick * 100)
    assert meter.updates_per_s() == pytest.approx(6000)
    meter.clear()
    assert meter.updates_per_s() == 0
    for second in range(5):
        meter.note(100 + 5 * second, second)
    assert meter.updates_per_s() == pytest.approx(0.2)
