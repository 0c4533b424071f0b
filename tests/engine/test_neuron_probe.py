"""The probe `neuron`: its terms sum to the pre-activation, and every number is that of an independent computation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InputError
from engine.network import features_of
from engine.probes import ProbeResult
from engine.trainer import Trainer
from engine.validation import validate

VALUES: dict[str, Any] = {
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}
SLOPES: dict[str, Any] = {
    "tanh": lambda z: 1 / np.cosh(z) ** 2,
    "relu": lambda z: (z > 0).astype(float),
    "linear": np.ones_like,
    "sigmoid": lambda z: VALUES["sigmoid"](z) * (1 - VALUES["sigmoid"](z)),
}
STEEPEST = {"tanh": 1, "relu": 1, "linear": 1, "sigmoid": 0.25, "softmax": 0.25, "maxout": 1}
DOCUMENTS: dict[str, dict[str, Any]] = {
    "reference": {},
    "rectified": {"layers": [{"units": 3, "activation": "relu"}, {"units": 5, "activation": "sigmoid"}]},
    "wide": {"layers": [{"units": 33, "activation": "tanh"}], "features": ["x", "y"]},
    "no hidden layer": {"layers": [], "loss": "cross_entropy"},
    "values": {"data": {"dataset": "reg-gauss"}, "layers": [{"units": 2, "activation": "tanh"}]},
    "of whole layers": {"layers": [{"units": 5, "activation": "maxout"}, {"units": 3, "activation": "softmax"}]},
    "three classes": {"data": {"dataset": "three-spiral"}, "loss": "cross_entropy"},
}
JOINT = ("softmax", "maxout")
CASES = [(name, precision) for name in DOCUMENTS for precision in ("float32", "float64")]


@pytest.fixture(scope="module", params=CASES, ids=" ".join)
def trainer(request: pytest.FixtureRequest) -> Trainer:
    """A network, trained a little."""
    name, precision = request.param
    one = Trainer(validate(DOCUMENTS[name] | {"precision": precision}))
    one.advance_epochs(5)
    return one


def agree(trainer: Trainer, found: Any, expected: Any) -> None:
    """What comes in is of the run's precision."""
    rtol, atol = (1e-12, 1e-12) if trainer.dtype == np.float64 else (2e-5, 2e-6)
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=atol)


def units(trainer: Trainer) -> list[tuple[int, int]]:
    """Every unit of every layer."""
    return [(l, u) for l, layer in enumerate(trainer.params()) for u in range(len(layer["biases"]))]


def of_layer(name: str, z: np.ndarray) -> np.ndarray:
    """The outputs of a layer whose activation is of all its sums."""
    if name == "softmax":
        return np.asarray(np.exp(z) / np.exp(z).sum(1, keepdims=True))
    return np.stack([z[:, j - j % 2 : j - j % 2 + 2].max(axis=1) for j in range(z.shape[1])], axis=1)


def own_slope(name: str, z: np.ndarray, unit: int) -> np.ndarray:
    """∂a_u/∂z_u of such a layer at each row of its sums."""
    a = of_layer(name, z)[:, unit]
    return np.asarray(a * (1 - a)) if name == "softmax" else (z[:, unit] == a).astype(float)


def by_hand(trainer: Trainer) -> tuple[list[np.ndarray], list[np.ndarray], list[np.ndarray], list[str]]:
    """What comes into every layer, its pre-activations and its outputs, over all the data, by numpy in float64."""
    a = features_of(trainer.experiment.features, trainer.data.points).astype(np.float64)
    names = [layer["activation"] for layer in trainer.network["layers"]]
    xs, zs, outputs = [], [], []
    for name, layer in zip(names, trainer.params(), strict=True):
        z = a @ np.asarray(layer["weights"], float).T + np.asarray(layer["biases"], float)
        xs.append(a)
        zs.append(z)
        a = of_layer(name, z) if name in JOINT else VALUES[name](z)
        outputs.append(a)
    return xs, zs, outputs, names


def ask(trainer: Trainer, layer: int, unit: int, sample: int | None = None) -> ProbeResult:
    return trainer.probe("neuron", {"layer": layer, "unit": unit, "sample": sample})


@pytest.mark.parametrize("sample", [None, 0, 3, -1])
def test_the_terms_and_the_bias_sum_to_the_preactivation(trainer: Trainer, sample: int | None) -> None:
    last = len(trainer.data.points) - 1
    row = last if sample == -1 else sample
    n = trainer.data.train_count
    xs, zs, outputs, _ = by_hand(trainer)
    for l, u in units(trainer):
        found = ask(trainer, l, u, row)
        arrays, info = found.arrays, found.info
        at = slice(0, n) if row is None else slice(row, row + 1)
        assert abs(arrays["terms"].sum() + info["bias"] - info["preactivation"]) <= 1e-6
        agree(trainer, arrays["inputs"], xs[l][at].mean(axis=0))
        np.testing.assert_allclose(arrays["weights"], trainer.params()[l]["weights"][u], rtol=0)
        np.testing.assert_allclose(arrays["terms"], arrays["weights"] * arrays["inputs"], rtol=0)
        agree(trainer, info["preactivation"], zs[l][at, u].mean())
        agree(trainer, info["output"], outputs[l][at, u].mean())
        agree(trainer, arrays["z"], zs[l][:n, u])
        agree(trainer, arrays["a"], outputs[l][:n, u])


def test_the_activation_of_the_mean_is_not_the_mean_of_the_activation(trainer: Trainer) -> None:
    _, zs, outputs, names = by_hand(trainer)
    n = trainer.data.train_count
    for l, u in units(trainer):
        info = ask(trainer, l, u).info
        if names[l] in JOINT:
            assert info["output_of_mean"] is None, "it is no function of one number"
            assert info["slope_at"] is None
            continue
        mean = zs[l][:n, u].mean()
        agree(trainer, info["output_of_mean"], VALUES[names[l]](mean))
        agree(trainer, info["slope_at"], SLOPES[names[l]](np.asarray(mean)))
        agree(trainer, info["mean_slope"], SLOPES[names[l]](zs[l][:n, u]).mean())
        if names[l] == "linear":
            agree(trainer, info["output_of_mean"], outputs[l][:n, u].mean())


def test_the_curve_holds_the_point_and_the_marks_lie_on_it(trainer: Trainer) -> None:
    n, sample = trainer.data.train_count, 2
    _, zs, outputs, names = by_hand(trainer)
    for l, u in units(trainer):
        found = ask(trainer, l, u, sample)
        arrays, info = found.arrays, found.info
        axis = arrays["curve_z"]
        assert [axis[0], axis[-1]] == [info["low"], info["high"]]
        sums = np.cumsum(np.append(arrays["terms"], info["bias"]))
        assert info["low"] <= min(sums.min(), -2), "every sum on the way lies on the axis"
        assert info["high"] >= max(sums.max(), 2)
        within = (arrays["z"] >= info["low"]) & (arrays["z"] <= info["high"])
        assert within.mean() >= 0.98
        assert arrays["histogram"].sum() == within.sum() == n - sum(info["beyond"])
        counted, _ = np.histogram(arrays["z"][within], 60, (info["low"], info["high"]))
        assert np.abs(counted - arrays["histogram"]).sum() <= 4, "a value on an edge may fall to either side"
        if names[l] in JOINT:
            held = np.tile(zs[l][sample], (len(axis), 1))
            held[:, u] = axis
            curve, slopes = of_layer(names[l], held)[:, u], own_slope(names[l], held, u)
        else:
            curve, slopes = VALUES[names[l]](axis), SLOPES[names[l]](axis)
        agree(trainer, arrays["curve_a"], curve)
        agree(trainer, arrays["curve_slope"], slopes)
        at = info["preactivation"]
        np.testing.assert_allclose(np.interp(at, axis, curve), info["output"], atol=2e-3)
        agree(trainer, info["output"], outputs[l][sample, u])


def test_dead_and_saturated_are_shares_of_the_training_points(trainer: Trainer) -> None:
    n = trainer.data.train_count
    _, zs, _, names = by_hand(trainer)
    for l, u in units(trainer):
        info = ask(trainer, l, u).info
        z = zs[l][:n, u]
        slopes = own_slope(names[l], zs[l][:n], u) if names[l] in JOINT else SLOPES[names[l]](z)
        assert info["flat"] == pytest.approx(0.1 * STEEPEST[names[l]], rel=1e-5)
        assert info["saturated"] == pytest.approx((np.abs(slopes) < info["flat"]).mean(), abs=1.5 / n)
        if names[l] == "tanh":  # 1 - tanh² is rounded to 0 from about here on
            level = 19.0 if trainer.dtype == np.float64 else 9.0
            assert (np.abs(z) > 1.1 * level).mean() <= info["dead"] <= (np.abs(z) > 0.85 * level).mean()
        elif names[l] in ("relu", "maxout"):
            assert info["dead"] == pytest.approx((slopes == 0).mean(), abs=1.5 / n)
        else:
            assert info["dead"] == 0
        known = trainer.probe("unit", {"layer": l, "unit": u})
        assert info["dead"] == pytest.approx(known.info["dead"], abs=1.5 / n)
        assert info["saturated"] == pytest.approx(known.info["saturated"], abs=1.5 / n)
        assert ("curve_z" in known.arrays) == (names[l] not in JOINT)


def test_gradient_and_next_step_are_those_of_the_probe_unit(trainer: Trainer) -> None:
    for l, u in units(trainer)[::3]:
        found, known = ask(trainer, l, u, 1), trainer.probe("unit", {"layer": l, "unit": u, "sample": 1})
        for name in ("gradients", "next_step", "weights", "inputs"):
            np.testing.assert_allclose(found.arrays[name], known.arrays[name], rtol=1e-6, atol=1e-12)
        for name in ("bias", "bias_gradient", "bias_next", "activation"):
            assert found.info[name] == known.info[name]
        for name in ("preactivation", "output"):
            if known.info["activation"] != "softmax":
                assert found.info[name] == pytest.approx(known.info[name], rel=1e-5, abs=1e-6)


def test_a_step_of_plain_descent_goes_against_the_gradient() -> None:
    trainer = Trainer(validate({"precision": "float64"}))
    trainer.advance_epochs(2)
    found = ask(trainer, 1, 0)
    step = found.arrays["weights"] - trainer.rate * found.arrays["gradients"]
    np.testing.assert_allclose(found.arrays["next_step"], step, rtol=1e-12)


def test_the_largest_terms_of_many_are_shown() -> None:
    trainer = Trainer(validate({"layers": [{"units": 40, "activation": "tanh"}] * 2}))
    found = trainer.probe("neuron", {"layer": 1, "unit": 4, "sample": 7, "most": 5})
    terms, shown = found.arrays["terms"], found.info["shown"]
    assert shown == sorted(np.argsort(-np.abs(terms), kind="stable")[:5])
    grouped = np.cumsum([*terms[shown], np.delete(terms, shown).sum(), found.info["bias"]])
    assert grouped[-1] == pytest.approx(found.info["preactivation"], abs=1e-12)
    assert found.info["low"] <= grouped.min()
    assert found.info["high"] >= grouped.max()
    assert ask(trainer, 0, 0).info["shown"] == list(range(len(trainer.experiment.features)))


def test_the_axis_may_fit_the_sum_alone() -> None:
    trainer = Trainer()
    layers = trainer.params()
    layers[0]["weights"][0] = [0.01, 0.0, 0.0, 0.0, 20.0, 0.0, 0.0]
    trainer.set_params(layers)
    row = int(np.abs(trainer.data.points[:250].prod(axis=1)).argmin())
    asked = {"layer": 0, "unit": 0, "sample": row}
    fitting = trainer.probe("neuron", asked | {"fit": "sum"})
    assert (fitting.info["low"], fitting.info["high"]) == (-2, 2)
    assert fitting.info["beyond"] == [int((fitting.arrays["z"] < -2).sum()), int((fitting.arrays["z"] > 2).sum())]
    assert fitting.arrays["histogram"].sum() == 250 - sum(fitting.info["beyond"])
    points = trainer.probe("neuron", asked).info
    assert points["high"] > 2
    assert sum(points["beyond"]) <= 5


def test_a_dead_unit_says_so() -> None:
    trainer = Trainer(validate({"layers": [{"units": 2, "activation": "relu"}]}))
    layers = trainer.params()
    layers[0]["biases"][1] = -1000.0
    trainer.set_params(layers)
    info = ask(trainer, 0, 1).info
    assert (info["dead"], info["saturated"], info["output"], info["mean_slope"]) == (1.0, 1.0, 0.0, 0.0)
    assert info["low"] <= 50 - 1000


def test_without_training_points_there_is_no_mean() -> None:
    trainer = Trainer(validate({"data": {"train_percent": 0}}))
    info = ask(trainer, 0, 0).info
    assert info["points"] == 0
    for name in ("preactivation", "output", "slope_at", "output_of_mean", "mean_slope", "saturated", "dead"):
        assert info[name] is None
    assert ask(trainer, 0, 0, 5).info["preactivation"] is not None


def test_what_has_diverged_is_not_finite() -> None:
    trainer = Trainer()
    layers = trainer.params()
    layers[0]["weights"][0][0] = 1e300
    layers[1]["weights"][0][0] = -1e300
    trainer.set_params(layers)
    for l, u in units(trainer):
        for sample in (None, 0):
            found = ask(trainer, l, u, sample)
            assert np.isfinite([found.info["low"], found.info["high"]]).all()


@pytest.mark.parametrize(
    ("params", "path"),
    [
        ({"layer": 9, "unit": 0}, "params.layer"),
        ({"layer": 0, "unit": 99}, "params.unit"),
        ({"layer": 0, "unit": 0, "sample": -1}, "params.sample"),
        ({"layer": 0, "unit": 0, "sample": 100000}, "params.sample"),
    ],
)
def test_what_is_not_there_is_refused_by_path(params: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as caught:
        Trainer().probe("neuron", params)
    assert caught.value.path == path


@settings(max_examples=20)
@given(sample=st.none() | st.integers(0, 499), shift=st.floats(-50, 50), scale=st.floats(-20, 20))
def test_the_sum_holds_for_any_weights(sample: int | None, shift: float, scale: float) -> None:
    trainer = Trainer()
    layers = trainer.params()
    layers[0]["weights"] = np.asarray(layers[0]["weights"]) * scale
    layers[0]["biases"] = np.asarray(layers[0]["biases"]) + shift
    trainer.set_params(layers)
    row = None if sample is None else sample % len(trainer.data.points)
    for l, u in ((0, 1), (1, 0), (2, 0)):
        found = ask(trainer, l, u, row)
        assert abs(found.arrays["terms"].sum() + found.info["bias"] - found.info["preactivation"]) <= 1e-6
