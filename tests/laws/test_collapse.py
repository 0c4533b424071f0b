"""Several linear layers are one: collapsing them keeps the function, and undo brings them back; what depth needs."""

from functools import reduce
from typing import Any

import jax
import numpy as np
import pytest

from engine import edits
from engine.errors import InputError
from engine.trainer import Trainer
from engine.validation import validate
from tests.laws.test_surgery import labels, same

BOUND = {"float32": 1e-5, "float64": 1e-12}


def layered(*kinds: tuple[int, str], precision: str = "float64", **more: Any) -> Trainer:
    """A network of these hidden layers, trained a little, biases and all."""
    layers = [{"units": units, "activation": activation} for units, activation in kinds]
    trainer = Trainer(validate({"layers": layers, "precision": precision, **more}))
    trainer.advance(40)
    return trainer


@pytest.mark.parametrize("precision", BOUND)
@pytest.mark.parametrize(
    "kinds",
    [
        [(8, "linear"), (8, "linear")],
        [(3, "linear"), (64, "linear"), (5, "linear"), (2, "linear")],
        [(4, "tanh"), (3, "linear"), (6, "linear"), (5, "relu")],
        [(2, "linear"), (4, "tanh"), (7, "linear")],
        [(5, "linear"), (3, "prelu"), (4, "linear")],
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "more", [{}, {"data": {"dataset": "three-spiral"}, "loss": "cross_entropy"}], ids=["one", "three"]
)
def test_a_collapse_keeps_the_function(kinds: list[tuple[int, str]], precision: str, more: dict[str, Any]) -> None:
    trainer = layered(*kinds, precision=precision, **more)
    before = trainer.predict(trainer.data.points)
    report = trainer.apply(edits.CollapseLinear())
    change = np.abs(trainer.predict(trainer.data.points) - before).max()
    assert change <= BOUND[precision]
    assert report.output_change == change
    kept = [(units, activation) for units, activation in kinds if activation != "linear"]
    assert [(layer.units, layer.activation) for layer in trainer.experiment.layers] == kept


def test_what_is_left_is_the_product_of_the_matrices_and_the_biases_carried_through() -> None:
    trainer = layered((8, "linear"), (5, "linear"), features=["x", "y"])
    before = trainer.params()
    trainer.apply(edits.CollapseLinear())
    (after,) = trainer.params()
    matrix = reduce(lambda product, layer: layer["weights"] @ product, before, np.eye(2))
    bias = reduce(lambda carried, layer: layer["weights"] @ carried + layer["biases"], before, np.zeros(2))
    np.testing.assert_allclose(after["weights"], matrix, rtol=1e-13)
    np.testing.assert_allclose(after["biases"], bias, rtol=1e-13)


@pytest.mark.parametrize("precision", BOUND)
def test_undo_brings_every_layer_back_exactly_and_redo_collapses_again(precision: str) -> None:
    trainer = layered((4, "linear"), (3, "tanh"), (6, "linear"), (5, "linear"), precision=precision)
    document, params = trainer.experiment, trainer.params()
    trainer.apply(edits.CollapseLinear())
    changed, collapsed = trainer.experiment, trainer.params()
    assert trainer.undo_label == "Collapse 3 linear layers"
    trainer.undo()
    assert trainer.experiment == document
    assert labels(trainer) == (False, True), "one edit, however many layers"
    assert same(trainer.params(), params)
    trainer.redo()
    assert trainer.experiment == changed
    assert same(trainer.params(), collapsed)


def test_it_trains_on_after_a_collapse_and_after_its_undo() -> None:
    trainer = layered((4, "linear"), (3, "linear"), optimizer={"kind": "adam", "learning_rate": 0.01})
    for step in (lambda: trainer.apply(edits.CollapseLinear()), trainer.undo):
        step()
        before = trainer.params()
        assert trainer.advance(5).updates == 5
        assert not same(trainer.params(), before)
        assert trainer.train_loss is not None


def test_neither_a_collapse_nor_its_film_compiles_anything() -> None:
    """A network of other sizes has been through it: sizes are masks, never shapes."""
    compiled: list[str] = []

    def listen(event: str, duration_secs: float, **_more: str | int) -> None:
        if "backend_compile" in event:
            compiled.append(f"{event} {duration_secs}")

    def through_it(*kinds: tuple[int, str], **asked: Any) -> None:
        trainer = layered(*kinds, features=["x", "y"])
        for step in (lambda: trainer.apply(edits.CollapseLinear()), trainer.undo, trainer.redo):
            step()
            trainer.advance(3)
            trainer.probe("film", asked)

    through_it((4, "linear"), (3, "tanh"))
    jax.monitoring.register_event_duration_secs_listener(listen)
    try:
        through_it((7, "relu"), (2, "linear"), (5, "linear"), axes=[None, [3, 1]], per_line=121, grid=9)
    finally:
        jax.monitoring.unregister_event_duration_listener(listen)
    assert compiled == []


@pytest.mark.parametrize("kinds", [[(4, "tanh"), (2, "relu")], []], ids=["bent", "none"])
def test_where_no_hidden_layer_is_linear_nothing_is_collapsed(kinds: list[tuple[int, str]]) -> None:
    trainer = layered(*kinds)
    before, params, revision = trainer.experiment, trainer.params(), trainer.revision
    with pytest.raises(InputError) as caught:
        trainer.apply(edits.CollapseLinear())
    assert caught.value.path == "layers"
    assert caught.value.hint
    assert (trainer.experiment, trainer.revision, trainer.undo_label) == (before, revision, None)
    assert same(trainer.params(), params)


# ---- a disk inside a ring: what can be bent, and what cannot ---------------------------------------------------------


def best_accuracy(activation: str, *units: int, start: int = 0) -> float:
    """The best share of the training points right, looked at every 50 epochs of 400."""
    layers = [{"units": count, "activation": activation} for count in units]
    document = {
        "data": {"dataset": "circle", "noise": 0, "train_percent": 90}, "features": ["x", "y"], "layers": layers,
        "loss": "cross_entropy", "optimizer": {"kind": "adam", "learning_rate": 0.03}, "batch": {"size": 25},
        "initialization": {"scheme": "glorot", "start": start},
    }  # fmt: skip
    trainer, best = Trainer(validate(document)), 0.0
    for _ in range(8):
        trainer.advance_epochs(50)
        best = max(best, trainer.probe("metrics").info["accuracy_train"])
        if best == 1:
            break
    return best


@pytest.mark.parametrize("start", [0, 1, 2])
def test_a_disk_in_a_ring_takes_three_neurons_side_by_side(start: int) -> None:
    """A map of the plane to the plane without folds cannot pull them apart: width 2 is too little, at any depth.

    Source: Olah, Neural Networks, Manifolds, and Topology, 2014.
    """
    assert best_accuracy("tanh", 3, start=start) == 1
    assert best_accuracy("tanh", 2, start=start) < 0.95
    assert best_accuracy("tanh", 2, 2, start=start) < 0.995


def test_linear_layers_never_part_a_disk_from_its_ring() -> None:
    assert best_accuracy("linear", 8, 8) <= 0.61
