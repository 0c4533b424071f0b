"""The probe `slip_training`: the right copy learns as the run does, the other as its slip says, and all is bounded."""

import json
from typing import Any

import numpy as np
import pytest

from engine.errors import InputError, InputErrors
from engine.mechanics.training import MOST_MOMENTS, moments_of
from engine.trainer import Trainer
from engine.validation import validate

SQUARE: list[dict[str, Any]] = [{"units": 3}, {"units": 3}]
DOCUMENTS: dict[str, dict[str, Any]] = {
    "sgd": {},
    "carried tail": {"batch": {"size": 30, "tail": "carried"}},
    "own tail": {"batch": {"size": 30, "tail": "own"}},
    "shuffled": {"batch": {"order": "shuffled"}},
    "schedule": {"schedule": {"kind": "cosine", "epochs": 4, "factor": 0.1}},
    "penalties": {"regularization": {"l1": 0.003, "l2": 0.01}},
    "cuts": {"regularization": {"l1": 0.03, "dead_links": True}},
    "momentum": {"optimizer": {"kind": "momentum", "learning_rate": 0.01}},
    "nesterov": {"optimizer": {"kind": "nesterov", "learning_rate": 0.01}},
    "adagrad": {"optimizer": {"kind": "adagrad"}, "regularization": {"l2": 0.01}},
    "rmsprop": {"optimizer": {"kind": "rmsprop", "learning_rate": 0.003}},
    "adam": {"optimizer": {"kind": "adam"}, "data": {"dataset": "three-spiral"}, "loss": "cross_entropy"},
    "adamw": {"optimizer": {"kind": "adamw", "weight_decay": 0.1}, "loss": "cross_entropy"},
    "learned slopes": {"optimizer": {"kind": "adam"}, "layers": [{"units": 4, "activation": "prelu"}, {"units": 3}]},
    "two blocks of parameters": {"layers": [{"units": 40}, {"units": 40}]},
}


def begun(name: str, updates: int = 13) -> Trainer:
    document = {"precision": "float64", **DOCUMENTS[name]}
    trainer = Trainer(validate(document))
    trainer.advance(updates)
    return trainer


def loss(trainer: Trainer) -> float:
    """The run's mean loss over its training points."""
    return float(trainer.probe("gradient_of").info["value"])


def asked(trainer: Trainer, **params: Any) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    result = trainer.probe("slip_training", {"slip": "no_batch_mean", **params})
    json.dumps(result.info, allow_nan=False)
    return result.arrays, result.info


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_right_copy_learns_as_the_run_does(name: str) -> None:
    trainer = begun(name)
    arrays, info = asked(trainer, updates=40)
    losses = [loss(trainer)]
    for _ in range(40):
        trainer.advance(1)
        losses.append(loss(trainer))
    np.testing.assert_allclose(arrays["right"], losses, rtol=1e-10)
    assert arrays["updates"].tolist() == list(range(13, 54))
    assert (info["started"], info["updates"]) == (13, 40)
    assert info["right"] == {
        "first": arrays["right"][0], "last": arrays["right"][-1], "lowest": arrays["right"].min(), "diverged_at": None,
    }  # fmt: skip
    assert arrays["slipped"][0] == arrays["right"][0]


def test_the_run_itself_is_not_touched() -> None:
    trainer = begun("adam")
    before, at = trainer.params(), (trainer.updates, trainer.epoch, trainer.age, trainer.revision)
    asked(trainer, updates=20)
    assert at == (trainer.updates, trainer.epoch, trainer.age, trainer.revision)
    for old, new in zip(before, trainer.params(), strict=True):
        np.testing.assert_array_equal(old["weights"], new["weights"])


def test_the_slipped_copy_takes_the_slipped_step() -> None:
    """Without the mean over a batch of N, plain SGD takes a step N times as long."""
    trainer = begun("sgd")
    arrays, _ = asked(trainer, updates=1)
    lines = trainer.probe("backprop").arrays
    layers = [
        {"weights": (lines[f"W{l}"] - 10 * trainer.rate * lines[f"dW{l}"]).T,
         "biases": lines[f"b{l}"] - 10 * trainer.rate * lines[f"db{l}"]}
        for l in (1, 2, 3)
    ]  # fmt: skip
    trainer.set_params(layers)
    assert arrays["slipped"][1] == pytest.approx(loss(trainer), rel=1e-12)


@pytest.mark.parametrize(
    "slip", ["output_error_bare", "hidden_slope_of_output", "transposed_weights", "preactivations_in_weight_gradient"]
)
def test_every_slip_goes_its_own_way(slip: str) -> None:
    trainer = Trainer(validate({"layers": SQUARE, "precision": "float64"}))
    trainer.advance(20)
    arrays, info = asked(trainer, slip=slip, updates=150)
    assert (info["slip"], bool(info["label"])) == (slip, True)
    assert np.abs(arrays["slipped"] - arrays["right"]).max() > 1e-4
    assert np.isfinite(arrays["slipped"]).all()


def test_slopes_upside_down_saturate_the_network_that_opens_first() -> None:
    arrays, info = asked(begun("sgd"), slip="upside_down", updates=50)
    assert info["right"]["last"] < info["right"]["first"]
    assert arrays["slipped"][1:].min() > 1.1 * info["right"]["first"]
    assert np.ptp(arrays["slipped"][-10:]) == 0, "where every slope is 0, nothing moves any more"


def test_a_divergence_says_after_which_update() -> None:
    document = {"data": {"dataset": "reg-plane"}, "layers": [{"units": 4, "activation": "relu"}]}
    trainer = Trainer(validate({**document, "optimizer": {"learning_rate": 0.3}, "batch": {"size": 50}}))
    arrays, info = asked(trainer, updates=300)
    at = info["slipped"]["diverged_at"]
    assert 1 <= at <= 300
    assert info["slipped"]["last"] is None
    past = arrays["updates"] - info["started"] >= at
    assert past.any()
    assert np.isnan(arrays["slipped"][past]).all()
    assert np.isfinite(arrays["slipped"][~past]).all()
    assert np.isfinite(arrays["right"]).all()


@pytest.mark.parametrize("updates", [0, 1, 99, 100, 101, 200, 999, 1000])
def test_the_moments_begin_and_end_with_the_training(updates: int) -> None:
    moments = moments_of(updates)
    assert (moments[0], moments[-1]) == (0, updates)
    assert len(moments) <= MOST_MOMENTS + 1
    assert (np.diff(moments) > 0).all()


def test_another_loss_may_be_compared() -> None:
    trainer = begun("sgd")
    _, info = asked(trainer, updates=5, loss="cross_entropy")
    assert info["loss_key"] == "cross_entropy"
    assert info["right"]["first"] == pytest.approx(trainer.probe("backprop", {"loss": "cross_entropy"}).info["loss"], 1)


@pytest.mark.parametrize(
    ("document", "params", "path"),
    [
        ({}, {"slip": "nothing"}, "params.slip"),
        ({"layers": []}, {"slip": "transposed_weights"}, "params.slip"),
        ({}, {"updates": 0}, "params.updates"),
        ({}, {"updates": 1001}, "params.updates"),
        ({}, {"loss": "nothing"}, "params.loss"),
        ({"layers": [{"units": 64}] * 8}, {}, "params.updates"),
        ({"data": {"train_percent": 0}}, {}, "data.train_percent"),
        ({"batch": {"size": 400, "tail": "carried"}}, {}, "batch.size"),
    ],
    ids=str,
)
def test_what_cannot_be_answered_is_refused_by_path(
    document: dict[str, Any], params: dict[str, Any], path: str
) -> None:
    trainer = Trainer(validate(document))
    with pytest.raises((InputError, InputErrors)) as caught:
        asked(trainer, **params)
    found = caught.value
    first = found.errors[0] if isinstance(found, InputErrors) else found
    assert isinstance(first, InputError)
    assert first.path == path


def test_the_limit_that_is_named_is_kept() -> None:
    trainer = Trainer(validate({"layers": [{"units": 64}] * 8}))
    with pytest.raises(InputError) as caught:
        asked(trainer)
    most = int(caught.value.expected.split()[2])
    arrays, _ = asked(trainer, updates=most)
    assert arrays["updates"][-1] == most
