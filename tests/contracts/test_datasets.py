"""The contract of every data set: size, classes, range, and a sample that noise and split leave alone."""

import numpy as np
import pytest

from engine.data import POINT_SETS, DataSet, build
from engine.errors import InputError
from engine.playground.stream import PlaygroundStream

every = pytest.mark.parametrize("dataset", POINT_SETS, ids=lambda dataset: dataset.key)


@every
@pytest.mark.parametrize("seed", ["0.16152", "7"])
def test_count_classes_and_range(dataset: DataSet, seed: str) -> None:
    data = build(dataset.key, 0, 50, seed)
    assert data.points.shape == (dataset.count, 2)
    assert data.labels.shape == (dataset.count,)
    assert data.points.dtype == data.labels.dtype == np.float64
    assert np.abs(data.points).max() < 6.001
    assert np.abs(data.points).max() > 4
    assert (data.problem, data.classes) == (dataset.problem, dataset.classes)
    if dataset.problem == "regression":
        assert dataset.classes == 0
        assert np.abs(data.labels).max() <= 1.2
    else:
        expected = [-1, 1] if dataset.classes == 2 else range(dataset.classes)
        classes, sizes = np.unique(data.labels, return_counts=True)
        assert classes.tolist() == list(expected)
        assert sizes.min() >= 0.8 * dataset.count / dataset.classes


@every
def test_noise_keeps_the_underlying_sample(dataset: DataSet) -> None:
    still, faint, noisy = (build(dataset.key, noise, 50, "0.3") for noise in (0, 1e-6, 40))
    assert still.stream.drawn == faint.stream.drawn == noisy.stream.drawn
    # The same points in the same order, moved by no more than the noise, and the labels of almost all.
    np.testing.assert_allclose(faint.points, still.points, rtol=0, atol=1e-5)
    np.testing.assert_allclose(faint.labels, still.labels, rtol=0, atol=1e-6)
    moved = np.linalg.norm(noisy.points - still.points, axis=1)
    assert np.median(moved) < 1.5
    assert moved.max() > 0 or not np.array_equal(noisy.labels, still.labels)


@every
def test_splits_are_nested(dataset: DataSet) -> None:
    small, large = build(dataset.key, 20, 10, "0.3"), build(dataset.key, 20, 90, "0.3")
    np.testing.assert_array_equal(small.points, large.points)
    np.testing.assert_array_equal(small.labels, large.labels)
    assert (small.train_count, large.train_count) == (dataset.count // 10, 9 * dataset.count // 10)


@every
def test_the_seed_decides_and_the_order_is_random(dataset: DataSet) -> None:
    first, again, other = (build(dataset.key, 10, 50, seed) for seed in ("1", "1", "1.0"))
    np.testing.assert_array_equal(first.points, again.points)
    assert not np.array_equal(first.points, other.points)
    # Each half of the data has its share of each class.
    if dataset.problem == "classification":
        for label in np.unique(first.labels):
            assert 0.35 < np.mean(np.flatnonzero(first.labels == label) < dataset.count // 2) < 0.65


@every
def test_points_cannot_be_changed_by_a_reader(dataset: DataSet) -> None:
    data = build(dataset.key, 0, 50, "0.3")
    with pytest.raises(ValueError, match="read-only"):
        data.points[0, 0] = 9
    with pytest.raises(ValueError, match="read-only"):
        data.labels[0] = 9


@every
@pytest.mark.parametrize("noise", [1000, 0])
@pytest.mark.parametrize("percent", [0, 33.3, 100])
def test_extremes_of_noise_and_split_work(dataset: DataSet, noise: float, percent: float) -> None:
    data = build(dataset.key, noise, percent, "é\U0001f600")
    assert np.all(np.isfinite(data.points))
    assert np.all(np.isfinite(data.labels))
    assert data.train_count == int(dataset.count * percent / 100)


def test_menu_order() -> None:
    expected = "circle xor gauss spiral reg-plane reg-gauss moons rings checkerboard three-spiral"
    assert POINT_SETS.keys() == expected.split()


def test_an_unknown_data_set_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(InputError, match="Did you mean spiral"):
        build("spirale", 0, 50, "1")


def test_weights_follow_the_shuffle_in_the_stream() -> None:
    data = build("circle", 0, 50, "0.59704")
    whole = PlaygroundStream("0.59704").uniforms(2503)
    np.testing.assert_array_equal(data.stream.copy().uniforms(3), whole[2500:])
    np.testing.assert_array_equal(data.stream.copy().uniforms(3), whole[2500:])
