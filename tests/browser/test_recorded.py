"""With the engine stopped no study shows a number of the run that is not marked as recorded."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.watch import Troubles
from tests.live import LiveServer

OF_THE_RUN = ("neuron", "backprop", "gradient", "graph", "layers")
# Canvases, and texts with a figure, that nothing around them fades. Controls, headings and banners state no value.
UNMARKED = r"""() => {
    const faded = (at) => {
      for (; at; at = at.parentElement) {
        const { opacity, filter } = getComputedStyle(at);
        if (Number(opacity) < 0.9 || filter.includes("grayscale")) return true;
      }
      return false;
    };
    const study = document.querySelector(".study");
    const apart = ".study-head, .banner, select, option, [aria-hidden=true], .unseen";
    const texts = document.createTreeWalker(study, NodeFilter.SHOW_TEXT);
    const found = [...study.querySelectorAll("canvas")];
    while (texts.nextNode()) if (/\d/.test(texts.currentNode.data)) found.push(texts.currentNode.parentElement);
    const unmarked = found.filter((at) => at.checkVisibility() && !at.closest(apart) && !faded(at));
    return unmarked.map((at) => at.outerHTML.slice(0, 160));
  }"""


@pytest.fixture
def open_study(new_app: Callable[..., App], restartable_server: LiveServer, troubles: Troubles) -> Callable[[str], App]:
    troubles.expect("WebSocket|Failed to load resource|ERR_CONNECTION|404|503")
    return lambda key: new_app(f"/?see={key}", restartable_server)


def test_every_study_of_the_run_marks_its_numbers_as_recorded(
    open_study: Callable[[str], App], restartable_server: LiveServer
) -> None:
    apps = {key: open_study(key) for key in OF_THE_RUN}
    for key, app in apps.items():
        app.page.wait_for_function(f"() => ({UNMARKED})().length > 5")
        assert app.page.locator(".banner-record").count() == 0, key
    restartable_server.stop()
    for key, app in apps.items():
        app.wait("store.connection.value === 'lost'")
        expect(app.page.locator(".banner-record")).to_have_text("Recorded at update 0, not live.")
        assert app.page.evaluate(UNMARKED) == [], key


def test_a_study_opened_without_the_engine_shows_no_number(
    open_study: Callable[[str], App], restartable_server: LiveServer
) -> None:
    app = open_study(OF_THE_RUN[0])
    app.page.evaluate("async () => { window.study = await import('/static/state/study.js'); }")
    for key in OF_THE_RUN:  # so that all modules are there
        app.page.evaluate("(key) => study.openStudy(key)", key)
        app.page.wait_for_function(f"() => ({UNMARKED})().length > 5")
    app.page.evaluate("() => study.closeStudy()")
    restartable_server.stop()
    app.wait("store.connection.value === 'lost'")
    for key in OF_THE_RUN:
        app.page.evaluate("(key) => study.openStudy(key)", key)
        told = app.page.locator(".study-note, .banner-record")
        expect(told).to_contain_text(re.compile("Not connected|Recorded"))  # of the last one a frame is still there
        assert app.page.evaluate(UNMARKED) == [], key
