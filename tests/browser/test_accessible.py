"""Nothing that axe finds, in either scheme and palette, on a desktop and a phone, whatever stands open."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.app import COLOR_RULES, App

UNIT = {"kind": "unit", "layer": 0, "unit": 1}
SELECTIONS: list[dict[str, Any]] = [
    UNIT,
    {"kind": "unit", "layer": 2, "unit": 0},
    {"kind": "weight", "layer": 1, "unit": 0, "input": 2},
    {"kind": "bias", "layer": 2, "unit": 0},
    {"kind": "layer", "layer": 0},
    {"kind": "point", "set": "train", "index": 3},
    {"kind": "feature", "index": 4},
]


# What the summary is made to say next and after that, each with the epoch of the picture just then.
LISTEN = """() => {
  window.told = [];
  const summary = document.querySelector(".net [role=status]");
  const observer = new MutationObserver(() => {
    const { epoch } = store.moment.value.frame.header;
    if (told.push({ text: summary.innerText, epoch }) === 2) observer.disconnect();
  });
  observer.observe(summary, { subtree: true, childList: true, characterData: true });
}"""


def show(app: App, selection: dict[str, Any] | None, sheet: str = "") -> None:
    """The page with this selected and its numbers there."""
    app.page.evaluate(
        "([pick, sheet]) => { [store.selection.value, folds.sheet.value] = [pick, sheet]; }", [selection, sheet]
    )
    inspector = app.page.locator(".inspector")
    if selection and selection["kind"] in ("unit", "weight", "bias") and inspector.is_visible():
        expect(inspector.locator("input").first).to_be_visible()
    app.settle()


def test_the_rules_of_colors_are_all_that_axe_runs(desktop: App) -> None:
    desktop.load_axe()
    every = "axe._audit.rules.filter(({ tags, enabled }) => enabled && tags.includes('cat.color')).map(({ id }) => id)"
    assert sorted(desktop.value(every)) == sorted(COLOR_RULES)


@pytest.mark.parametrize(
    "selection",
    [None, *SELECTIONS],
    ids=lambda pick: f"{pick['kind']} {pick.get('layer', '')}".strip() if pick else "nothing",
)
def test_a_desktop_has_no_violation(desktop: App, selection: dict[str, Any] | None) -> None:
    show(desktop, selection)
    desktop.assert_accessible_in_both_schemes()


@pytest.mark.parametrize("sheet", ["none", "data", "learning", "inspector", "charts"])
def test_a_phone_has_no_violation(phone: App, sheet: str) -> None:
    show(phone, UNIT, "" if sheet == "none" else sheet)
    phone.assert_accessible_in_both_schemes()


def test_what_opens_over_the_page_has_no_violation(desktop: App) -> None:
    page = desktop.page
    page.get_by_role("button", name="More ways to step").click()
    desktop.assert_accessible_in_both_schemes()
    page.keyboard.press("Escape")
    for dialog in ("Link", "Keyboard and help"):
        page.get_by_role("button", name=dialog, exact=True).click()
        desktop.assert_accessible_in_both_schemes()
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)


def test_errors_and_explanations_have_no_violation(desktop: App) -> None:
    for name in ("Learning rate", "Loss", "Dropout"):
        desktop.page.get_by_role("button", name=name, exact=True).click()
    box = desktop.page.locator("#field-optimizer-learning_rate input")
    box.fill("fast")
    box.press("Enter")
    desktop.page.evaluate("actions.command({ type: 'remove_unit', layer: 7, unit: 0 }).catch(() => {})")
    expect(desktop.page.locator(".notice")).to_have_count(1)
    desktop.assert_accessible_in_both_schemes()


@pytest.mark.parametrize("experiment", ["regression", "three classes", "a wide layer"])
def test_other_networks_have_no_violation(desktop: App, experiment: str) -> None:
    document = desktop.run()["experiment"]
    if experiment == "regression":
        document["data"]["dataset"] = "reg-gauss"
    elif experiment == "three classes":
        document["data"]["dataset"] = "three-spiral"
    else:
        document["layers"][0]["units"] = 40
    desktop.begin(document)
    desktop.command({"type": "step", "epochs": 30})
    show(desktop, {"kind": "layer", "layer": 2})
    desktop.assert_accessible()


def test_the_summary_says_the_picture_in_words(desktop: App) -> None:
    summary = desktop.page.locator(".net [role=status]")
    expect(summary).to_contain_text("2 hidden layers of 4 Tanh, 2 Tanh neurons, one output; spiral data. Paused.")
    expect(summary).to_contain_text("Epoch 0, training loss 0.541, test loss 0.516.")
    desktop.page.get_by_role("button", name="Add a neuron to hidden layer 2").click()
    expect(summary).to_contain_text("4 Tanh, 3 Tanh neurons")


def test_the_summary_of_a_training_is_true_as_it_is_told(desktop: App) -> None:
    desktop.page.evaluate(LISTEN)
    desktop.command({"type": "play", "updates_per_s": None})
    desktop.wait("told.length === 2")
    first, then = desktop.value("told")
    assert "Learning." in first["text"]
    assert "Epoch" not in first["text"]
    epoch = int(re.sub(r"\D", "", then["text"].partition("Learning. Epoch ")[2].partition(",")[0]))
    assert 0 < 0.8 * then["epoch"] <= epoch <= then["epoch"]
    assert desktop.page.locator(".net [role=status]").get_attribute("aria-atomic") == "false"
