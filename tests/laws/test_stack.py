"""Laws of networks on images: what training, edits and snapshots keep, and that every shown number is the network's."""

from typing import Any

import numpy as np
import pytest

from engine import edits
from engine.errors import InputError, InputErrors
from engine.experiment import Experiment
from engine.trainer import Trainer
from engine.validation import patched, validate

CONV = {"kind": "conv2d", "channels": 3, "kernel": 3, "activation": "tanh"}
SMALL: list[dict[str, Any]] = [
    CONV, {"kind": "max_pool"}, {"kind": "flatten"}, {"kind": "dense", "units": 5, "activation": "tanh"},
]  # fmt: skip


def experiment(layers: list[dict[str, Any]] | None = None, **more: Any) -> Experiment:
    """The digits, a few of them, in float64."""
    patch = {"data": {"dataset": "digits", "count": 120}, "precision": "float64", "layers": layers or SMALL}
    return patched(Experiment(), {**patch, **more})


def trainer(layers: list[dict[str, Any]] | None = None, updates: int = 7, **more: Any) -> Trainer:
    """A trainer some updates from its start."""
    made = Trainer(experiment(layers, **more))
    made.advance(updates)
    return made


def answers(of: Trainer) -> np.ndarray:
    """What it says of its images."""
    return of.predict(of.data.pixels)


def test_training_lowers_the_loss_and_counts_epochs() -> None:
    run = trainer(updates=0, optimizer={"kind": "adam", "learning_rate": 0.02})
    before = run.train_loss
    done = run.advance_epochs(12)
    assert before is not None
    assert done.train[-1] < 0.5 * before
    assert (run.epoch, run.updates) == (12, 12 * 3)  # 96 images in batches of 32
    assert len(run.history) == 13


def test_how_updates_are_dispatched_changes_nothing() -> None:
    whole, parts = trainer(updates=11), trainer(updates=0)
    for count in (1, 2, 5, 3):
        parts.advance(count)
    for ours, theirs in zip(whole.params(), parts.params(), strict=True):
        for name, plane in ours.items():
            np.testing.assert_array_equal(plane, theirs[name])


def test_one_update_is_the_gradient_of_the_batch() -> None:
    """`w ← w - η ∂(mean loss)/∂w`, with the gradient by finite differences of the answers' own loss."""
    rate = 0.5
    run = trainer(updates=0, optimizer={"kind": "sgd", "learning_rate": rate}, batch={"size": 96, "order": "fixed"})
    data, start, h = run.data, run.params(), 1e-5

    def loss(planes: list[dict[str, np.ndarray]]) -> float:
        run.set_params(planes)
        shown = run.predict(data.pixels[:96])
        return float(-np.log(np.take_along_axis(shown[:, 0], data.classes[:96], 1)).mean())

    slopes = {}
    for layer, name, at in (
        (0, "weights", (1, 0, 2, 1)),
        (0, "biases", (2,)),
        (3, "weights", (4, 7)),
        (4, "weights", (9, 2)),
    ):
        sides = []
        for sign in (1, -1):
            moved = [{key: plane.copy() for key, plane in planes.items()} for planes in start]
            moved[layer][name][at] += sign * h
            sides.append(loss(moved))
        slopes[layer, name, at] = (sides[0] - sides[1]) / (2 * h)
    run.set_params(start)
    run.advance(1)
    for (layer, name, at), slope in slopes.items():
        assert (start[layer][name][at] - run.params()[layer][name][at]) / rate == pytest.approx(
            slope, rel=1e-6, abs=1e-9
        )


def test_a_snapshot_trains_on_as_if_never_left() -> None:
    run = trainer()
    other = Trainer.restore(*run.snapshot())
    for each in (run, other):
        each.advance(9)
    assert (other.epoch, other.updates, other.train_loss) == (run.epoch, run.updates, run.train_loss)
    np.testing.assert_array_equal(answers(other), answers(run))


def test_a_grown_kernel_keeps_its_middle_and_the_function() -> None:
    run = trainer()
    before, kernel = answers(run), run.params()[0]["weights"]
    report = run.apply(edits.Patch(patch={"layers": [{**CONV, "kernel": 5}, *SMALL[1:]]}))
    np.testing.assert_allclose(answers(run), before, atol=1e-12)
    np.testing.assert_array_equal(run.params()[0]["weights"][:, :, 1:4, 1:4], kernel)
    assert (report.parameters_lost, report.parameters_new) == (0, 3 * 16)
    run.apply(edits.Patch(patch={"layers": SMALL}))
    np.testing.assert_array_equal(run.params()[0]["weights"], kernel)


def test_an_added_channel_has_no_effect_yet() -> None:
    run = trainer()
    before = answers(run)
    run.apply(edits.AddUnit(layer=0))
    np.testing.assert_allclose(answers(run), before, atol=1e-12)
    assert run.params()[0]["weights"].shape == (4, 1, 3, 3)
    assert np.any(run.params()[0]["weights"][3])
    run.advance(2)
    assert not np.allclose(answers(run), before)


def test_a_removed_channel_comes_back_whole_with_undo() -> None:
    run = trainer()
    before = answers(run)
    run.apply(edits.RemoveUnit(layer=0, unit=1))
    assert run.params()[0]["weights"].shape == (2, 1, 3, 3)
    assert not np.allclose(answers(run), before)
    run.undo()
    np.testing.assert_allclose(answers(run), before, atol=1e-12)


@pytest.mark.parametrize(
    ("edit", "kept"),
    [
        (edits.AddUnit(layer=0), True),
        (edits.RemoveUnit(layer=3, unit=2), False),
        (edits.Patch(patch={"optimizer": {"learning_rate": 0.5}}), True),
        (edits.Patch(patch={"data": {"noise": 30.0}}), True),
    ],
    ids=["add a channel", "remove a neuron", "learning rate", "other images"],
)
def test_an_edit_tells_how_far_the_answers_moved(edit: Any, kept: bool) -> None:
    run = trainer()
    given, before = run.data.pixels, answers(run)
    report = run.apply(edit)
    moved = np.abs(run.predict(given) - before).max()
    assert report.output_change == moved
    assert (moved < 1e-12) == kept
    run.compiled_elsewhere = True
    assert run.apply(edits.Patch(patch={"batch": {"size": 16}})).output_change == 0.0
    assert run.apply(edits.InsertLayer(at=1, kind="layer_norm")).output_change is None  # it would cost a compile


def test_answers_to_images_of_another_shape_are_not_compared() -> None:
    run = trainer([{"kind": "flatten"}])
    wide = {"data": {"dataset": "mnist1d", "count": 100}, "layers": [{"kind": "flatten"}]}
    for _ in range(2):  # the second time both networks have been looked through
        assert run.apply(edits.Patch(patch=wide)).output_change is None
        answers(run)
        assert run.undo().output_change is None
        answers(run)


def test_an_inserted_linear_convolution_hands_on_what_it_is_fed() -> None:
    run = trainer([{**CONV, "activation": "relu"}, *SMALL[1:]])
    before = answers(run)
    run.apply(edits.InsertLayer(at=1, kind="conv2d"))  # as the one before it: ReLU after ReLU changes nothing
    assert [layer.kind for layer in run.experiment.layers[:2]] == ["conv2d", "conv2d"]
    np.testing.assert_allclose(answers(run), before, atol=1e-12)


@pytest.mark.parametrize(
    "edit",
    [
        edits.RemoveLayer(at=1),
        edits.RemoveLayer(at=3),
        edits.Patch(patch={"layers": [{**CONV, "stride": 2}, SMALL[2], SMALL[3]]}),
        edits.Patch(patch={"optimizer": {"kind": "rmsprop"}}),
        edits.Patch(patch={"batch": {"size": 7}}),
        edits.Patch(patch={"data": {"noise": 20.0}}),
        edits.Patch(patch={"data": {"train_percent": 50.0}}),
    ],
    ids=lambda edit: str(edit.model_dump(exclude_defaults=True)),
)
def test_after_any_edit_it_trains_on_and_undo_takes_it_back(edit: Any) -> None:
    run = trainer()
    before, document = answers(run), run.experiment
    run.apply(edit)
    run.advance(3)
    assert np.isfinite(answers(run)).all()
    run.undo()
    assert run.experiment == document
    assert answers(run).shape == before.shape


def test_points_and_images_are_one_run_and_undo_goes_back_to_the_very_weights() -> None:
    run = Trainer()
    run.advance(20)
    points, params = run.experiment, run.params()
    run.apply(edits.Patch(patch={"data": {"dataset": "digits", "count": 100}}))
    assert run.network["family"] == "images"
    assert run.experiment.layers[0].kind == "conv2d"
    run.advance(2)
    run.undo()
    assert run.experiment == points
    np.testing.assert_array_equal(run.params()[0]["weights"], params[0]["weights"])
    run.redo()
    assert run.network["family"] == "images"


def test_what_cannot_fit_is_refused_with_the_mend() -> None:
    with pytest.raises(InputErrors) as caught:
        experiment([CONV, {"kind": "dense", "units": 3}])
    assert caught.value.errors[0].path == "layers[1]"
    assert "flatten" in caught.value.errors[0].hint
    with pytest.raises(InputErrors) as caught:
        validate({**Experiment().to_dict(), "layers": [CONV]})
    assert caught.value.errors[0].path == "layers[0].kind"


def test_a_probe_of_points_is_refused_by_name() -> None:
    run = trainer()
    with pytest.raises(InputError) as caught:
        run.probe("maps")
    assert caught.value.path == "probe"
    assert "image" in caught.value.expected


def test_weights_are_set_one_by_one_and_taken_back() -> None:
    run = trainer()
    before = run.params()
    run.apply(edits.SetWeight(layer=0, unit=2, input=4, value=0.25))
    assert run.params()[0]["weights"][2, 0, 1, 1] == 0.25
    run.apply(edits.SetBias(layer=3, unit=1, value=-3.0))
    assert run.params()[3]["biases"][1] == -3.0
    run.undo()
    run.undo()
    for ours, theirs in zip(run.params(), before, strict=True):
        for name, plane in ours.items():
            np.testing.assert_array_equal(plane, theirs[name])


def test_divergence_says_where_and_goes_back() -> None:
    steep = [{**layer, "activation": "relu"} if "activation" in layer else layer for layer in SMALL]
    run = trainer(steep, optimizer={"kind": "sgd", "learning_rate": 1000.0}, regularization={"l2": 1000.0}, updates=0)
    run.advance_epochs(100)
    assert run.stopped is not None
    assert run.stopped.reason == "diverged"
    run.restore_last_good()
    assert all(np.isfinite(plane).all() for planes in run.params() for plane in planes.values())


def test_layers_of_another_kind_in_place_of_all_learn() -> None:
    """Nothing of the old layers can be handed on: the new ones are drawn, and no unit is left without inputs."""
    run = trainer(optimizer={"kind": "adam", "learning_rate": 0.02})
    dense = [{"kind": "flatten"}, *({"kind": "dense", "units": units, "activation": "relu"} for units in (24, 12))]
    run.apply(edits.Patch(patch={"layers": dense}))
    before = run.train_loss
    assert before is not None
    run.advance_epochs(15)
    assert run.train_loss is not None
    assert run.train_loss < 0.5 * before


def test_a_layer_grows_as_wide_as_images_take_and_undo_takes_it_back() -> None:
    run = trainer([{"kind": "flatten"}, {"kind": "dense", "units": 5}])
    before = answers(run)
    run.apply(edits.Patch(patch={"layers": [{"kind": "flatten"}, {"kind": "dense", "units": 512}]}))
    np.testing.assert_allclose(answers(run), before, atol=1e-12)
    with pytest.raises(InputErrors) as caught:
        run.apply(edits.AddUnit(layer=1))
    assert (caught.value.errors[0].path, caught.value.errors[0].expected) == (
        "layers[1].units", "a whole number, 1 to 512",
    )  # fmt: skip
    run.undo()
    np.testing.assert_allclose(answers(run), before, atol=1e-12)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_every_kind_of_layer_trains_and_comes_back_from_a_snapshot(optimizer: str) -> None:
    """Dropout, both norms and a residual block in one stack: what is averaged and drawn goes on as it was."""
    layers: list[dict[str, Any]] = [
        CONV, {"kind": "batch_norm", "activation": "relu"}, {"kind": "residual", "channels": 4}, {"kind": "layer_norm"},
        {"kind": "average_pool"}, {"kind": "dropout", "rate": 0.2}, {"kind": "global_pool"},
    ]  # fmt: skip
    run = trainer(layers, optimizer={"kind": optimizer, "learning_rate": 0.01})
    averages = run.params()[1]
    assert not np.allclose(averages["mean"], 0)
    other = Trainer.restore(*run.snapshot())
    for each in (run, other):
        each.advance(5)
    np.testing.assert_array_equal(answers(other), answers(run))
    assert not np.array_equal(run.params()[1]["variance"], averages["variance"])
    run.apply(edits.AddUnit(layer=0))
    run.advance(2)
    assert np.isfinite(answers(run)).all()
