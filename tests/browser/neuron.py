"""What the tests of the study "Neuron" share: opening it, reading it, and asking its probe."""

from __future__ import annotations

from typing import Any

import numpy as np
from playwright.sync_api import Locator, expect

from tests.browser.app import App
from tests.browser.study import asked, number, opened, wait_for

HIDDEN = {"kind": "dense", "units": 3, "activation": "relu"}
TERM = "Number(document.querySelector(`.neuron-sum tr[data-row='ROW'] td`).title.replace('\u2212', '-'))"
THREE_CLASSES = {"data": {"dataset": "three-spiral"}, "loss": "cross_entropy"}


def shown(app: App, **params: str) -> App:
    """The study with these parameters of its address, its numbers there."""
    return settled(opened(app, "neuron", params))


def at(app: App, layer: int, unit: int, sample: int | None = None) -> App:
    """The study of a unit, at a point of the data or at the mean."""
    point = {} if sample is None else {"sample": str(sample)}
    return shown(app, layer=str(layer), unit=str(unit), **point)


def settled(app: App) -> App:
    """Once the numbers are those that are asked for."""
    wait_for(app, ".neuron-sum")
    expect(app.page.locator(".neuron[data-stale]")).to_have_count(0)
    return app


def probe(app: App, layer: int, unit: int, sample: int | None = None, **more: Any) -> dict[str, Any]:
    """What the probe says by REST."""
    return asked(app, "neuron", layer=layer, unit=unit, sample=sample, **more)


def values(answer: dict[str, Any], name: str) -> np.ndarray:
    """An array of the probe."""
    return np.array(answer["arrays"][name]["values"], float)


def row(app: App, name: str | int) -> Locator:
    """A row of the sum: of an input, "bias", "rest" or "z"."""
    return app.page.locator(f".neuron-sum tr[data-row='{name}']")


def term(app: App, name: str | int) -> float:
    """The exact number of a row."""
    return number(row(app, name).locator("td").first.get_attribute("title") or "")


def reads(app: App, name: str) -> float:
    """The exact number of a readout beside the curve."""
    return number(app.page.locator(f".neuron-readouts [data-reads={name}]").get_attribute("title") or "")


def place(app: App, locator: Locator) -> tuple[float, float]:
    """Left and right end of a bar, in units of z along the axis."""
    box, lane = locator.bounding_box(), row(app, "z").locator(".neuron-lane").bounding_box()
    assert box
    assert lane
    low, high = app.value("(([low, high]) => [low, high])(argument)", axis(app))
    scale = (high - low) / lane["width"]
    return low + (box["x"] - lane["x"]) * scale, low + (box["x"] + box["width"] - lane["x"]) * scale


def axis(app: App) -> list[float]:
    """Both ends of the axis, by the curve's own box."""
    left, _, width, _ = map(float, (app.page.locator(".neuron-curve svg").get_attribute("viewBox") or "").split())
    return [left, left + width]


def weights(app: App, layer: int) -> np.ndarray:
    """The run's own."""
    params = app.server.request("GET", f"/api/v1/runs/{app.run()['id']}/params")
    return np.array(params["layers"][layer]["weights"])
