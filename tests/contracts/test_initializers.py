"""The contract of every initializer: the shape, the seed, and the spread that its paper asks for."""

import numpy as np
import pytest

from engine.initializers import INITIALIZERS, Initializer
from engine.streams import generator

every = pytest.mark.parametrize("initializer", INITIALIZERS, ids=lambda initializer: initializer.key)


def drawn(key: str, units: int, inputs: int, seed: str = "0.4") -> np.ndarray:
    return INITIALIZERS[key].draw(generator(seed, "weights"), units, inputs)


@every
@pytest.mark.parametrize(("units", "inputs"), [(3, 5), (6, 2), (1, 1), (4, 0), (64, 64)])
def test_any_shape_is_drawn_in_float64(initializer: Initializer, units: int, inputs: int) -> None:
    weights = drawn(initializer.key, units, inputs)
    assert weights.shape == (units, inputs)
    assert weights.dtype == np.float64
    assert np.all(np.isfinite(weights))


@every
def test_the_seed_decides(initializer: Initializer) -> None:
    first, again, other = (drawn(initializer.key, 3, 4, seed) for seed in ("a", "a", "b"))
    np.testing.assert_array_equal(first, again)
    assert np.array_equal(first, other) == (initializer.key == "zeros")


@pytest.mark.parametrize(
    ("key", "variance"), [("zeros", 0), ("uniform", 1 / 12), ("glorot", 2 / (300 + 200)), ("he", 2 / 200)]
)
def test_variance_is_the_papers(key: str, variance: float) -> None:
    weights = drawn(key, 300, 200)
    assert weights.var() == pytest.approx(variance, rel=0.02)
    assert abs(weights.mean()) <= 4 * np.sqrt(variance / weights.size)


@pytest.mark.parametrize(("key", "limit"), [("uniform", 0.5), ("glorot", np.sqrt(6 / 500))])
def test_uniform_draws_stay_inside_their_limit(key: str, limit: float) -> None:
    assert 0.99 * limit < np.abs(drawn(key, 300, 200)).max() <= limit


def test_he_is_normal() -> None:
    weights = drawn("he", 300, 200) / np.sqrt(2 / 200)
    assert np.mean(np.abs(weights) < 1) == pytest.approx(0.6827, abs=0.01)
    assert np.abs(weights).max() > 3.5


@pytest.mark.parametrize(("units", "inputs"), [(5, 5), (7, 3), (3, 7)])
def test_orthogonal_turns_and_does_not_stretch(units: int, inputs: int) -> None:
    weights = drawn("orthogonal", units, inputs)
    small = weights @ weights.T if units <= inputs else weights.T @ weights
    np.testing.assert_allclose(small, np.eye(min(units, inputs)), rtol=0, atol=1e-14)


def test_orthogonal_prefers_no_direction() -> None:
    # Without the sign of R's diagonal, LAPACK's Q would have a negative first entry far more often than not.
    signs = [drawn("orthogonal", 3, 3, str(seed))[0, 0] > 0 for seed in range(400)]
    assert np.mean(signs) == pytest.approx(0.5, abs=0.1)


def test_biases_start_at_zero_but_playgrounds() -> None:
    assert {initializer.key: initializer.bias for initializer in INITIALIZERS if initializer.bias} == {"uniform": 0.1}
