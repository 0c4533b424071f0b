"""What the engine says of each activation, against must-show 2.16, textbooks, and numpy in float64."""

import math

import numpy as np
import pytest

from engine.activations import ACTIVATIONS, Activation
from engine.activations.properties import curves, places, properties

every = pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda activation: activation.key)

# Largest slope and where it is reached (None: only approached), as must-show 2.16 has them.
STEEPEST = {
    "sigmoid": (0.25, 0.0), "tanh": (1.0, 0.0), "softsign": (1.0, 0.0), "softplus": (1.0, None), "silu": (1.0998, 2.40),
    "gelu": (1.1289, math.sqrt(2)), "mish": (1.0885, 1.49), "selu": (1.7581, 0.0), "hard_swish": (1.5, 3.0),
    "hard_sigmoid": (1 / 6, 0.0),
}  # fmt: skip
LOWEST = {
    "silu": (-0.2785, -1.278), "gelu": (-0.1700, -0.752), "mish": (-0.3088, -1.192), "hard_swish": (-0.375, -1.5)
}  # fmt: skip
CONTINUITY = {
    "discontinuous": "step",
    "C^0": "relu leaky_relu selu repsu relu6 hard_sigmoid hard_tanh hard_swish softshrink prelu",
    "C^1": "elu softsign elish squared_relu",
    "C^∞": "linear tanh sigmoid gelu silu softplus sine gaussian soboleva mish tanhshrink log_sigmoid sinc snake",
}
NOT_MONOTONE = "gelu silu sine gaussian soboleva elish hard_swish mish sinc"
SLOPE_MONOTONE = "linear relu leaky_relu elu softplus log_sigmoid squared_relu prelu"


@pytest.mark.parametrize("key", STEEPEST)
def test_steepest_slope_is_the_known_one(key: str) -> None:
    value, at = STEEPEST[key]
    found = properties()[key].steepest
    assert found.value == pytest.approx(value, abs=5e-5)
    assert found.at == (None if at is None else pytest.approx(at, abs=5e-3))


def test_a_slope_at_a_jump_is_a_limit_from_one_side() -> None:
    sides = {key: found.steepest.side for key, found in properties().items() if found.steepest.side}
    right = ("relu", "leaky_relu", "relu6", "softshrink", "prelu")
    assert sides == {"selu": "left", "hard_swish": "left"} | dict.fromkeys(right, "right")


@pytest.mark.parametrize("key", LOWEST)
def test_lowest_value_is_the_known_one(key: str) -> None:
    value, at = LOWEST[key]
    found = properties()[key].lowest
    assert found.value == pytest.approx(value, abs=5e-5)
    assert found.at == pytest.approx(at, abs=5e-4)


def test_steepest_has_no_bound_where_the_slope_has_none_or_the_value_jumps() -> None:
    endless = {key for key, found in properties().items() if math.isinf(found.steepest.value)}
    assert endless == {"step", "squared_relu"}


@every
def test_range_of_the_table_is_the_functions(activation: Activation) -> None:
    found = properties()[activation.key]
    assert (found.lowest.value, found.highest.value) == pytest.approx(activation.range, rel=1e-12, abs=1e-12)


@every
def test_range_is_what_a_dense_grid_shows(activation: Activation) -> None:
    value = curves(np.array([*np.linspace(-8, 8, 16001), -1e4, 1e4]))[ACTIVATIONS.index(activation.key), 0]
    for got, bound in zip((value.min(), value.max()), activation.range, strict=True):
        if math.isinf(bound):
            assert got * math.copysign(1, bound) > 50
        else:
            assert got == pytest.approx(bound, abs=1e-4 if activation.key == "softsign" else 1e-6)


def test_continuity_is_the_known_one() -> None:
    expected = {key: order for order, keys in CONTINUITY.items() for key in keys.split()}
    assert {key: found.continuity for key, found in properties().items()} == expected


def test_monotone_is_the_known_one() -> None:
    assert {key for key, found in properties().items() if not found.monotone} == set(NOT_MONOTONE.split())
    assert {key for key, found in properties().items() if found.slope_monotone} == set(SLOPE_MONOTONE.split())
    assert properties()["step"].slope_monotone is None


@pytest.mark.parametrize("order", [0, 1])
@every
def test_nothing_jumps_that_is_not_declared(activation: Activation, order: int) -> None:
    """The trapezoid rule holds on every short step: a jump of the derivative by more than 1e-3 would break it."""
    step = 1 / 64
    z = np.arange(-9, 9, step) + 0.003
    met = np.array(places(activation))[:, None]
    clear = ~((z[:-1] <= met) & (met <= z[1:])).any(axis=0)
    jet = curves(z)[ACTIVATIONS.index(activation.key)]
    if not activation.slope_is_exact:
        jet = np.stack([jet[0], jet[2], jet[2]])
    rise = np.diff(jet[order]) - step * (jet[order + 1][1:] + jet[order + 1][:-1]) / 2
    assert np.abs(rise[clear]).max() < 8e-6


@every
def test_curvature_equals_finite_differences_of_the_slope(activation: Activation) -> None:
    h = 1e-5
    z = np.array([z for z in np.linspace(-6.3, 6.1, 57) if all(abs(z - met) > 10 * h for met in places(activation))])
    above, below, there = (curves(z + step)[ACTIVATIONS.index(activation.key)] for step in (h, -h, 0.0))
    np.testing.assert_allclose(there[2], (above[1] - below[1]) / (2 * h), rtol=0, atol=5e-9)


@pytest.mark.parametrize("count", [1, 1024, 1025, 5000])
def test_curves_are_those_of_each_function_for_any_number_of_points(count: int) -> None:
    z = np.linspace(-5, 5, count)
    found = curves(z)
    assert found.shape == (len(ACTIVATIONS), 3, count)
    np.testing.assert_allclose(found[ACTIVATIONS.index("gaussian"), 0], np.exp(-z * z), rtol=1e-14)
