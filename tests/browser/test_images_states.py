"""A network on images that is not simply live: diverged, without its engine, only watched."""

from __future__ import annotations

from collections.abc import Callable
from random import randint
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.images import DRAWN, look, on_digits
from tests.browser.test_reconnect import UNMARKED
from tests.live import Line

SMALL = [{"kind": "conv2d", "channels": 2, "activation": "linear"}, {"kind": "flatten"}]
LINEAR = [*SMALL, {"kind": "dense", "units": 3, "activation": "linear"}]


def test_a_diverged_network_says_where_and_shows_no_color_for_what_is_no_number(desktop: App) -> None:
    app = on_digits(desktop)
    learning = {"optimizer": {"kind": "sgd", "learning_rate": 1000}, "layers": LINEAR, "loss": "cross_entropy"}
    app.command({"type": "edit", "patch": learning})
    app.wait("store.run.value.program === 'specialized'")  # else the network before makes some updates meanwhile
    # So large that the second update overflows in every layer, whatever order a machine sums in.
    params = f"/api/v1/runs/{app.run()['id']}/params"
    layers = app.server.request("GET", params)["layers"]
    app.server.request("PUT", params, {"layers": [enlarged(layer) for layer in layers]})
    app.command({"type": "play"})
    app.wait("store.run.value.stopped?.reason === 'diverged' && !store.moment.value.frame.header.playing")
    notice = app.page.locator(".notice[role=alert]")
    expect(notice).to_contain_text("no longer finite")
    app.wait("document.querySelector('.images-bar span').textContent === 'no number'")
    assert set(look(app, "maps.0")) == {0}
    gray = app.value("getComputedStyle(document.documentElement).getPropertyValue('--muted').trim()")
    box = app.page.locator("[data-slot='0.1']").bounding_box()
    assert box
    assert app.page.evaluate(PIXEL, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]) == gray.lower()
    expect(app.page.locator(".images-bar .images-unknown")).to_have_count(10)
    expect(app.page.locator(".images [aria-live=polite]")).to_contain_text("answered no number")
    expect(app.page.locator(".stats .score dd")).to_have_text("–")
    said, badge = notice.bounding_box(), app.page.locator(".images .net-badge").bounding_box()
    assert said
    assert badge
    assert badge["y"] > said["y"] + said["height"]  # neither covers the other
    notice.get_by_role("button", name="Restore the last good state").click()
    app.wait("store.run.value.stopped === null")
    app.wait("/%/.test(document.querySelector('.images-bar span').textContent)")


def enlarged(layer: dict[str, Any]) -> dict[str, Any]:
    """A layer with its weights 10,000,000,000 times as large."""
    return {name: (1e10 * np.array(value)).tolist() if name == "weights" else value for name, value in layer.items()}


# What is seen from now on while charts say that they are coming: which do, what of them is drawn for all that, what the
# summary tells, and where the charts are. Answers where they are now.
NOTE_COMING = """() => {
    window.coming = [];
    const charts = () => [...document.querySelectorAll("#charts .chart")];
    const places = () => charts().map((chart) => JSON.stringify(chart.getBoundingClientRect()));
    const seen = (element) => element.checkVisibility({ visibilityProperty: true });
    window.noting = new MutationObserver(() => {
        const waiting = charts().filter((chart) => chart.querySelector(".coming"));
        if (waiting.length === 0) return;
        coming.push({
            charts: waiting.map((chart) => chart.querySelector("h2").textContent),
            drawn: waiting.flatMap((chart) => [...chart.querySelectorAll("canvas, table")]).filter(seen).length,
            told: document.querySelector(".images [aria-live=polite]").textContent,
            places: places(),
        });
    });
    noting.observe(document.body, { subtree: true, childList: true, characterData: true });
    return places();
}"""
CHARTS = ["gradients", "preactivations", "metrics"]
ALL_THERE = f"{CHARTS}.every((view) => store.info(store.moment.value?.frame, view))"


def test_charts_say_that_their_programs_are_compiled_until_their_first_numbers(desktop: App) -> None:
    app = on_digits(desktop)
    app.wait(ALL_THERE)
    app.settle()
    places = app.page.evaluate(NOTE_COMING)
    try:
        # Of no other test, nor of an earlier run of this one: what is on disk may be ready before anybody looks.
        channels, units = randint(3, 16), randint(11, 64)
        layers = [{"kind": "conv2d", "channels": channels}, {"kind": "flatten"}, {"kind": "dense", "units": units}]
        app.command({"type": "edit", "patch": {"layers": layers}})
        app.wait("coming.length > 0")
        app.wait(f"store.moment.value.run.revision === store.run.value.revision && {ALL_THERE}")
        expect(app.page.locator(".coming")).to_have_count(0)
        noted = app.value("coming")
        titles = {"Gradient size by layer (log)", "Pre-activations by layer", "Output"}
        assert {title for each in noted for title in each["charts"]} == titles
        assert {each["drawn"] for each in noted} == {0}  # nothing of the network before under the new one's names
        assert all(each["places"] == places for each in noted)
        assert any("being compiled" in each["told"] for each in noted)
        expect(app.page.locator(".images [aria-live=polite]")).not_to_contain_text("being compiled")
        app.page.evaluate("coming.length = 0")
        app.command({"type": "play"})
        app.wait("store.frame.value.header.epoch > 5")  # where the views only rest between two pictures
        app.command({"type": "pause"})
        assert app.value("coming") == []
    finally:
        app.page.evaluate("noting.disconnect()")


# The color on the picture's canvas at a place of the page, as "#rrggbb".
PIXEL = """([x, y]) => {
    const canvas = document.querySelector(".images-pixels"), box = canvas.getBoundingClientRect();
    const scale = canvas.width / box.width;
    const data = canvas.getContext("2d").getImageData((x - box.left) * scale, (y - box.top) * scale, 1, 1).data;
    return "#" + [...data.slice(0, 3)].map((part) => part.toString(16).padStart(2, "0")).join("");
}"""


def test_without_its_engine_everything_is_marked_and_nothing_turns(online: App, line: Line) -> None:
    app = online
    app.page.mouse.move(2, 2)
    app.begin({"data": {"dataset": "digits"}, "layers": SMALL})
    app.wait(DRAWN)
    app.page.locator("[data-slot='0.1']").click()
    expect(app.page.locator(".opened-part")).to_have_count(1)
    line.cut()
    app.wait("store.connection.value === 'lost'")
    expect(app.page.locator(".images .net-badge")).to_have_text("Recorded at epoch 0, not live")
    assert app.page.evaluate(UNMARKED) == []
    app.page.locator("[data-slot='0.0']").click()
    expect(app.page.locator(".opened .waiting")).to_contain_text("Not connected")
    expect(app.page.locator(".opened .spinner")).to_have_count(0)
    app.page.locator("[data-slot='0.0']").hover()
    expect(app.page.locator(".images-value")).to_contain_text("recorded")
    line.mend()
    expect(app.page.locator(".opened-part")).to_have_count(1)


def test_who_only_watches_is_told_on_every_screen(new_app: Callable[..., App], desktop: App) -> None:
    watching = new_app(f"/?run={desktop.run()['id']}&read_only=1")
    for width in (320, 390, 1280):
        watching.page.set_viewport_size({"width": width, "height": 700})
        sign = watching.page.get_by_text("watching", exact=True)
        expect(sign).to_be_visible()
        rights = watching.page.locator(".tools button:visible").first.bounding_box()
        box, brand = sign.bounding_box(), watching.page.locator(".brand").bounding_box()
        assert rights, width
        assert box, width
        assert brand, width
        assert box["x"] + box["width"] <= rights["x"], width
        assert brand["x"] <= box["x"], width


BRAND = """(() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(".brand"));
    return range.getBoundingClientRect().right;
})()"""


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_the_name_stands_beside_the_buttons(phone: App, width: int) -> None:
    phone.page.set_viewport_size({"width": width, "height": 844})
    try:
        first = phone.page.locator(".tools button:visible").first.bounding_box()
        assert first
        assert phone.value(BRAND) <= first["x"]
    finally:
        phone.page.set_viewport_size({"width": 390, "height": 844})


def test_a_training_that_could_not_be_compiled_is_said_with_what_to_do(desktop: App) -> None:
    app = on_digits(desktop)
    app.wait(ALL_THERE)
    app.settle()
    header = "{ ...store.frame.value.header, program: 'failed' }"
    app.page.evaluate(f"store.frame.value = {{ ...store.frame.value, header: {header} }}")
    badge = app.page.get_by_role("status").filter(has_text="Could not be compiled")
    expect(badge).to_be_visible()
    assert "Play tries again" in (badge.get_attribute("title") or "")
    app.assert_accessible()
