"""One's own image: drawn, centered, answered at once by every layer; pasted files are shaped as the data is."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.images import look, on_digits

OWN = "Object.values(store.frame.value.header.views).some((view) => view.known === false)"


@pytest.fixture
def app(desktop: App) -> App:
    """The page on digits."""
    return on_digits(desktop)


def draw(app: App, *points: tuple[float, float]) -> None:
    """A stroke through points that are shares of the paper."""
    box = app.page.get_by_role("img", name="Paper to draw on").bounding_box()
    assert box
    mouse = app.page.mouse
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    mouse.move(*places[0])
    mouse.down()
    for place in places[1:]:
        mouse.move(*place, steps=4)
    mouse.up()


def png(gray: np.ndarray) -> bytes:
    """A PNG file of gray pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + row.tobytes() for row in gray.astype(np.uint8))
    header = struct.pack(">IIBBBBB", gray.shape[1], gray.shape[0], 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_drawing_is_centered_and_answered_by_every_layer(app: App) -> None:
    app.page.get_by_role("button", name="Draw your own").first.click()
    draw(app, (0.1, 0.1), (0.1, 0.35))  # in a corner of the paper
    app.wait(OWN)
    ink = np.array(look(app, "input")).reshape(8, 8)
    assert ink.max() > 150
    rows, columns = (ink.sum(axis) @ np.arange(8) / ink.sum() for axis in (1, 0))
    assert rows == pytest.approx(3.5, abs=0.6)
    assert columns == pytest.approx(3.5, abs=0.6)
    expect(app.page.locator(".images-caption p")).to_have_text("your drawing")
    expect(app.page.locator(".draw-read b")).to_have_text(str(int(np.argmax(look(app, "answer")))))
    draw(app, (0.3, 0.1), (0.3, 0.35))
    app.wait("argument !== JSON.stringify([...document.querySelectorAll('.draw-read span')])", "")
    app.page.get_by_role("button", name="Undo stroke").click()
    app.page.get_by_role("button", name="Clear").click()
    expect(app.page.locator(".images-caption p")).to_contain_text("test image 0")


def test_a_dark_on_light_file_becomes_ink(app: App) -> None:
    app.page.get_by_role("button", name="Draw your own").first.click()
    paper = np.full((40, 40), 255)
    paper[8:32, 17:23] = 0
    app.page.locator(".draw-file input").set_input_files(
        {"name": "one.png", "mimeType": "image/png", "buffer": png(paper)}
    )
    app.wait(OWN)
    ink = np.array(look(app, "input")).reshape(8, 8)
    assert ink[:, 3:5].mean() > 120
    assert ink[:, [0, 7]].max() < 30
    app.page.locator(".draw-file input").set_input_files(
        {"name": "no.png", "mimeType": "image/png", "buffer": base64.b64decode("AAAA")}
    )
    expect(app.page.get_by_role("alert")).to_contain_text("cannot be read")
