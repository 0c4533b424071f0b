"""Files that arrive anywhere on the page: images go to the desk, sets to their dialog, and nothing leaves the page."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.archives import bars, png_file, zipped
from tests.browser.app import App
from tests.browser.images import DRAWN, on_digits

# Drops or pastes a file on what a selector names; whether the browser would leave the page, or go on by itself.
BRING = """([kind, place, name, type, content]) => {
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
    const options = { bubbles: true, cancelable: true, dataTransfer: transfer, clipboardData: transfer };
    const on = document.querySelector(place);
    if (kind === "paste") return !on.dispatchEvent(new ClipboardEvent("paste", options));
    return ["dragover", "drop"].every((each) => !on.dispatchEvent(new DragEvent(each, options)));
}"""
OWN = "Object.values(store.frame.value.header.views).some((view) => view.known === false)"


def bring(app: App, kind: str, place: str, name: str, media: str, content: bytes) -> None:
    """Drop or paste it, and see that the page takes it on itself."""
    assert app.page.evaluate(BRING, [kind, place, name, media, base64.b64encode(content).decode()])


def ink() -> bytes:
    """A dark stroke on light paper."""
    paper = np.full((40, 40), 255, np.uint8)
    paper[8:32, 17:23] = 0
    return png_file(paper)


@pytest.mark.parametrize(
    ("kind", "place"), [("drop", "main"), ("drop", "#topbar"), ("drop", ".image-sets"), ("paste", "body")]
)
def test_an_image_opens_the_desk_from_wherever_it_comes(desktop: App, kind: str, place: str) -> None:
    app = on_digits(desktop)
    expect(app.page.locator(".draw-desk")).to_have_count(0)
    bring(app, kind, place, "one.png", "image/png", ink())
    app.wait(OWN)
    expect(app.page.locator(".images-caption p")).to_have_text("your drawing")
    bring(app, kind, place, "one.pdf", "application/pdf", b"%PDF")
    expect(app.page.locator(".draw-desk").get_by_role("alert")).to_have_text(
        "Expected an image file, got application/pdf."
    )
    app.page.get_by_role("button", name="Clear").click()
    expect(app.page.get_by_role("alert")).to_have_count(0)
    app.page.get_by_role("button", name="Done").click()


@pytest.mark.parametrize("dataset", [None, "mnist1d"])
def test_a_network_that_reads_no_images_says_what_could_be_done(desktop: App, dataset: str | None) -> None:
    if dataset:
        desktop.command({"type": "edit", "patch": {"data": {"dataset": dataset, "count": 100}}})
        desktop.wait("store.run.value.network.input_shape?.[0] === 1")
        desktop.wait(DRAWN)
    for kind in ("drop", "paste"):
        bring(desktop, kind, "body", "one.png", "image/png", ink())
        notice = desktop.page.locator("#notices [role=status]")
        expect(notice).to_contain_text("Choose a set of images under Data, then bring yours again.")
        notice.get_by_role("button", name="Dismiss").click()
    expect(desktop.page.locator(".draw-desk")).to_have_count(0)


def test_what_was_said_goes_once_the_image_is_taken(desktop: App) -> None:
    bring(desktop, "drop", "main", "one.png", "image/png", ink())
    notice = desktop.page.locator("#notices [role=status]")
    expect(notice).to_contain_text("This network reads no images.")
    bring(on_digits(desktop), "drop", "main", "one.png", "image/png", ink())
    expect(notice).to_have_count(0)
    desktop.page.get_by_role("button", name="Clear").click()


def test_an_archive_goes_to_the_dialog_for_sets(desktop: App) -> None:
    bring(desktop, "drop", "main", "Dropped.zip", "application/zip", zipped(bars(3)))
    dialog = desktop.page.get_by_role("dialog", name="Images of your own")
    expect(dialog.get_by_role("status")).to_contain_text("6 gray images of 12 × 12")
    dialog.get_by_role("button", name="Close").click()


def test_cells_of_a_table_are_pasted_as_text(desktop: App) -> None:
    app = on_digits(desktop)
    kept = """() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([], "cells.png", { type: "image/png" }));
        transfer.setData("text/plain", "1 2");
        const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: transfer });
        return document.body.dispatchEvent(event);
    }"""
    assert app.page.evaluate(kept)
    expect(app.page.locator(".draw-desk")).to_have_count(0)
