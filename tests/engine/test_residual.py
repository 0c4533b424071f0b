"""The residual block and convolution along a signal: their sums by numpy, their shapes, what they refuse."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from engine.errors import InputError
from engine.layers import LOOKING
from engine.layers.conv1d import Conv1D
from engine.layers.residual import Residual


def random_planes(layer: Any) -> dict[str, Any]:
    rng = np.random.default_rng(7)
    return {plane.name: rng.normal(0, 1, plane.shape) for plane in layer.planes}


def sums(inputs: Any, weights: Any, biases: Any) -> Any:
    """Same padding, a shifted copy of all maps for each place of the kernel."""
    height, width, _ = inputs.shape
    padded = np.pad(inputs, ((1, 1), (1, 1), (0, 0)))
    total = np.broadcast_to(biases, (height, width, len(biases))).copy()
    for u, v in np.ndindex(3, 3):
        total += padded[u : u + height, v : v + width] @ weights[:, :, u, v].T
    return total


@pytest.mark.parametrize("channels", [3, 5])
def test_residual_block_adds_its_convolutions_to_what_it_is_fed(channels: int) -> None:
    layer = Residual(channels=channels, activation="tanh").build((6, 5, 3), "layers[2]")
    planes = random_planes(layer)
    assert ("weights_skip" in planes) == (channels != 3)
    skips = channels * 3 if channels != 3 else 0
    assert layer.parameters == 9 * 3 * channels + channels + 9 * channels**2 + channels + skips
    inputs = np.random.default_rng(8).normal(0, 1, (6, 5, 3))
    inner = sums(inputs, planes["weights_1"], planes["biases_1"])
    skip = inputs @ planes["weights_skip"][:, :, 0, 0].T if channels != 3 else inputs
    last = sums(np.tanh(inner), planes["weights_2"], planes["biases_2"]) + skip
    given = {name: jnp.asarray(plane) for name, plane in planes.items()}
    outputs, taps = jax.jit(lambda x: layer.apply(given, x, None, LOOKING))(inputs)
    for name, value in (
        ("preactivations_1", inner), ("outputs_1", np.tanh(inner)), ("skip", skip), ("preactivations", last),
    ):  # fmt: skip
        np.testing.assert_allclose(taps[name], value, atol=1e-12, err_msg=name)
    np.testing.assert_allclose(outputs, np.tanh(last), atol=1e-12)


def test_residual_block_of_a_signal_looks_along_it() -> None:
    layer = Residual(channels=4).build((1, 9, 4), "layers[2]")
    assert {plane.shape[2:] for plane in layer.planes if plane.start == "draw"} == {(1, 3)}


def test_convolution_along_a_signal_equals_numpy() -> None:
    layer = Conv1D(channels=2, kernel=5, stride=2, activation="linear").build((1, 12, 1), "layers[0]")
    planes = random_planes(layer)
    inputs = np.random.default_rng(9).normal(0, 1, 12)
    given = {name: jnp.asarray(plane) for name, plane in planes.items()}
    outputs, _ = layer.apply(given, jnp.asarray(inputs[None, :, None]), None, LOOKING)
    assert outputs.shape == layer.output_shape == (1, 6, 2)
    for unit in range(2):
        expected = np.correlate(inputs, planes["weights"][unit, 0, 0], mode="same")[::2] + planes["biases"][unit]
        np.testing.assert_allclose(outputs[0, :, unit], expected, atol=1e-12)


def test_convolution_along_a_signal_refuses_maps_and_what_is_too_long() -> None:
    with pytest.raises(InputError) as refused:
        Conv1D().build((8, 8, 1), "layers[0]")
    assert str(refused.value) == (
        "layers[0]: expected a signal (maps of height 1), got maps of 8 x 8. "
        "Use a two-dimensional convolution (conv2d)."
    )
    with pytest.raises(InputError, match=r"layers\[0\]\.kernel: expected at most 4 for signals of 4, got 5\."):
        Conv1D(kernel=5, padding="valid").build((1, 4, 1), "layers[0]")
