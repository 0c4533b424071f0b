"""What every activation of a whole layer keeps: its definition, its Jacobian, and only the units that exist."""

import jax
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.activations import ACTIVATIONS, OF_LAYERS, VECTORS, VectorActivation, joint
from engine.errors import InputErrors
from engine.validation import validate

every = pytest.mark.parametrize("entry", VECTORS, ids=lambda entry: entry.key)
some_sums = arrays(np.float64, (3, 7), elements=st.floats(-5, 5).map(lambda z: round(z, 3)))


def by_definition(key: str, z: np.ndarray) -> np.ndarray:
    """Row by row, in Python's own words."""
    if key == "softmax":
        return np.array([np.exp(row) / sum(np.exp(row).tolist()) for row in z])
    return np.array([[max(row[j - j % 2 : j - j % 2 + 2].tolist()) for j in range(len(row))] for row in z])


def back_by_jax(entry: VectorActivation, z: np.ndarray, error: np.ndarray) -> np.ndarray:
    """The product with the Jacobian by autodiff."""
    return np.asarray(jax.jit(lambda z, error: jax.vjp(entry.at, z)[1](error)[0])(z, error))


@every
@given(z=some_sums)
def test_the_value_is_the_definitions(entry: VectorActivation, z: np.ndarray) -> None:
    for units in (1, 2, 5, 7):
        np.testing.assert_allclose(entry.at(z[:, :units]), by_definition(entry.key, z[:, :units]), rtol=1e-13)


@every
@pytest.mark.parametrize("units", [1, 2, 5, 6])
def test_the_way_back_is_autodiffs_and_that_of_finite_differences(entry: VectorActivation, units: int) -> None:
    rng = np.random.default_rng(units)
    z, error, h = rng.normal(size=(4, units)), rng.normal(size=(4, units)), 1e-6
    found = entry.through(z, error)
    np.testing.assert_allclose(found, back_by_jax(entry, z, error), rtol=1e-12, atol=1e-15)
    for j in range(units):
        step = h * np.eye(units)[j]
        difference = ((entry.at(z + step) - entry.at(z - step)) * error).sum(axis=1) / (2 * h)
        np.testing.assert_allclose(found[:, j], difference, rtol=1e-8, atol=1e-9)


@every
def test_equal_sums_share_as_jax_has_it(entry: VectorActivation) -> None:
    z, error = np.array([[1.0, 1.0, -2.0, 3.0, 0.5]]), np.array([[2.0, -1.0, 4.0, 1.0, 3.0]])
    np.testing.assert_allclose(entry.through(z, error), back_by_jax(entry, z, error), rtol=1e-12)
    if entry.key == "maxout":
        np.testing.assert_allclose(entry.through(z, error), [[0.5, 0.5, 0, 5, 3]])


@every
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_does_not_exist_is_left_out(entry: VectorActivation, dtype: type) -> None:
    rng = np.random.default_rng(0)
    compiled = jax.jit(lambda *all_: (entry.fn(*all_[:2]), entry.back(*all_)))
    for units in (1, 3, 4):
        both: np.ndarray = np.zeros((2, 5, 8), dtype)
        z, error = both
        z[:, :units], error[:, :units] = rng.normal(size=(2, 5, units)) - 3  # so that an absent 0 would be the largest
        exists = np.arange(8) < units
        a, delta = entry.fn(z, exists), entry.back(z, exists, error)
        assert not a[:, units:].any()
        assert not delta[:, units:].any()
        np.testing.assert_allclose(a[:, :units], entry.at(z[:, :units]), rtol=1e-6)
        alone = entry.through(z[:, :units], error[:, :units])
        np.testing.assert_allclose(delta[:, :units], alone, rtol=1e-5, atol=1e-7)
        for one, other in zip(compiled(z, exists, error), (a, delta), strict=True):
            assert one.dtype == dtype
            np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-7)


@every
def test_a_units_own_slope_is_the_jacobians_diagonal(entry: VectorActivation) -> None:
    z = np.random.default_rng(3).normal(size=(6, 5))
    jacobians = np.asarray(jax.jit(jax.vmap(jax.jacobian(entry.at)))(z))
    for unit in range(5):
        value, slope = entry.along(z, unit)
        np.testing.assert_allclose(value, entry.at(z)[:, unit])
        np.testing.assert_allclose(slope, jacobians[:, unit, unit], rtol=1e-12)
        assert (np.abs(slope) <= entry.steepest).all()
        depends = (jacobians[:, unit] != 0).any(axis=0)
        assert set(np.flatnonzero(depends)) <= set(entry.among(unit, 5))


def test_large_sums_overflow_nothing() -> None:
    np.testing.assert_allclose(VECTORS["softmax"].at(np.array([[1000.0, 999.0]])), [[0.7310585786, 0.2689414214]])


def test_all_stand_in_one_table_in_order() -> None:
    assert OF_LAYERS.keys() == [*ACTIVATIONS.keys(), *VECTORS.keys()]
    assert joint("tanh") is None
    assert joint("maxout") is VECTORS["maxout"]


@every
def test_networks_on_images_refuse_it(entry: VectorActivation) -> None:
    layers = [{"kind": "flatten"}, {"kind": "dense", "units": 8, "activation": entry.key}]
    with pytest.raises(InputErrors) as caught:
        validate({"data": {"dataset": "digits"}, "layers": layers})
    (error,) = caught.value.errors
    assert error.path == "layers[1].activation"
    assert "is for hidden layers of a network on points" in error.hint
