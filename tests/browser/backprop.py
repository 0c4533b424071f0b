"""What the tests of the study "Backpropagation" share: opening it, reading it, and asking its probe."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import numpy as np
from playwright.sync_api import Locator, expect

from tests.browser.app import App

ROWS = 32
MINUS = "\u2212"
CLOSE = """import("/static/state/study.js").then(({ closeStudy }) => closeStudy())"""


def close(app: App) -> App:
    """The page with no study open."""
    app.page.evaluate(CLOSE)
    expect(app.page.locator(".study")).to_have_count(0)
    return app


def shown(app: App, **params: str) -> App:
    """The study with these parameters of its address, its numbers there."""
    app.page.evaluate(
        """async (params) => {
          const { closeStudy, openStudy } = await import("/static/state/study.js");
          closeStudy();
          openStudy("backprop", params);
        }""",
        params,
    )
    expect(app.page.locator(".matrix-cells").first).to_be_visible()
    return app


def probe(app: App, **params: Any) -> dict[str, Any]:
    """What the probe says by REST."""
    asked = quote(json.dumps({"rows": ROWS, **params}))
    answer: dict[str, Any] = app.server.request("GET", f"/api/v1/runs/{app.run()['id']}/probes/backprop?params={asked}")
    return answer


def matrix(answer: dict[str, Any], name: str) -> np.ndarray:
    """A matrix of the probe; a bias as one row, the loss as one number."""
    if name == "L":
        return np.array([[answer["info"]["loss"]]])
    return np.atleast_2d(np.array(answer["arrays"][name]["values"], float))


def number(text: str) -> float:
    """An exact number as a title gives it."""
    return float(text.replace(MINUS, "-"))


def cells(app: App, name: str) -> np.ndarray:
    """The exact numbers of a shown matrix."""
    read = """(table) => [...table.rows].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.title))"""
    rows = app.page.locator(f".matrix[data-matrix='{name}'] .matrix-cells").evaluate(read)
    return np.array([[number(text) for text in row] for row in rows])


def current(app: App) -> str:
    """The line that is highlighted."""
    key = app.page.locator(".line[aria-current=step]").get_attribute("data-line")
    assert key is not None
    return key


def look_is(app: App, name: str, value: str | None) -> None:
    """The address says so."""
    app.wait("new URLSearchParams(location.search).get(argument[0]) === argument[1]", [f"see.{name}", value])


def card(app: App) -> Locator:
    """The card of the open cell."""
    return app.page.locator(".sum-card")
