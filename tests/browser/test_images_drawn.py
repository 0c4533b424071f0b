"""One's own image: drawn, centered, answered at once by every layer; pasted files are shaped as the data is."""

from __future__ import annotations

import base64
import re
import struct
import zlib

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.images import DRAWN, look, on_digits

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


def test_the_keyboard_goes_to_the_desk_and_back(app: App) -> None:
    page = app.page
    button = page.locator(".images-caption").get_by_role("button", name="Draw your own")
    button.focus()
    page.keyboard.press("Enter")
    chooser = page.get_by_label("Image file…")
    expect(chooser).to_be_focused()
    paper = page.get_by_role("img", name="Paper to draw on").bounding_box()
    shown, done = page.locator(".draw-file").bounding_box(), page.get_by_role("button", name="Done").bounding_box()
    panel = page.locator("#inspector").bounding_box()
    assert paper
    assert shown
    assert done
    assert panel
    assert panel["y"] <= shown["y"] < paper["y"]
    assert done["y"] + done["height"] <= panel["y"] + panel["height"]  # all of it is in sight, of a square too
    page.get_by_role("button", name="Done").focus()
    page.keyboard.press("Enter")
    expect(button).to_be_focused()
    button.press("Enter")
    expect(chooser).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


TRAIN = "Object.values(store.frame.value.header.views).find((view) => view.most)?.train"


def test_a_drawing_is_added_to_the_training_data_shown_taken_back_and_removed(app: App) -> None:
    page = app.page
    page.get_by_role("button", name="Draw your own").first.click()
    add = page.get_by_role("button", name="Add to training data")
    count = page.locator(".adding p[role=status]")
    expect(count).to_have_text(re.compile("1.437 training images, none of them yours yet."))
    expect(add).to_be_disabled()
    label = page.get_by_label("What stands in your drawing")
    label.select_option("7")
    expect(add).to_be_disabled()  # nothing is drawn yet
    draw(app, (0.3, 0.2), (0.7, 0.2), (0.4, 0.8))
    app.wait(OWN)
    app.command({"type": "play"})
    label.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(count).to_have_text(re.compile("1.438 training images, 1 of them yours."))
    expect(add).to_be_disabled()  # that very drawing is among them
    assert app.run()["playing"]
    app.wait(f"{TRAIN} === 1438")
    expect(page.locator(".images-caption p")).to_have_text("your drawing")
    draw(app, (0.5, 0.2), (0.5, 0.8))
    label.select_option("1")
    expect(add).to_be_enabled()
    add.click()
    expect(count).to_have_text(re.compile("1.439 training images, 2 of them yours."))
    app.assert_accessible()
    for verb, remains in (("undo", 1438), ("undo", 1437), ("redo", 1438)):
        app.value(f"void actions.{verb}()")
        app.wait(f"{TRAIN} === argument", remains)
    strip = page.locator("#settings .added")
    strip.get_by_role("button", name="Your image 1, labelled 7: into the picture").click()
    expect(page.locator(".images-caption p")).to_have_text("training image 1437 · label 7")
    strip.get_by_role("button", name="Remove your image 1, labelled 7").click()
    expect(page.locator("#settings").get_by_role("button", name="Draw one, then add it")).to_be_visible()
    app.wait("store.run.value.experiment.data.added === null")


def test_of_several_characters_the_text_is_the_label(desktop: App) -> None:
    data = {"dataset": "captcha-digits", "count": 100, "captcha": {"length": 2}}
    desktop.command({"type": "edit", "patch": {"data": data}})
    desktop.wait("store.run.value.network.slots === 2")
    desktop.wait(DRAWN)
    page = desktop.page
    page.get_by_role("button", name="Draw your own").first.click()
    draw(desktop, (0.2, 0.2), (0.2, 0.8))
    desktop.wait(OWN)
    label = page.get_by_label("What stands in your drawing")
    add = page.get_by_role("button", name="Add to training data")
    label.fill("1")
    expect(add).to_be_disabled()
    expect(page.locator(".adding p[role=status]")).to_contain_text("1 of 2 characters.")
    label.fill("1x")
    expect(add).to_be_enabled()
    label.press("Enter")
    expect(page.locator(".adding [role=alert]")).to_contain_text("label: expected 2 characters")
    label.fill("17")
    label.press("Enter")
    expect(page.locator(".adding .added")).to_contain_text("17")
    expect(page.locator(".adding [role=alert]")).to_have_count(0)


# Whether what was added is ever shown in the settings under words that say there is nothing.
NOTE_BOTH = """() => {
    window.both = 0;
    const panel = document.querySelector("#settings");
    window.noting = new MutationObserver(() => {
        both += panel.querySelector(".added") !== null && /No images of your own/.test(panel.textContent);
    });
    noting.observe(panel, { subtree: true, childList: true, characterData: true });
}"""


@pytest.mark.parametrize("changed", [{"captcha": {"length": 3}}, {"dataset": "digits"}])
def test_an_edit_that_leaves_out_what_was_added_says_so_and_is_taken_back(
    desktop: App, changed: dict[str, object]
) -> None:
    data = {"dataset": "captcha-digits", "count": 100, "captcha": {"length": 2}}
    desktop.command({"type": "edit", "patch": {"data": data}})
    desktop.wait("store.run.value.network.slots === 2")
    blank = base64.b64encode(bytes(14 * 24)).decode()
    desktop.command({"type": "add_image", "pixels": blank, "label": "17"})
    strip = desktop.page.locator("#settings .added")
    expect(strip).to_contain_text("17")
    kept, place = desktop.run()["experiment"], desktop.value("history.state.picturevis.at")
    desktop.page.evaluate(NOTE_BOTH)
    desktop.command({"type": "edit", "patch": {"data": changed}})
    notice = desktop.page.locator("#notices [role=status]")
    expect(notice).to_contain_text("The images that you added are left out: they do not fit this data.")
    expect(strip).to_have_count(0)
    expect(desktop.page.locator("#field-data-added button").first).to_have_text("Draw one, then add it")
    assert desktop.value("noting.disconnect() ?? both") == 0
    notice.get_by_role("button", name="Undo").click()
    expect(strip).to_contain_text("17")
    expect(notice).to_have_count(0)
    assert desktop.run()["experiment"] == kept
    assert desktop.value("history.state.picturevis.at") == place


def test_a_signal_is_called_one_and_the_page_says_why_none_is_drawn(desktop: App) -> None:
    desktop.command({"type": "edit", "patch": {"data": {"dataset": "mnist1d", "count": 100}}})
    desktop.wait("store.run.value.network.input_shape?.[0] === 1")
    desktop.wait(DRAWN)
    page = desktop.page
    expect(page.locator(".images-caption p")).to_contain_text("test signal 0")
    expect(page.get_by_label("Over the signal")).to_contain_text("plain signal")
    expect(page.get_by_role("button", name="Draw your own")).to_have_count(0)
    added = page.locator("#field-data-added")
    expect(added).to_contain_text("No signals of your own")
    expect(added).to_contain_text("A signal is not drawn by hand: choose images to draw your own.")
    page.locator("[data-slot='-1.0']").click()
    inspector = page.locator("#inspector")
    expect(inspector.get_by_role("heading", name="Signal", exact=True)).to_be_visible()
    expect(inspector).to_contain_text("A signal is not drawn by hand")
