"""The probe `activations`: its arrays are the functions, its facts the computed ones, and JSON can hold them."""

import json
from typing import Any

import jax
import numpy as np
import pytest

from engine import edits
from engine.activations import ACTIVATIONS, OF_LAYERS
from engine.catalog import catalog
from engine.errors import InputError, InputErrors
from engine.trainer import Trainer
from engine.validation import validate


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    return Trainer()


def row(info: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in info["activations"] if entry["key"] == key)
    return found


def test_arrays_are_the_functions_over_the_axis(trainer: Trainer) -> None:
    result = trainer.probe("activations")
    z, f = result.arrays["z"], result.arrays["f"]
    np.testing.assert_array_equal(z, np.linspace(-5, 5, 201))
    assert f.shape == result.arrays["slope"].shape == result.arrays["curvature"].shape == (len(ACTIVATIONS), 201)
    assert {array.dtype for array in result.arrays.values()} == {np.dtype(np.float64)}
    by_key = {key: index for index, key in enumerate(ACTIVATIONS.keys())}
    np.testing.assert_allclose(f[by_key["tanh"]], np.tanh(z), rtol=1e-14)
    np.testing.assert_allclose(result.arrays["slope"][by_key["tanh"]], 1 - np.tanh(z) ** 2, rtol=0, atol=1e-15)
    curved = -2 * np.tanh(z) * (1 - np.tanh(z) ** 2)
    np.testing.assert_allclose(result.arrays["curvature"][by_key["tanh"]], curved, rtol=0, atol=2e-15)
    np.testing.assert_allclose(result.arrays["curvature"][by_key["sine"]], -np.sin(z), rtol=0, atol=2e-15)
    np.testing.assert_allclose(f[by_key["sinc"]], np.sinc(z / np.pi), rtol=0, atol=1e-15)


def test_rows_stand_in_the_order_of_the_catalog(trainer: Trainer) -> None:
    info = trainer.probe("activations").info
    listed = [entry["key"] for entry in catalog()["activations"]]
    assert [entry["key"] for entry in info["activations"]] == listed
    assert [entry["key"] for entry in info["vector"]] == ["softmax", "maxout"]
    assert not any(entry["vector"] for entry in info["activations"])
    assert all(entry["vector"] and entry["formula"] and entry["help"] for entry in info["vector"])
    assert all(entry["formula"] and entry["slope_formula"] and entry["source"] for entry in info["activations"])


def test_facts_are_plain_and_have_none_for_infinite(trainer: Trainer) -> None:
    info = trainer.probe("activations").info
    assert json.loads(json.dumps(info, allow_nan=False)) == info
    assert row(info, "relu")["range"] == [0.0, None]
    assert row(info, "softplus")["max_slope"] == pytest.approx(1.0)
    assert row(info, "softplus")["max_slope_at"] is None
    assert (row(info, "step")["max_slope"], row(info, "step")["continuity"]) == (None, "discontinuous")
    assert not row(info, "step")["slope_is_exact"]
    selu = row(info, "selu")
    assert (selu["max_slope"], selu["max_slope_at"], selu["max_slope_side"]) == (
        pytest.approx(1.7581, abs=5e-5),
        0,
        "left",
    )
    assert row(info, "soboleva")["parameters"] == {"a": 1.0, "b": 1.0, "c": 1.5, "d": 1.0}


def test_axis_is_as_asked(trainer: Trainer) -> None:
    result = trainer.probe("activations", {"low": -40, "high": 2.5, "points": 1001})
    np.testing.assert_array_equal(result.arrays["z"], np.linspace(-40, 2.5, 1001))
    assert np.isfinite(np.stack([result.arrays[name] for name in ("f", "slope", "curvature")])).all()


def test_it_is_the_same_for_every_run() -> None:
    one = Trainer().probe("activations").arrays
    other = Trainer(validate({"layers": [], "precision": "float32"})).probe("activations").arrays
    for name, array in one.items():
        np.testing.assert_array_equal(array, other[name])


@pytest.mark.parametrize(
    ("params", "path"),
    [
        ({"low": 5, "high": 5}, "params.high"),
        ({"low": -1e9}, "params.low"),
        ({"points": 1}, "params.points"),
        ({"points": 5000}, "params.points"),
        ({"size": 3}, "params.size"),
    ],
)
def test_an_axis_that_is_none_is_refused(trainer: Trainer, params: dict[str, Any], path: str) -> None:
    with pytest.raises((InputError, InputErrors)) as caught:
        trainer.probe("activations", params)
    found = caught.value
    assert isinstance(found, InputError | InputErrors)
    first = found.errors[0] if isinstance(found, InputErrors) else found
    assert first.path == path


def test_an_activation_is_switched_without_compiling_anything() -> None:
    trainer, compiled = Trainer(validate({"layers": [{"units": 3}, {"units": 2}]})), []
    trainer.advance(1)
    layers = trainer.experiment.to_dict()["layers"]
    trainer.apply(edits.Patch(patch={"layers": [{**layer, "activation": "mish"} for layer in layers]}))

    def listen(event: str, duration_secs: float, **_more: str | int) -> None:
        if "backend_compile" in event:
            compiled.append(event)

    jax.monitoring.register_event_duration_secs_listener(listen)
    try:
        for key in [entry.key for entry in OF_LAYERS]:
            trainer.apply(edits.Patch(patch={"layers": [{**layer, "activation": key} for layer in layers]}))
            trainer.advance(1)
            assert [layer.activation for layer in trainer.experiment.layers] == [key, key]
    finally:
        jax.monitoring.unregister_event_duration_listener(listen)
    assert compiled == []
