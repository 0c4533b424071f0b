"""The server goes and comes: what is on screen says that it is a record, and the run goes on where it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.app import App
from tests.browser.pixels import pixels, token
from tests.browser.watch import Troubles
from tests.live import LiveServer

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


def parameters(app: App) -> list[Any]:
    layers: list[Any] = app.server.request("GET", f"/api/v1/runs/{app.run()['id']}/params")["layers"]
    return layers


def test_it_comes_back_to_the_same_run_with_its_weights(app: App) -> None:
    app.page.get_by_role("button", name="Add a neuron to hidden layer 2").click()
    app.wait("store.run.value.experiment.layers[1].units === 3")
    app.command({"type": "step", "epochs": 40})
    app.wait("store.frame.value.header.epoch === 40")
    before, weights, losses = app.run()["id"], parameters(app), app.value("store.frame.value.header.test_loss")
    app.server.stop()
    app.wait("store.connection.value === 'lost'")
    expect(app.page.locator(".notice[role=alert]")).to_contain_text("The connection is lost.")
    expect(app.page.locator(".net-badge")).to_have_text("Recorded at epoch 40, not live")
    app.server.start()
    app.wait("store.connection.value === 'live'")
    assert app.run()["id"] == before
    app.wait("store.frame.value.header.epoch === 40 && store.frame.value.header.test_loss === argument", losses)
    assert parameters(app) == weights
    expect(app.page.locator(".notice")).to_have_count(0)
    expect(app.page.locator(".net-badge")).to_have_count(0)
    app.page.get_by_role("button", name="Play", exact=True).click()
    app.wait("store.frame.value.header.epoch > 60")


def test_a_run_that_was_training_comes_back_trained(app: App) -> None:
    """Stopped in the middle of learning: nothing learned is lost, and it can go on."""
    app.page.get_by_role("button", name="Play", exact=True).click()
    app.wait("store.frame.value.header.epoch > 100")
    app.server.stop()
    app.wait("store.connection.value === 'lost'")
    seen = app.value("store.frame.value.header.epoch")
    app.server.start()
    app.wait("store.connection.value === 'live' && store.frame.value.header.epoch >= argument", seen)
    if not app.run()["playing"]:
        app.page.get_by_role("button", name="Play", exact=True).click()
    app.wait("store.frame.value.header.epoch > argument", app.value("store.frame.value.header.epoch"))


def test_without_the_server_no_canvas_pretends_to_be_live(app: App) -> None:
    app.page.evaluate("store.selection.value = { kind: 'unit', layer: 0, unit: 1 }")
    expect(app.page.locator(".inspector .inputs input").first).to_be_visible()
    app.command({"type": "play", "updates_per_s": None})
    app.wait("store.frame.value.header.epoch > 20")
    assert len(app.page.evaluate(UNMARKED)) > 10
    app.server.stop()
    app.wait("store.connection.value === 'lost'")
    expect(app.page.locator(".net")).to_have_attribute("data-state", "recorded")
    assert app.page.evaluate(UNMARKED) == []
    refused = app.page.get_by_role("button", name="Step one update")
    refused.click()
    expect(app.page.locator(".notice", has_text="Not connected to the server: nothing was changed.")).to_be_visible()
    for control in ("Add a neuron to hidden layer 1", "Insert a layer before the output"):
        expect(app.page.get_by_role("button", name=control)).to_be_disabled()


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


def test_a_run_the_server_no_longer_has_starts_again_and_says_so(app: App) -> None:
    app.page.get_by_label("Optimizer", exact=True).select_option("adam")
    app.wait("store.run.value.experiment.optimizer.kind === 'adam'")
    before = app.run()["id"]
    app.server.request("DELETE", f"/api/v1/runs/{before}")
    app.wait("store.run.value.id !== argument && store.connection.value === 'live'", before)
    expect(app.page.locator(".notice[role=status]")).to_contain_text("starts again from its beginning")
    assert app.run()["experiment"]["optimizer"]["kind"] == "adam"
