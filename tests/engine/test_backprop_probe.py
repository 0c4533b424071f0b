"""The probes `backprop` and `gradient_of`: every number by numpy again, every verdict, every refusal."""

import json
import math
from typing import Any

import numpy as np
import pytest

from engine.errors import InputError, InputErrors
from engine.mechanics.slips import SLIPS
from engine.network import features_of
from engine.probes import ProbeResult
from engine.trainer import Trainer
from engine.validation import validate

SIGMOID: dict[str, Any] = {"units": 3, "activation": "sigmoid"}
DOCUMENTS: dict[str, dict[str, Any]] = {
    "reference": {},
    "values": {"data": {"dataset": "reg-gauss"}, "layers": [SIGMOID]},
    "huber": {"data": {"dataset": "reg-plane"}, "loss": "huber"},
    "two classes": {"loss": "cross_entropy", "layers": [SIGMOID, {"units": 3, "activation": "sine"}]},
    "three classes": {"data": {"dataset": "three-spiral"}, "loss": "cross_entropy"},
    "hinge": {"loss": "hinge", "layers": [{"units": 5, "activation": "softplus"}]},
    "no hidden layer": {"layers": []},
    "no features": {"features": []},
    "eight layers": {"layers": [{"units": 2}] * 8, "initialization": {"scheme": "glorot"}},
    "one precision": {"precision": "float32"},
    "wide": {"layers": [{"units": 40}, {"units": 20}], "batch": {"size": 50}},
    "whole set": {"batch": {"size": 250}},
}


def trained(name: str, updates: int = 40) -> Trainer:
    trainer = Trainer(validate(DOCUMENTS[name]))
    trainer.advance(updates)
    return trainer


def oks(result: ProbeResult) -> dict[str, bool | None]:
    return {line["key"]: line["check"]["ok"] for line in result.info["lines"]}


def worst(result: ProbeResult, kind: str) -> float:
    return max(line["check"]["error"] for line in result.info["lines"] if line["check"]["kind"] == kind)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("sample", [None, 3])
def test_every_line_holds(name: str, sample: int | None) -> None:
    result = trained(name).probe("backprop", {"sample": sample, "rows": 32})
    assert set(oks(result).values()) == {True}
    assert worst(result, "exact") <= 1e-12
    assert worst(result, "difference") <= 1e-7
    json.dumps(result.info, allow_nan=False)


FUNCTIONS: dict[str, tuple[Any, Any]] = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "sine": (np.sin, np.cos),
    "softplus": (lambda z: np.log(1 + np.exp(z)), lambda z: 1 / (1 + np.exp(-z))),
    "linear": (lambda z: z, np.ones_like),
}


@pytest.mark.parametrize("name", ["reference", "values", "huber", "two classes", "three classes", "hinge"])
def test_every_number_is_numpys(name: str) -> None:
    trainer = trained(name)
    result = trainer.probe("backprop", {"rows": 6})
    arrays, info, data = result.arrays, result.info, trainer.data
    place = 10 * (trainer.updates % (data.train_count // 10))
    rows = list(range(place, place + 10))
    assert info["rows"] == arrays["rows"].tolist() == rows[:6]
    assert (info["N"], info["sent"]) == (10, 6)
    a = features_of(trainer.experiment.features, data.points[rows])
    np.testing.assert_allclose(arrays["X"], a[:6], rtol=1e-15)
    labels = data.labels[rows]
    y = (labels[:, None] == np.arange(3)).astype(float) if data.classes == 3 else labels[:, None]
    if name == "two classes":
        y = (y + 1) / 2
    np.testing.assert_array_equal(arrays["Y"], y[:6])

    incoming, zs = [], []
    for l, (layer, key) in enumerate(zip(trainer.params(), info["activations"], strict=True), 1):
        incoming.append(a)
        np.testing.assert_array_equal(arrays[f"W{l}"], layer["weights"].T)
        np.testing.assert_array_equal(arrays[f"b{l}"], layer["biases"])
        z = a @ layer["weights"].T + layer["biases"]
        a = np.exp(z) / np.exp(z).sum(1, keepdims=True) if key == "softmax" else FUNCTIONS[key][0](z)
        zs.append(z)
        np.testing.assert_allclose(arrays[f"Z{l}"], z[:6], rtol=1e-11, atol=1e-14)
        np.testing.assert_allclose(arrays[f"A{l}"], a[:6], rtol=1e-11, atol=1e-14)
        if key == "softmax":
            assert f"S{l}" not in arrays
        else:
            np.testing.assert_allclose(arrays[f"S{l}"], FUNCTIONS[key][1](z)[:6], rtol=1e-10, atol=1e-13)

    r = a - y
    losses: dict[str, Any] = {
        "squared_error": lambda: r**2 / 2,
        "huber": lambda: np.where(np.abs(r) <= 1, r**2 / 2, np.abs(r) - 0.5),
        "sigmoid_cross_entropy": lambda: -np.log(np.where(y == 1, a, 1 - a)),
        "softmax_cross_entropy": lambda: -y * np.log(a),
        "hinge": lambda: np.maximum(0, 1 - y * a),
    }
    assert info["loss"] == pytest.approx(losses[info["rule"]]().sum(1).mean(), rel=1e-12)
    delta = {"huber": np.clip(r, -1, 1), "hinge": np.where(y * a < 1, -y, 0)}.get(info["rule"], r) / 10
    if info["rule"] in ("squared_error", "huber"):
        delta = delta * FUNCTIONS[info["activations"][-1]][1](zs[-1])
    for l in range(len(zs), 0, -1):
        np.testing.assert_allclose(arrays[f"D{l}"], delta[:6], rtol=1e-9, atol=1e-14)
        w, b = incoming[l - 1].T @ delta, delta.sum(0)
        np.testing.assert_allclose(arrays[f"dW{l}"], w, rtol=1e-9, atol=1e-14)
        np.testing.assert_allclose(arrays[f"db{l}"], b, rtol=1e-9, atol=1e-14)
        np.testing.assert_allclose(arrays[f"newW{l}"], arrays[f"W{l}"] - 0.03 * w, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(arrays[f"newb{l}"], arrays[f"b{l}"] - 0.03 * b, rtol=1e-12, atol=1e-14)
        if l > 1:
            delta = (delta @ arrays[f"W{l}"].T) * FUNCTIONS[info["activations"][l - 2]][1](zs[l - 2])


def test_lines_stand_in_the_order_they_are_computed_in() -> None:
    info = trained("reference").probe("backprop").info
    keys = [line["key"] for line in info["lines"]]
    assert keys == ["Z1", "A1", "Z2", "A2", "Z3", "O", "L", "D3", "dW3", "D2", "dW2", "D1", "dW1", "W"]
    assert info["sizes"] == [[4, 7], [2, 4], [1, 2]]
    known = {"X", "Y"} | {f"{kind}{l}" for kind in "Wb" for l in (1, 2, 3)}
    for line in info["lines"]:
        assert set(line["uses"]) <= known, "only what was made before"
        known |= {line["makes"], *line["also"]}
    assert info["lines"][1]["where"] == r"\sigma_{1}(z) = \tanh z"


def test_the_other_cost_on_the_same_network() -> None:
    trainer = trained("reference")
    result = trainer.probe("backprop", {"loss": "cross_entropy"})
    assert (result.info["loss_key"], result.info["rule"]) == ("cross_entropy", "sigmoid_cross_entropy")
    assert result.info["activations"] == ["tanh", "tanh", "sigmoid"]
    assert result.info["targets"] == "0 and 1"
    assert set(np.unique(result.arrays["Y"])) <= {0.0, 1.0}
    assert set(oks(result).values()) == {True}
    np.testing.assert_array_equal(result.arrays["D3"], (result.arrays["A3"] - result.arrays["Y"]) / 10)
    assert trainer.experiment.loss == "squared_error"


def test_nothing_is_trained() -> None:
    trainer, other = trained("reference"), trained("reference")
    trainer.probe("backprop")
    trainer.probe("gradient_of", {"target": {"kind": "unit", "layer": 0, "unit": 1}})
    trainer.advance(5)
    other.advance(5)
    np.testing.assert_array_equal(trainer.params()[0]["weights"], other.params()[0]["weights"])


# ---- slips -----------------------------------------------------------------------------------------------------------


SQUARE = {"layers": [{"units": 3}, {"units": 3}], "data": {"dataset": "three-spiral"}, "loss": "squared_error"}


@pytest.mark.parametrize("key", SLIPS.keys())
def test_a_slip_fails_from_its_line_on(key: str) -> None:
    trainer = Trainer(validate(SQUARE))
    trainer.advance(30)
    right, wrong = trainer.probe("backprop"), trainer.probe("backprop", {"slip": key})
    assert {slip["key"]: slip["why_not"] for slip in right.info["slips"]} == dict.fromkeys(SLIPS.keys(), "")
    assert "cosines" not in right.info
    failed = [line for line, ok in oks(wrong).items() if ok is False]
    from_line = {
        "output_error_bare": "D3 dW3 D2 dW2 D1 dW1 W",
        "hidden_slope_of_output": "D2 dW2 D1 dW1 W",
        "transposed_weights": "D2 dW2 D1 dW1 W",
        "preactivations_in_weight_gradient": "dW3 W",
        "upside_down": "dW3 dW2 dW1 W",
        "no_batch_mean": "D3 dW3 D2 dW2 D1 dW1 W",
    }[key]
    assert failed == from_line.split()
    assert all(ok for line, ok in oks(wrong).items() if line not in failed)
    changed = [a["key"] for a, b in zip(wrong.info["lines"], right.info["lines"], strict=True) if a["tex"] != b["tex"]]
    assert changed == (failed[:-1] if key == "upside_down" else failed[:1])
    assert changed == [line["key"] for line in wrong.info["lines"] if line["slip"]]
    for l in (1, 2, 3):
        a, b = wrong.arrays[f"dW{l}"].ravel(), right.arrays[f"dW{l}"].ravel()
        found = wrong.info["cosines"][f"dW{l}"]
        assert found["cosine"] == pytest.approx(a @ b / math.sqrt((a @ a) * (b @ b)), abs=1e-12)
        error = np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))
        assert found["error"] == pytest.approx(error, abs=1e-12)
        if f"dW{l}" in failed:
            assert found["error"] > 1e-3


@pytest.mark.parametrize("key", SLIPS.keys())
def test_every_slip_can_be_made_on_the_network_that_opens_first(key: str) -> None:
    result = trained("reference").probe("backprop", {"slip": key})
    assert False in oks(result).values()
    assert max(found["error"] for found in result.info["cosines"].values()) > 0.05


def test_a_slip_that_cannot_be_made_says_why() -> None:
    trainer = trained("no hidden layer")
    why = {slip["key"]: slip["why_not"] for slip in trainer.probe("backprop").info["slips"]}
    assert why["transposed_weights"] == "There is no hidden layer."
    assert why["upside_down"] == ""
    with pytest.raises(InputError, match=r"params\.slip: expected one that .*There is no hidden layer\."):
        trainer.probe("backprop", {"slip": "transposed_weights"})


def test_one_sample_does_not_show_that_the_mean_is_missing() -> None:
    result = trained("reference").probe("backprop", {"slip": "no_batch_mean", "sample": 3})
    assert set(oks(result).values()) == {True}


# ---- gradient_of -----------------------------------------------------------------------------------------------------


def test_gradient_of_the_loss_is_the_training_gradient() -> None:
    trainer = trained("three classes", 50)  # to the end of an epoch, which is when the losses are taken
    found = trainer.probe("gradient_of")
    assert found.info["value"] == pytest.approx(trainer.train_loss, rel=1e-12)
    for layer in range(3):
        unit = trainer.probe("unit", {"layer": layer, "unit": 1})
        np.testing.assert_allclose(found.arrays[f"weights.{layer}"][1], unit.arrays["gradients"], rtol=1e-5)
        assert found.arrays[f"biases.{layer}"][1] == pytest.approx(unit.info["bias_gradient"], rel=1e-9)


def test_gradient_of_a_unit_is_its_own_only() -> None:
    trainer = trained("reference")
    sample = len(trainer.data.points) - 1
    found = trainer.probe("gradient_of", {"target": {"kind": "unit", "layer": 1, "unit": 0}, "sample": sample})
    point = dict(zip("xy", map(float, trainer.data.points[sample]), strict=True))
    assert found.info["value"] == pytest.approx(float(trainer.probe("point", point).arrays["outputs"][4]), rel=1e-6)
    np.testing.assert_array_equal(found.arrays["units.1"], [1, 0])
    assert not found.arrays["weights.2"].any()
    assert not found.arrays["units.2"].any()
    assert not found.arrays["weights.1"][1].any()
    (x,) = features_of(trainer.experiment.features, trainer.data.points[[sample]])
    h, values = 1e-6, []
    for by in (h, -h):
        params = trainer.params()
        params[0]["weights"][2, 1] += by
        other = Trainer(trainer.experiment)
        other.set_params(params)
        z = other.params()
        a = np.tanh(z[0]["weights"] @ x + z[0]["biases"])
        values.append(np.tanh(z[1]["weights"][0] @ a + z[1]["biases"][0]))
    assert found.arrays["weights.0"][2, 1] == pytest.approx((values[0] - values[1]) / (2 * h), rel=1e-6)


# ---- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "params", "path"),
    [
        ("backprop", {"sample": 250}, "params.sample"),
        ("backprop", {"sample": -1}, "params.sample"),
        ("backprop", {"sample": 1.5}, "params.sample"),
        ("backprop", {"rows": 0}, "params.rows"),
        ("backprop", {"rows": 33}, "params.rows"),
        ("backprop", {"loss": "squared_eror"}, "params.loss"),
        ("backprop", {"slip": "no_batch_meen"}, "params.slip"),
        ("backprop", {"slip": "output_error_bare", "loss": "cross_entropy"}, "params.slip"),
        ("backprop", {"slips": None}, "params.slips"),
        ("gradient_of", {"target": {"kind": "weight"}}, "params.target.kind"),
        ("gradient_of", {"target": {"kind": "unit", "layer": 0}}, "params.target.unit"),
        ("gradient_of", {"target": {"kind": "unit", "layer": 3, "unit": 0}}, "params.target.layer"),
        ("gradient_of", {"target": {"kind": "unit", "layer": 2, "unit": 1}}, "params.target.unit"),
        ("gradient_of", {"target": {"kind": "loss", "unit": 1}}, "params.target.unit"),
        ("gradient_of", {"target": None}, "params.target"),
        ("gradient_of", {"sample": 500}, "params.sample"),
    ],
)
def test_a_bad_question_is_refused_by_path(name: str, params: dict[str, Any], path: str) -> None:
    with pytest.raises((InputError, InputErrors)) as caught:
        Trainer().probe(name, params)
    found = caught.value
    first = found.errors[0] if isinstance(found, InputErrors) else found
    assert isinstance(first, InputError)
    assert first.path == path


def test_a_loss_of_classes_is_refused_for_values() -> None:
    with pytest.raises(InputError, match=r"params\.loss: expected one for regression: squared_error, huber"):
        trained("values").probe("backprop", {"loss": "cross_entropy"})
