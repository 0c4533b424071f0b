"""scripts/screenshot: the page at work, trained for a while, with a neuron selected."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium
from tests.browser.app import App, address
from tests.live import temporary_server

WIDTH, HEIGHT = 1440, 900
EPOCHS = 801
EXPERIMENT = {
    "data": {"noise": 5},
    "layers": [{"kind": "dense", "units": units, "activation": "tanh"} for units in (6, 5, 4)],
    "optimizer": {"kind": "rmsprop", "learning_rate": 0.003},
    "initialization": {"scheme": "glorot"},
}
SELECTED = {"kind": "unit", "layer": 1, "unit": 2}


def take(page: Page, file: Path) -> None:
    """Train at full speed until the epoch is reached, so that the charts fill as a person sees them; then pause."""
    with temporary_server() as server:
        app = App(page, server)
        app.open(address(EXPERIMENT))
        app.page.evaluate("(selected) => { store.selection.value = selected; }", SELECTED)
        app.page.evaluate("actions.play(20000)")
        app.wait("store.frame.value.header.epoch >= argument", EPOCHS)
        app.page.evaluate("actions.pause()")
        app.wait("!store.run.value.playing")
        app.wait_for_paint()
        page.screenshot(path=file, type="jpeg", quality=88)  # a PNG of it has 400 kB


def main() -> None:
    """Write the file named on the command line."""
    file = Path(sys.argv[1])
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        take(page, file)
        browser.close()
    print(f"{file} ({file.stat().st_size / 1000:.0f} kB)")


if __name__ == "__main__":
    main()
