"""Laws of surgery: an edit that claims to keep the function keeps it, and undo brings back what an edit took away."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import edits
from engine.errors import InputError
from engine.experiment import Dense
from engine.surgery import align
from engine.trainer import Trainer
from engine.validation import validate


def trained(activation: str = "tanh", **more: Any) -> Trainer:
    """A small network with distinct weights, trained a little."""
    layers = [{"units": 5, "activation": activation}, {"units": 3, "activation": activation}]
    trainer = Trainer(validate({"layers": layers, "features": ["x", "y", "sin_x"], **more}))
    trainer.advance(40)
    return trainer


def labels(trainer: Trainer) -> tuple[bool, bool]:
    """Whether there is something to undo, and to redo."""
    return trainer.undo_label is not None, trainer.redo_label is not None


def same(one: list[dict[str, np.ndarray]], other: list[dict[str, np.ndarray]]) -> bool:
    return all(
        np.array_equal(a[name], b[name]) for a, b in zip(one, other, strict=True) for name in ("weights", "biases")
    )


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("layer", [0, 1])
def test_a_new_neuron_keeps_the_function_exactly(activation: str, layer: int) -> None:
    trainer = trained(activation)
    before = trainer.predict(trainer.data.points)
    report = trainer.apply(edits.AddUnit(layer=layer))
    np.testing.assert_array_equal(trainer.predict(trainer.data.points), before)
    assert report.output_change == 0.0
    assert np.abs(trainer.params()[layer]["weights"][-1]).min() > 0, "the new neuron listens"


def test_a_new_neuron_learns() -> None:
    trainer = trained()
    trainer.apply(edits.AddUnit(layer=0))
    trainer.advance(25)
    assert np.abs(trainer.params()[1]["weights"][:, -1]).min() > 0


def test_a_new_feature_keeps_the_function_exactly() -> None:
    trainer = trained()
    before = trainer.predict(trainer.data.points)
    trainer.apply(edits.Patch(patch={"features": ["x", "x_squared", "y", "sin_x"]}))
    np.testing.assert_array_equal(trainer.predict(trainer.data.points), before)
    assert trainer.experiment.features == ("x", "y", "x_squared", "sin_x")
    np.testing.assert_array_equal(trainer.params()[0]["weights"][:, 2], np.zeros(5))


@pytest.mark.parametrize(("activation", "exact"), [("relu", True), ("linear", True), ("tanh", False)])
@pytest.mark.parametrize("at", [1, 2])
def test_an_inserted_layer_is_the_identity_after_relu_or_when_linear(activation: str, exact: bool, at: int) -> None:
    trainer = trained(activation)
    before = trainer.predict(trainer.data.points)
    report = trainer.apply(edits.InsertLayer(at=at))
    change = np.abs(trainer.predict(trainer.data.points) - before).max()
    assert report.output_change == pytest.approx(change)
    assert (change < 1e-12) == exact
    np.testing.assert_array_equal(trainer.params()[at]["weights"], np.eye([5, 5, 3][at]))


def test_a_removed_linear_layer_keeps_the_function() -> None:
    layers = [{"units": 4, "activation": "tanh"}, {"units": 3, "activation": "linear"}]
    trainer = Trainer(validate({"layers": layers}))
    trainer.advance(30)
    before = trainer.predict(trainer.data.points)
    trainer.apply(edits.RemoveLayer(at=1))
    np.testing.assert_allclose(trainer.predict(trainer.data.points), before, atol=1e-13)


def test_a_removed_neuron_takes_only_its_own_weights() -> None:
    trainer = trained()
    before = trainer.params()
    trainer.apply(edits.RemoveUnit(layer=0, unit=1))
    after = trainer.params()
    np.testing.assert_array_equal(after[0]["weights"], np.delete(before[0]["weights"], 1, axis=0))
    np.testing.assert_array_equal(after[1]["weights"], np.delete(before[1]["weights"], 1, axis=1))
    np.testing.assert_array_equal(after[2]["weights"], before[2]["weights"])


EDITS: dict[str, Any] = {
    "add neuron": edits.AddUnit(layer=1),
    "remove neuron": edits.RemoveUnit(layer=0, unit=2),
    "insert layer": edits.InsertLayer(at=1, units=2, activation="relu"),
    "insert first layer": edits.InsertLayer(at=0),
    "remove layer": edits.RemoveLayer(at=0),
    "activation": edits.Patch(patch={"layers": [{"units": 5, "activation": "relu"}, {"units": 3}]}),
    "fewer features": edits.Patch(patch={"features": ["y"]}),
    "wide": edits.Patch(patch={"layers": [{"units": 30}, {"units": 3}]}),
    "data set": edits.Patch(patch={"data": {"dataset": "three-spiral"}}),
    "values": edits.Patch(patch={"data": {"dataset": "reg-gauss"}}),
    "noise": edits.Patch(patch={"data": {"noise": 25}}),
    "split": edits.Patch(patch={"data": {"train_percent": 80}}),
    "batch": edits.Patch(patch={"batch": {"size": 3}}),
    "rate": edits.Patch(patch={"optimizer": {"learning_rate": 0.3}}),
    "weight": edits.SetWeight(layer=1, unit=2, input=4, value=0.625),
    "bias": edits.SetBias(layer=2, unit=0, value=-0.375),
    "scheme": edits.Patch(patch={"initialization": {"scheme": "he"}}),
    "display": edits.Patch(patch={"display": {"discretize": True}}),
}


@pytest.mark.parametrize("name", EDITS)
def test_undo_and_redo_bring_back_document_and_weights_exactly(name: str) -> None:
    trainer = trained()
    document, params, history = trainer.experiment, trainer.params(), trainer.history.train.copy()
    trainer.apply(EDITS[name])
    changed, edited = trainer.experiment, trainer.params()
    assert labels(trainer) == (True, False)
    trainer.undo()
    assert trainer.experiment == document
    assert labels(trainer) == (False, True)
    assert same(trainer.params(), params)
    np.testing.assert_array_equal(trainer.history.train, history)
    trainer.redo()
    assert trainer.experiment == changed
    assert same(trainer.params(), edited)


def test_undo_keeps_what_was_learned_since() -> None:
    trainer = trained()
    trainer.apply(edits.AddUnit(layer=0))
    trainer.advance(50)
    learned = trainer.params()
    trainer.undo()
    np.testing.assert_array_equal(trainer.params()[0]["weights"], learned[0]["weights"][:5])
    np.testing.assert_array_equal(trainer.params()[2]["weights"], learned[2]["weights"])


def test_edits_of_one_group_are_one_step_of_undo() -> None:
    trainer = trained()
    before = trainer.params()
    for value in (0.1, 0.2, 0.3):
        trainer.apply(edits.SetWeight(layer=0, unit=0, input=0, value=value, group="drag 1"))
    trainer.undo()
    assert same(trainer.params(), before)
    assert trainer.undo_label is None


def test_a_drag_is_named_from_its_start_to_its_end() -> None:
    trainer = trained()
    for noise in (10, 20, 35):
        trainer.apply(edits.Patch(patch={"data": {"noise": noise}}, group="drag 2"))
    assert trainer.undo_label == "Noise 5\u202f% → 35\u202f%"
    trainer.undo()
    assert trainer.experiment.data.noise == 5


def test_moments_live_through_an_edit_and_die_with_the_optimizer() -> None:
    trainer = trained(optimizer={"kind": "adam", "learning_rate": 0.01})
    first = np.asarray(trainer.state.first.weights)[0, :5, :3]
    trainer.apply(edits.AddUnit(layer=0))
    np.testing.assert_array_equal(np.asarray(trainer.state.first.weights)[0, :5, :3], first)
    trainer.apply(edits.Patch(patch={"optimizer": {"kind": "momentum"}}))
    assert not np.asarray(trainer.state.first.weights).any()
    assert trainer.age == 0


def test_a_noise_change_moves_the_points_and_keeps_the_weights() -> None:
    trainer = trained()
    before, points = trainer.params(), trainer.data.points
    trainer.apply(edits.Patch(patch={"data": {"noise": 30}}))
    assert same(trainer.params(), before)
    shift = np.linalg.norm(trainer.data.points - points, axis=1)
    assert 0 < shift.max() < 0.5, "the same sample, only noisier"


@pytest.mark.parametrize(
    ("edit", "path"),
    [
        (edits.AddUnit(layer=2), "layer"),
        (edits.RemoveUnit(layer=0, unit=5), "unit"),
        (edits.RemoveLayer(at=2), "at"),
        (edits.InsertLayer(at=3), "at"),
        (edits.SetWeight(layer=0, unit=0, input=3, value=1.0), "input"),
        (edits.SetBias(layer=3, unit=0, value=1.0), "layer"),
    ],
)
def test_an_edit_of_what_is_not_there_changes_nothing(edit: Any, path: str) -> None:
    trainer = trained()
    before, params, revision = trainer.experiment, trainer.params(), trainer.revision
    with pytest.raises(InputError) as caught:
        trainer.apply(edit)
    assert caught.value.path == path
    assert (trainer.experiment, trainer.revision, trainer.undo_label) == (before, revision, None)
    assert same(trainer.params(), params)


layer_lists = st.lists(
    st.builds(Dense, units=st.integers(1, 6), activation=st.sampled_from(["tanh", "relu"])), max_size=5
)


@given(layer_lists, st.integers(0, 5))
def test_align_finds_an_inserted_layer(layers: list[Dense], place: int) -> None:
    place = min(place, len(layers))
    inserted = [*layers[:place], Dense(units=40, activation="sine"), *layers[place:]]
    matched = align(layers, inserted)
    assert [index for index in matched if index is not None] == list(range(len(layers)))
    assert matched[place] is None


@given(layer_lists, layer_lists)
def test_align_keeps_the_order(old: list[Dense], new: list[Dense]) -> None:
    matched = [index for index in align(old, new) if index is not None]
    assert matched == sorted(set(matched))
