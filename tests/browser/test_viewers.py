"""Two pages on one run see the same; one that only watches sees it too, and steers nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.app import App

# What of the settings could still be changed; their names only explain.
CHANGING = "#settings :is(button, input, select):enabled:not(.field-label)"
MAPS = "[...store.tensor(store.frame.value, 'picture.output', 'maps')]"


@pytest.fixture
def app(desktop: App) -> App:
    """The first page on a run."""
    return desktop


@pytest.fixture
def other(app: App, new_app: Callable[..., App]) -> App:
    """A second page on the first one's run."""
    return new_app(f"/?run={app.run()['id']}")


@pytest.fixture
def watching(app: App, new_app: Callable[..., App]) -> App:
    """A second page that only watches."""
    return new_app(f"/?run={app.run()['id']}&read_only=1")


def test_two_pages_on_one_run_see_the_same_and_an_undo_on_one_takes_back_what_the_other_did(
    app: App, other: App
) -> None:
    assert other.run()["id"] == app.run()["id"]
    app.page.get_by_label("Optimizer", exact=True).select_option("adam")
    other.wait("store.run.value.experiment.optimizer.kind === 'adam'")
    other.page.get_by_role("button", name="Undo: ").click()
    app.wait("store.run.value.experiment.optimizer.kind === 'sgd'")
    app.wait("location.hash === ''")
    other.wait("location.hash === ''")
    app.page.get_by_role("button", name="Add a neuron to hidden layer 1").click()
    other.wait("store.run.value.experiment.layers[0].units === 5")
    expect(other.page.locator("[data-slot='0.4']")).to_be_visible()
    other.page.get_by_role("button", name="Play", exact=True).click()
    app.wait("store.run.value.playing && store.frame.value.header.epoch > 20")
    app.page.get_by_role("button", name="Pause", exact=True).click()
    for page in (app, other):
        page.wait("!store.run.value.playing && !store.frame.value.header.playing")
    updates = app.server.request("GET", f"/api/v1/runs/{app.run()['id']}")["updates"]
    for page in (app, other):
        page.wait("store.frame.value.header.updates === argument", updates)
    assert other.value(MAPS) == app.value(MAPS)
    assert other.value("store.lossHistory.value.train.at(-1)") == app.value("store.lossHistory.value.train.at(-1)")
    other.wait("location.hash === argument", app.value("location.hash"))


def test_who_only_watches_sees_it_learn_and_steers_nothing(app: App, watching: App) -> None:
    assert watching.run()["id"] == app.run()["id"]
    page = watching.page
    for name in ("Play", "Step one update", "Reset to the same start", "Add a neuron to hidden layer 1"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_disabled()
    expect(page.get_by_text("watching", exact=True)).to_be_visible()
    for name in ("Speed", "Learning rate", "Noise", "Loss", "Discretize output"):
        expect(page.get_by_label(name, exact=True).and_(page.locator("input, select"))).to_be_disabled()
    assert page.locator(CHANGING).evaluate_all("(all) => all.map((control) => control.outerHTML)") == []
    page.evaluate("store.selection.value = { kind: 'weight', layer: 0, unit: 1, input: 2 }")
    expect(page.locator(".inspector .weight-entry")).to_be_disabled()
    page.evaluate("study.openStudy('neuron')")
    expect(page.locator(".study .weight-entry").first).to_be_disabled()
    expect(page.locator(".study .weight-entry").first).to_have_css("opacity", "1")  # a number to read
    expect(page.locator(".neuron-aside")).not_to_contain_text("Type a weight")
    page.evaluate("study.closeStudy()")
    app.page.get_by_role("button", name="Play", exact=True).click()
    watching.wait("store.run.value.playing && store.frame.value.header.epoch > 20")
    refused = page.evaluate("actions.command({ type: 'pause' }).then(() => null, (error) => error.message)")
    assert "read-only" in refused
    epoch = app.value("store.frame.value.header.epoch")
    app.wait("store.run.value.playing && store.frame.value.header.epoch > argument", epoch)
    page.locator("[data-slot='0.1']").focus()
    page.keyboard.press("Enter")  # it may look at everything
    watching.wait("store.selection.value?.kind === 'unit' && store.info(store.frame.value, 'unit') !== null")


def test_an_address_that_names_a_run_names_no_other(app: App, other: App) -> None:
    other.page.evaluate("actions.openLink('#dataset=xor&networkShape=3&seed=0.4')")
    other.wait("store.run.value.experiment.data.dataset === 'xor'")
    other.wait("!location.search.includes('run=')")
    other.page.go_back()
    other.wait("store.run.value.id === argument", app.run()["id"])
