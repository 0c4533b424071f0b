"""The reference trainer against things that can be worked out by hand, beside the golden values of the parity laws."""

from typing import Any

import numpy as np
import pytest

from engine.playground.link import parse
from engine.playground.reference import ReferenceTrainer
from engine.validation import patched
from tests.engine.playground_cases import CASE

EXPERIMENT = parse(CASE["A"].link).experiment


def trainer(patch: dict[str, Any]) -> ReferenceTrainer:
    return ReferenceTrainer(patched(EXPERIMENT, patch))


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "linear", "relu"])
def test_gradients_equal_finite_differences(activation: str) -> None:
    layers = [{"units": 3, "activation": activation}, {"units": 2, "activation": activation}]
    one = trainer({"layers": layers, "features": ["x", "x_times_y", "sin_y"]})
    inputs, targets = one._train
    one._add_gradients(inputs, targets)
    h = 1e-6
    for layer in one.layers:
        for values, sums in ((layer.weights, layer.weight_sums), (layer.biases, layer.bias_sums)):
            for index in np.ndindex(values.shape):
                start = values[index]
                losses = []
                for step in (h, -h):
                    values[index] = start + step
                    losses.append(one._mean_loss(inputs, targets) or 0.0)
                values[index] = start
                slope = (losses[0] - losses[1]) / (2 * h) * len(inputs)
                assert sums[index] == pytest.approx(slope, rel=1e-6, abs=1e-6)


def test_a_tail_waits_for_the_next_epoch() -> None:
    one = trainer({"batch": {"size": 249}})
    one.advance_epochs(1)
    assert one._summed == 1
    one.advance_epochs(1)
    assert one._summed == 1


def test_a_batch_that_never_fills_teaches_nothing() -> None:
    one = trainer({"batch": {"size": 251}})
    before = one.train_loss
    one.advance_epochs(3)
    assert (one.epoch, one.train_loss) == (3, before)


def test_a_cut_link_stays_at_zero_only_where_links_are_cut() -> None:
    for dead_links in (True, False):
        one = trainer({"regularization": {"l1": 0.3, "dead_links": dead_links}})
        one.advance_epochs(3)
        zeros = [layer.weights == 0 for layer in one.layers]
        assert any(np.any(zero) for zero in zeros) == dead_links
        if dead_links:
            cut = [layer.dead.copy() for layer in one.layers]
            one.advance_epochs(2)
            assert all(np.all(layer.weights[dead] == 0) for layer, dead in zip(one.layers, cut, strict=True))


def test_the_loss_of_no_points_is_none() -> None:
    assert trainer({"data": {"train_percent": 100}}).test_loss is None
    assert trainer({"data": {"train_percent": 0}}).train_loss is None


def test_without_features_only_biases_learn() -> None:
    one = trainer({"features": []})
    one.advance_epochs(1)
    assert one.layers[0].weights.shape == (4, 0)
    assert np.all(one.layers[0].biases != 0.1)


def test_weights_after_zeros_start_at_zero_and_draws_are_spent() -> None:
    one = trainer({"initialization": {"scheme": "zeros"}})
    assert all(np.all(layer.weights == 0) and np.all(layer.biases == 0) for layer in one.layers)


@pytest.mark.parametrize(
    "patch",
    [
        {"optimizer": {"kind": "adam"}},
        {"loss": "huber"},
        {"batch": {"tail": "own"}},
        {"batch": {"order": "shuffled"}},
        {"initialization": {"scheme": "he"}},
        {"data": {"dataset": "three-spiral"}},
        {"regularization": {"dropout": 0.5}},
        {"schedule": {"kind": "cosine"}},
    ],
)
def test_what_playground_cannot_train_is_refused(patch: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="only"):
        trainer(patch)
