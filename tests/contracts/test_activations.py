"""The contract of every activation: its slope is its derivative, its dtype is kept, and only NaN makes it NaN."""

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import jax
import numpy as np
import pytest

from engine.activations import ACTIVATIONS, Activation, Elementwise, value_and_slope

every = pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda activation: activation.key)
both_dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])

WAVES = {"sine", "sinc", "snake"}
FAR = [-3e38, -1e30, -1e4, -50.0, 0.0, 50.0, 1e4, 1e30, 3e38]


@cache
def compiled(fn: Elementwise) -> Callable[[np.ndarray], tuple[Any, Any, Any]]:
    """Value, slope, and slope in reverse mode."""
    return jax.jit(lambda z: (*value_and_slope(fn)(z), jax.vmap(jax.grad(fn))(z)))


def at(activation: Activation, z: list[float], dtype: type = np.float64) -> tuple[np.ndarray, np.ndarray]:
    # Always 64 numbers, because each new shape would compile anew.
    value, slope, _ = compiled(activation.fn)(np.array([*z, *[0.0] * (64 - len(z))], dtype))
    return np.asarray(value)[: len(z)], np.asarray(slope)[: len(z)]


@every
def test_slope_equals_finite_differences(activation: Activation) -> None:
    if not activation.slope_is_exact:
        pytest.skip("its slope is a stand-in by definition")
    h = 1e-5
    z = np.array([z for z in np.linspace(-6.3, 6.1, 57) if all(abs(z - kink) > 10 * h for kink in activation.kinks)])
    if 0.0 not in (*activation.kinks, *activation.bends):
        z = np.array([*z, 0.0, 1e-7])  # where a formula may divide 0 by 0
    slope = at(activation, z.tolist())[1]
    above, below = (at(activation, (z + step).tolist())[0] for step in (h, -h))
    np.testing.assert_allclose(slope, (above - below) / (2 * h), rtol=0, atol=2e-9)


@every
@both_dtypes
def test_far_inputs_give_numbers_and_the_dtype_is_kept(activation: Activation, dtype: type) -> None:
    value, slope = at(activation, FAR, dtype)
    assert value.dtype == slope.dtype == dtype
    assert np.all(value >= activation.range[0] - 1e-6)
    assert np.all(value <= activation.range[1] + 1e-6)
    for got, true in zip((value, slope), at(activation, FAR), strict=True):
        large = np.abs(true) > np.finfo(dtype).max  # what the dtype cannot hold may only be infinite
        assert np.all(np.isfinite(got) != large)
        if activation.key not in WAVES:  # a wave's phase is lost where neighbors lie further apart than its length
            np.testing.assert_allclose(got[~large], true[~large], rtol=1e-6, atol=1e-30)


@every
@both_dtypes
def test_infinite_inputs_give_the_limit_or_nan_and_never_another_number(activation: Activation, dtype: type) -> None:
    value = at(activation, [-math.inf, math.inf], dtype)[0]
    far = at(activation, [-1e30, 1e30])[0]
    for got, near in zip(value, far, strict=True):
        limit = math.copysign(math.inf, near) if abs(near) > 1e20 else near
        assert np.isnan(got) or got == pytest.approx(limit, abs=1e-6)


@every
@both_dtypes
def test_reverse_mode_gives_the_same_slope(activation: Activation, dtype: type) -> None:
    z: np.ndarray = np.array([*FAR, *np.linspace(-7, 7, 64 - len(FAR)), *activation.kinks][:64], dtype)
    _, forward, backward = compiled(activation.fn)(z)
    np.testing.assert_allclose(backward, forward, rtol=0, atol=4 * float(np.finfo(dtype).eps))


@every
def test_nan_stays_nan(activation: Activation) -> None:
    assert np.isnan(at(activation, [math.nan])[0]).all()


@both_dtypes
def test_all_work_inside_one_compiled_switch(dtype: type) -> None:
    z: np.ndarray = np.linspace(-3, 2.5, 64, dtype=dtype)
    branches = [value_and_slope(activation.fn) for activation in ACTIVATIONS]
    chosen = jax.jit(lambda index, z: jax.lax.switch(index, branches, z))
    for index, activation in enumerate(ACTIVATIONS):
        for inside, alone in zip(chosen(index, z), compiled(activation.fn)(z)[:2], strict=True):
            assert inside.dtype == dtype
            np.testing.assert_allclose(inside, alone, rtol=0, atol=8 * float(np.finfo(dtype).eps))


def test_keys_are_in_the_order_that_documents_and_programs_count_by() -> None:
    expected = "linear tanh sigmoid relu leaky_relu elu selu gelu silu softplus softsign sine gaussian step"
    later = "soboleva repsu elish relu6 hard_sigmoid hard_tanh hard_swish mish tanhshrink softshrink log_sigmoid"
    assert ACTIVATIONS.keys() == f"{expected} {later} squared_relu sinc snake prelu".split()


# Value by Python's own mathematics at z = -0.7 and 1.3.
VALUES = {
    "linear": lambda z: z,
    "tanh": math.tanh,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "relu": lambda z: max(0.0, z),
    "leaky_relu": lambda z: max(0.01 * z, z),
    "elu": lambda z: z if z > 0 else math.exp(z) - 1,
    "selu": lambda z: 1.0507009873554805 * (z if z > 0 else 1.6732632423543772 * (math.exp(z) - 1)),
    "gelu": lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2,
    "silu": lambda z: z / (1 + math.exp(-z)),
    "softplus": lambda z: math.log(1 + math.exp(z)),
    "softsign": lambda z: z / (1 + abs(z)),
    "sine": math.sin,
    "gaussian": lambda z: math.exp(-z * z),
    "step": lambda z: float(z >= 0),
    "soboleva": lambda z: (math.exp(z) - math.exp(-z)) / (math.exp(1.5 * z) + math.exp(-z)),
    "repsu": lambda z: repsu(z, 0.25, 0.0, 1.0, 1.0, 1.0),
    "elish": lambda z: (z if z >= 0 else math.exp(z) - 1) / (1 + math.exp(-z)),
    "relu6": lambda z: min(max(0.0, z), 6.0),
    "hard_sigmoid": lambda z: min(max(0.0, (z + 3) / 6), 1.0),
    "hard_tanh": lambda z: min(max(-1.0, z), 1.0),
    "hard_swish": lambda z: z * min(max(0.0, z + 3), 6.0) / 6,
    "mish": lambda z: z * math.tanh(math.log1p(math.exp(z))),
    "tanhshrink": lambda z: z - math.tanh(z),
    "softshrink": lambda z: math.copysign(max(abs(z) - 0.5, 0.0), z),
    "log_sigmoid": lambda z: math.log(1 / (1 + math.exp(-z))),
    "squared_relu": lambda z: max(0.0, z) ** 2,
    "sinc": lambda z: math.sin(z) / z if z else 1.0,
    "snake": lambda z: z + math.sin(z) ** 2,
    "prelu": lambda z: max(0.0, z) + 0.25 * min(0.0, z),
}


def repsu(z: float, alpha: float, threshold: float, mu: float, sigma: float, beta: float) -> float:
    """The whole family, of which the table has one member."""
    passed = float(z >= threshold)
    gate = 1 / (1 + math.exp(-math.copysign((abs(z - mu) / sigma) ** beta, z - mu)))
    return alpha * (2 * z * passed - (z - threshold) * passed * gate) + (1 - alpha) * (z - threshold) * passed * gate


def test_every_activation_has_a_value_to_be_held_to() -> None:
    assert VALUES.keys() == set(ACTIVATIONS.keys())


@pytest.mark.parametrize("key", VALUES)
def test_value_is_the_formulas(key: str) -> None:
    z = [-8.5, -3.0, -0.7, -0.3, 0.0, 0.2, 0.99, 1.01, 1.3, 5.9, 7.1]
    got = at(ACTIVATIONS[key], z)[0]
    np.testing.assert_allclose(got, [VALUES[key](each) for each in z], rtol=4e-15, atol=4e-16)


@pytest.mark.parametrize(
    ("key", "z", "slope"),
    [
        ("sigmoid", 0.0, 0.25),
        ("tanh", 0.0, 1),
        ("softsign", 0.0, 1),
        ("softplus", 0.0, 0.5),
        ("silu", 2.4, 1.0998),
        ("gelu", math.sqrt(2), 1.1289),
        ("selu", -1e-9, 1.7581),
        # At the corners, by convention.
        ("relu", 0.0, 0),
        ("leaky_relu", 0.0, 1),
        ("elu", 0.0, 1),
        ("step", 0.0, 1),
        ("step", -1.0, 1),
        ("step", 1.01, 0),
        ("relu6", 0.0, 0),
        ("relu6", 6.0, 0),
        ("hard_sigmoid", 0.0, 1 / 6),
        ("hard_sigmoid", 3.0, 0),
        ("hard_tanh", -1.0, 0),
        ("hard_swish", -3.0, 0),
        ("hard_swish", 2.999999, 1.5),
        ("hard_swish", 3.0, 1),
        ("softshrink", 0.5, 0),
        ("sinc", 0.0, 0),
        ("squared_relu", 0.0, 0),
        ("repsu", -1e-9, 0),
        ("repsu", 0.0, (1 + 1 / (1 + math.e)) / 2),
    ],
)
def test_slope_is_the_known_one(key: str, z: float, slope: float) -> None:
    assert at(ACTIVATIONS[key], [z])[1][0] == pytest.approx(slope, abs=5e-5)
