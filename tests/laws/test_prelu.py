"""Laws of PReLU: one slope a unit, learned without penalty, and kept by every edit that keeps the unit."""

from typing import Any

import numpy as np
import pytest

from engine import divergence, edits
from engine.errors import InputError, InputErrors
from engine.loaded import Loaded, Ran
from engine.position import Position
from engine.trainer import Trainer
from engine.validation import validate

Plane = np.ndarray

LAYERS = [{"units": 5, "activation": "prelu"}, {"units": 3, "activation": "tanh"}, {"units": 4, "activation": "prelu"}]
DOCUMENT = {"layers": LAYERS, "precision": "float64", "data": {"dataset": "circle"}}


def trained(updates: int = 40, **more: Any) -> Trainer:
    trainer = Trainer(validate({**DOCUMENT, **more}))
    trainer.advance(updates)
    return trainer


def slopes(trainer: Trainer, layer: int = 0) -> Plane:
    return trainer.params()[layer]["slopes"].copy()


def with_activation(layer: int, activation: str) -> edits.Patch:
    layers = [{**given, "activation": activation} if index == layer else given for index, given in enumerate(LAYERS)]
    return edits.Patch(patch={"layers": layers})


# ---- learning --------------------------------------------------------------------------------------------------------


def by_hand(trainer: Trainer, rows: Plane, rate: float) -> list[dict[str, Plane]]:
    """The parameters after one SGD step on these rows of the data, by numpy and nothing else."""
    layers = trainer.params()
    inputs = np.asarray(trainer.samples.inputs)[rows, :7]
    targets = np.asarray(trainer.samples.targets)[rows, :1]
    zs, outputs = [], [inputs]
    for layer in layers:
        zs.append(outputs[-1] @ layer["weights"].T + layer["biases"])
        bent = np.where(zs[-1] < 0, layer["slopes"] * zs[-1], zs[-1]) if "slopes" in layer else np.tanh(zs[-1])
        outputs.append(bent)
    along = (outputs[-1] - targets) / len(rows)  # ∂L/∂a
    after: list[dict[str, Plane]] = []
    for layer, z, before in zip(reversed(layers), reversed(zs), reversed(outputs[:-1]), strict=True):
        learned = "slopes" in layer
        slope = np.where(z < 0, layer["slopes"], 1.0) if learned else 1 - np.tanh(z) ** 2
        delta = along * slope
        new = {
            "weights": layer["weights"] - rate * delta.T @ before,
            "biases": layer["biases"] - rate * delta.sum(axis=0),
        }
        if learned:
            new["slopes"] = layer["slopes"] - rate * (along * np.minimum(z, 0)).sum(axis=0)
        after.insert(0, new)
        along = delta @ layer["weights"]
    return after


@pytest.mark.parametrize("program", ["padded", "specialized"])
def test_an_update_is_the_one_made_by_hand(program: str) -> None:
    trainer = trained(30)
    if program == "specialized":
        trainer.specialize()
    expected = by_hand(trainer, trainer.upcoming.rows, trainer.rate)
    trainer.advance(1)
    assert trainer.program == program
    for ours, theirs in zip(trainer.params(), expected, strict=True):
        assert ours.keys() == theirs.keys()
        for name in ours:
            np.testing.assert_allclose(ours[name], theirs[name], rtol=1e-12, atol=1e-14)


def test_slopes_start_at_a_quarter_and_part() -> None:
    np.testing.assert_array_equal(slopes(Trainer(validate(DOCUMENT))), np.full(5, 0.25))
    learned = slopes(trained(400))
    assert np.abs(learned - 0.25).max() > 0.01
    assert len(set(learned.tolist())) == 5, "each unit has its own"


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw"])
def test_no_penalty_moves_a_slope(optimizer: str) -> None:
    # With every weight at zero nothing comes back to the slopes: only a penalty could move them.
    trainer = Trainer(
        validate({
            **DOCUMENT,
            "optimizer": {"kind": optimizer, "weight_decay": 0.5},
            "regularization": {"l1": 0.1, "l2": 0.1},
            "initialization": {"scheme": "zeros"},
        })
    )  # fmt: skip
    trainer.advance(30)
    np.testing.assert_array_equal(slopes(trainer), np.full(5, 0.25))


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_the_gradient_is_the_slope_of_the_loss_by_finite_differences(precision: str) -> None:
    trainer = trained(precision=precision)
    exact = Trainer(trainer.experiment.model_copy(update={"precision": "float64"}))
    layers = trainer.params()
    for layer, unit in ((0, 1), (2, 3)):
        losses = []
        for step in (1e-5, -1e-5):
            nudged = [{name: plane.copy() for name, plane in planes.items()} for planes in layers]
            nudged[layer]["slopes"][unit] += step
            exact.set_params(nudged)
            assert exact.train_loss is not None
            losses.append(exact.train_loss)
        difference = (losses[0] - losses[1]) / 2e-5
        info = trainer.probe("unit", {"layer": layer, "unit": unit}).info
        assert info["slope_gradient"] == pytest.approx(difference, rel=1e-6 if precision == "float64" else 1e-3)
        of_loss = trainer.probe("gradient_of").arrays[f"slopes.{layer}"][unit]
        assert of_loss == pytest.approx(difference, rel=1e-6)


def test_gradient_of_a_unit_along_the_slopes_is_its_finite_difference() -> None:
    trainer, target = trained(), {"kind": "unit", "layer": 2, "unit": 1}
    found = trainer.probe("gradient_of", {"target": target}).arrays
    layers = trainer.params()
    for layer, unit in ((0, 2), (2, 1), (2, 0)):
        values = []
        for step in (1e-6, -1e-6):
            nudged = [{name: plane.copy() for name, plane in planes.items()} for planes in layers]
            nudged[layer]["slopes"][unit] += step
            other = Trainer(trainer.experiment)
            other.set_params(nudged)
            values.append(other.probe("gradient_of", {"target": target}).info["value"])
        assert found[f"slopes.{layer}"][unit] == pytest.approx((values[0] - values[1]) / 2e-6, rel=1e-6, abs=1e-9)


# ---- edits -----------------------------------------------------------------------------------------------------------


def test_a_switch_to_another_activation_and_back_keeps_what_was_learned() -> None:
    trainer = trained()
    learned = slopes(trainer)
    trainer.apply(with_activation(0, "tanh"))
    assert "slopes" not in trainer.params()[0]
    trainer.advance(10)
    trainer.apply(with_activation(0, "prelu"))
    np.testing.assert_array_equal(slopes(trainer), learned)


def test_a_layer_made_prelu_starts_at_a_quarter_and_counts_its_slopes() -> None:
    trainer = trained()
    count = trainer.network["parameters"]
    report = trainer.apply(with_activation(1, "prelu"))
    np.testing.assert_array_equal(slopes(trainer, 1), np.full(3, 0.25))
    assert (report.parameters_new, report.parameters_lost, report.parameters_kept) == (3, 0, count)
    assert trainer.network["parameters"] == count + 3
    report = trainer.undo()
    assert (report.parameters_new, report.parameters_lost, report.parameters_kept) == (0, 3, count)


def test_units_keep_their_slopes_when_others_come_and_go() -> None:
    trainer = trained()
    learned = slopes(trainer)
    trainer.apply(edits.AddUnit(layer=0))
    np.testing.assert_array_equal(slopes(trainer), [*learned, 0.25])
    trainer.apply(edits.RemoveUnit(layer=0, unit=1))
    np.testing.assert_array_equal(slopes(trainer), [*np.delete(learned, 1), 0.25])
    trainer.apply(edits.InsertLayer(at=0))
    trainer.apply(edits.RemoveLayer(at=2))
    np.testing.assert_array_equal(slopes(trainer, 1), [*np.delete(learned, 1), 0.25])
    for _ in range(4):
        trainer.undo()
    np.testing.assert_array_equal(slopes(trainer), learned)


def test_a_change_of_precision_or_optimizer_keeps_slopes() -> None:
    trainer = trained()
    learned = slopes(trainer)
    trainer.apply(edits.Patch(patch={"optimizer": {"kind": "adam"}}))
    np.testing.assert_array_equal(slopes(trainer), learned)
    trainer.apply(edits.Patch(patch={"precision": "float32"}))
    np.testing.assert_array_equal(slopes(trainer), learned.astype(np.float32))


def test_a_slope_is_set_and_that_is_undone() -> None:
    trainer = trained()
    learned, before = slopes(trainer), trainer.predict(trainer.data.points)
    trainer.apply(edits.SetSlope(layer=0, unit=2, value=-1.5))
    assert slopes(trainer)[2] == -1.5
    assert trainer.undo_label == "Slope of layer 1, neuron 3"
    assert np.abs(trainer.predict(trainer.data.points) - before).max() > 1e-3
    trainer.undo()
    np.testing.assert_array_equal(slopes(trainer), learned)
    trainer.redo()
    assert slopes(trainer)[2] == -1.5


@pytest.mark.parametrize("layer", [1, 3])
def test_no_slope_is_set_where_none_is_learned(layer: int) -> None:
    trainer = trained()
    with pytest.raises(InputError, match="layer: expected a layer of PReLU"):
        trainer.apply(edits.SetSlope(layer=layer, unit=0, value=1.0))


def test_reset_begins_at_a_quarter_and_undo_brings_the_slopes_back() -> None:
    trainer = trained()
    learned = slopes(trainer)
    trainer.reset()
    np.testing.assert_array_equal(slopes(trainer), np.full(5, 0.25))
    trainer.undo()
    np.testing.assert_array_equal(slopes(trainer), learned)


# ---- in and out ------------------------------------------------------------------------------------------------------


def test_a_restored_snapshot_trains_on_as_if_never_left() -> None:
    trainer = trained(37, optimizer={"kind": "adam", "learning_rate": 0.01}, batch={"size": 7})
    other = Trainer.restore(*trainer.snapshot())
    for each in (trainer, other):
        each.advance(50)
    for ours, theirs in zip(trainer.params(), other.params(), strict=True):
        for name in ours:
            np.testing.assert_array_equal(ours[name], theirs[name])


def test_a_snapshot_from_before_there_were_slopes_is_restored() -> None:
    trainer = Trainer(validate({**DOCUMENT, "layers": [{"units": 3}]}))
    trainer.advance(20)
    meta, arrays = trainer.snapshot()
    other = Trainer.restore(meta, {name: plane for name, plane in arrays.items() if "slopes" not in name})
    for each in (trainer, other):
        each.advance(20)
    np.testing.assert_array_equal(trainer.params()[0]["weights"], other.params()[0]["weights"])


def test_set_params_names_slopes_that_are_missing_or_not_learned() -> None:
    trainer = trained()
    layers = trainer.params()
    del layers[0]["slopes"]
    layers[1]["slopes"] = np.zeros(3)
    layers[2]["slopes"] = np.zeros(3)
    with pytest.raises(InputErrors) as caught:
        trainer.set_params(layers)
    assert [error.path for error in caught.value.errors] == [f"layers[{index}].slopes" for index in range(3)]


def test_a_slope_that_is_not_finite_is_a_divergence_in_its_layer() -> None:
    trainer = trained()
    broken = trainer.state.params._replace(slopes=np.asarray(trainer.state.params.slopes).copy())
    broken.slopes[2, 1] = np.inf
    loaded, state = Loaded(trainer.experiment, trainer.data), trainer.state._replace(params=broken)
    nothing = np.zeros(0)
    assert not divergence.is_sound(Ran(state, Position(), nothing, nothing, nothing), trained=True)
    assert divergence.failed_layer(loaded.params(state)) == 2


# ---- probes ----------------------------------------------------------------------------------------------------------


def test_every_line_of_the_update_holds_and_the_slopes_have_one() -> None:
    trainer = trained()
    info = trainer.probe("backprop").info
    assert [line["key"] for line in info["lines"] if "alpha" in line["key"]] == ["dalpha3", "dalpha1"]
    assert {line["key"]: line["check"]["ok"] for line in info["lines"] if line["check"]["ok"] is not True} == {}


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adamw"])
def test_the_updates_new_slopes_are_those_that_the_run_takes(optimizer: str) -> None:
    trainer = trained(30, optimizer={"kind": optimizer, "learning_rate": 0.01})
    found = trainer.probe("backprop").arrays
    trainer.advance(1)
    for layer in (0, 2):
        np.testing.assert_allclose(slopes(trainer, layer), found[f"newalpha{layer + 1}"], rtol=1e-12, atol=1e-15)


def test_a_slip_before_a_slope_shows_in_its_gradient() -> None:
    trainer = trained()
    info = trainer.probe("backprop", {"slip": "no_batch_mean"}).info
    assert info["cosines"]["dalpha1"]["cosine"] == pytest.approx(1.0, abs=1e-12)
    assert info["cosines"]["dalpha1"]["error"] > 0.5
    failed = {line["key"] for line in info["lines"] if line["check"]["ok"] is False}
    assert {"dalpha1", "dalpha3"} <= failed


def test_probes_show_the_curve_and_the_values_of_the_learned_slope() -> None:
    trainer = trained(300)
    trainer.apply(edits.SetSlope(layer=0, unit=1, value=-0.5))
    found = trainer.probe("unit", {"layer": 0, "unit": 1})
    z, a = found.arrays["curve_z"], found.arrays["curve_a"]
    np.testing.assert_allclose(a, np.where(z < 0, -0.5 * z, z), rtol=1e-6, atol=1e-6)
    np.testing.assert_array_equal(found.arrays["curve_slope"], np.where(z < 0, -0.5, 1.0))
    assert found.info["slope"] == -0.5
    assert "slope" not in trainer.probe("unit", {"layer": 1, "unit": 0}).info
    shown = trainer.probe("parameters").arrays
    np.testing.assert_allclose(shown["slopes.0"], slopes(trainer), rtol=1e-6)
    assert "slopes.1" not in shown


def test_a_copy_trained_by_the_lines_learns_the_runs_own_slopes() -> None:
    trainer = trained()
    found = trainer.probe("slip_training", {"slip": "no_batch_mean", "updates": 25}).arrays
    trainer.advance(25)
    assert trainer.train_loss is not None
    fresh = Trainer(trainer.experiment)
    fresh.set_params(trainer.params())  # the mean loss now, not that of the last epoch's end
    assert found["right"][-1] == pytest.approx(fresh.train_loss, rel=1e-10)
