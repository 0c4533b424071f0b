"""Laws of softmax and maxout in hidden layers: every program, probe and edit knows that a unit is not alone."""

from typing import Any

import numpy as np
import pytest

from engine import edits
from engine.trainer import Trainer
from engine.validation import validate

LAYERS = [{"units": 5, "activation": "maxout"}, {"units": 3, "activation": "softmax"}]
DOCUMENT: dict[str, Any] = {"layers": LAYERS, "precision": "float64", "features": ["x", "y"]}


@pytest.fixture
def trainer() -> Trainer:
    """A network of both, trained a little."""
    one = Trainer(validate(DOCUMENT))
    one.advance(40)
    return one


def by_numpy(trainer: Trainer, points: np.ndarray) -> list[np.ndarray]:
    """The outputs of every layer, by the definitions."""
    a, outputs = points, []
    for layer, name in zip(trainer.params(), ("maxout", "softmax", "tanh"), strict=True):
        z = a @ layer["weights"].T + layer["biases"]
        if name == "maxout":
            a = np.stack([z[:, j - j % 2 : j - j % 2 + 2].max(axis=1) for j in range(z.shape[1])], axis=1)
        else:
            a = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) if name == "softmax" else np.tanh(z)
        outputs.append(a)
    return outputs


def test_every_view_has_the_values_of_the_definitions(trainer: Trainer) -> None:
    points = np.random.default_rng(1).uniform(-6, 6, size=(5, 2))
    np.testing.assert_allclose(trainer.predict(points)[:, 0], by_numpy(trainer, points)[-1][:, 0], rtol=1e-12)
    for point in points:
        expected = np.concatenate([a[0] for a in by_numpy(trainer, point[None])])
        found = trainer.probe("point", {"x": float(point[0]), "y": float(point[1])}).arrays["outputs"]
        np.testing.assert_allclose(found, expected, rtol=1e-6)
    for layer, unit in ((0, 1), (0, 4), (1, 2)):  # the pictures are of float32, and columns
        seen = trainer.probe("unit", {"layer": layer, "unit": unit, "resolution": 12})
        side = np.linspace(-6, 6, 12)
        x, y = np.meshgrid(side, side[::-1])
        expected = by_numpy(trainer, np.stack([x.ravel(), y.ravel()], axis=1))[layer][:, unit].reshape(12, 12)
        drawn = seen.info["center"] + seen.info["scale"] * (seen.arrays["map"].astype(float) - 128) / 127
        within = np.abs(expected - seen.info["center"]) < seen.info["scale"]
        assert within.any()
        np.testing.assert_allclose(drawn[within], expected[within], atol=0.51 * seen.info["scale"] / 127)


@pytest.mark.parametrize(("layer", "unit"), [(0, 1), (0, 4), (1, 2)])
def test_the_gradient_is_the_slope_of_the_loss_by_finite_differences(trainer: Trainer, layer: int, unit: int) -> None:
    found, layers, losses = trainer.probe("unit", {"layer": layer, "unit": unit}), trainer.params(), []
    for step in (1e-5, -1e-5):
        nudged = [{name: plane.copy() for name, plane in planes.items()} for planes in layers]
        nudged[layer]["weights"][unit, 1] += step
        other = Trainer(trainer.experiment)
        other.set_params(nudged)
        assert other.train_loss is not None
        losses.append(other.train_loss)
    assert found.arrays["gradients"][1] == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=1e-4, abs=1e-8)


def test_every_line_holds_and_the_last_is_the_update(trainer: Trainer) -> None:
    info = trainer.probe("backprop").info
    assert {line["key"]: line["check"]["ok"] for line in info["lines"] if line["check"]["ok"] is not True} == {}
    found = trainer.probe("backprop").arrays
    trainer.advance(1)
    for number, layer in enumerate(trainer.params(), 1):
        np.testing.assert_allclose(found[f"newW{number}"].T, layer["weights"], rtol=1e-11, atol=1e-14)


def test_a_copy_trained_by_the_lines_learns_as_the_run_does(trainer: Trainer) -> None:
    found = trainer.probe("slip_training", {"slip": "transposed_weights", "updates": 25}).arrays
    trainer.advance(25)
    fresh = Trainer(trainer.experiment)
    fresh.set_params(trainer.params())
    assert fresh.train_loss is not None
    assert found["right"][-1] == pytest.approx(fresh.train_loss, rel=1e-10)
    assert abs(found["slipped"][-1] - found["right"][-1]) > 1e-6


@pytest.mark.parametrize(("layer", "moves"), [(0, True), (1, True)])
def test_a_new_neuron_moves_its_neighbors_and_the_report_says_how_far(
    trainer: Trainer, layer: int, moves: bool
) -> None:
    """A fifth sum of pairs gets a partner, and shares of 1 are shared out among one more."""
    before = trainer.predict(trainer.data.points)
    report = trainer.apply(edits.AddUnit(layer=layer))
    change = float(np.abs(trainer.predict(trainer.data.points) - before).max())
    assert report.output_change == pytest.approx(change, rel=1e-9)
    assert (change > 1e-3) == moves
    trainer.undo()
    np.testing.assert_array_equal(trainer.predict(trainer.data.points), before)


def test_a_switch_back_and_forth_keeps_the_weights(trainer: Trainer) -> None:
    before = trainer.params()
    for name in ("tanh", "softmax", "prelu", "maxout"):
        trainer.apply(edits.Patch(patch={"layers": [{**LAYERS[0], "activation": name}, LAYERS[1]]}))
    for ours, theirs in zip(trainer.params(), before, strict=True):
        np.testing.assert_array_equal(ours["weights"], theirs["weights"])
