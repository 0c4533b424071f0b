"""Where the probe `backprop` gives no verdict, or no numbers, and says why."""

import json

import pytest

from engine import edits
from engine.errors import InputError
from engine.probes import ProbeResult
from engine.trainer import Trainer
from engine.validation import validate


def oks(result: ProbeResult) -> dict[str, bool | None]:
    return {line["key"]: line["check"]["ok"] for line in result.info["lines"]}


def why(result: ProbeResult, key: str) -> str:
    (check,) = [line["check"] for line in result.info["lines"] if line["key"] == key]
    assert check["ok"] is None
    return str(check["why"])


def test_a_stand_in_slope_gets_no_verdict() -> None:
    layers = [{"units": 3, "activation": "tanh"}, {"units": 2, "activation": "step"}, {"units": 2}]
    result = Trainer(validate({"layers": layers})).probe("backprop")
    found = oks(result)
    assert found["D3"] is found["dW4"] is True
    for key in ("D2", "dW2", "D1", "dW1"):
        assert "stand-in" in why(result, key)


def test_a_kink_gets_no_verdict() -> None:
    trainer = Trainer(validate({"layers": [{"units": 2, "activation": "relu"}]}))
    params = trainer.params()
    params[0]["weights"][0], params[0]["biases"][0] = 0, 0  # exactly on the kink, for every sample
    trainer.set_params(params)
    result = trainer.probe("backprop")
    assert "kink" in why(result, "D1")
    assert oks(result)["D2"] is True
    wrong = trainer.probe("backprop", {"slip": "no_batch_mean"})
    assert oks(wrong)["D1"] is False, "a kink excuses nothing"


def test_a_vanished_gradient_gets_no_verdict_rather_than_a_wrong_one() -> None:
    trainer = Trainer(validate({"layers": [{"units": 4, "activation": "sigmoid"}] * 8}))
    result = trainer.probe("backprop")
    assert False not in oks(result).values()
    assert oks(result)["D9"] is True
    assert "too small" in why(result, "D1")


@pytest.mark.parametrize("activation", ["relu", "elu", "selu", "leaky_relu", "gelu"])
def test_rectifiers_hold_away_from_their_kinks(activation: str) -> None:
    trainer = Trainer(validate({"layers": [{"units": 4, "activation": activation}] * 2}))
    trainer.advance(50)
    for _ in range(10):
        assert set(oks(trainer.probe("backprop")).values()) == {True}
        trainer.advance(1)


@pytest.mark.parametrize("value", [1e200, 1e308])
def test_a_diverged_network_says_so(value: float) -> None:
    trainer = Trainer(validate({"layers": [{"units": 3, "activation": "linear"}], "data": {"dataset": "reg-plane"}}))
    params = trainer.params()
    params[0]["weights"][:] = value
    params[1]["weights"][:] = value
    trainer.set_params(params)
    for slip in (None, "no_batch_mean"):
        result = trainer.probe("backprop", {"slip": slip})
        assert result.info["finite"] is False
        assert result.info["loss"] is None
        assert "finite" in why(result, "D2")
        json.dumps(result.info, allow_nan=False)
    found = trainer.probe("gradient_of")
    assert (found.info["value"], found.info["finite"]) == (None, False)


def test_a_run_that_diverged_by_itself_still_answers() -> None:
    document = {"data": {"dataset": "reg-plane"}, "layers": [{"units": 4, "activation": "linear"}]}
    for precision in ("float32", "float64"):
        trainer = Trainer(validate({**document, "precision": precision, "optimizer": {"learning_rate": 5}}))
        trainer.advance(5_000)
        assert trainer.stopped is not None
        for params in ({}, {"sample": 2}, {"slip": "no_batch_mean"}, {"loss": "huber"}):
            json.dumps(trainer.probe("backprop", params).info, allow_nan=False)
        trainer.probe("gradient_of")


def test_without_training_points_there_is_nothing_to_compute() -> None:
    trainer = Trainer(validate({"data": {"train_percent": 0}}))
    result = trainer.probe("backprop")
    assert (result.info["N"], result.info["loss"]) == (0, None)
    assert set(oks(result).values()) == {None}
    assert result.arrays["Z1"].shape == (0, 4)
    assert trainer.probe("gradient_of").info["value"] is None
    with pytest.raises(InputError, match=r"params\.sample"):
        trainer.probe("backprop", {"sample": 0})


def test_dropout_and_batches_that_never_fill_are_told_of() -> None:
    trainer = Trainer(validate({"regularization": {"dropout": 0.3}, "batch": {"size": 300}}))
    trainer.advance(2)
    result = trainer.probe("backprop")
    assert (result.info["dropout"], result.info["comes"], result.info["N"]) == (True, False, 250)
    assert "no update" in why(result, "W")
    assert not Trainer().probe("backprop").info["dropout"]


def test_a_weight_changed_in_mid_batch_is_told_of() -> None:
    trainer = Trainer(validate({"batch": {"size": 7}}))
    trainer.advance_epochs(1)
    fresh = trainer.probe("backprop")
    assert (fresh.info["N"], fresh.info["gathered"], fresh.info["stale"]) == (250 % 7 + 7, 250 % 7, False)
    assert fresh.info["rows"] == [*range(245, 250), 0, 1, 2]
    trainer.apply(edits.SetWeight(layer=0, unit=0, input=0, value=0.7))
    stale = trainer.probe("backprop")
    assert stale.info["stale"]
    assert "before the weights were changed" in why(stale, "W")
