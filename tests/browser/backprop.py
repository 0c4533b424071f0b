"""What the tests of the study "Backpropagation" share: opening it, reading it, and asking its probe."""

from __future__ import annotations

from typing import Any

import numpy as np
from playwright.sync_api import Locator, expect

from tests.browser.app import App
from tests.browser.study import asked, number, opened, wait_for

ROWS = 32


def shown(app: App, **params: str) -> App:
    """The study with these parameters of its address, its numbers there."""
    opened(app, "backprop", params)
    wait_for(app, ".matrix-cells")
    expect(app.page.locator(".backprop[data-stale]")).to_have_count(0)
    return app


def probe(app: App, **params: Any) -> dict[str, Any]:
    """What the probe says by REST."""
    return asked(app, "backprop", rows=ROWS, **params)


def matrix(answer: dict[str, Any], name: str) -> np.ndarray:
    """A matrix of the probe; a bias as one row, the loss as one number."""
    if name == "L":
        return np.array([[answer["info"]["loss"]]])
    return np.atleast_2d(np.array(answer["arrays"][name]["values"], float))


TITLES = """(table) => [...table.rows].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.title))"""


def cells(app: App, name: str) -> np.ndarray:
    """The exact numbers of a shown matrix."""
    rows = app.page.locator(f".matrix[data-matrix='{name}'] .matrix-cells").evaluate(TITLES)
    return np.array([[number(text) for text in row] for row in rows])


def every_cell(app: App) -> dict[str, np.ndarray]:
    """The exact numbers of each matrix that has a place in the picture; of one that is not computed there are none."""
    read = f"""(all) => all.map((each) => {{
        const table = each.querySelector(".matrix-cells");
        return [each.dataset.matrix, table ? ({TITLES})(table) : []];
    }})"""
    found = app.page.locator(".matrix[data-matrix]").evaluate_all(read)
    return {name: np.array([[number(text) for text in row] for row in rows]) for name, rows in found}


def current(app: App) -> str:
    """The line that is highlighted."""
    key = app.page.locator(".line[aria-current=step]").get_attribute("data-line")
    assert key is not None
    return key


def card(app: App) -> Locator:
    """The card of the open cell."""
    return app.page.locator(".sum-card")
