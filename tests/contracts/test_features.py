"""The contract of every feature: its values, its bound, and its place in Playground's order."""

import math

import numpy as np
import pytest

from engine.features import FEATURES, Feature


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.key)
def test_maximum_is_reached_and_never_passed(feature: Feature) -> None:
    x, y = np.meshgrid(np.linspace(-6, 6, 241), np.linspace(-6, 6, 241))
    values = np.abs(feature.fn(x, y))
    assert values.shape == x.shape
    assert values.max() <= feature.maximum
    assert values.max() == pytest.approx(feature.maximum, abs=1e-3)


def test_values_at_a_point_are_playgrounds_inputs_in_its_order() -> None:
    x, y = np.array([1.3]), np.array([-0.7])
    got = {feature.playground: float(feature.fn(x, y)[0]) for feature in FEATURES}
    expected = {
        "x": 1.3, "y": -0.7, "xSquared": 1.3 * 1.3, "ySquared": 0.7 * 0.7, "xTimesY": 1.3 * -0.7,
        "sinX": math.sin(1.3), "sinY": math.sin(-0.7),
    }  # fmt: skip
    assert list(got) == list(expected)
    assert got == pytest.approx(expected, rel=1e-15)
