"""What the tests of every study share: opening it, reading its numbers, asking its probe, changing the run."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.browser.app import App

MINUS = "\u2212"
CLOSE = """import("/static/state/study.js").then(({ closeStudy }) => closeStudy())"""
NOWHERE = "nowhere"  # there is no such study: what stands in its place takes no time to draw
OPEN = """([key, params]) => import("/static/state/study.js").then(({ openStudy }) => openStudy(key, params))"""


def close(app: App) -> App:
    """The page with no study open."""
    app.page.evaluate(CLOSE)
    expect(app.page.locator(".study")).to_have_count(0)
    return app


def wait_for(app: App, selector: str) -> None:
    """Until the first of these is visible. `expect` would describe the whole page each time that it is not yet."""
    app.page.locator(selector).first.wait_for()


def opened(app: App, key: str, params: dict[str, str]) -> App:
    """The study anew, with these parameters of its address."""
    app.page.evaluate(OPEN, [NOWHERE, {}])
    expect(app.page.get_by_role("heading", name="Not here", exact=True)).to_have_count(1)
    app.page.evaluate(OPEN, [key, params])
    return app


def from_menu(app: App, title: str) -> Page:
    """The page once the study has been opened from the menu and has the focus."""
    page = close(app).page
    page.get_by_role("button", name="A closer look").click()
    page.locator(".menu:popover-open").get_by_role("button", name=title, exact=True).click()
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_focused()
    return page


def asked(app: App, name: str, **params: Any) -> dict[str, Any]:
    """What a probe says of the page's run by REST."""
    path = f"/api/v1/runs/{app.run()['id']}/probes/{name}?params={quote(json.dumps(params))}"
    answer: dict[str, Any] = app.server.request("GET", path)
    return answer


def number(text: str) -> float:
    """An exact number as a title gives it."""
    return float(text.replace(MINUS, "-"))


def look_is(app: App, name: str, value: str | None) -> None:
    """The address says so."""
    app.wait("new URLSearchParams(location.search).get(argument[0]) === argument[1]", [f"see.{name}", value])


def document(app: App, **changes: Any) -> dict[str, Any]:
    """The run's experiment with groups of it changed."""
    experiment: dict[str, Any] = app.run()["experiment"]
    for group, change in changes.items():
        experiment[group] = experiment[group] | change if isinstance(change, dict) else change
    return experiment
