"""A phone: nothing scrolls sideways, all is reached by touch, and every target is large enough for a finger."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.conftest import PHONE

UNIT = {"kind": "unit", "layer": 0, "unit": 1}
SHEETS = {"Data": "data", "Learning": "learning", "Selected": "inspector", "Charts": "charts"}

# Controls in sight that are less than 40 px either way; a label's own control counts with what surrounds it.
SMALL = """() => {
  const large = ({ width, height }) => width >= 39.5 && height >= 39.5;
  const box = (element) => element.getBoundingClientRect();
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches(".skip")
    && box(element).width > 0 && box(element).right > 0 && box(element).left < innerWidth;
  const around = (element) => element.matches("input, select") ? element.closest(".pill, .switch") : null;
  return [...document.querySelectorAll("button, select, input, summary, a[href]")].filter(seen)
    .filter((element) => ![element, around(element)].some((each) => each && large(box(each))))
    .map((element) => `${box(element).width} x ${box(element).height}: ${element.outerHTML.slice(0, 120)}`);
}"""
# What is wider than its place, and controls that stand out of the page where nothing can be dragged.
OVERFLOW = """() => {
  const frames = document.querySelectorAll("html, body, .panel, .tabs, .notices, dialog");
  const wide = [...frames].filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1);
  const out = [...document.querySelectorAll("button, input, select, dd")].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 0 && element.checkVisibility() && !element.closest(".net") && (left < -1 || right > innerWidth + 1);
  });
  return [...wide, ...out].map((element) => element.outerHTML.slice(0, 120));
}"""


@pytest.fixture
def opened(phone: App) -> App:
    """The page with a neuron selected."""
    phone.page.evaluate("(pick) => { store.selection.value = pick; }", UNIT)
    return phone


def open_sheet(app: App, sheet: str) -> None:
    """By its tab, with a finger; the tab of the selection bears the name of what is selected."""
    panel = "settings" if sheet in ("data", "learning") else sheet
    tabs = app.page.locator(f".tabs button[aria-controls={panel}]")
    (tabs.nth(1) if sheet == "learning" else tabs.first).tap()
    expect(app.page.locator(f"#{panel}")).to_be_visible()
    app.settle()


@pytest.mark.parametrize("sheet", [None, *SHEETS.values()])
@pytest.mark.parametrize("width", [390, 320])
def test_nothing_scrolls_sideways_and_every_target_fits_a_finger(opened: App, width: int, sheet: str | None) -> None:
    opened.page.set_viewport_size({"width": width, "height": PHONE["height"]})
    try:
        if sheet:
            open_sheet(opened, sheet)
        opened.wait_for_paint()
        assert opened.page.evaluate(OVERFLOW) == []
        assert opened.page.evaluate(SMALL) == []
    finally:
        opened.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})


def test_the_run_is_steered_by_touch(phone: App) -> None:
    page = phone.page
    page.get_by_role("button", name="Play", exact=True).tap()
    phone.wait("store.run.value.playing && store.frame.value.header.epoch > 3")
    page.get_by_role("button", name="Pause", exact=True).tap()
    phone.wait("!store.run.value.playing")
    page.get_by_role("button", name="More ways to reset").tap()
    page.locator(".menu:popover-open").get_by_role("button", name="New start").tap()
    phone.wait("store.run.value.experiment.initialization.start === 1")
    page.get_by_role("button", name="Undo: ").tap()
    phone.wait("store.run.value.experiment.initialization.start === 0")


def test_every_setting_is_reached_in_its_sheet(phone: App) -> None:
    page = phone.page
    open_sheet(phone, "data")
    page.get_by_role("group", name="Data set").get_by_label("Circle").tap()
    phone.wait("store.run.value.experiment.data.dataset === 'circle'")
    page.locator(".settings").get_by_label("Feature sin x₁", exact=True).tap()
    phone.wait("!store.run.value.experiment.features.includes('sin_x')")
    open_sheet(phone, "learning")
    expect(page.get_by_role("group", name="Data set")).not_to_be_visible()
    page.get_by_label("Optimizer", exact=True).select_option("adam")
    phone.wait("store.run.value.experiment.optimizer.kind === 'adam'")
    open_sheet(phone, "charts")
    expect(page.get_by_role("heading", name="Loss", exact=True)).to_be_visible()
    page.locator(".tabs button[aria-controls=charts]").tap()
    expect(page.locator("#charts")).not_to_be_visible()


def test_a_neuron_is_opened_by_a_tap_and_its_weight_typed(phone: App) -> None:
    page = phone.page
    page.locator("[data-slot='0.2']").tap()
    phone.wait("store.selection.value?.kind === 'unit' && store.selection.value.unit === 2")
    tab = page.locator(".tabs button[aria-controls=inspector]")
    expect(tab).to_have_text("Neuron 1.3")
    open_sheet(phone, "inspector")
    box = page.locator(".inspector .inputs input").first
    box.fill("1.5")
    box.press("Enter")
    phone.wait("store.tensor(store.frame.value, 'picture.parameters', 'weights.0')[2 * 7] === 1.5")


def test_what_a_sheet_covers_is_still_in_view_above_it(phone: App) -> None:
    """A sheet leaves part of the picture in sight, so that what an edit does is seen."""
    for sheet in SHEETS.values():
        open_sheet(phone, sheet)
        panel = phone.page.locator("#settings" if sheet in ("data", "learning") else f"#{sheet}").bounding_box()
        picture = phone.page.locator("#picture").bounding_box()
        assert panel
        assert picture
        assert panel["y"] - picture["y"] > 0.15 * picture["height"]
