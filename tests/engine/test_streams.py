"""Named streams are the same for the same name, and independent for another."""

import itertools

import numpy as np

from engine.streams import generator


def test_a_stream_is_the_same_every_time_and_everywhere() -> None:
    first = generator("0.5", "batches", 3).random(4)
    np.testing.assert_array_equal(first, generator("0.5", "batches", 3).random(4))
    # Kept for ever: a saved experiment must shuffle as it did.
    np.testing.assert_array_equal(generator("0.16152", "batches", 0).permutation(6), [4, 3, 5, 0, 1, 2])


def test_any_other_argument_gives_another_stream() -> None:
    streams = [
        generator("0.5", "batches", 3), generator("0.50", "batches", 3), generator("0.5", "dropout", 3),
        generator("0.5", "batches", 4), generator("0.5", "batches"), generator("0.5", "batches", 3, 0),
        generator("0.5batches", "", 3), generator("\ud800", "batches", 3),
    ]  # fmt: skip
    numbers = [stream.random(1000) for stream in streams]
    for one, other in itertools.combinations(numbers, 2):
        assert abs(np.corrcoef(one, other)[0, 1]) < 0.13
