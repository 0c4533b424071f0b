"""Our own data sets have the shapes that their names promise."""

import numpy as np
import pytest

from engine.data import build
from engine.data.base import shuffled
from engine.playground.stream import PlaygroundStream


def test_rings_alternate_on_four_circles() -> None:
    data = build("rings", 0, 50, "0.2")
    radius = np.linalg.norm(data.points, axis=1)
    ring = np.round(radius / 1.25)
    np.testing.assert_allclose(radius, ring * 1.25, rtol=1e-14)
    assert np.unique(ring, return_counts=True)[1].tolist() == [125] * 4
    np.testing.assert_array_equal(data.labels, np.where(ring % 2 == 1, 1, -1))


def test_moons_are_two_half_circles_turned_into_each_other() -> None:
    data = build("moons", 0, 50, "0.2")
    upright = data.points * data.labels[:, None]
    from_center = upright + np.array([1.5, 0.75])
    np.testing.assert_allclose(np.linalg.norm(from_center, axis=1), 3, rtol=1e-14)
    assert np.all(from_center[:, 1] >= 0)
    # No straight line parts them: each reaches into the other's bay.
    upper = data.points[data.labels == 1]
    assert np.any((upper[:, 0] > 0) & (upper[:, 1] < 0.5))


def test_checkerboard_alternates_from_square_to_square() -> None:
    data = build("checkerboard", 0, 50, "0.2")
    column, row = (np.digitize(data.points[:, axis], [-2.5, 0, 2.5]) for axis in (0, 1))
    np.testing.assert_array_equal(data.labels, np.where((column + row) % 2 == 0, 1, -1))


def test_three_arms_are_one_arm_turned_by_thirds() -> None:
    data = build("three-spiral", 0, 50, "0.2")
    radius = np.linalg.norm(data.points, axis=1)
    angle = np.arctan2(data.points[:, 0], data.points[:, 1])
    third = (angle - 2 * np.pi * 1.25 * radius / 5) / (2 * np.pi / 3)
    off = (third - data.labels + 1.5) % 3 - 1.5
    np.testing.assert_allclose(off[radius > 1e-9], 0, atol=1e-12)
    assert np.unique(data.labels, return_counts=True)[1].tolist() == [167, 167, 166]


def test_labels_flip_where_points_stay_and_points_move_where_labels_stay() -> None:
    for key in ("circle", "xor", "checkerboard", "reg-plane", "reg-gauss"):
        still, noisy = build(key, 0, 50, "0.2"), build(key, 30, 50, "0.2")
        np.testing.assert_array_equal(still.points, noisy.points)
        assert np.any(still.labels != noisy.labels)
    for key in ("gauss", "spiral", "moons", "rings", "three-spiral"):
        still, noisy = build(key, 0, 50, "0.2"), build(key, 30, 50, "0.2")
        np.testing.assert_array_equal(still.labels, noisy.labels)
        assert np.any(still.points != noisy.points)


@pytest.mark.parametrize(("noise", "variance"), [(0, 0.5), (25, 2.25), (50, 4)])
def test_gaussian_clouds_have_the_variance_of_their_noise(noise: float, variance: float) -> None:
    data = build("gauss", noise, 50, "0.2")
    assert np.var(data.points - 2 * data.labels[:, None]) == pytest.approx(variance, rel=0.15)


def test_shuffling_swaps_from_the_end() -> None:
    u = PlaygroundStream("0.5").uniforms(5)
    expected = [0, 1, 2, 3, 4]
    for size, uniform in zip((5, 4, 3, 2, 1), u, strict=True):
        pick = int(uniform * size)
        expected[size - 1], expected[pick] = expected[pick], expected[size - 1]
    stream = PlaygroundStream("0.5")
    assert shuffled(5, stream) == expected
    assert stream.drawn == 5
