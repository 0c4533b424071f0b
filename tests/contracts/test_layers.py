"""The contract of every layer: its shapes are true, a batch is its samples, its gradients are those of its values."""

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from pydantic import TypeAdapter

from engine.errors import InputError
from engine.layers import LAYERS, LOOKING, LayerConfig, LayerKind, LayerUnion, StackLayer

every = pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.key)

SHAPES = ((6, 4, 3), (1, 12, 3), (7,))  # maps, signals, and what is flat
SAMPLES = 3
DOCUMENT: TypeAdapter[LayerConfig] = TypeAdapter(LayerUnion)


def config_of(kind: LayerKind) -> Any:
    """A config of that kind, smooth where it has an activation."""
    fields = kind.config.model_fields
    return kind.config(**({"activation": "tanh"} if "activation" in fields else {}))


def built(kind: LayerKind, shape: tuple[int, ...]) -> Any:
    """The layer for that shape, or the error."""
    try:
        return config_of(kind).build(shape, "layers[2]")
    except InputError as error:
        return error


def layer_of(kind: LayerKind) -> StackLayer:
    """The layer for the first shape that it takes."""
    layers = [built(kind, shape) for shape in SHAPES]
    return next(layer for layer in layers if not isinstance(layer, InputError))


def planes_of(layer: StackLayer, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Random numbers for every plane; a running variance is positive."""
    return {
        plane.name: rng.uniform(0.5, 1.5, plane.shape) if plane.start == "one" else rng.normal(0, 0.5, plane.shape)
        for plane in layer.planes
    }


def example(kind: LayerKind) -> tuple[StackLayer, dict[str, np.ndarray], np.ndarray]:
    """A layer, its planes and a batch of inputs in float64."""
    rng = np.random.default_rng(kind.order)
    layer = layer_of(kind)
    return layer, planes_of(layer, rng), rng.normal(0, 1, (SAMPLES, *layer.input_shape))


def outputs_of(layer: StackLayer) -> Callable[..., tuple[Any, Any]]:
    """The layer's outputs and taps when it is looked at."""

    def looked_at(planes: Mapping[str, Any], inputs: Any, nudge: Any = None) -> tuple[Any, Any]:
        return layer.apply({name: jnp.asarray(plane) for name, plane in planes.items()}, inputs, nudge, LOOKING)

    return looked_at


@every
def test_shapes_are_true(kind: LayerKind) -> None:
    layer, planes, inputs = example(kind)
    outputs, taps = jax.eval_shape(outputs_of(layer), planes, inputs[0])
    assert outputs.shape == layer.output_shape
    assert taps["outputs"].shape == layer.output_shape
    assert all(len(plane.axes) == len(plane.shape) for plane in layer.planes)
    names = [plane.name for plane in layer.planes]
    assert len(set(names)) == len(names)
    assert layer.parameters == sum(planes[plane.name].size for plane in layer.planes if plane.learned)


@every
def test_first_axis_of_a_plane_counts_the_layers_own_units(kind: LayerKind) -> None:
    layer, _, _ = example(kind)
    for plane in layer.planes:
        units = [size for size, axis in zip(plane.shape, plane.axes, strict=True) if axis == "units"]
        assert units == [] or units[0] == layer.output_shape[-1], plane


@every
def test_drawn_planes_say_how_many_inputs_they_weigh(kind: LayerKind) -> None:
    layer, _, _ = example(kind)
    for plane in layer.planes:
        drawn = plane.start == "draw"
        assert plane.fan_in == (np.prod(plane.shape[1:]) if drawn else 0), plane
        assert plane.shrunk == drawn, plane


@every
def test_batch_is_its_samples(kind: LayerKind) -> None:
    layer, planes, inputs = example(kind)
    together, taps = jax.device_get(jax.jit(jax.vmap(outputs_of(layer), in_axes=(None, 0)))(planes, inputs))
    one = jax.jit(outputs_of(layer))
    for index in range(SAMPLES):
        alone, tap = one(planes, inputs[index])
        np.testing.assert_allclose(together[index], alone, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(taps["outputs"][index], tap["outputs"], rtol=1e-12, atol=1e-12)


@every
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_precision_is_kept(kind: LayerKind, dtype: type) -> None:
    layer, planes, inputs = example(kind)
    given: dict[str, Any] = {name: value.astype(dtype) for name, value in planes.items()}
    outputs, taps = jax.eval_shape(outputs_of(layer), given, inputs[0].astype(dtype))
    assert outputs.dtype == dtype
    assert {tap.dtype for tap in taps.values()} == {np.dtype(dtype)}


@every
def test_document_reads_back(kind: LayerKind) -> None:
    config = config_of(kind)
    assert DOCUMENT.validate_json(DOCUMENT.dump_json(config)) == config
    assert config.kind == kind.key
    layer = layer_of(kind)
    assert layer == layer_of(kind)
    assert hash(layer) == hash(layer_of(kind))
    assert config.width in (0, layer.output_shape[-1])


@every
def test_gradients_equal_finite_differences(kind: LayerKind) -> None:
    layer, planes, inputs = example(kind)
    rng = np.random.default_rng(99)
    weights = rng.normal(0, 1, layer.output_shape)

    def cost(planes: Mapping[str, Any], inputs: Any) -> Any:
        return jnp.sum(layer.apply(planes, inputs, None, LOOKING)[0] * weights)

    compiled = jax.jit(jax.value_and_grad(cost, argnums=(0, 1)))
    gradients = jax.device_get(compiled(planes, inputs[0])[1])
    h = 1e-5
    for _ in range(3):
        along = (
            {name: rng.normal(0, 1, array.shape) for name, array in planes.items()},
            rng.normal(0, 1, layer.input_shape),
        )
        above, below = (
            compiled(
                {name: array + step * along[0][name] for name, array in planes.items()}, inputs[0] + step * along[1]
            )[0]
            for step in (h, -h)
        )
        expected = sum(float(np.sum(gradients[0][name] * along[0][name])) for name in planes)
        expected += float(np.sum(gradients[1] * along[1]))
        assert expected == pytest.approx(float(above - below) / (2 * h), rel=1e-7, abs=1e-7)


@every
def test_gradient_of_the_nudge_is_delta(kind: LayerKind) -> None:
    layer, planes, inputs = example(kind)
    _, taps = jax.eval_shape(outputs_of(layer), planes, inputs[0])
    nudged = "preactivations" if "preactivations" in taps else "outputs"
    weights = np.random.default_rng(98).normal(0, 1, layer.output_shape)

    def cost(nudge: Any) -> tuple[Any, Any]:
        outputs, taps = outputs_of(layer)(planes, jnp.asarray(inputs[0]), nudge)
        return jnp.sum(outputs * weights), taps

    delta, taps = jax.jit(jax.grad(cost, has_aux=True))(np.zeros(taps[nudged].shape))
    slope = 1 / np.cosh(taps[nudged]) ** 2 if nudged == "preactivations" else 1.0
    np.testing.assert_allclose(delta, weights * slope, rtol=0, atol=1e-12)


@every
def test_slopes_are_learned_where_the_activation_has_them(kind: LayerKind) -> None:
    if "activation" not in kind.config.model_fields:
        pytest.skip("it has no activation")
    shape = layer_of(kind).input_shape
    plain, learned = (kind.config(activation=key).build(shape, "layers[2]") for key in ("relu", "prelu"))
    slopes = [plane for plane in learned.planes if plane.start == "slope"]
    assert slopes
    assert {plane.shape for plane in slopes} == {(learned.output_shape[-1],)}
    assert learned.parameters == plain.parameters + sum(plane.size for plane in slopes)
    rng = np.random.default_rng(97)
    planes, inputs = planes_of(learned, rng), rng.normal(0, 1, shape)
    grown = {**planes, **{plane.name: planes[plane.name] + 1 for plane in slopes}}
    compiled = jax.jit(outputs_of(learned))
    before, after = (compiled(given, inputs)[0] for given in (planes, grown))
    assert not np.array_equal(before, after)


@every
def test_what_does_not_fit_is_refused_with_the_mend(kind: LayerKind) -> None:
    refused = [error for shape in SHAPES if isinstance(error := built(kind, shape), InputError)]
    assert all(error.path.startswith("layers[2]") and error.hint for error in refused)


def test_dense_after_maps_is_refused_with_the_mend() -> None:
    assert str(built(LAYERS["dense"], (6, 4, 3))) == (
        "layers[2]: expected a flat input, got maps of 6 x 4. Insert a flatten layer before it."
    )


def test_layer_without_kind_is_dense() -> None:
    assert DOCUMENT.validate_python({"units": 4}).kind == "dense"


def test_convolution_counts_its_parameters() -> None:
    layer = LAYERS["conv2d"].config(channels=16, kernel=5).build((9, 9, 3), "layers[0]")
    assert layer.parameters == 5 * 5 * 3 * 16 + 16
    assert LAYERS["conv2d"].config(channels=16, kernel=5, activation="prelu").build((9, 9, 3), "").parameters == 1232


def test_kernel_larger_than_the_maps_is_refused_with_the_mend() -> None:
    with pytest.raises(InputError) as refused:
        LAYERS["conv2d"].config(kernel=5, padding="valid").build((4, 4, 8), "layers[3]")
    assert str(refused.value) == (
        "layers[3].kernel: expected at most 4 for maps of 4 x 4, got 5. "
        "Use a smaller kernel, same padding, or one pooling layer less."
    )
    with pytest.raises(InputError, match=r"layers\[3\]\.kernel: expected at most 2 for maps of 4 x 6 with dilation 3"):
        LAYERS["conv2d"].config(kernel=3, padding="valid", dilation=3).build((4, 6, 8), "layers[3]")


def test_window_larger_than_the_maps_is_refused_with_the_mend() -> None:
    with pytest.raises(InputError) as refused:
        LAYERS["max_pool"].config(size=3).build((2, 5, 8), "layers[4]")
    assert str(refused.value) == (
        "layers[4].size: expected at most 2 for maps of 2 x 5, got 3. Use a smaller window, or one pooling layer less."
    )
