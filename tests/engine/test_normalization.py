"""Batch and layer normalization and their gradients against numpy in float64 and finite differences."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from engine.layers import Mode, StackLayer
from engine.layers.batch_norm import BatchNorm
from engine.layers.layer_norm import LayerNorm

TRAINING = Mode(training=True, batch="samples")
SHAPES = [(5, 4, 3), (1, 6, 2), (7,)]
EPSILON = 1e-5


def start(layer: StackLayer, seed: int = 1) -> dict[str, Any]:
    """Learned planes at random, running averages where they start."""
    rng = np.random.default_rng(seed)
    begun = {"zero": np.zeros, "one": np.ones}
    return {
        plane.name: jnp.asarray(rng.normal(0, 1, plane.shape) if plane.learned else begun[plane.start](plane.shape))
        for plane in layer.planes
    }


def batch_of(shape: tuple[int, ...], samples: int = 6) -> Any:
    return np.random.default_rng(len(shape)).normal(3, 2, (samples, *shape))


def trained(layer: StackLayer, planes: Any, inputs: Any, mode: Mode = TRAINING) -> Any:
    """Outputs and taps of a whole batch in training."""
    return jax.vmap(lambda x: layer.apply(planes, x, None, mode), axis_name="samples")(inputs)


def expected(planes: Any, inputs: Any, axes: tuple[int, ...]) -> Any:
    """The rule in numpy."""
    mean, variance = inputs.mean(axes, keepdims=True), inputs.var(axes, keepdims=True)
    scale, shift = np.asarray(planes["scale"]), np.asarray(planes["shift"])
    return scale * (inputs - mean) / np.sqrt(variance + EPSILON) + shift


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_batch_norm_takes_mean_and_variance_over_batch_and_places(shape: tuple[int, ...]) -> None:
    layer = BatchNorm().build(shape, "layers[1]")
    planes, inputs = start(layer), batch_of(shape)
    outputs, taps = jax.device_get(jax.jit(lambda x: trained(layer, planes, x))(inputs))
    axes = tuple(range(len(shape)))
    np.testing.assert_allclose(outputs, expected(planes, inputs, axes), atol=1e-12)
    np.testing.assert_allclose(taps["normalized"].mean(axes), 0, atol=1e-12)
    np.testing.assert_allclose(taps["normalized"].var(axes), 1, atol=1e-4)
    for name, new in (("mean", inputs.mean(axes)), ("variance", inputs.var(axes))):
        average = 0.9 * np.asarray(planes[name]) + 0.1 * new
        np.testing.assert_allclose(taps[name], np.broadcast_to(average, taps[name].shape), atol=1e-12)


def test_running_averages_converge_and_stand_in_for_the_batch() -> None:
    layer = BatchNorm(momentum=0.5).build((5, 4, 3), "layers[1]")
    planes, inputs = start(layer), batch_of((5, 4, 3))
    update = jax.jit(lambda planes: trained(layer, planes, inputs))
    for _ in range(50):
        taps = jax.device_get(update(planes)[1])
        planes = {**planes, "mean": taps["mean"][0], "variance": taps["variance"][0]}
    np.testing.assert_allclose(planes["mean"], inputs.mean((0, 1, 2)), atol=1e-12)
    np.testing.assert_allclose(planes["variance"], inputs.var((0, 1, 2)), atol=1e-12)
    look = jax.jit(lambda planes: jax.vmap(lambda x: layer.apply(planes, x, None, Mode()))(inputs))
    looked_at, taps = look(planes)
    np.testing.assert_allclose(looked_at, update(planes)[0], atol=1e-10)
    assert "mean" not in taps


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_layer_norm_takes_mean_and_variance_over_the_units_of_a_sample(shape: tuple[int, ...]) -> None:
    layer = LayerNorm().build(shape, "layers[1]")
    planes, inputs = start(layer), batch_of(shape)
    outputs, taps = jax.device_get(jax.jit(lambda x: trained(layer, planes, x))(inputs))
    np.testing.assert_allclose(outputs, expected(planes, inputs, (len(shape),)), atol=1e-12)
    np.testing.assert_allclose(taps["normalized"].mean(-1), 0, atol=1e-12)


@pytest.mark.parametrize("config", [BatchNorm(activation="tanh"), LayerNorm(activation="tanh")], ids=lambda c: c.kind)
def test_gradients_through_the_statistics_equal_finite_differences(config: Any) -> None:
    layer = config.build((3, 2, 4), "layers[1]")
    planes, inputs = jax.device_get(start(layer)), batch_of((3, 2, 4))
    rng = np.random.default_rng(5)
    weights = rng.normal(0, 1, inputs.shape)

    def cost(planes: Any, inputs: Any) -> Any:
        return jnp.sum(trained(layer, planes, inputs)[0] * weights)

    compiled = jax.jit(jax.value_and_grad(cost, (0, 1)))
    gradients = jax.device_get(compiled(planes, inputs)[1])
    h = 1e-5
    for _ in range(3):
        along = {name: rng.normal(0, 1, plane.shape) for name, plane in planes.items()}
        x = rng.normal(0, 1, inputs.shape)
        above, below = (
            float(compiled({name: planes[name] + step * along[name] for name in planes}, inputs + step * x)[0])
            for step in (h, -h)
        )
        total = sum(float(np.sum(gradients[0][name] * along[name])) for name in planes) + np.sum(gradients[1] * x)
        assert total == pytest.approx((above - below) / (2 * h), rel=1e-7, abs=1e-7)


def test_single_precision_is_kept_in_training() -> None:
    for config in (BatchNorm(), LayerNorm()):
        layer = config.build((3, 2, 4), "layers[1]")
        planes = {name: plane.astype(jnp.float32) for name, plane in start(layer).items()}
        inputs = batch_of((3, 2, 4)).astype(np.float32)
        outputs, taps = jax.eval_shape(lambda x, layer=layer, planes=planes: trained(layer, planes, x), inputs)
        assert {array.dtype for array in (outputs, *taps.values())} == {np.dtype(np.float32)}
