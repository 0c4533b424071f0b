"""The server goes and comes: what is on screen says that it is a record, and the run goes on where it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.app import App
from tests.browser.pixels import pixels, token
from tests.browser.watch import Troubles
from tests.live import Line, LiveServer

# Canvases in sight that neither they nor what holds them mark as a record, by being faded.
UNMARKED = """() => [...document.querySelectorAll("canvas")].filter((canvas) => {
    if (!canvas.checkVisibility() || canvas.width === 0) return false;
    for (let at = canvas; at; at = at.parentElement) {
      const { opacity, filter } = getComputedStyle(at);
      if (Number(opacity) < 0.9 || filter.includes("grayscale")) return false;
    }
    return true;
  }).map((canvas) => canvas.parentElement.outerHTML.slice(0, 160))"""


@pytest.fixture
def app(page: Page, restartable_server: LiveServer, troubles: Troubles) -> App:
    """The page of a server that may be stopped."""
    troubles.expect("WebSocket|Failed to load resource|ERR_CONNECTION|404|503")
    opened = App(page, restartable_server, troubles)
    opened.open()
    return opened


@pytest.fixture
def training(app: App, restartable_server: LiveServer, troubles: Troubles) -> App:
    """Another page of it, with a run in the middle of learning."""
    opened = App(app.page.context.new_page(), restartable_server, troubles)
    opened.open()
    opened.page.get_by_role("button", name="Play", exact=True).click()
    opened.wait("store.frame.value.header.epoch > 100")
    return opened


def parameters(app: App) -> list[Any]:
    layers: list[Any] = app.server.request("GET", f"/api/v1/runs/{app.run()['id']}/params")["layers"]
    return layers


def test_runs_come_back_with_what_they_learned(app: App, training: App, restartable_server: LiveServer) -> None:
    """One restart for a paused run, which is the same to the last digit, and for one stopped as it trains."""
    app.page.get_by_role("button", name="Add a neuron to hidden layer 2").click()
    app.wait("store.run.value.experiment.layers[1].units === 3")
    app.command({"type": "step", "epochs": 40})
    app.wait("store.frame.value.header.epoch === 40")
    before, weights, losses = app.run()["id"], parameters(app), app.value("store.frame.value.header.test_loss")
    restartable_server.stop()
    for page in (app, training):
        page.wait("store.connection.value === 'lost'")
    seen = training.value("store.frame.value.header.epoch")
    expect(app.page.locator(".notice[role=alert]")).to_contain_text("The connection is lost.")
    expect(app.page.locator(".net-badge")).to_have_text("Recorded at epoch 40, not live")
    restartable_server.start()
    app.wait("store.connection.value === 'live'")
    assert app.run()["id"] == before
    app.wait("store.frame.value.header.epoch === 40 && store.frame.value.header.test_loss === argument", losses)
    assert parameters(app) == weights
    expect(app.page.locator(".notice")).to_have_count(0)
    expect(app.page.locator(".net-badge")).to_have_count(0)
    app.page.get_by_role("button", name="Play", exact=True).click()
    app.wait("store.frame.value.header.epoch > 60")
    training.wait("store.connection.value === 'live' && store.frame.value.header.epoch >= argument", seen)
    if not training.run()["playing"]:
        training.page.get_by_role("button", name="Play", exact=True).click()
    training.wait("store.frame.value.header.epoch > argument", training.value("store.frame.value.header.epoch"))


def test_without_the_server_no_canvas_pretends_to_be_live(online: App, line: Line) -> None:
    online.page.evaluate("store.selection.value = { kind: 'unit', layer: 0, unit: 1 }")
    expect(online.page.locator(".inspector .inputs input").first).to_be_visible()
    online.command({"type": "play", "updates_per_s": None})
    online.wait("store.frame.value.header.epoch > 20")
    assert len(online.page.evaluate(UNMARKED)) > 10
    line.cut()
    online.wait("store.connection.value === 'lost'")
    expect(online.page.locator(".net")).to_have_attribute("data-state", "recorded")
    assert online.page.evaluate(UNMARKED) == []
    refused = online.page.get_by_role("button", name="Step one update")
    refused.click()
    expect(online.page.locator(".notice", has_text="Not connected to the server: nothing was changed.")).to_be_visible()
    for control in ("Add a neuron to hidden layer 1", "Insert a layer before the output"):
        expect(online.page.get_by_role("button", name=control)).to_be_disabled()


@pytest.mark.parametrize("asked", ["a button", "a field"])
def test_what_was_asked_as_the_connection_broke_is_told_until_it_is_back(online: App, line: Line, asked: str) -> None:
    """The server never gets it: the socket is asked to send, and does not."""
    page = online.page
    optimizer = page.get_by_label("Optimizer", exact=True)
    page.evaluate("() => { window.send = WebSocket.prototype.send; WebSocket.prototype.send = () => {}; }")
    if asked == "a field":
        optimizer.select_option("adam")
    else:
        page.get_by_role("button", name="Step one update").click()
    line.cut()
    notice = page.locator(".notice", has_text="whether it took effect is shown once it is back")
    expect(notice).to_be_visible()
    expect(optimizer).to_have_value("sgd")
    page.evaluate("() => { WebSocket.prototype.send = window.send; }")
    line.mend()
    online.reconnect()
    expect(page.locator(".notice")).to_have_count(0)
    expect(page.locator(".settings .wrong")).to_have_count(0)


def test_where_no_stream_opens_nothing_is_drawn(page: Page, live_server: LiveServer, troubles: Troubles) -> None:
    """Not even a first frame: every tile is blank, and the page says that it is not connected."""
    troubles.expect("WebSocket")

    def refuse(socket: WebSocketRoute) -> None:
        socket.close()

    page.route_web_socket(lambda _: True, refuse)
    page.goto(live_server.url)
    app = App(page, live_server, troubles)
    app.load_modules()
    app.wait("store.connection.value === 'lost' && store.run.value !== null")
    expect(page.locator(".net-badge")).to_contain_text("Not connected")
    assert app.value("store.frame.value") is None
    blank = np.array([token(app, "--paper"), token(app, "--neutral")])
    drawn = pixels(app)
    assert drawn.shape[0] > 300
    assert (drawn >= blank.min(axis=0)).all()
    assert (drawn <= blank.max(axis=0)).all()


def test_a_run_the_server_no_longer_has_starts_again_and_says_so(desktop: App) -> None:
    desktop.troubles.expect("WebSocket|404")
    desktop.page.get_by_label("Optimizer", exact=True).select_option("adam")
    desktop.wait("store.run.value.experiment.optimizer.kind === 'adam'")
    before = desktop.run()["id"]
    desktop.server.request("DELETE", f"/api/v1/runs/{before}")
    desktop.wait("store.run.value.id !== argument && store.connection.value === 'live'", before)
    expect(desktop.page.locator(".notice[role=status]")).to_contain_text("starts again from its beginning")
    assert desktop.run()["experiment"]["optimizer"]["kind"] == "adam"
