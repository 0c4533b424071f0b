"""scripts/screenshot: the page at work, trained for a while, on points and on images."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from engine.experiment import Experiment
from engine.validation import patched
from tests.browser import chromium
from tests.browser.app import App, address
from tests.live import temporary_server

WIDTH, HEIGHT = 1440, 900
POINTS = {
    "data": {"noise": 5},
    "layers": [{"kind": "dense", "units": units, "activation": "tanh"} for units in (6, 5, 4)],
    "optimizer": {"kind": "rmsprop", "learning_rate": 0.003},
    "initialization": {"scheme": "glorot"},
}


def take(app: App, document: dict[str, Any], selected: dict[str, Any], epochs: int, file: Path) -> None:
    """Train at full speed until the epoch is reached, so that the charts fill as a person sees them; then pause."""
    app.open(address(document))
    app.page.evaluate("(selected) => { store.selection.value = selected; }", selected)
    app.page.evaluate("actions.play(20000)")
    app.wait("store.frame.value.header.epoch >= argument", epochs)
    app.page.evaluate("actions.pause()")
    app.wait("!store.run.value.playing && store.frame.value.header.views.metrics")
    app.wait_for_paint()
    app.page.screenshot(path=file, type="jpeg", quality=88)  # a PNG of it has 400 kB
    print(f"{file} ({file.stat().st_size / 1000:.0f} kB)")


def main() -> None:
    """Write both into the folder named on the command line."""
    folder = Path(sys.argv[1])
    mnist = patched(Experiment(), {"data": {"dataset": "mnist"}}).to_dict()
    with sync_playwright() as playwright, temporary_server() as server:
        browser = chromium.launch(playwright)
        for document, layer, unit, epochs, name in ((POINTS, 1, 2, 801, "picture"), (mnist, 2, 5, 6, "images")):
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
            selected = {"kind": "unit", "layer": layer, "unit": unit}
            take(App(page, server), document, selected, epochs, folder / f"{name}.jpg")
        browser.close()


if __name__ == "__main__":
    main()
