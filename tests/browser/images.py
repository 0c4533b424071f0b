"""What the tests of networks on images share."""

from __future__ import annotations

from typing import Any

from tests.browser.app import App

DIGITS = {"type": "edit", "patch": {"data": {"dataset": "digits"}}}
# The picture is of the run as it is now, not of the one before an edit.
DRAWN = "['live', 'compiling'].includes(document.querySelector('.images')?.dataset.state)"
ARRAY = """[...store.frame.value.tensors].find(([name]) =>
    name.startsWith('images.look.') && name.endsWith('/' + argument))[1]"""
KINDS = "store.run.value.network.layers.map(({ kind }) => kind).join()"


def on_digits(app: App) -> App:
    """The page once its run reads digits and the picture is there."""
    app.page.mouse.move(2, 2)
    app.command(DIGITS)
    app.wait("store.run.value.network.family === 'images'")
    app.wait(DRAWN)
    return app


def look(app: App, name: str) -> list[Any]:
    """An array of what the network makes of the image in view."""
    found: list[Any] = app.value(f"[...{ARRAY}]", name)
    return found
