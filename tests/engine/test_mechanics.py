"""The mechanics of one update: against autodiff of a loss written apart, and against known examples."""

import itertools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from engine.activations import OF_LAYERS
from engine.mechanics import graph
from engine.mechanics.anything import Unit, gradient_of
from engine.mechanics.checks import cosine, relative_error
from engine.mechanics.costs import COSTS, squared_error
from engine.mechanics.descent import Descent, update
from engine.mechanics.lines import Model, backward, forward, run
from engine.optimizers import Hyper
from engine.programs.packed import leaf

OUTPUT = {"sigmoid_cross_entropy": "sigmoid", "softmax_cross_entropy": "softmax", "hinge": "linear"}


def model_of(widths: list[int], hidden: list[str], cost: str, output: str = "tanh", seed: int = 3) -> Model:
    """A network with weights, biases and learned slopes drawn from a normal distribution."""
    rng = np.random.default_rng(seed)
    weights = tuple(rng.normal(size=pair) for pair in itertools.pairwise(widths))
    biases = tuple(rng.normal(size=width) for width in widths[1:])
    learning = [l for l, key in enumerate(hidden, 1) if OF_LAYERS[key].learns]
    slopes = {l: rng.normal(size=widths[l]) for l in learning}
    return Model(weights, biases, (*hidden, OUTPUT.get(cost, output)), COSTS[cost], slopes)


def params_of(model: Model) -> list[tuple[Any, ...]]:
    """Weights, biases and, where they are learned, slopes of each layer, for jax."""
    layers = enumerate(zip(model.weights, model.biases, strict=True), 1)
    learned = {l: (slopes,) for l, slopes in model.slopes.items()}
    return [(*pair, *learned.get(l, ())) for l, pair in layers]


def batch_of(model: Model, count: int, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Samples, and targets as the cost wants them: one class of several for softmax, else any for each output."""
    rng = np.random.default_rng(seed)
    outputs = model.biases[-1].size
    X = rng.normal(size=(count, len(model.weights[0])))
    if model.cost.key == "softmax_cross_entropy":
        return X, np.eye(outputs)[rng.integers(outputs, size=count)]
    signs = rng.choice([-1.0, 1.0], size=(count, outputs))
    return X, (signs + 1) / 2 if model.cost.zero_one else signs


def plain_loss(cost: str, z: Any, o: Any, y: Any) -> Any:
    """The mean loss, written again in the plainest way, in jax."""
    if cost == "squared_error":
        each = ((o - y) ** 2 / 2).sum(1)
    elif cost == "huber":
        r = jnp.abs(o - y)
        each = jnp.where(r <= 1, r**2 / 2, r - 0.5).sum(1)
    elif cost == "sigmoid_cross_entropy":
        p = 1 / (1 + jnp.exp(-z))
        each = -(y * jnp.log(p) + (1 - y) * jnp.log(1 - p)).sum(1)
    elif cost == "softmax_cross_entropy":
        p = jnp.exp(z) / jnp.exp(z).sum(1, keepdims=True)
        each = -(y * jnp.log(p)).sum(1)
    else:
        each = jnp.maximum(0, 1 - y * z).sum(1)
    return each.mean()


def plain_forward(model: Model, params: Any, X: Any) -> tuple[Any, list[Any]]:
    """The last pre-activations and every layer's outputs, in jax."""
    outputs, z, a = [], X, X
    for (w, b, *slopes), key in zip(params, model.activations, strict=True):
        z = a @ w + b
        a = JOINT[key](z) if key in JOINT else OF_LAYERS[key].at(z, *slopes or [None])
        outputs.append(a)
    return z, outputs


def in_pairs(z: Any) -> Any:
    """Of each two neighbors the larger, twice; of a last one itself."""
    units = z.shape[1]
    pairs = [[j - j % 2, min(j - j % 2 + 1, units - 1)] for j in range(units)]
    return jnp.stack([jnp.maximum(z[:, one], z[:, other]) for one, other in pairs], axis=1)


JOINT: dict[str, Any] = {"softmax": jax.nn.softmax, "maxout": in_pairs}


def autodiff(model: Model, X: np.ndarray, Y: np.ndarray) -> tuple[float, list[tuple[np.ndarray, ...]]]:
    """The mean loss and its gradient by autodiff."""

    def loss(params: Any, X: Any, Y: Any) -> Any:
        z, outputs = plain_forward(model, params, X)
        return plain_loss(model.cost.key, z, outputs[-1], Y)

    value, gradient = jax.jit(jax.value_and_grad(loss))(params_of(model), X, Y)
    return float(value), [tuple(np.asarray(plane) for plane in layer) for layer in gradient]


def assert_gradients(model: Model, count: int = 7) -> None:
    """Loss and gradient by the lines equal those by autodiff to rounding."""
    X, Y = batch_of(model, count)
    v = run([*forward(model), *backward(model)], model.given(X, Y))
    value, gradient = autodiff(model, X, Y)
    assert float(v["L"]) == pytest.approx(value, rel=1e-12)
    for l, (w, b, *slopes) in enumerate(gradient, 1):
        assert relative_error(v[f"dW{l}"], w) <= 1e-12
        assert relative_error(v[f"db{l}"], b) <= 1e-12
        for learned in slopes:
            assert relative_error(v[f"dalpha{l}"], learned) <= 1e-12


@pytest.mark.parametrize("activation", OF_LAYERS.keys())
def test_gradients_are_autodiffs_for_every_activation(activation: str) -> None:
    assert_gradients(model_of([3, 4, 2, 1], [activation, activation], "squared_error"))
    assert_gradients(model_of([3, 3, 5, 2], [activation, activation], "squared_error"))


@pytest.mark.parametrize("cost", COSTS.keys())
@pytest.mark.parametrize("outputs", [1, 3])
def test_gradients_are_autodiffs_for_every_cost(cost: str, outputs: int) -> None:
    if (cost, outputs) != ("softmax_cross_entropy", 1):  # below
        assert_gradients(model_of([3, 4, outputs], ["tanh"], cost))


def test_softmax_over_a_single_class_has_no_gradient() -> None:
    """Exactly nothing by the lines, and by autodiff nothing but rounding."""
    model = model_of([3, 4, 1], ["tanh"], "softmax_cross_entropy")
    X, Y = batch_of(model, 7)
    v = run([*forward(model), *backward(model)], model.given(X, Y))
    value, gradient = autodiff(model, X, Y)
    assert float(v["L"]) == value == 0
    for l, (w, b) in enumerate(gradient, 1):
        for name, by_autodiff in ((f"dW{l}", w), (f"db{l}", b)):
            assert not v[name].any()
            assert np.abs(by_autodiff).max() < 1e-16


@pytest.mark.parametrize("depth", [0, 1, 3, 8])
def test_gradients_are_autodiffs_at_every_depth(depth: int) -> None:
    assert_gradients(model_of([2, *[3] * depth, 1], ["tanh"] * depth, "squared_error"))


def test_constants_are_those_of_the_formulas() -> None:
    half, whole = squared_error(), squared_error(half=False)
    assert (half.factor, whole.factor) == (r"\tfrac{1}{N}", r"\tfrac{2}{N}")
    assert r"\tfrac{1}{2N}" in half.tex
    assert r"\tfrac{1}{N}" in whole.tex
    O, Y, S = np.array([[0.3]]), np.array([[1.0]]), np.array([[0.5]])
    assert whole.each(O, O, Y)[0] == 2 * half.each(O, O, Y)[0] == pytest.approx(0.49)
    assert whole.error(O, Y, S)[0, 0] == 2 * half.error(O, Y, S)[0, 0] == pytest.approx(2 * -0.7 * 0.5)


@pytest.mark.parametrize("cost", COSTS.keys())
def test_slope_along_the_output_is_the_one_of_the_formula(cost: str) -> None:
    model = model_of([2, 3], [], cost)
    v = run(forward(model), model.given(*batch_of(model, 6)))
    Z, O, Y = v["Z1"], v["A1"], v["Y"]
    found = COSTS[cost].by_output(Z, O, Y)
    expected = {
        "squared_error": O - Y,
        "huber": np.clip(O - Y, -1, 1),
        "sigmoid_cross_entropy": (O - Y) / (O * (1 - O)),
        "softmax_cross_entropy": -Y / O,
        "hinge": np.where(1 - Y * O > 0, -Y, 0),
    }[cost]
    np.testing.assert_allclose(found, expected, rtol=1e-11)


def test_saturated_cross_entropy_is_exact_where_its_plain_formula_is_infinite() -> None:
    cost = COSTS["sigmoid_cross_entropy"]
    Z, Y = np.array([[800.0], [-800.0]]), np.array([[0.0], [0.0]])
    O = np.array([[1.0], [0.0]])
    np.testing.assert_array_equal(cost.each(Z, O, Y), [800, 0])
    np.testing.assert_array_equal(cost.error(O, Y, O), [[1], [0]])


# ---- known examples --------------------------------------------------------------------------------------------------


def plain_sgd(rate: float, layers: list[tuple[np.ndarray, np.ndarray]]) -> Descent:
    nothing = [(np.zeros_like(w), np.zeros_like(b)) for w, b in layers]
    hyper = Hyper(*(leaf(0, np.float64) for _ in range(5)))
    return Descent("sgd", hyper, rate, 1, 0.0, 0.0, False, nothing, nothing, [np.ones_like(w) for w, _ in layers])


def test_one_neuron_of_the_backprop_explainer() -> None:
    """x = 2.1, w = 1, b = 0, y = 4, rate 0.01, squared error without ½.  Source: xnought, backprop-explainer, 2020."""
    model = Model((np.array([[1.0]]),), (np.array([0.0]),), ("linear",), squared_error(half=False))
    lines = [*forward(model), *backward(model), update(model, plain_sgd(0.01, [(model.weights[0], model.biases[0])]))]
    v = run(lines, model.given(np.array([[2.1]]), np.array([[4.0]])))
    assert float(v["L"]) == pytest.approx(3.61, abs=1e-12)
    assert v["dW1"][0, 0] == pytest.approx(-7.98, abs=1e-12)
    assert v["db1"][0] == pytest.approx(-3.8, abs=1e-12)
    assert (v["newW1"][0, 0], v["newb1"][0]) == pytest.approx((1.0798, 0.038), abs=1e-12)
    after = Model((v["newW1"],), (v["newb1"],), model.activations, model.cost)
    assert float(run(forward(after), after.given(v["X"], v["Y"]))["L"]) == pytest.approx(2.87, abs=0.005)


def test_example_of_micrograds_readme() -> None:
    """Source: Karpathy, micrograd, README, example usage, 2020."""
    a, b = graph.node(-4.0), graph.node(2.0)
    c = a + b
    d = a * b + b**3
    c = c + (c + 1)
    c = c + (graph.node(1) + c - a)
    d = d + (d * 2 + (b + a).apply("relu"))
    d = d + (d * 3 + (b - a).apply("relu"))
    e = c - d
    f = e**2
    g = f / 2
    g = g + graph.node(10) / f
    graph.backward(g)
    assert g.value == pytest.approx(24.7041, abs=5e-5)
    assert a.gradient == pytest.approx(138.8338, abs=5e-5)
    assert b.gradient == pytest.approx(645.5773, abs=5e-5)


@pytest.mark.parametrize(
    ("cost", "hidden"), [*((cost.key, "tanh") for cost in COSTS), *(("huber", key) for key in JOINT)]
)
def test_graph_of_one_sample_has_the_lines_values_and_gradients(cost: str, hidden: str) -> None:
    model = model_of([2, 3, 2], [hidden], cost)
    X, Y = batch_of(model, 1)
    v = run([*forward(model), *backward(model)], model.given(X, Y))
    nodes = graph.backward(graph.of_sample(model, X[0], Y[0]))
    named = {node.name: node for node in nodes if node.name}
    assert named["ℓ"] is nodes[-1]
    assert named["ℓ"].value == pytest.approx(float(v["L"]), rel=1e-12)
    for l in (1, 2):
        for j in range(model.biases[l - 1].size):
            assert named[f"z{l}_{j + 1}"].value == pytest.approx(v[f"Z{l}"][0, j], rel=1e-12)
            assert named[f"z{l}_{j + 1}"].gradient == pytest.approx(v[f"D{l}"][0, j], rel=1e-12, abs=1e-15)
            assert named[f"b{l}_{j + 1}"].gradient == pytest.approx(v[f"db{l}"][j], rel=1e-12, abs=1e-15)
            for i in range(len(model.weights[l - 1])):
                gradient = named[f"W{l}_{{{i + 1},{j + 1}}}"].gradient
                assert gradient == pytest.approx(v[f"dW{l}"][i, j], rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("hidden", ["tanh", "prelu", *JOINT])
@pytest.mark.parametrize("cost", COSTS.keys())
def test_a_line_uses_only_what_it_names(cost: str, hidden: str) -> None:
    model = model_of([3, 3, 3], [hidden], cost)
    v = run([*forward(model), *backward(model)], model.given(*batch_of(model, 4)))
    for line in (*forward(model), *backward(model)):
        given = {name: v[name] for name in (*line.uses, "X", f"Z{model.depth}", f"S{model.depth}") if name in v}
        for name, array in zip(line.makes, line.rule(given), strict=True):
            np.testing.assert_array_equal(array, v[name])


# ---- gradient of anything --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", [None, Unit(0, 2), Unit(1, 0), Unit(2, 1)], ids=str)
@pytest.mark.parametrize("hidden", [["tanh", "sigmoid"], ["maxout", "softmax"], ["softmax", "maxout"]], ids=str)
def test_gradient_of_anything_is_autodiffs(target: Unit | None, hidden: list[str]) -> None:
    model = model_of([3, 4, 3, 3], hidden, "softmax_cross_entropy")
    X, Y = batch_of(model, 6)
    found = gradient_of(model, target, X, Y)

    def value(params: Any, shift: Any, shifts: Any) -> Any:
        outputs, a = [], X + shift
        z = a
        for (w, b), key, extra in zip(params, model.activations, shifts, strict=True):
            z = a @ w + b
            a = (JOINT[key](z) if key in JOINT else OF_LAYERS[key].at(z, None)) + extra
            outputs.append(a)
        if target is None:
            return -(Y * jnp.log(outputs[-1])).sum(1).mean()
        return outputs[target.layer][:, target.unit].mean()

    params = list(zip(model.weights, model.biases, strict=True))
    shifts = [np.zeros(b.size) for b in model.biases]
    gradients = jax.jit(jax.value_and_grad(value, (0, 1, 2)))
    expected, (by_params, by_input, by_units) = gradients(params, np.zeros(3), shifts)
    assert found.value == pytest.approx(float(expected), rel=1e-12)
    np.testing.assert_allclose(found.inputs, by_input, rtol=1e-10, atol=1e-15)
    for l in range(3):
        np.testing.assert_allclose(found.weights[l], by_params[l][0], rtol=1e-10, atol=1e-15)
        np.testing.assert_allclose(found.biases[l], by_params[l][1], rtol=1e-10, atol=1e-15)
        np.testing.assert_allclose(found.units[l], by_units[l], rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
def test_relative_error_and_cosine_at_any_size(size: float) -> None:
    a, b = size * np.array([3.0, 4.0]), size * np.array([6.0, 8.0])
    assert relative_error(a, b) == pytest.approx(1 / 3)
    assert relative_error(a, np.zeros(2)) == pytest.approx(1)
    assert cosine(a, b) == pytest.approx(1)
    assert (relative_error(0 * a, 0 * b), cosine(0 * a, b)) == (0, None)
