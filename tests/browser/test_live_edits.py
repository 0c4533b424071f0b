"""Every edit, by the page's own controls, while it trains: the epoch goes on, weights are kept, undo and redo work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page

from tests.browser.app import App

EPOCHS_BEFORE = 100
UPDATES_PER_S = 20.0
FARTHEST = 0.06  # that one update takes a parameter at these learning rates, as a part of the way so far
SLOWLY = 0.2  # around an edit: however long it takes until the weights are read, they have learned next to nothing


@dataclass(frozen=True)
class Edit:
    """What a person does, what the experiment `e` then is, and which layers go on as they were."""

    name: str
    do: Callable[[Page], object]
    then: str
    kept: tuple[int, ...] = (0, 1, 2)


def button(name: str) -> Callable[[Page], object]:
    return lambda page: page.get_by_role("button", name=name, exact=True).click()


def field(page: Page, path: str) -> Locator:
    return page.locator(f"#field-{path.replace('.', '-')}")


def typed(path: str, text: str) -> Callable[[Page], object]:
    """Type into the number box of a field, and press Enter."""

    def do(page: Page) -> None:
        box = field(page, path).locator("input[inputmode=decimal]")
        box.fill(text)
        box.press("Enter")

    return do


def chosen(label: str, option: str) -> Callable[[Page], object]:
    return lambda page: page.get_by_label(label, exact=True).select_option(option)


def slid(label: str, key: str) -> Callable[[Page], object]:
    return lambda page: page.get_by_role("slider", name=label, exact=True).press(key)


def inside(group: str, name: str) -> Callable[[Page], object]:
    """A button of a group in the settings."""
    return lambda page: (
        page.locator(".settings").get_by_role("group", name=group).get_by_label(name, exact=True).click()
    )


LAYERS = "e.layers.map((layer) => layer.units).join()"
WITHOUT_LAST = "e.features.join() === 'x,y,x_squared,y_squared,x_times_y,sin_x'"

EDITS = {
    "the network": [
        Edit("a neuron added", button("Add a neuron to hidden layer 1"), f"{LAYERS} === '5,2'"),
        Edit("a neuron removed", button("Remove a neuron from hidden layer 1"), f"{LAYERS} === '3,2'"),
        Edit(
            "a layer inserted first", button("Insert a layer before hidden layer 1"), f"{LAYERS} === '2,4,2'", (-2, -1)
        ),
        Edit("a layer inserted last", button("Insert a layer before the output"), f"{LAYERS} === '4,2,2'", (0, 1)),
        Edit("a layer removed", button("Remove hidden layer 2"), f"{LAYERS} === '4'", (0,)),
        Edit("an activation", chosen("Activation of hidden layer 2", "relu"), "e.layers[1].activation === 'relu'"),
        Edit("a feature off", inside("Features", "Feature sin x₂"), WITHOUT_LAST),
    ],
    "learning": [
        Edit("a learning rate typed", typed("optimizer.learning_rate", "0.05"), "e.optimizer.learning_rate === 0.05"),
        Edit(
            "a learning rate from the list",
            chosen("Learning rate: usual values", "0.1"),
            "e.optimizer.learning_rate === 0.1",
        ),
        Edit("an optimizer", chosen("Optimizer", "momentum"), "e.optimizer.kind === 'momentum'"),
        Edit("a schedule", chosen("Schedule", "cosine"), "e.schedule.kind === 'cosine'"),
        Edit("a loss", chosen("Loss", "cross_entropy"), "e.loss === 'cross_entropy'"),
        Edit("L1", typed("regularization.l1", "0.001"), "e.regularization.l1 === 0.001"),
        Edit("L2", chosen("L2 rate: usual values", "0.003"), "e.regularization.l2 === 0.003"),
        Edit("dropout", slid("Dropout", "ArrowRight"), "e.regularization.dropout === 0.05"),
        Edit("a batch size", typed("batch.size", "16"), "e.batch.size === 16"),
    ],
    "data and display": [
        Edit("a noise", slid("Noise", "ArrowRight"), "e.data.noise === 10"),
        Edit("a split", slid("Training share", "ArrowRight"), "e.data.train_percent === 60"),
        Edit("a data set", inside("Data set", "Exclusive or"), "e.data.dataset === 'xor'"),
        Edit(
            "a problem", lambda page: page.get_by_text("Values", exact=True).click(), "e.data.dataset === 'reg-plane'"
        ),
        Edit(
            "test data shown", lambda page: page.get_by_label("Show test data").check(force=True), "e.display.show_test"
        ),
        Edit(
            "a map of two colors",
            lambda page: page.get_by_label("Discretize output").check(force=True),
            "e.display.discretize",
        ),
    ],
}


@pytest.fixture
def initial(desktop: App) -> list[dict[str, Any]]:
    """The weights that the run begins with."""
    return parameters(desktop)


@pytest.fixture
def training(desktop: App, initial: object) -> App:
    """A run that has learned for a while and goes on learning."""
    desktop.command({"type": "step", "epochs": EPOCHS_BEFORE})
    desktop.command({"type": "play", "updates_per_s": UPDATES_PER_S})
    desktop.wait(f"store.run.value.playing && store.frame.value.header.epoch >= {EPOCHS_BEFORE}")
    return desktop


def is_now(app: App, condition: str) -> None:
    app.wait(f"((e) => {condition})(store.run.value.experiment)")


def parameters(app: App) -> list[dict[str, Any]]:
    layers: list[dict[str, Any]] = app.server.request("GET", f"/api/v1/runs/{app.run()['id']}/params")["layers"]
    return layers


def farthest(one: list[dict[str, Any]], other: list[dict[str, Any]], layers: tuple[int, ...]) -> float:
    """The largest difference between what two networks have in common in these layers."""
    most = 0.0
    for layer in layers:
        for name in ("weights", "biases"):
            a, b = np.asarray(one[layer][name]), np.asarray(other[layer][name])
            common = tuple(slice(min(sizes)) for sizes in zip(a.shape, b.shape, strict=True))
            most = max(most, float(np.abs(a[common] - b[common]).max()))
    return most


def updates(app: App) -> int:
    """As far as the page has drawn them."""
    drawn: int = app.value("store.frame.value.header.updates")
    return drawn


def trained(app: App) -> int:
    """The updates that the server has done."""
    done: int = app.server.request("GET", f"/api/v1/runs/{app.run()['id']}")["updates"]
    return done


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_an_edit_while_it_trains_keeps_what_was_learned(
    training: App, initial: list[dict[str, Any]], edits: list[Edit]
) -> None:
    """One after the other in the same training, as each is undone in the end."""
    for edit in edits:
        try:
            assert_keeps_what_was_learned(training, initial, edit)
        except Exception as error:
            error.add_note(f"The edit was: {edit.name}.")
            raise


def assert_keeps_what_was_learned(training: App, initial: list[dict[str, Any]], edit: Edit) -> None:
    training.command({"type": "play", "updates_per_s": SLOWLY})
    before, document, learned = trained(training), training.run()["experiment"], parameters(training)
    edit.do(training.page)
    is_now(training, edit.then)
    way = farthest(learned, initial, (0, 1, 2))  # what all training before has changed
    assert farthest(parameters(training), learned, edit.kept) < 0.1 * way
    assert training.run()["playing"]
    training.command({"type": "play", "updates_per_s": UPDATES_PER_S})
    training.wait("store.frame.value.header.updates > argument", before + 1)
    training.wait("store.moment.value.run.revision === store.run.value.revision")
    since, done = farthest(parameters(training), learned, edit.kept), trained(training) - before
    assert since < (0.1 + FARTHEST * done) * way, "it learns on from there"
    training.wait(f"store.lossHistory.value.epochs.length > {EPOCHS_BEFORE}")  # the curve goes on
    assert training.run()["stopped"] is None
    label = training.run()["undo"]
    assert label
    button(f"Undo: {label}")(training.page)
    training.wait("JSON.stringify(store.run.value.experiment) === JSON.stringify(argument)", document)
    training.page.keyboard.press("Shift+Z")
    is_now(training, edit.then)
    training.page.keyboard.press("z")
    training.wait("JSON.stringify(store.run.value.experiment) === JSON.stringify(argument)", document)
    assert training.run()["playing"]
    assert updates(training) >= before
