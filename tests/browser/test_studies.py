"""What all studies have: a paragraph with a formula that says what they show."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Route, expect

from tests.browser.app import App
from tests.browser.study import OPEN, close, opened
from tests.browser.test_phone import SMALL

VIEWS = {"layers": "film"}  # on the stream, where it is not the study's own key
EXPLAINED = ("neuron", "layers", "backprop", "graph", "gradient")


@pytest.mark.parametrize("key", EXPLAINED)
def test_each_says_what_it_shows(desktop: App, key: str) -> None:
    page = opened(desktop, key, {}).page
    what = page.locator(f".{key}").get_by_role("button", name="What this shows")
    what.focus()
    page.keyboard.press("Enter")
    paragraph = page.get_by_role("note", name="What this shows")
    expect(paragraph.locator(".katex").first).to_be_visible()
    expect(what).to_have_attribute("aria-expanded", "true")
    desktop.settle()
    desktop.assert_accessible()
    page.keyboard.press("Escape")
    expect(paragraph).not_to_be_visible()
    expect(what).to_be_focused()
    expect(page.locator(".study")).to_have_count(1)


def test_it_is_read_on_a_phone(phone: App) -> None:
    page = opened(phone, "layers", {}).page
    page.locator(".layers").get_by_role("button", name="What this shows").tap()
    paragraph = page.get_by_role("note", name="What this shows")
    expect(paragraph.locator(".katex").first).to_be_visible()
    box = paragraph.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.keyboard.press("Escape")
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("key", [*EXPLAINED, "activations"])
def test_a_phone_has_title_and_close_on_one_line(phone: App, key: str) -> None:
    page = opened(phone, key, {}).page
    head = page.locator(".study-head")
    if key == "activations":  # it is of no update; the head that stands while it opens is another one
        expect(head.locator(".act-filter")).to_be_visible()
    else:
        expect(head.locator("> p")).to_contain_text("update")
    title, close = (each.bounding_box() for each in (head.locator("h2"), head.get_by_role("button", name="Close")))
    assert title
    assert close
    assert close["x"] + close["width"] <= 390
    assert abs(title["y"] + title["height"] / 2 - close["y"] - close["height"] / 2) <= 4


def test_what_is_being_read_stays_when_the_study_arrives(app: App) -> None:
    page, held = app.page, list[Route]()
    page.route("**/static/studies/layers.js", lambda route: held.append(route))
    page.evaluate(OPEN, ["layers", {}])
    expect(page.locator(".study-note")).to_contain_text("Opening")
    what, paragraph = (page.get_by_role(role, name="What this shows") for role in ("button", "note"))
    what.click()
    expect(what).to_have_attribute("aria-expanded", "true")
    held[0].fallback()
    expect(page.locator(".layers-plane")).to_be_visible()
    expect(paragraph).to_be_visible()
    expect(page.locator(".layers").get_by_role("button", name="What this shows")).to_be_focused()
    app.assert_accessible()
    what.click()
    expect(paragraph).not_to_be_visible()
    expect(what).to_have_attribute("aria-expanded", "false")


def test_a_study_that_is_closed_asks_the_run_for_nothing(desktop: App) -> None:
    app = desktop
    with app.page.expect_websocket() as connected:
        app.begin()

    def asked_for(message: str | bytes) -> set[str] | None:
        told = json.loads(message)
        return set(told["views"]) if told["type"] == "subscribe" else None

    def is_asked(message: str | bytes) -> bool:
        return view in (asked_for(message) or ())

    def is_left(message: str | bytes) -> bool:
        views = asked_for(message)
        return views is not None and view not in views

    for key in EXPLAINED:
        view = VIEWS.get(key, key)
        with connected.value.expect_event("framesent", is_asked):
            opened(app, key, {})
        with connected.value.expect_event("framesent", is_left):
            close(app)
