"""Laws of edits to a network on images whose programs are compiled in a thread, while the one before trains on."""

import numpy as np
import pytest

from engine import edits
from engine.stack import loaded
from tests.laws.test_stack import answers, trainer


def test_a_network_from_before_the_edit_is_trained_while_the_new_one_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    run = trainer()
    monkeypatch.setattr(loaded, "_PROGRAMS", {run.stacked._key: loaded._PROGRAMS[run.stacked._key]})
    run.compiled_elsewhere = True
    run.apply(edits.AddUnit(layer=0))
    assert run.program == "compiling"
    assert run.ready
    shown = answers(run)
    updates, old = run.updates, run.params()[0]["weights"]
    done = run.advance(5)
    assert (done.updates, run.updates) == (5, updates + 5)
    np.testing.assert_array_equal(run.params()[0]["weights"], old)  # the picture is of the new network
    run.specialize()
    assert run.catch_up()
    assert run.program == "specialized"
    assert not np.array_equal(run.params()[0]["weights"][:3], old[:3])  # what was learned meanwhile came along
    np.testing.assert_array_equal(run.params()[0]["weights"][3], old[3])
    twin = trainer(updates=12)
    np.testing.assert_allclose(answers(run), answers(twin), atol=1e-12)  # the new channel has no effect yet
    assert shown.shape == answers(run).shape


def test_how_far_a_new_shape_moved_the_answers_is_told_when_it_is_compiled() -> None:
    run = trainer([{"kind": "flatten"}, {"kind": "dense", "units": 7, "activation": "tanh"}])
    run.compiled_elsewhere = True
    before, x = answers(run), run.data.pixels.reshape(120, -1) / 255
    (_, hidden, head), kept = run.params(), [0, 1, 2, 4, 5, 6]
    units = np.tanh(x @ hidden["weights"].T + hidden["biases"])
    logits = units[:, kept] @ head["weights"][:, kept].T + head["biases"]
    after = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    report = run.apply(edits.RemoveUnit(layer=1, unit=3))
    assert report.output_change is run.output_change is None
    run.advance(5)  # what is learned meanwhile is no part of it
    while not run.catch_up():
        assert run.output_change is None
        assert run.specialize()
    assert run.output_change == pytest.approx(np.abs(after - before[:, 0]).max(), rel=1e-9)


def test_an_edit_that_comes_before_the_last_is_compiled_is_told_for_itself() -> None:
    run = trainer([{"kind": "flatten"}, {"kind": "dense", "units": 14, "activation": "tanh"}])
    run.compiled_elsewhere = True
    run.apply(edits.RemoveUnit(layer=1, unit=3))
    run.advance(5)
    assert run.apply(edits.Patch(patch={"optimizer": {"learning_rate": 0.5}})).output_change == 0.0
    run.apply(edits.RemoveUnit(layer=1, unit=0))
    while not run.catch_up():
        assert run.specialize()
    assert run.output_change is None  # what the network between them answered was never compiled


def test_the_new_network_takes_over_when_its_losses_cost_no_compile() -> None:
    run = trainer()
    run.compiled_elsewhere = True
    run.apply(edits.AddUnit(layer=3))
    steps = []
    while run.prepare():  # a program at a time
        steps.append((run.program, run.catch_up()))
    assert steps == [("compiling", False), ("specialized", True)]


def test_a_network_that_was_not_compiled_either_is_not_trained_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded, "_PROGRAMS", {})
    run = trainer(updates=0)
    run.compiled_elsewhere = True
    run.apply(edits.AddUnit(layer=0))
    assert (run.program, run.ready) == ("compiling", False)
    while run.prepare():
        pass
    assert run.catch_up()
    assert run.ready
