"""A network on images on a phone: scrolled sideways, its map opened and an image drawn in the sheets."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.images import on_digits


@pytest.fixture
def app(phone: App) -> App:
    """The page on digits, on a phone."""
    return on_digits(phone)


def test_the_picture_is_scrolled_to_its_answer(app: App) -> None:
    answer = app.page.locator(".images-bar").first
    expect(answer).not_to_be_in_viewport()
    answer.scroll_into_view_if_needed()
    expect(answer).to_be_in_viewport()
    assert app.value("document.documentElement.scrollWidth <= innerWidth")


def test_a_map_opens_in_its_sheet(app: App) -> None:
    app.page.locator("[data-slot='0.3']").tap()
    app.page.get_by_role("button", name="Map 1.4").tap()
    app.page.locator("#inspector .opened").scroll_into_view_if_needed()
    expect(app.page.locator("#inspector .opened-part")).to_have_count(1)
    expect(app.page.locator("#charts .opened")).to_have_count(0)


def test_a_finger_draws_in_the_sheet_and_every_control_is_large(app: App) -> None:
    app.page.get_by_role("button", name="Draw your own").tap()
    paper = app.page.get_by_role("img", name="Paper to draw on")
    box = paper.bounding_box()
    assert box
    app.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(app.page.locator(".images-caption p").first).to_have_text("your drawing")
    for button in app.page.locator(".draw-desk button:visible, .images-caption button:visible").all():
        size = button.bounding_box()
        assert size
        assert min(size["width"], size["height"]) >= 40
    app.page.get_by_role("button", name="Clear").tap()
    app.settle()
    app.assert_accessible()
