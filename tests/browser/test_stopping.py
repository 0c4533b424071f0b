"""Training that ends by itself: it diverges, or a stop rule is met."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.app import App

# A line through a regression of unscaled squares, at a rate that no line survives.
DIVERGING = {
    "data": {"dataset": "reg-plane"},
    "layers": [{"kind": "dense", "units": 4, "activation": "linear"}],
    "optimizer": {"learning_rate": 10},
}


def merged(document: dict[str, object], patch: dict[str, object]) -> dict[str, object]:
    """A JSON merge patch without nulls, applied."""
    result = dict(document)
    for key, change in patch.items():
        old = result.get(key)
        result[key] = merged(old, change) if isinstance(old, dict) and isinstance(change, dict) else change
    return result


@pytest.fixture
def diverged(desktop: App) -> App:
    """A run that learned for five epochs, then was asked too much."""
    desktop.begin(merged(desktop.run()["experiment"], {**DIVERGING, "optimizer": {"learning_rate": 0.001}}))
    desktop.command({"type": "step", "epochs": 5})
    desktop.command({"type": "edit", "patch": {"optimizer": {"learning_rate": 10}}})
    desktop.page.get_by_role("button", name="Play", exact=True).click()
    desktop.wait("store.run.value.stopped?.reason === 'diverged'")
    return desktop


def test_divergence_is_told_where_it_happened(diverged: App) -> None:
    notice = diverged.page.locator(".notice[role=alert]")
    expect(notice).to_contain_text(
        re.compile(r"Training diverged in epoch \d+, at update \d+: the weights of .* layer")
    )
    expect(notice).to_contain_text("Lower the learning rate")
    assert not diverged.run()["playing"]
    expect(diverged.page.locator(".net")).to_have_attribute("data-state", "broken")
    expect(diverged.page.locator(".net-badge")).to_contain_text("Diverged")


def test_the_last_good_state_is_restored_by_its_button(diverged: App) -> None:
    diverged.page.get_by_role("button", name="Restore the last good state").click()
    diverged.wait("store.run.value.stopped === null && Number.isFinite(store.frame.value.header.train_loss)")
    expect(diverged.page.locator(".notice")).to_have_count(0)
    expect(diverged.page.locator(".net")).to_have_attribute("data-state", "live")
    epoch = diverged.value("store.frame.value.header.epoch")
    assert epoch >= 5
    box = diverged.page.locator("#field-optimizer-learning_rate input")
    box.fill("0.001")
    box.press("Enter")
    diverged.wait("store.run.value.experiment.optimizer.learning_rate === 0.001")
    diverged.page.get_by_role("button", name="Play", exact=True).click()
    diverged.wait("store.frame.value.header.epoch > argument + 20 && store.run.value.stopped === null", epoch)


def test_the_layer_that_broke_is_shown_by_its_button(diverged: App) -> None:
    diverged.page.get_by_role("button", name="Show the layer").click()
    diverged.wait("store.selection.value?.kind === 'layer'")
    assert diverged.value("store.selection.value.layer") == diverged.run()["stopped"]["layer"]


RULES = [
    ("stop.epochs", "7", "Stopped after 7 epochs", "store.frame.value.header.epoch === 7"),
    ("stop.target_loss", "0.5", "reached 0.5", "store.frame.value.header.test_loss <= 0.5"),
    ("stop.patience_epochs", "3", "for 3 epochs", "store.frame.value.header.epoch >= 3"),
]


@pytest.mark.parametrize(("path", "text", "sentence", "state"), RULES, ids=[rule[0] for rule in RULES])
def test_a_stop_rule_stops(desktop: App, path: str, text: str, sentence: str, state: str) -> None:
    page = desktop.page
    section = page.locator("details[data-group=stop]")
    if section.get_attribute("open") is None:
        section.locator("summary").click()
    box = page.locator(f"#field-{path.replace('.', '-')} input")
    box.fill(text)
    box.press("Enter")
    desktop.wait("store.run.value.undo !== null")
    page.get_by_role("button", name="Play", exact=True).click()
    desktop.wait("store.run.value.stopped !== null && !store.run.value.playing")
    desktop.wait(state)
    expect(page.locator(".notice[role=status]")).to_contain_text(sentence)
    box.fill("")  # empty is off
    box.press("Enter")
    epoch = desktop.value("store.frame.value.header.epoch")
    desktop.wait("Object.values(store.run.value.experiment.stop).every((rule) => rule === null)")
    page.get_by_role("button", name="Play", exact=True).click()
    desktop.wait("store.frame.value.header.epoch > argument", epoch)
    expect(page.locator(".notice")).to_have_count(0)
