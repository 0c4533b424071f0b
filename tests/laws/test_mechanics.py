"""Laws that tie the lesson to the run: what the last line says of an update is what training then does."""

import json
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.optimizers import OPTIMIZERS
from engine.trainer import Trainer
from engine.validation import validate
from tests.engine.test_trainer import random_edit

SMALL = {"layers": [{"units": 5, "activation": "tanh"}, {"units": 3, "activation": "sigmoid"}], "precision": "float64"}


def assert_told(trainer: Trainer, bound: float = 1e-11) -> None:
    """The probe's new weights are those of the run after its next update."""
    told = trainer.probe("backprop")
    verdicts = {line["key"]: line["check"]["ok"] for line in told.info["lines"]}
    assert False not in verdicts.values()
    assert verdicts["W"] is True
    before = trainer.updates
    assert trainer.advance(1).updates == 1
    assert trainer.updates == before + 1
    for place, layer in enumerate(trainer.params(), 1):
        np.testing.assert_allclose(told.arrays[f"newW{place}"], layer["weights"].T, rtol=bound, atol=1e-13)
        np.testing.assert_allclose(told.arrays[f"newb{place}"], layer["biases"], rtol=bound, atol=1e-13)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.keys())
def test_the_last_line_is_the_next_update_for_every_optimizer(optimizer: str) -> None:
    trainer = Trainer(validate({**SMALL, "optimizer": {"kind": optimizer, "learning_rate": 0.01}}))
    for updates in (0, 1, 30):
        trainer.advance(updates)
        assert_told(trainer)


CASES: dict[str, dict[str, Any]] = {
    "carried tail": {"batch": {"size": 7}},
    "own tail": {"batch": {"size": 7, "tail": "own"}},
    "batch wider than a step": {"batch": {"size": 40, "tail": "own"}},
    "carried and wide": {"batch": {"size": 40}},
    "whole set": {"batch": {"size": 250}},
    "one sample": {"batch": {"size": 1}},
    "shuffled": {"batch": {"order": "shuffled", "size": 8}},
    "shuffled own tail": {"batch": {"order": "shuffled", "size": 8, "tail": "own"}},
    "l1 cuts links": {"regularization": {"l1": 0.1}},
    "l1 cuts no links": {"regularization": {"l1": 0.1, "dead_links": False}},
    "l2": {"regularization": {"l2": 0.1}},
    "penalties with adam": {"regularization": {"l2": 0.1, "l1": 0.01}, "optimizer": {"kind": "adam"}},
    "adamw": {"optimizer": {"kind": "adamw", "learning_rate": 0.01, "weight_decay": 0.1}},
    "cosine": {"schedule": {"kind": "cosine", "epochs": 4}},
    "three classes": {"data": {"dataset": "three-spiral"}, "loss": "cross_entropy"},
    "values": {"data": {"dataset": "reg-gauss"}, "loss": "huber"},
    "hinge": {"loss": "hinge"},
    "no hidden layer": {"layers": []},
    "no features": {"features": []},
    "of whole layers": {"layers": [{"units": 5, "activation": "maxout"}, {"units": 3, "activation": "softmax"}]},
    "wide": {"layers": [{"units": 20, "activation": "softplus"}, {"units": 40, "activation": "tanh"}]},
}


@pytest.mark.parametrize("name", CASES)
def test_the_last_line_is_the_next_update(name: str) -> None:
    trainer = Trainer(validate({**SMALL, **CASES[name]}))
    for updates in (0, 24, 12, 60):
        trainer.advance(updates)
        assert_told(trainer)
    trainer.advance_epochs(2)
    assert_told(trainer)


def test_the_last_line_is_the_next_update_of_the_specialized_program() -> None:
    for case in ("carried tail", "shuffled"):
        trainer = Trainer(validate({**SMALL, **CASES[case]}))
        assert trainer.specialize()
        for updates in (30, 41):
            trainer.advance(updates)
            assert_told(trainer)


def test_the_last_line_of_a_run_in_one_precision_is_its_update_to_that_precision() -> None:
    trainer = Trainer(validate({**SMALL, "precision": "float32"}))
    trainer.advance(20)
    told = trainer.probe("backprop").arrays
    trainer.advance(1)
    for place, layer in enumerate(trainer.params(), 1):
        np.testing.assert_allclose(told[f"newW{place}"], layer["weights"].T, rtol=1e-5, atol=1e-6)


@given(
    size=st.integers(1, 60), shuffled=st.booleans(), own=st.booleans(), lengths=st.lists(st.integers(0, 40), max_size=3)
)
@settings(max_examples=20)
def test_the_next_batch_is_found_from_anywhere(size: int, shuffled: bool, own: bool, lengths: list[int]) -> None:
    batch = {"size": size, "order": "shuffled" if shuffled else "fixed", "tail": "own" if own else "carried"}
    trainer = Trainer(validate({**SMALL, "batch": batch}))
    for length in lengths:
        trainer.advance(length)
    assert_told(trainer)


def test_after_any_edit_the_probes_answer_and_no_line_is_called_wrong() -> None:
    rng, trainer = random.Random(11), Trainer()
    for _ in range(60):
        trainer.apply(random_edit(trainer, rng))
        trainer.advance(rng.randrange(4))
        if trainer.stopped is not None:
            trainer.reset("same")
        told = trainer.probe("backprop", {"rows": rng.randrange(1, 33)})
        assert [line["key"] for line in told.info["lines"] if line["check"]["ok"] is False] == []
        layer = rng.randrange(len(trainer.experiment.layers) + 1)
        found = trainer.probe("gradient_of", {"target": {"kind": "unit", "layer": layer, "unit": 0}})
        json.dumps([told.info, found.info], allow_nan=False)
