"""Laws: the padded program and the specialized program give the same numbers, however training is cut into calls."""

from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.optimizers import OPTIMIZERS
from engine.programs.random import epoch_order, kept
from engine.trainer import Trainer
from engine.validation import validate

SMALL = {"layers": [{"units": 5, "activation": "tanh"}, {"units": 3, "activation": "sigmoid"}], "precision": "float64"}


def pair(document: dict[str, Any]) -> tuple[Trainer, Trainer]:
    """The same experiment on the padded and on the specialized program."""
    one, other = Trainer(validate(document)), Trainer(validate(document))
    assert other.specialize()
    return one, other


def assert_same(one: Trainer, other: Trainer, bound: float = 1e-11) -> None:
    """Position, losses and parameters agree."""
    assert (one.epoch, one.updates) == (other.epoch, other.updates)
    np.testing.assert_allclose(one.history.train, other.history.train, rtol=bound, atol=bound)
    for ours, theirs in zip(one.params(), other.params(), strict=True):
        assert ours.keys() == theirs.keys()
        for name in ours:
            np.testing.assert_allclose(ours[name], theirs[name], rtol=bound, atol=bound)


PRELU = [{"units": 5, "activation": "prelu"}, {"units": 3, "activation": "tanh"}, {"units": 4, "activation": "prelu"}]

WHOLE = [
    {"units": 5, "activation": "maxout"},
    {"units": 3, "activation": "softmax"},
    {"units": 4, "activation": "maxout"},
]

CASES: dict[str, dict[str, Any]] = {
    "carried tail": {"batch": {"size": 7}},
    "own tail": {"batch": {"size": 7, "tail": "own"}},
    "batch wider than a step": {"batch": {"size": 40, "tail": "own"}},
    "whole set": {"batch": {"size": 250}},
    "batch never full": {"batch": {"size": 300}},
    "shuffled": {"batch": {"order": "shuffled"}},
    "dropout": {"regularization": {"dropout": 0.3}, "batch": {"size": 20, "tail": "own"}},
    "l1 cuts links": {"regularization": {"l1": 0.03}},
    "l2 with adam": {"regularization": {"l2": 0.01}, "optimizer": {"kind": "adam", "learning_rate": 0.01}},
    "adamw": {"optimizer": {"kind": "adamw", "learning_rate": 0.01, "weight_decay": 0.1}},
    "cosine": {"schedule": {"kind": "cosine", "epochs": 4}},
    "no test data": {"data": {"train_percent": 100}},
    "three classes": {"data": {"dataset": "three-spiral"}, "loss": "cross_entropy"},
    "values": {"data": {"dataset": "reg-gauss"}, "loss": "huber"},
    "no hidden layer": {"layers": []},
    "no features": {"features": []},
    "one wide layer": {"layers": [{"units": 20, "activation": "relu"}]},
    "learned slopes": {"layers": PRELU},
    "learned slopes, dropout, own tail": {
        "layers": PRELU,
        "regularization": {"dropout": 0.3},
        "batch": {"size": 20, "tail": "own"},
    },
    "whole layers": {"layers": WHOLE},
    "whole layers, dropout, own tail": {
        "layers": WHOLE,
        "regularization": {"dropout": 0.3},
        "batch": {"size": 20, "tail": "own"},
    },
    "whole layers, penalties": {"layers": WHOLE, "regularization": {"l1": 0.01, "l2": 0.02}},
    "learned slopes, penalties": {"layers": PRELU, "regularization": {"l1": 0.01, "l2": 0.02}},
}


@pytest.mark.parametrize("name", CASES)
def test_padded_is_specialized_over_calls_of_any_length(name: str) -> None:
    one, other = pair({**SMALL, **CASES[name]})
    for updates in (1, 30, 4, 61):
        done = one.advance(updates), other.advance(updates)
        assert done[0].updates == done[1].updates
    assert (one.program, other.program) == ("padded", "specialized")
    assert_same(one, other)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.keys())
def test_padded_is_specialized_for_every_optimizer(optimizer: str) -> None:
    one, other = pair({**SMALL, "layers": PRELU, "optimizer": {"kind": optimizer, "learning_rate": 0.01}})
    one.advance(60)
    other.advance(60)
    assert_same(one, other)


@given(
    weights=st.lists(st.floats(-2, 2), min_size=15, max_size=15),
    size=st.integers(1, 60),
    lengths=st.lists(st.integers(1, 40), min_size=1, max_size=4),
)
@settings(max_examples=25)
def test_the_cut_into_calls_does_not_matter(weights: list[float], size: int, lengths: list[int]) -> None:
    document = {"features": ["x", "y"], "layers": [{"units": 3, "activation": "tanh"}], "batch": {"size": size}}
    whole, cut = Trainer(validate(document)), Trainer(validate(document))
    params = [
        {"weights": np.reshape(weights[:6], (3, 2)), "biases": np.array(weights[6:9])},
        {"weights": np.reshape(weights[9:12], (1, 3)), "biases": np.array(weights[12:13])},
    ]
    for trainer in (whole, cut):
        trainer.set_params(params)
    whole.advance(sum(lengths))
    for length in lengths:
        cut.advance(length)
    assert whole.epoch == cut.epoch
    for ours, theirs in zip(whole.params(), cut.params(), strict=True):
        np.testing.assert_array_equal(ours["weights"], theirs["weights"])


def test_dropout_leaves_out_its_share_and_keeps_the_mean() -> None:
    rows, units, number = np.arange(400, dtype=np.int32), np.arange(50, dtype=np.int32), np.int32(3)
    factors = np.asarray(jax.jit(kept)(np.uint32(7), np.float64(0.3), number, number, rows[:, None], units))
    assert set(np.unique(factors)) == {0.0, 1 / 0.7}
    assert (factors == 0).mean() == pytest.approx(0.3, abs=0.015)
    assert factors.mean() == pytest.approx(1.0, abs=0.02)
    assert np.abs(np.corrcoef(factors[:, :10].T) - np.eye(10)).max() < 0.2


def test_shuffled_order_is_a_new_permutation_each_epoch() -> None:
    order_of = jax.jit(epoch_order, static_argnums=3)
    orders = [np.asarray(order_of(np.uint32(9), np.int32(epoch), np.int32(250), 1280)) for epoch in range(3)]
    for order in orders:
        assert sorted(order[:250]) == list(range(250))
        np.testing.assert_array_equal(order[250:], np.arange(250, 1280))
    assert not np.array_equal(orders[0], orders[1])
    assert not np.array_equal(orders[1], orders[2])
