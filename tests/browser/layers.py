"""What the tests of the study "Layers" share: opening it, reading it, and asking its probe."""

from __future__ import annotations

from typing import Any

import numpy as np
from playwright.sync_api import Locator, expect

from tests.browser.app import App
from tests.browser.study import asked, number, opened, wait_for

PLAIN = {"features": ["x", "y"], "data": {"dataset": "circle", "noise": 0, "train_percent": 50}}
SQUARE = PLAIN | {"layers": [{"units": 2, "activation": "tanh"}, {"units": 3, "activation": "tanh"}]}
STRAIGHT = PLAIN | {"layers": [{"units": 8, "activation": "linear"}, {"units": 8, "activation": "linear"}]}


def shown(app: App, experiment: dict[str, Any] | None = None, **params: str) -> App:
    """The study of a new run with these parameters of its address, its numbers there."""
    if experiment is not None:
        app.begin(experiment)
    opened(app, "layers", params)
    wait_for(app, ".layers-plane canvas")
    expect(app.page.locator(".layers[data-stale]")).to_have_count(0)
    return app


def probe(app: App, **params: Any) -> dict[str, Any]:
    """What the probe says by REST."""
    return asked(app, "film", **params)


def values(answer: dict[str, Any], name: str) -> np.ndarray:
    """An array of the probe."""
    array = answer["arrays"][name]
    return np.array(array["values"], float).reshape(array.get("shape", np.shape(array["values"])))


def matrix(app: App, name: str) -> np.ndarray:
    """The exact numbers of a shown matrix."""
    read = "(table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.title))"
    rows = app.page.locator(f".layers-cells[data-matrix='{name}']").evaluate(read)
    return np.array([[number(text) for text in row] for row in rows])


def symbol(app: App, name: str) -> Locator:
    """A symbol of the formulas."""
    return app.page.locator(f".layers-symbol[data-symbol='{name}']")


def small(app: App, key: str) -> Locator:
    """A stage of the strip."""
    return app.page.locator(f".layers-small[data-stage='{key}']")


def current(app: App) -> str | None:
    """The stage that the film stands at."""
    return app.page.locator(".layers-small[aria-current=step]").get_attribute("data-stage")
