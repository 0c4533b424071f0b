"""The contract of every activation: its slope is its derivative, its dtype is kept, and only NaN makes it NaN."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from engine.activations import ACTIVATIONS, Activation, value_and_slope

every = pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda activation: activation.key)
both_dtypes = pytest.mark.parametrize("dtype", [jnp.float32, jnp.float64])

FAR = [-3e38, -1e30, -1e4, -50.0, 0.0, 50.0, 1e4, 1e30, 3e38]


def at(activation: Activation, z: list[float], dtype: type = jnp.float64) -> tuple[np.ndarray, np.ndarray]:
    # Always 64 numbers, because each new shape would compile anew.
    padded = jnp.array([*z, *[0.0] * (64 - len(z))], dtype)
    value, slope = value_and_slope(activation.fn)(padded)
    return np.asarray(value)[: len(z)], np.asarray(slope)[: len(z)]


@every
def test_slope_equals_finite_differences(activation: Activation) -> None:
    if not activation.slope_is_exact:
        pytest.skip("its slope is a stand-in by definition")
    h = 1e-5
    z = np.array([z for z in np.linspace(-6.3, 6.1, 57) if all(abs(z - kink) > 10 * h for kink in activation.kinks)])
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
    assert np.all(np.isfinite(value))
    assert np.all(np.isfinite(slope))


@every
def test_nan_stays_nan(activation: Activation) -> None:
    assert np.isnan(at(activation, [math.nan])[0]).all()


@every
def test_range_is_the_functions_own(activation: Activation) -> None:
    value = at(activation, [*np.linspace(-3, 3, 61), -1e4, 1e4])[0]
    for got, bound in zip((value.min(), value.max()), activation.range, strict=True):
        if math.isinf(bound):
            assert got * math.copysign(1, bound) > 50
        else:
            assert got == pytest.approx(bound, abs=1e-3)


@both_dtypes
def test_all_work_inside_one_compiled_switch(dtype: type) -> None:
    z = jnp.linspace(-3, 2.5, 64, dtype=dtype)
    branches = [value_and_slope(activation.fn) for activation in ACTIVATIONS]
    chosen = jax.jit(lambda index, z: jax.lax.switch(index, branches, z))
    for index, branch in enumerate(branches):
        for inside, alone in zip(chosen(index, z), branch(z), strict=True):
            assert inside.dtype == dtype
            np.testing.assert_allclose(inside, alone, rtol=0, atol=8 * float(jnp.finfo(dtype).eps))


def test_keys_are_in_the_order_that_documents_and_programs_count_by() -> None:
    expected = "linear tanh sigmoid relu leaky_relu elu selu gelu silu softplus softsign sine gaussian step"
    assert ACTIVATIONS.keys() == expected.split()


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
}


@pytest.mark.parametrize("key", VALUES)
def test_value_is_the_formulas(key: str) -> None:
    got = at(ACTIVATIONS[key], [-0.7, 1.3])[0]
    np.testing.assert_allclose(got, [VALUES[key](-0.7), VALUES[key](1.3)], rtol=1e-15, atol=1e-16)


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
    ],
)
def test_slope_is_the_known_one(key: str, z: float, slope: float) -> None:
    assert at(ACTIVATIONS[key], [z])[1][0] == pytest.approx(slope, abs=5e-5)
