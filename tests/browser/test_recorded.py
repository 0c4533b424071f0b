"""With the engine stopped no study shows a number of the run that is not marked as recorded."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.study import OPEN, close, opened
from tests.live import Line

pytestmark = pytest.mark.of_studies

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


def read(app: App, key: str) -> None:
    """The study opened, its numbers there."""
    opened(app, key, {})
    app.wait(f"({UNMARKED})().length > 5")


def cut(line: Line, app: App) -> None:
    """No engine any more, and the page knows."""
    line.cut()
    app.wait("store.connection.value === 'lost'")


def test_every_study_of_the_run_marks_its_numbers_as_recorded(online: App, line: Line) -> None:
    for key in OF_THE_RUN:
        read(online, key)
        assert online.page.locator(".banner-record").count() == 0, key
        cut(line, online)
        expect(online.page.locator(".banner-record")).to_have_text("Recorded at update 0, not live.")
        assert online.page.evaluate(UNMARKED) == [], key
        line.mend()
        online.reconnect()


def test_a_study_opened_without_the_engine_shows_no_number(online: App, line: Line) -> None:
    for key in OF_THE_RUN:  # so that all modules are there
        read(online, key)
    close(online)
    cut(line, online)
    for key in OF_THE_RUN:
        online.page.evaluate(OPEN, [key, {}])
        told = online.page.locator(".study-note, .banner-record")
        expect(told).to_contain_text(re.compile("Not connected|Recorded"))  # of the last one a frame is still there
        assert online.page.evaluate(UNMARKED) == [], key
