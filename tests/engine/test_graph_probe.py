"""The probe `graph`: every value and gradient by numpy again, and by the other probes; every refusal."""

import json
from itertools import product
from typing import Any

import numpy as np
import pytest

from engine.errors import InputError
from engine.network import features_of
from engine.probes import ProbeResult
from engine.probes.graph import MOST_NODES
from engine.trainer import Trainer
from engine.validation import validate

SIGMOID: dict[str, Any] = {"units": 3, "activation": "sigmoid"}
DOCUMENTS: dict[str, dict[str, Any]] = {
    "reference": {},
    "values": {"data": {"dataset": "reg-gauss"}, "layers": [SIGMOID]},
    "huber": {"data": {"dataset": "reg-plane"}, "loss": "huber", "precision": "float32"},
    "two classes": {"loss": "cross_entropy", "features": ["x", "y"], "layers": [SIGMOID, SIGMOID]},
    "three classes": {"data": {"dataset": "three-spiral"}, "loss": "cross_entropy", "features": ["x", "y"]},
    "squares of three": {"data": {"dataset": "three-spiral"}, "loss": "squared_error", "layers": [SIGMOID]},
    "hinge": {"loss": "hinge", "layers": [SIGMOID]},
    "learned slopes": {"layers": [{"units": 3, "activation": "prelu"}]},
    "a softmax, and pairs": {
        "layers": [{"units": 3, "activation": "softmax"}, {"units": 3, "activation": "maxout"}],
        "features": ["x", "y"],
    },
    "pairs": {"layers": [{"units": 4, "activation": "maxout"}], "loss": "hinge", "features": ["x", "y"]},
    "no hidden layer": {"layers": []},
    "no features": {"features": []},
}
SIGMA: dict[str, tuple[Any, Any]] = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "linear": (lambda z: z, np.ones_like),
}
Numbers = dict[str, tuple[float, float]]  # value and gradient by name


def trained(name: str) -> Trainer:
    trainer = Trainer(validate(DOCUMENTS[name]))
    trainer.advance(40)
    return trainer


def named(result: ProbeResult) -> Numbers:
    values, gradients = result.arrays["values"].tolist(), result.arrays["gradients"].tolist()
    names = [node["name"] for node in result.info["graph"]]
    assert len(set(names)) == len(names) == len(values)
    return dict(zip(names, zip(values, gradients, strict=True), strict=True))


def sigma_of(key: str, layer: dict[str, np.ndarray]) -> tuple[Any, Any]:
    """An activation and its slope; of PReLU with the layer's own slopes."""
    if key != "prelu":
        return SIGMA[key]
    alpha = layer["slopes"]
    return lambda z: np.where(z > 0, z, alpha * z), lambda z: np.where(z > 0, 1.0, alpha)


def in_pairs(z: np.ndarray) -> np.ndarray:
    """The larger of each two, twice; a last one as it is."""
    return np.array([z[j - j % 2 : j - j % 2 + 2].max() for j in range(len(z))])


JOINT: dict[str, Any] = {"softmax": lambda z: np.exp(z) / np.exp(z).sum(), "maxout": in_pairs}


def jacobian_of(key: str, z: np.ndarray) -> np.ndarray:
    """∂a_i/∂z_j by the definitions."""
    if key == "softmax":
        p = JOINT["softmax"](z)
        return np.diag(p) - np.outer(p, p)
    pair = np.arange(len(z)) // 2
    return (pair[:, None] == pair) * (z == in_pairs(z)).astype(float)


def by_numpy(trainer: Trainer, sample: int) -> Numbers:
    """Forward and backward for one sample, written again with nothing of the engine's mathematics."""
    experiment, data = trainer.experiment, trainer.data
    a = features_of(experiment.features, data.points[[sample]])[0].astype(trainer.dtype).astype(float)
    label = float(data.labels[sample].astype(trainer.dtype))
    y = (np.arange(3) == label).astype(float) if data.classes == 3 else np.array([label])
    if data.classes == 3 and experiment.loss == "squared_error":
        y = 2 * y - 1
    found: Numbers = {}
    layers = trainer.params()
    keys = [layer.activation for layer in experiment.layers]
    ins, zs = [a], []
    for index, layer in enumerate(layers):
        zs.append(layer["weights"] @ ins[-1] + layer["biases"])
        if index < len(keys):
            sigma = JOINT[keys[index]] if keys[index] in JOINT else sigma_of(keys[index], layer)[0]
            ins.append(sigma(zs[-1]))
    z, value, outputs = zs[-1], 0.0, None
    if experiment.loss == "cross_entropy" and data.classes == 3:
        p = np.exp(z) / np.exp(z).sum()
        value, delta = -np.log(p[y == 1][0]), p - y
    elif experiment.loss == "cross_entropy":
        p, y = 1 / (1 + np.exp(-z)), (y + 1) / 2
        value, delta = -(y * np.log(p) + (1 - y) * np.log(1 - p)).sum(), p - y
    elif experiment.loss == "hinge":
        value, delta = np.maximum(0, 1 - y * z).sum(), np.where(y * z < 1, -y, 0.0)
    else:
        sigma, slope = SIGMA["linear" if experiment.problem == "regression" else "tanh"]
        o = sigma(z)
        r = o - y
        large = (np.abs(r) > 1) & (experiment.loss == "huber")
        value = np.where(large, np.abs(r) - 0.5, r**2 / 2).sum()
        by_o = np.where(large, np.sign(r), r)
        delta, outputs = by_o * slope(z), (o, by_o)
    found["ℓ"] = float(value), 1.0
    if outputs is not None:
        found |= {f"a{len(layers)}_{k + 1}": (o, d) for k, (o, d) in enumerate(zip(*outputs, strict=True))}
    for index in reversed(range(len(layers))):
        w, below, l = layers[index]["weights"], ins[index], index + 1
        for j in range(len(w)):
            found[f"z{l}_{j + 1}"] = zs[index][j], delta[j]
            found[f"b{l}_{j + 1}"] = layers[index]["biases"][j], delta[j]
            for i in range(len(below)):
                found[f"W{l}_{{{i + 1},{j + 1}}}"] = w[j, i], delta[j] * below[i]
                found[f"p{l}_{{{i + 1},{j + 1}}}"] = w[j, i] * below[i], delta[j]
        back = delta @ w
        found |= {f"{f'a{index}' if index else 'x'}_{i + 1}": (below[i], back[i]) for i in range(len(below))}
        if index:
            before, z = layers[index - 1], zs[index - 1]
            learned = zip(before.get("slopes", []), back * np.minimum(0.0, z), strict=False)
            found |= {f"alpha{index}_{i + 1}": pair for i, pair in enumerate(learned)}
            key = keys[index - 1]
            delta = jacobian_of(key, z).T @ back if key in JOINT else back * sigma_of(key, before)[1](z)
    return found


def assert_same(found: Numbers, expected: Numbers) -> None:
    for name, pair in found.items():
        np.testing.assert_allclose(pair, expected[name], rtol=1e-10, atol=1e-14, err_msg=name)


def assert_chain_rule(result: ProbeResult) -> None:
    """Each gradient is what its users give back, and what comes from outside."""
    arrays = result.arrays
    sums = arrays["outside"].copy()
    np.add.at(sums, arrays["edges"][:, 0], arrays["gradients"][arrays["edges"][:, 1]] * arrays["slopes"])
    targets = [node["kind"] == "cost" for node in result.info["graph"]]
    np.testing.assert_allclose(np.where(targets, 1.0, sums), arrays["gradients"], rtol=1e-9, atol=1e-15)
    assert (arrays["edges"][:, 0] < arrays["edges"][:, 1]).all(), "a number comes after those that it is made of"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_number_is_numpys(name: str) -> None:
    trainer = trained(name)
    for sample in (0, len(trainer.data.points) - 1):
        result, expected = trainer.probe("graph", {"sample": sample}), by_numpy(trainer, sample)
        found = named(result)
        assert found.keys() == expected.keys()
        assert len(found) == result.info["nodes"] <= MOST_NODES
        assert_same(found, expected)
        assert_chain_rule(result)
        assert not result.arrays["outside"].any()
        assert result.info["value"] == found["ℓ"][0]
        json.dumps(result.info, allow_nan=False)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_part_around_a_unit_has_the_numbers_of_the_whole(name: str) -> None:
    trainer = trained(name)
    expected = by_numpy(trainer, 3)
    layers = trainer.params()
    for layer, of in enumerate(layers):
        for unit in range(len(of["biases"])):
            result = trainer.probe("graph", {"sample": 3, "layer": layer, "unit": unit})
            found = named(result)
            assert_same(found, expected)
            assert_chain_rule(result)
            assert {f"z{layer + 1}_{unit + 1}", f"b{layer + 1}_{unit + 1}"} <= found.keys()
            if layer < len(layers) - 1:
                after = len(layers[layer + 1]["biases"])
                assert sum(key.startswith(f"p{layer + 2}") for key in found) == after
            assert result.info["value"] == pytest.approx(expected["ℓ"][0], rel=1e-12)


def test_the_gradients_are_those_of_the_other_probes() -> None:
    trainer = trained("reference")
    found = named(trainer.probe("graph", {"sample": 6}))
    other = trainer.probe("gradient_of", {"sample": 6})
    lines = trainer.probe("backprop", {"sample": 6}).arrays
    assert found["ℓ"][0] == pytest.approx(other.info["value"], rel=1e-12)
    for layer in range(3):
        for (j, i), gradient in np.ndenumerate(other.arrays[f"weights.{layer}"]):
            assert found[f"W{layer + 1}_{{{i + 1},{j + 1}}}"][1] == pytest.approx(gradient, rel=1e-12, abs=1e-16)
        for j, gradient in enumerate(other.arrays[f"biases.{layer}"]):
            assert found[f"b{layer + 1}_{j + 1}"][1] == pytest.approx(gradient, rel=1e-12)
            assert found[f"a{layer + 1}_{j + 1}"][1] == pytest.approx(other.arrays[f"units.{layer}"][j], rel=1e-12)
            assert found[f"z{layer + 1}_{j + 1}"] == pytest.approx(
                (lines[f"Z{layer + 1}"][0, j], lines[f"D{layer + 1}"][0, j]), rel=1e-12
            )
    for i, gradient in enumerate(other.arrays["inputs"]):
        assert found[f"x_{i + 1}"][1] == pytest.approx(gradient, rel=1e-12)


def test_what_is_too_large_is_counted_and_shown_by_unit() -> None:
    trainer = Trainer(validate({"layers": [{"units": 9}, {"units": 9}]}))
    result = trainer.probe("graph")
    assert result.info["nodes"] == 7 + 2 * (63 + 81 + 9) + 3 * 19 + 1 > result.info["most"]
    assert [array.size for array in result.arrays.values()] == [0] * 5
    part = trainer.probe("graph", {"layer": 1, "unit": 8})
    assert len(part.arrays["values"]) == 9 + 2 * 9 + 3 + 2
    assert_chain_rule(part)


@pytest.mark.parametrize(
    ("params", "path"),
    [
        ({"sample": 500}, "params.sample"),
        ({"sample": -1}, "params.sample"),
        ({"layer": 0}, "params.unit"),
        ({"unit": 0}, "params.layer"),
        ({"layer": 3, "unit": 0}, "params.layer"),
        ({"layer": 1, "unit": 2}, "params.unit"),
    ],
    ids=str,
)
def test_what_is_not_there_is_refused_by_path(params: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as caught:
        Trainer().probe("graph", params)
    assert caught.value.path == path


def test_numbers_that_are_not_finite_are_said() -> None:
    trainer = Trainer(validate({"features": ["x", "y"], "layers": [{"units": 2, "activation": "relu"}]}))
    layers = [{"weights": of["weights"] * 1e300, "biases": of["biases"]} for of in trainer.params()]
    trainer.set_params(layers)
    for params, sample in product(({}, {"layer": 0, "unit": 0}), (0, 5)):
        info = trainer.probe("graph", {"sample": sample, **params}).info
        json.dumps(info, allow_nan=False)
        assert isinstance(info["finite"], bool)
