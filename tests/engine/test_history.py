"""The history: lossless up to its bound, then evenly thinned."""

import numpy as np

from engine.history import BOUND, History


def filled(count: int) -> History:
    history = History()
    for first in range(0, count, 5_000):
        epochs = np.arange(first, min(first + 5_000, count))
        history.extend(epochs, epochs * 0.5, epochs * 2.0)
    return history


def test_everything_is_kept_up_to_the_bound() -> None:
    history = filled(BOUND)
    np.testing.assert_array_equal(history.epochs, np.arange(BOUND))
    np.testing.assert_array_equal(history.test, np.arange(BOUND) * 2.0)
    assert (history.version, history.stride) == (0, 1)


def test_past_the_bound_every_second_goes_and_the_version_tells() -> None:
    history = filled(3 * BOUND)
    assert history.stride == 4
    assert history.version == 2
    np.testing.assert_array_equal(history.epochs, np.arange(0, 3 * BOUND, 4))
    np.testing.assert_array_equal(history.train, history.epochs * 0.5)


def test_truncating_and_clearing_make_a_new_version() -> None:
    history = filled(100)
    history.truncate(40)
    assert (len(history), history.version) == (41, 1)
    history.truncate(60)
    assert history.version == 1, "nothing was taken"
    history.clear()
    assert (len(history), history.version) == (0, 2)


def test_a_copy_is_independent() -> None:
    history = filled(10)
    copy = history.copy()
    history.clear()
    assert len(copy) == 10
