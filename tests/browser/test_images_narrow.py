"""A network on images on a phone: scrolled sideways, its map opened and an image drawn in the sheets."""

from __future__ import annotations

from collections.abc import Iterator

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
    app.page.get_by_role("button", name="Conv 1 · 4").tap()
    app.page.locator("#inspector .opened").scroll_into_view_if_needed()
    expect(app.page.locator("#inspector .opened-part")).to_have_count(1)
    expect(app.page.locator("#charts .opened")).to_have_count(0)


CONTROLS = ".images-header .net-remove, .images-insert select, .images-steps button, .images-legend select"
# How much room a choice has beside its text.
ROOM = """(select) => {
    const look = getComputedStyle(select);
    const context = document.createElement("canvas").getContext("2d");
    context.font = look.font;
    const text = context.measureText(select.selectedOptions[0].text).width;
    return select.clientWidth - parseFloat(look.paddingLeft) - parseFloat(look.paddingRight) - text;
}"""


def test_what_changes_the_network_is_large_enough_for_a_finger(app: App) -> None:
    sizes = app.value(
        "[...document.querySelectorAll(argument)].map((each) => [each, each.getBoundingClientRect()])"
        ".map(([each, { width, height }]) => [each.ariaLabel, Math.round(Math.min(width, height))])",
        CONTROLS,
    )
    assert len(sizes) > 12
    assert [name for name, size in sizes if size < 40] == []


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
    assert app.page.get_by_label("What stands in your drawing").evaluate(ROOM) >= 0  # "which?" is not cut
    app.page.get_by_role("button", name="Clear").tap()
    app.settle()
    app.assert_accessible()


# Size of the image's square, and what of the picture lies under a place of the page, in its own pixels.
UNDER = """([x, y]) => {
    const room = document.querySelector(".images-room"), box = room.getBoundingClientRect();
    const zoom = Number(document.querySelector(".images-world").style.zoom);
    return { zoom, size: document.querySelector("[data-slot='0.3']").getBoundingClientRect().width,
        at: [(room.scrollLeft + x - box.left) / zoom, (room.scrollTop + y - box.top) / zoom] };
}"""


class Fingers:
    """Two fingers beside each other on the middle of the picture."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.device = app.page.context.new_cdp_session(app.page)
        box = app.page.locator(".images-room").bounding_box()
        assert box
        self.middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def pinch(self, start: float, end: float) -> None:
        """Put down so far apart, moved to so far apart in steps, lifted."""
        steps = 8
        for step in range(steps + 1):
            apart = start + (end - start) * step / steps
            self._touch("touchMove" if step else "touchStart", apart)
        self.device.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        self.app.wait_for_paint()

    def _touch(self, kind: str, apart: float) -> None:
        x, y = self.middle
        points = [{"x": x + side * apart / 2, "y": y, "id": at} for at, side in enumerate((-1, 1))]
        self.device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.fixture
def fingers(app: App) -> Iterator[Fingers]:
    """Two fingers on the picture; afterwards it has its own size again."""
    yield Fingers(app)
    app.page.evaluate("import('/static/images/stage.js').then(({ asked }) => { asked.value = null; })")


def test_two_fingers_enlarge_the_picture_where_they_are_and_make_it_small_again(app: App, fingers: Fingers) -> None:
    before = app.page.evaluate(UNDER, fingers.middle)
    fingers.pinch(100, 200)
    after = app.page.evaluate(UNDER, fingers.middle)
    assert after["zoom"] == pytest.approx(2 * before["zoom"], rel=0.02)
    assert after["size"] == pytest.approx(2 * before["size"], rel=0.02)
    assert after["at"] == pytest.approx(before["at"], abs=2)
    assert app.value("visualViewport.scale") == 1  # the page around it stays as it is
    assert app.value("store.selection.value") is None  # and nothing was tapped
    fingers.pinch(200, 100)
    assert app.page.evaluate(UNDER, fingers.middle)["zoom"] == 1
