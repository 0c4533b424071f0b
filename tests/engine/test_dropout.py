"""Dropout as a layer: what is left counts for more, so that the mean stays; looked at, all is there."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from engine.layers import LOOKING, Mode
from engine.layers.dropout import Dropout

SHAPE = (5, 4, 3)


def trained(rate: float, inputs: Any, samples: int) -> Any:
    """What is left of the same inputs for many samples."""
    layer = Dropout(rate=rate).build(SHAPE, "layers[2]")
    keys = jax.random.split(jax.random.PRNGKey(1), samples)
    return jax.jit(jax.vmap(lambda key: layer.apply({}, inputs, None, Mode(training=True, key=key))[0]))(keys)


def test_mean_stays_and_a_share_is_left_out() -> None:
    inputs = jnp.asarray(np.random.default_rng(2).uniform(1, 2, SHAPE))
    samples = 20_000
    left = np.asarray(trained(0.4, inputs, samples))
    gone = left == 0
    # Six standard deviations of a mean of independent draws.
    assert abs(gone.mean() - 0.4) < 6 * np.sqrt(0.4 * 0.6 / gone.size)
    assert np.all(np.abs(left.mean(0) / inputs - 1) < 6 * np.sqrt(0.4 / 0.6 / samples))
    np.testing.assert_allclose(left[~gone], (np.broadcast_to(inputs, left.shape) / 0.6)[~gone], rtol=1e-12)


def test_each_sample_leaves_out_others() -> None:
    left = np.asarray(trained(0.5, jnp.ones(SHAPE), 8))
    assert len({sample.tobytes() for sample in left}) == 8


def test_nothing_is_left_out_when_looked_at_or_at_rate_0() -> None:
    inputs = jnp.asarray(np.random.default_rng(3).normal(0, 1, SHAPE))
    looked_at, taps = Dropout(rate=0.9).build(SHAPE, "layers[2]").apply({}, inputs, None, LOOKING)
    np.testing.assert_array_equal(looked_at, inputs)
    np.testing.assert_array_equal(taps["outputs"], inputs)
    np.testing.assert_array_equal(trained(0.0, inputs, 2), np.stack([inputs, inputs]))
