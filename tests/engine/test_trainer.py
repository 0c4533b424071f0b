"""The trainer: advancing, stopping, diverging, resetting, snapshots, and edits that compile nothing."""

import random
from collections.abc import Callable
from typing import Any

import jax.monitoring
import numpy as np
import pytest

from engine import edits
from engine.activations import OF_LAYERS
from engine.errors import InputError, InputErrors
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.playground.reference import ReferenceTrainer
from engine.trainer import Trainer
from engine.validation import begun, validate
from engine.warming import warm


def test_advance_counts_updates_and_epochs() -> None:
    trainer = Trainer()
    assert trainer.advance(0).updates == 0
    done = trainer.advance(60)
    assert (done.updates, trainer.updates, trainer.epoch) == (60, 60, 2)
    np.testing.assert_array_equal(done.epochs, [1, 2])
    assert trainer.advance_epochs(1).updates == 15, "the epoch under way is finished"
    np.testing.assert_array_equal(trainer.history.epochs, [0, 1, 2, 3])


def test_losses_after_a_call_are_those_of_its_last_epoch() -> None:
    trainer, reference = Trainer(), ReferenceTrainer(validate({}))
    done = trainer.advance_epochs(3)
    reference.advance_epochs(3)
    assert trainer.train_loss == done.train[-1] == pytest.approx(reference.train_loss, abs=1e-14)


@pytest.mark.parametrize("document", [{}, {"data": {"dataset": "digits", "count": 100}}], ids=["points", "images"])
def test_losses_within_an_epoch_are_those_of_the_weights_once_observed(document: dict[str, Any]) -> None:
    trainer = Trainer(begun(document).experiment)
    trainer.advance_epochs(1)
    ended = trainer.train_loss, trainer.test_loss
    trainer.observe()
    assert (trainer.train_loss, trainer.test_loss) == ended
    trainer.advance(1)
    assert (trainer.train_loss, trainer.test_loss) == ended, "it costs nothing unasked"
    trainer.observe()
    twin = Trainer.restore(*trainer.snapshot())
    assert trainer.train_loss == twin.train_loss != ended[0]
    assert trainer.test_loss == twin.test_loss != ended[1]
    trainer.advance(1)
    trainer.advance_epochs(1)
    assert trainer.train_loss == trainer.history.train[-1]


def test_epoch_0_has_the_losses_of_what_stands_there() -> None:
    trainer = Trainer()
    version = trainer.history.version
    trainer.apply(edits.Patch(patch={"data": {"dataset": "circle"}}))
    assert (trainer.history.train.tolist(), trainer.history.test.tolist()) == (
        [trainer.train_loss],
        [trainer.test_loss],
    )
    assert trainer.history.version > version
    trainer.advance_epochs(2)
    past = trainer.history.train.tolist()
    trainer.apply(edits.Patch(patch={"data": {"dataset": "xor"}}))
    assert trainer.history.train.tolist() == past, "what was learned then stays"


def test_stop_after_epochs_is_exact_and_can_be_moved() -> None:
    trainer = Trainer(validate({"stop": {"epochs": 7}}))
    done = trainer.advance(10_000)
    assert trainer.epoch == 7
    assert done.stopped is not None
    assert done.stopped.reason == "epochs"
    assert trainer.advance(10).updates == 0
    with pytest.raises(InputError, match=r"stop\.epochs"):
        trainer.resume()
    trainer.apply(edits.Patch(patch={"stop": {"epochs": None}}))
    assert trainer.advance(25).updates == 25


def test_target_loss_stops_at_the_first_epoch_that_meets_it() -> None:
    free = Trainer()
    free.advance_epochs(60)
    target = float(np.sort(free.history.test[1:])[20])
    first = 1 + int(np.argmax(free.history.test[1:] <= target))
    assert first > 3
    trainer = Trainer(validate({"stop": {"target_loss": target}}))
    trainer.advance_epochs(60)
    assert trainer.epoch == first
    assert trainer.stopped is not None
    assert trainer.stopped.reason == "target_loss"
    assert trainer.test_loss == free.history.test[first]


def test_a_plateau_stops_and_can_be_gone_on_from() -> None:
    trainer = Trainer(validate({"stop": {"patience_epochs": 5}, "optimizer": {"learning_rate": 0}}))
    trainer.advance_epochs(50)
    assert trainer.stopped is not None
    assert trainer.stopped.reason == "plateau"
    assert trainer.epoch == 6, "epoch 1 sets the best, five do not better it"
    trainer.resume()
    trainer.advance_epochs(2)
    assert trainer.epoch == 8


def diverging() -> Trainer:
    layers = [{"units": 4, "activation": "linear"}, {"units": 2, "activation": "linear"}]
    document = {"data": {"dataset": "reg-plane"}, "layers": layers, "optimizer": {"learning_rate": 0.5}}
    return Trainer(validate({**document, "features": ["x", "y", "x_squared"]}))


def test_divergence_stops_says_where_and_offers_the_last_good_state() -> None:
    trainer = diverging()
    start = trainer.train_loss
    done = trainer.advance(5_000)
    stop = done.stopped
    assert stop is not None
    assert stop.reason == "diverged"
    assert stop.can_restore
    assert f"update {trainer.updates:,}" in stop.message
    assert stop.layer in (0, 1, 2)
    assert np.isfinite(done.train).all()
    assert np.isfinite(trainer.history.train).all()
    with pytest.raises(InputError):
        trainer.resume()
    trainer.restore_last_good()
    assert trainer.stopped is None
    assert trainer.train_loss is not None
    assert start is not None
    assert trainer.train_loss <= 4 * max(start, 1e-3)
    trainer.apply(edits.Patch(patch={"optimizer": {"learning_rate": 0.0001}}))
    assert trainer.advance(100).stopped is None


EDITS: dict[str, Callable[[Trainer], object]] = {
    "learning rate": lambda run: run.apply(edits.Patch(patch={"optimizer": {"learning_rate": 0.0001}})),
    "weight": lambda run: run.apply(edits.SetWeight(layer=0, unit=0, input=0, value=0.5)),
    "layer": lambda run: run.apply(edits.InsertLayer(at=1)),
    "undo": lambda run: run.undo(),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_of_a_network_that_diverged_goes_on_from_the_last_good_state(edit: str) -> None:
    trainer, twin = diverging(), diverging()
    for each in (trainer, twin):
        each.apply(edits.SetWeight(layer=0, unit=0, input=0, value=0.25))
        each.advance(5_000)
    twin.restore_last_good()
    for each in (trainer, twin):
        EDITS[edit](each)
    assert trainer.stopped is None
    assert (trainer.epoch, trainer.train_loss) == (twin.epoch, twin.train_loss)
    assert trainer.train_loss is not None
    assert trainer.history.train.tolist() == twin.history.train.tolist()
    for ours, theirs in zip(trainer.params(), twin.params(), strict=True):
        np.testing.assert_array_equal(ours["weights"], theirs["weights"])
    assert np.isfinite(trainer.params()[0]["weights"]).all()


def test_what_is_shown_alone_leaves_a_divergence_as_it_is() -> None:
    trainer = diverging()
    trainer.advance(5_000)
    trainer.apply(edits.Patch(patch={"display": {"discretize": True}}))
    assert trainer.stopped is not None
    with pytest.raises(InputError):
        trainer.apply(edits.SetWeight(layer=9, unit=0, input=0, value=0.5))
    assert trainer.stopped is not None


def test_a_state_that_is_not_sound_is_none_to_go_back_to() -> None:
    trainer = diverging()
    trainer.advance(5_000)
    back = Trainer.restore(*trainer.snapshot())
    assert back.stopped is not None
    assert not back.stopped.can_restore
    with pytest.raises(InputError):
        back.restore_last_good()


def test_a_divergence_of_the_loss_alone_does_not_blame_the_weights() -> None:
    document = {"data": {"dataset": "reg-plane"}, "layers": [], "features": ["x", "y"]}
    trainer = Trainer(validate({**document, "optimizer": {"learning_rate": 0.3}}))
    stop = trainer.advance_epochs(500).stopped
    assert stop is not None
    assert all(np.isfinite(plane).all() for layer in trainer.params() for plane in layer.values())
    assert "the loss is no longer finite, though every weight still is" in stop.message
    assert stop.layer is None


def test_the_update_that_diverges_is_the_first() -> None:
    trainer, slow = diverging(), diverging()
    trainer.advance(5_000)
    while slow.stopped is None:
        slow.advance(1)
    assert slow.updates == trainer.updates


def test_reset_same_repeats_the_run_and_new_starts_elsewhere() -> None:
    trainer = Trainer()
    trainer.advance_epochs(5)
    first = trainer.history.train.copy()
    trainer.reset("same")
    assert (trainer.epoch, len(trainer.history)) == (0, 1)
    trainer.advance_epochs(5)
    np.testing.assert_array_equal(trainer.history.train, first)
    trainer.reset("new")
    assert trainer.experiment.initialization.start == 1
    assert trainer.history.train[0] != first[0]
    trainer.undo()
    assert trainer.epoch == 5
    np.testing.assert_array_equal(trainer.history.train, first)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"batch": {"size": 7}},
        {"optimizer": {"kind": "adam"}, "regularization": {"dropout": 0.2}},
        {"batch": {"order": "shuffled"}, "precision": "float32"},
        {"regularization": {"l1": 0.03}},
    ],
    ids=["plain", "carried tail", "adam and dropout", "shuffled float32", "cut links"],
)
def test_a_restored_snapshot_trains_on_as_if_it_had_never_left(document: dict[str, Any]) -> None:
    stayed = Trainer(validate(document))
    stayed.advance(110)
    left = Trainer.restore(*stayed.snapshot())
    stayed.advance(130)
    left.advance(130)
    assert (left.epoch, left.updates, left.train_loss) == (stayed.epoch, stayed.updates, stayed.train_loss)
    np.testing.assert_array_equal(left.history.train, stayed.history.train)
    for ours, theirs in zip(left.params(), stayed.params(), strict=True):
        np.testing.assert_array_equal(ours["weights"], theirs["weights"])


def test_set_params_names_every_plane_that_does_not_fit() -> None:
    trainer = Trainer()
    before = trainer.params()
    bad = trainer.params()
    bad[0]["weights"] = np.zeros((3, 7))
    bad[2]["biases"] = np.array([np.nan])
    with pytest.raises(InputErrors) as caught:
        trainer.set_params(bad)
    assert [error.path for error in caught.value.errors] == ["layers[0].weights", "layers[2].biases"]
    np.testing.assert_array_equal(trainer.params()[0]["weights"], before[0]["weights"])


def test_the_schedule_changes_the_rate_by_epoch() -> None:
    trainer = Trainer(validate({"schedule": {"kind": "step", "epochs": 2, "factor": 0.5}}))
    rates = []
    for _ in range(5):
        rates.append(trainer.rate)
        trainer.advance_epochs(1)
    np.testing.assert_allclose(rates, [0.03, 0.03, 0.015, 0.015, 0.0075])


def random_edit(trainer: Trainer, rng: random.Random) -> Any:
    """An edit of any kind that the network as it is can take."""
    experiment = trainer.experiment
    depth = len(experiment.layers)
    patches: list[dict[str, Any]] = [
        {"optimizer": {"kind": rng.choice(OPTIMIZERS.keys()), "learning_rate": rng.choice([0.001, 0.03])}},
        {"data": {"noise": rng.randrange(50)}},
        {"data": {"train_percent": rng.randrange(10, 90)}},
        {"data": {"dataset": rng.choice(["circle", "three-spiral", "moons", "reg-gauss"])}},
        {"batch": {"size": rng.randrange(1, 60), "tail": rng.choice(["own", "carried"])}},
        {"regularization": {"l1": rng.choice([0, 0.01]), "l2": rng.choice([0, 0.1]), "dropout": rng.choice([0, 0.3])}},
        {"features": rng.sample(["x", "y", "x_squared", "sin_x", "sin_y"], rng.randrange(1, 6))},
        {"schedule": {"kind": rng.choice(["constant", "cosine", "warm_up"])}},
    ]
    losses = [loss.key for loss in LOSSES if experiment.problem in loss.tasks]
    patches.append({"loss": rng.choice(losses)})
    edit: list[Any] = [edits.Patch(patch=rng.choice(patches))]
    if depth < 8:
        activation = rng.choice([*OF_LAYERS.keys(), *["prelu", "softmax", "maxout"] * 6])
        edit.append(edits.InsertLayer(at=rng.randrange(depth + 1), activation=activation))
    if depth:
        layer = rng.randrange(depth)
        units = experiment.layers[layer].units
        edit.append(edits.RemoveLayer(at=layer))
        edit.append(edits.SetWeight(layer=layer, unit=0, input=0, value=rng.uniform(-1, 1)))
        if experiment.layers[layer].activation == "prelu":
            edit.append(edits.SetSlope(layer=layer, unit=0, value=rng.uniform(-1, 1)))
        if units < 64:
            edit.append(edits.AddUnit(layer=layer))
        if units > 1:
            edit.append(edits.RemoveUnit(layer=layer, unit=rng.randrange(units)))
    return rng.choice(edit)


@pytest.mark.slow
@pytest.mark.timeout(600)  # without a cache on disk it compiles every program of every width first
def test_two_hundred_live_edits_compile_nothing() -> None:
    warm()
    compiled: list[str] = []

    def listen(event: str, duration_secs: float, **_more: str | int) -> None:
        if "backend_compile" in event:
            compiled.append(f"{event} {duration_secs}")

    rng, trainer = random.Random(5), Trainer()
    jax.monitoring.register_event_duration_secs_listener(listen)
    try:
        for _ in range(200):
            trainer.apply(random_edit(trainer, rng))
            trainer.advance(3)
            if trainer.stopped is not None:
                trainer.reset("same")
            for name in ("maps", "output_map", "metrics", "gradients", "preactivations", "parameters"):
                trainer.probe(name)
            trainer.probe("unit", {"layer": 0, "unit": 0})
            trainer.probe("neuron", {"layer": 0, "unit": 0, "sample": rng.choice([None, 0])})
            trainer.probe("point", {"x": 1.0, "y": 0.5})
            trainer.probe("backprop", {"rows": rng.randrange(1, 33)})
            trainer.probe("gradient_of")
        while trainer.undo_label is not None:
            trainer.undo()
    finally:
        jax.monitoring.unregister_event_duration_listener(listen)
    assert compiled == []
