"""Convolution and its gradients against plain loops in float64, finite differences, and XLA's own."""

from collections.abc import Callable
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from engine.layers import LOOKING, convolution
from engine.layers.conv2d import Conv2D
from engine.layers.convolution import by_xla, convolve
from engine.layers.windows import Windows, same, valid

# height, width, channels, units, kernel, stride, dilation, padding
CASES = [
    (6, 5, 3, 4, 3, 1, 1, same),
    (7, 6, 2, 3, 4, 1, 1, same),
    (9, 8, 2, 3, 3, 2, 2, same),
    (9, 8, 2, 3, 2, 3, 1, valid),
    (5, 7, 1, 2, 5, 1, 1, valid),
    (4, 5, 3, 2, 1, 1, 1, same),
    (3, 4, 2, 2, 7, 2, 1, same),
]
cases = pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join([*map(str, case[:-1]), case[-1].__name__]))
SAMPLES = 3

Given = tuple[Any, Any, Windows, Windows]


def given(case: Any, dtype: type = np.float64) -> Given:
    """A batch, kernels and windows."""
    height, width, channels, units, kernel, stride, dilation, slide = case
    rng = np.random.default_rng(height * width)
    inputs: Any = rng.normal(0, 1, (SAMPLES, height, width, channels)).astype(dtype)
    kernels: Any = rng.normal(0, 1, (units, channels, kernel, kernel)).astype(dtype)
    return inputs, kernels, slide(height, kernel, stride, dilation), slide(width, kernel, stride, dilation)


def by_loops(inputs: np.ndarray, kernels: np.ndarray, rows: Windows, columns: Windows) -> np.ndarray:
    """One sample's sums, number by number."""
    sums = np.zeros((rows.count, columns.count, len(kernels)))
    for row, column, unit in np.ndindex(*sums.shape):
        for u, v in np.ndindex(rows.size, columns.size):
            y = row * rows.stride + u * rows.dilation - rows.before
            x = column * columns.stride + v * columns.dilation - columns.before
            if 0 <= y < rows.length and 0 <= x < columns.length:
                sums[row, column, unit] += kernels[unit, :, u, v] @ inputs[y, x]
    return sums


def sums_and_back(function: Callable[..., Any], rows: Windows, columns: Windows) -> Callable[..., Any]:
    """`(inputs, kernels, weights)` to the sums of a batch and the gradients of sums times weights."""
    sums_of = jax.vmap(lambda inputs, kernels: function(inputs, kernels, rows, columns), (0, None))

    def everything(inputs: Any, kernels: Any, weights: Any) -> Any:
        sums, back = jax.vjp(sums_of, inputs, kernels)
        return sums, *back(weights)

    return everything


@cache
def compiled(function: Callable[..., Any], rows: Windows, columns: Windows) -> Callable[..., Any]:
    """The same, compiled once for all tests."""
    return jax.jit(sums_and_back(function, rows, columns))


def weights_for(given: Given) -> Any:
    """What the sums are weighed with, of the precision of the inputs."""
    inputs, kernels, rows, columns = given
    shape = (SAMPLES, rows.count, columns.count, len(kernels))
    return np.random.default_rng(1).normal(0, 1, shape).astype(inputs.dtype)


@cases
def test_convolution_equals_plain_loops(case: Any) -> None:
    inputs, kernels, rows, columns = given(case)
    expected = np.stack([by_loops(sample, kernels, rows, columns) for sample in inputs])
    weights = weights_for((inputs, kernels, rows, columns))
    np.testing.assert_allclose(compiled(convolve, rows, columns)(inputs, kernels, weights)[0], expected, atol=1e-12)
    one = convolve(jnp.asarray(inputs[0]), jnp.asarray(kernels), rows, columns)  # not compiled, and not a batch
    np.testing.assert_allclose(one, expected[0], atol=1e-12)


@cases
@pytest.mark.parametrize(("dtype", "bound"), [(np.float32, 1e-5), (np.float64, 1e-12)])
def test_values_and_gradients_equal_xlas_own(case: Any, dtype: type, bound: float) -> None:
    inputs, kernels, rows, columns = given(case, dtype)
    asked = inputs, kernels, weights_for((inputs, kernels, rows, columns))
    for ours, theirs in zip(*(compiled(f, rows, columns)(*asked) for f in (convolve, by_xla)), strict=True):
        assert ours.dtype == dtype
        scale = float(np.abs(theirs).max())
        np.testing.assert_allclose(ours, theirs, rtol=bound, atol=bound * scale)


@cases
def test_gradients_equal_finite_differences(case: Any) -> None:
    inputs, kernels, rows, columns = given(case)
    everything, weights = compiled(convolve, rows, columns), weights_for((inputs, kernels, rows, columns))

    def cost(inputs: Any, kernels: Any) -> Any:
        return np.sum(np.sin(everything(inputs, kernels, weights)[0]))

    sums = everything(inputs, kernels, weights)[0]
    _, *gradients = jax.device_get(everything(inputs, kernels, np.cos(sums)))
    rng = np.random.default_rng(2)
    h = 1e-5
    for _ in range(3):
        x, w = rng.normal(0, 1, inputs.shape), rng.normal(0, 1, kernels.shape)
        difference = (cost(inputs + h * x, kernels + h * w) - cost(inputs - h * x, kernels - h * w)) / (2 * h)
        assert np.sum(gradients[0] * x) + np.sum(gradients[1] * w) == pytest.approx(float(difference), rel=1e-7)


def test_gradients_of_single_samples_and_of_gradients_equal_xlas_own() -> None:
    inputs, kernels, rows, columns = given(CASES[2])
    inputs, kernels = jnp.asarray(inputs), jnp.asarray(kernels)

    def answers(function: Callable[..., Any]) -> Any:
        def cost(kernels: Any, sample: Any) -> Any:
            return jnp.sum(function(sample, kernels, rows, columns) ** 3)

        single = jax.vmap(jax.grad(cost, (0, 1)), (None, 0))(kernels, inputs)
        bent = jax.jvp(lambda w: jax.vmap(jax.grad(cost, (0, 1)), (None, 0))(w, inputs), (kernels,), (kernels,))[1]
        networks = jax.vmap(lambda w: function(inputs[0], w, rows, columns))(jnp.stack([kernels, 2 * kernels]))
        return single, bent, networks

    ours, theirs = (jax.jit(lambda f=f: answers(f))() for f in (convolve, by_xla))
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-9), ours, theirs)


def test_large_batch_is_done_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs, kernels, rows, columns = given(CASES[0])
    many = np.concatenate([inputs, 2 * inputs, 3 * inputs[:1]])  # seven samples

    weights = np.random.default_rng(1).normal(0, 1, (len(many), rows.count, columns.count, len(kernels)))
    everything = sums_and_back(convolve, rows, columns)
    expected = jax.jit(everything)(many, kernels, weights)
    places = 3 * 3 * 3 * rows.count * columns.count
    for samples in (2, 7, 1):
        monkeypatch.setattr(convolution, "_PIECE", samples * places)
        anew = jax.jit(lambda *given: everything(*given))
        for one, other in zip(anew(many, kernels, weights), expected, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-12)


@pytest.mark.parametrize("length", [1, 4, 7, 28])
@pytest.mark.parametrize("size", [1, 2, 3, 5])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("dilation", [1, 2])
def test_size_law(length: int, size: int, stride: int, dilation: int) -> None:
    span = (size - 1) * dilation + 1
    around = same(length, size, stride, dilation)
    assert around.count == -(-length // stride)  # a window for every stride-th place
    assert around.before + around.after == span - 1
    inside = valid(length, size, stride, dilation)
    if span <= length:
        assert inside.count == (length - span) // stride + 1
        assert inside.first(inside.count - 1) + span <= length
        assert inside.first(inside.count - 1) + span + stride > length
    else:
        assert inside.count < 1


def test_hovered_output_is_window_times_kernel_plus_bias() -> None:
    layer = Conv2D(channels=4, kernel=3, activation="tanh").build((8, 8, 2), "layers[0]")
    rng = np.random.default_rng(3)
    weights, biases = rng.normal(0, 1, (4, 2, 3, 3)), rng.normal(0, 1, 4)
    inputs = rng.normal(0, 1, (8, 8, 2))
    planes = {"weights": jnp.asarray(weights), "biases": jnp.asarray(biases)}
    outputs, taps = layer.apply(planes, jnp.asarray(inputs), None, LOOKING)
    window = inputs[4:7, 1:4]  # around row 5, column 2
    total = sum(window[u, v, c] * weights[3, c, u, v] for u in range(3) for v in range(3) for c in range(2))
    assert float(taps["preactivations"][5, 2, 3]) == pytest.approx(total + biases[3], abs=1e-12)
    assert float(outputs[5, 2, 3]) == pytest.approx(np.tanh(total + biases[3]), abs=1e-12)


def test_shifted_input_shifts_the_maps() -> None:
    layer = Conv2D(channels=3, kernel=5, activation="relu").build((12, 12, 2), "layers[0]")
    rng = np.random.default_rng(4)
    planes = {plane.name: jnp.asarray(rng.normal(0, 1, plane.shape)) for plane in layer.planes}
    inputs = rng.normal(0, 1, (12, 12, 2))
    shifted = np.roll(inputs, (1, -2), axis=(0, 1))
    outputs_of = jax.jit(lambda x: layer.apply(planes, x, None, LOOKING)[0])
    before, after = (np.asarray(outputs_of(x)) for x in (inputs, shifted))
    np.testing.assert_allclose(np.roll(before, (1, -2), axis=(0, 1))[3:-3, 4:-4], after[3:-3, 4:-4], atol=1e-6)


def test_kernel_grown_around_its_middle_keeps_the_function() -> None:
    rng = np.random.default_rng(5)
    inputs, kernels = jnp.asarray(rng.normal(0, 1, (9, 10, 2))), jnp.asarray(rng.normal(0, 1, (3, 2, 3, 3)))
    for stride, dilation in ((1, 1), (2, 1), (3, 2)):
        slides = [[same(n, size, stride, dilation) for n in (9, 10)] for size in (3, 5)]
        grown = jnp.asarray(np.pad(kernels, ((0, 0), (0, 0), (1, 1), (1, 1))))
        before, after = convolve(inputs, kernels, *slides[0]), convolve(inputs, grown, *slides[1])
        np.testing.assert_allclose(before, after, atol=1e-12)


def test_other_platforms_use_xlas_own(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs, kernels, rows, columns = given(CASES[0])
    sample = jnp.asarray(inputs[0])
    here = jax.make_jaxpr(lambda w: convolve(sample, w, rows, columns))(kernels)
    monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
    there = jax.make_jaxpr(lambda w: convolve(sample, w, rows, columns))(kernels)
    assert "conv_general_dilated" not in str(here)
    assert "conv_general_dilated" in str(there)
