"""Probes against an independent float64 numpy computation."""

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InputError, InputErrors
from engine.network import features_of
from engine.probes import PROBES
from engine.probes.scales import quantized, steady
from engine.trainer import Trainer
from engine.validation import validate

FUNCTIONS: dict[str, Any] = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "linear": lambda z: z}


def values(trainer: Trainer, points: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Pre-activations and outputs of every layer at points, by numpy."""
    a = features_of(trainer.experiment.features, points)
    names = [layer.activation for layer in trainer.experiment.layers] + [trainer.network["layers"][-1]["activation"]]
    zs, outputs = [], []
    for name, layer in zip(names, trainer.params(), strict=True):
        z = a @ layer["weights"].T + layer["biases"]
        a = np.exp(z) / np.exp(z).sum(1, keepdims=True) if name == "softmax" else FUNCTIONS[name](z)
        zs.append(z)
        outputs.append(a)
    return zs, outputs


def plane(side: int) -> np.ndarray:
    axis = np.linspace(-6, 6, side)
    return np.array([[x, y] for y in axis[::-1] for x in axis])


@pytest.fixture(scope="module", params=["classes", "values", "three classes"])
def trainer(request: pytest.FixtureRequest) -> Trainer:
    """A network of each problem, trained a little."""
    documents: dict[str, dict[str, Any]] = {
        "classes": {"layers": [{"units": 3, "activation": "relu"}, {"units": 2, "activation": "tanh"}]},
        "values": {"data": {"dataset": "reg-gauss"}},
        "three classes": {"data": {"dataset": "three-spiral"}, "loss": "cross_entropy"},
    }
    one = Trainer(validate(documents[request.param]))
    one.advance_epochs(12)
    return one


def test_maps_are_the_units_outputs_over_the_plane(trainer: Trainer) -> None:
    result = trainer.probe("maps", {"resolution": 21})
    scale = result.info["scale"]
    expected = np.concatenate(values(trainer, plane(21))[1][:-1], axis=1).T.reshape(-1, 21, 21)
    drawn = (result.arrays["maps"].astype(float) - 128) / 127 * scale
    np.testing.assert_allclose(drawn, expected.clip(-scale, scale), atol=scale / 127 * 0.51)


def test_output_map_is_the_answer_over_the_plane(trainer: Trainer) -> None:
    result = trainer.probe("output_map", {"resolution": 17})
    center, scale = result.info["center"], result.info["scale"]
    expected = values(trainer, plane(17))[1][-1].T.reshape(-1, 17, 17)
    drawn = center + (result.arrays["maps"].astype(float) - 128) / 127 * scale
    np.testing.assert_allclose(drawn, expected.clip(center - scale, center + scale), atol=scale / 127 * 0.51)


def test_features_are_what_the_network_is_shown(trainer: Trainer) -> None:
    result = trainer.probe("features", {"resolution": 9, "all": True})
    assert result.info["keys"] == ["x", "y", "x_squared", "y_squared", "x_times_y", "sin_x", "sin_y"]
    x, y = plane(9).T
    expected = np.stack([x, y, x**2, y**2, x * y, np.sin(x), np.sin(y)]).reshape(7, 9, 9)
    scales = np.array(result.info["scales"])[:, None, None]
    drawn = (result.arrays["maps"].astype(float) - 128) / 127 * scales
    assert (np.abs(drawn - expected) <= scales / 127 * 0.51).all()


def test_a_point_has_every_units_exact_output(trainer: Trainer) -> None:
    result = trainer.probe("point", {"x": 1.25, "y": -2.5})
    expected = np.concatenate([a[0] for a in values(trainer, np.array([[1.25, -2.5]]))[1]])
    np.testing.assert_allclose(result.arrays["outputs"], expected, rtol=1e-6)


def test_parameters_are_the_trainers(trainer: Trainer) -> None:
    result = trainer.probe("parameters")
    for index, layer in enumerate(trainer.params()):
        np.testing.assert_allclose(result.arrays[f"weights.{index}"], layer["weights"], rtol=1e-6)
        np.testing.assert_allclose(result.arrays[f"biases.{index}"], layer["biases"], rtol=1e-6)


def test_metrics_are_counted_from_the_answers(trainer: Trainer) -> None:
    result, data = trainer.probe("metrics"), trainer.data
    answers, n = values(trainer, data.points)[1][-1], data.train_count
    if data.problem == "regression":
        true, found = data.labels[n:], answers[n:, 0]
        r2 = 1 - ((true - found) ** 2).sum() / ((true - true.mean()) ** 2).sum()
        assert result.info["r2_test"] == pytest.approx(r2)
        assert result.info["accuracy_test"] is None
        np.testing.assert_allclose(result.arrays["scatter.train"][:, 1], answers[:n, 0][:500], rtol=1e-5)
        return
    predicted = answers.argmax(1) if data.classes > 2 else (answers[:, 0] >= 0).astype(int)
    true = data.labels.astype(int) if data.classes > 2 else (data.labels > 0).astype(int)
    assert result.info["accuracy_test"] == pytest.approx((predicted == true)[n:].mean())
    for row in range(data.classes):
        for column in range(data.classes):
            count = ((true == row) & (predicted == column))[:n].sum()
            assert result.arrays["confusion.train"][row, column] == count


def test_preactivations_count_every_unit_and_point(trainer: Trainer) -> None:
    result, n = trainer.probe("preactivations", {"bins": 20}), trainer.data.train_count
    zs, _ = values(trainer, trainer.data.points[:n])
    for counts, z, high in zip(result.arrays["counts"], zs, result.info["high"], strict=True):
        expected, _ = np.histogram(z.clip(-high, high), 20, (-high, high))
        assert np.abs(counts - expected).sum() <= 4, "a value on an edge may fall to either side"
        assert counts.sum() == z.size


def test_a_unit_adds_up(trainer: Trainer) -> None:
    result = trainer.probe("unit", {"layer": 1, "unit": 1, "sample": 4})
    info, arrays = result.info, result.arrays
    total = float(arrays["weights"] @ arrays["inputs"]) + info["bias"]
    assert info["preactivation"] == pytest.approx(total, rel=1e-5)
    zs, outputs = values(trainer, trainer.data.points[4:5])
    assert info["preactivation"] == pytest.approx(zs[1][0, 1])
    assert info["output"] == pytest.approx(outputs[1][0, 1])
    assert arrays["histogram"].sum() == trainer.data.train_count
    step = arrays["weights"] - trainer.rate * arrays["gradients"]
    np.testing.assert_allclose(arrays["next_step"], step, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(
    ("name", "params", "path"),
    [
        ("nothing", {}, "probe"),
        ("maps", {"resolution": 0}, "params.resolution"),
        ("maps", {"size": 3}, "params.size"),
        ("unit", {"layer": 9, "unit": 0}, "params.layer"),
        ("unit", {"layer": 0, "unit": -1}, "params.unit"),
        ("point", {"x": float("nan"), "y": 0.0}, "params.x"),
        ("point", {"x": 1.0}, "params.y"),
    ],
)
def test_a_bad_question_is_refused_by_path(name: str, params: dict[str, Any], path: str) -> None:
    with pytest.raises((InputError, InputErrors)) as caught:
        Trainer().probe(name, params)
    found = caught.value
    assert isinstance(found, InputError | InputErrors)
    first = found.errors[0] if isinstance(found, InputErrors) else found
    assert first.path == path


def test_every_probe_says_what_its_arrays_are() -> None:
    trainer = Trainer()
    asked: dict[str, dict[str, Any]] = {
        "point": {"x": 0.0, "y": 0.0},
        "unit": {"layer": 0, "unit": 0},
        "neuron": {"layer": 0, "unit": 0},
        "slip_training": {"slip": "no_batch_mean", "updates": 1},
    }
    for probe in (probe for probe in PROBES if probe.family in (None, "points")):
        for name in trainer.probe(probe.key, asked.get(probe.key, {})).arrays:
            known = {name, re.sub(r"\.\d+$", ".L", name), re.sub(r"\d+$", "{l}", name)}
            assert known & probe.arrays.keys(), name


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_a_scale_holds_its_values_and_then_holds_still(magnitudes: list[float]) -> None:
    scales: dict[str, float] = {}
    values_now = np.array(magnitudes)
    scale = steady(scales, "kind", values_now)
    assert (values_now > scale).mean() <= 0.02 + 1 / len(magnitudes)
    assert steady(scales, "kind", values_now) == scale
    smaller = steady(scales, "kind", values_now * 0.6)
    assert smaller == scale or smaller <= scale / 4, "a little smaller is no reason to change"


@given(st.lists(st.floats(0, 64, width=32), min_size=1, max_size=300), st.integers(-8, 8))
def test_a_scale_is_what_the_quantile_gives_whether_counted_or_computed(magnitudes: list[float], power: int) -> None:
    values_now, scale = np.array(magnitudes, np.float32), 2.0**power
    robust = max(float(np.quantile(values_now, 0.98)), 2.0**-20)
    fitting = float(2.0 ** np.ceil(np.log2(robust)))
    expected = fitting if fitting > scale or fitting <= scale / 4 else scale
    assert steady({"kind": scale}, "kind", values_now) == expected


def test_quantized_keeps_sign_and_zero() -> None:
    np.testing.assert_array_equal(
        quantized(np.array([-2.0, -1.0, 0.0, 0.5, 1.0, 9.0]), 1.0), [1, 1, 128, 192, 255, 255]
    )
