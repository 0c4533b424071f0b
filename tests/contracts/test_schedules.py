"""The contract of every schedule: a share of the learning rate, for any epoch and any array."""

import numpy as np
import pytest

from engine.schedules import SCHEDULES, Schedule

every = pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: schedule.key)


@every
@pytest.mark.parametrize("factor", [0.0, 0.1, 1.0])
def test_it_is_a_share_of_the_rate(schedule: Schedule, factor: float) -> None:
    epoch = np.linspace(0, 1000, 77).reshape(7, 11)
    share = schedule.multiplier(epoch, 40.0, factor)
    assert share.shape == epoch.shape
    assert share.dtype == np.float64
    assert np.all((share >= 0) & (share <= 1))


@every
def test_it_reads_what_it_says_it_reads(schedule: Schedule) -> None:
    epoch = np.array([7.0, 33.0])
    before = schedule.multiplier(epoch, 40.0, 0.1)
    for name, after in {
        "epochs": schedule.multiplier(epoch, 25.0, 0.1),
        "factor": schedule.multiplier(epoch, 40.0, 0.3),
    }.items():
        changed = not np.array_equal(before, after)
        assert changed == (name in schedule.uses) or (name == "factor" and schedule.key == "step")


@pytest.mark.parametrize(
    ("key", "epoch", "share"),
    [
        ("constant", 123.0, 1.0),
        ("step", 0.0, 1.0),
        ("step", 39.9, 1.0),
        ("step", 40.0, 0.2),
        ("step", 120.5, 0.008),
        ("cosine", 0.0, 1.0),
        ("cosine", 20.0, 0.6),
        ("cosine", 10.0, 0.2 + 0.4 * (1 + 0.5**0.5)),
        ("cosine", 40.0, 0.2),
        ("cosine", 4000.0, 0.2),
        ("warm_up", 20.0, 0.5),
        ("warm_up", 40.0, 1.0),
        ("warm_up", 90.0, 1.0),
    ],
)
def test_value_at_an_epoch(key: str, epoch: float, share: float) -> None:
    got = SCHEDULES[key].multiplier(np.array([epoch]), 40.0, 0.2)
    np.testing.assert_allclose(got, [share], rtol=0, atol=3e-4 if key == "warm_up" else 1e-15)


def test_a_warm_up_does_not_start_at_nothing() -> None:
    first = SCHEDULES["warm_up"].multiplier(np.array([0.0]), 40.0, 0.2)[0]
    assert 0 < first < 0.001
