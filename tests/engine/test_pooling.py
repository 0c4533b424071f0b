"""Pooling and its gradients against XLA's own, ties and all."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from engine.layers import LAYERS, LOOKING
from engine.layers.pooling import largest, mean
from engine.layers.windows import valid

CASES = [(6, 8, 2, 2), (7, 9, 2, 2), (7, 8, 3, 1), (8, 7, 2, 3), (9, 9, 3, 2)]  # height, width, size, stride


def by_xla(inputs: Any, size: int, stride: int, takes: str) -> Any:
    start, add = (-jnp.inf, lax.max) if takes == "max" else (0.0, lax.add)
    found = lax.reduce_window(inputs, start, add, (size, size, 1), (stride, stride, 1), "VALID")
    return found if takes == "max" else found / size**2


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("takes", ["max", "average"])
def test_pooling_and_gradient_equal_xlas_own(case: tuple[int, int, int, int], takes: str) -> None:
    height, width, size, stride = case
    rng = np.random.default_rng(height)
    # Few values, so that most windows have ties: the first place wins, row by row.
    inputs = rng.integers(0, 3, (height, width, 3)).astype(float)
    rows, columns = valid(height, size, stride), valid(width, size, stride)
    weights = rng.normal(0, 1, (rows.count, columns.count, 3))

    def both(function: Any) -> Any:
        found, back = jax.vjp(function, inputs)
        return found, back(weights)[0]

    ours = jax.jit(lambda: both(lambda x: (largest if takes == "max" else mean)(x, rows, columns)))()
    theirs = jax.jit(lambda: both(lambda x: by_xla(x, size, stride, takes)))()
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)


def test_largest_of_what_holds_nan_is_nan() -> None:
    rows = valid(4, 2, 2)
    for place in np.ndindex(2, 2):
        inputs = np.ones((4, 4, 1))
        inputs[place] = np.nan
        found = np.asarray(largest(jnp.asarray(inputs), rows, rows))
        assert np.isnan(found[0, 0, 0])
        assert np.isfinite(found).sum() == 3


def test_global_pooling_and_its_gradient() -> None:
    inputs = np.zeros((3, 4, 2))
    inputs[1, 2, 0] = inputs[2, 3, 0] = 5.0  # a tie: the first place wins
    inputs[:, :, 1] = -np.arange(12).reshape(3, 4)
    weights = np.array([2.0, 3.0])
    for takes, value, first, second in (
        ("max", [5.0, 0.0], np.eye(12)[6].reshape(3, 4) * 2, np.eye(12)[0].reshape(3, 4) * 3),
        ("average", [10 / 12, -5.5], np.full((3, 4), 2 / 12), np.full((3, 4), 3 / 12)),
    ):
        layer = LAYERS["global_pool"].config(takes=takes).build((3, 4, 2), "layers[1]")
        found, back = jax.vjp(lambda x, layer=layer: layer.apply({}, x, None, LOOKING)[0], jnp.asarray(inputs))
        np.testing.assert_allclose(found, value, atol=1e-12)
        np.testing.assert_allclose(back(jnp.asarray(weights))[0], np.stack([first, second], -1), atol=1e-12)
