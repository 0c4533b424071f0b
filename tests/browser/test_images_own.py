"""A set of one's own: brought as a ZIP file, as a folder or by a drop, learned from; errors stand where they are."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Route, expect

from tests.archives import bars, png_file, zipped
from tests.browser.app import App, address
from tests.browser.images import DRAWN

DROP = """([name, content]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(content), (one) => one.charCodeAt(0))], name));
    const drop = new DragEvent("drop", { dataTransfer: transfer, bubbles: true });
    document.querySelector(".upload-drop").dispatchEvent(drop);
}"""


# What the bar says from now on: its name, and how much is sent where it knows.
NOTE_STAGES = """() => {
    window.stages = [];
    new MutationObserver(() => {
        const bar = document.querySelector("dialog[open] progress");
        if (bar) stages.push([bar.getAttribute("aria-label"), bar.hasAttribute("value") ? bar.value : null]);
    }).observe(document.querySelector("dialog[open]"), { subtree: true, childList: true, attributes: true });
}"""


# Room for a name beside its row of the confusion matrix, and how much of it is left.
BESIDE = """(() => {
    const context = document.createElement("canvas").getContext("2d");
    context.font = "11px Inter, system-ui, sans-serif";
    return document.querySelector(".learned-cells").offsetLeft - context.measureText(argument).width;
})()"""
UPLOADS = "**/api/v1/datasets?*"


def opened(app: App) -> Locator:
    """The dialog, open."""
    app.page.get_by_role("button", name="Images", exact=True).click()
    app.wait("store.run.value.network.family === 'images'")
    app.page.get_by_role("button", name="Images of your own…").click()
    dialog = app.page.get_by_role("dialog", name="Images of your own")
    expect(dialog).to_be_visible()
    return dialog


def bring(dialog: Locator, files: dict[str, bytes], name: str = "set.zip") -> None:
    """Choose a ZIP file of those files."""
    content: Any = {"name": name, "mimeType": "application/zip", "buffer": zipped(files)}
    dialog.locator("input[type=file]").first.set_input_files(content)


def delete(dialog: Locator, name: str) -> None:
    """Delete a kept set, asked whether one means it."""
    dialog.get_by_role("button", name=f"Delete {name}").click()
    dialog.get_by_role("button", name=f"Yes, delete {name}").click()


def test_a_zip_is_brought_learned_from_and_deleted_when_no_run_needs_it(desktop: App) -> None:
    desktop.troubles.expect("409")
    dialog = opened(desktop)
    desktop.page.evaluate(NOTE_STAGES)
    bring(dialog, bars() | {"lines/standing/torn.png": b"torn", "lines/.DS_Store": b""}, "Bars.zip")
    told = dialog.get_by_role("status")
    expect(told).to_contain_text("60 gray images of 12 × 12 in 2 classes: lying\u00a030 standing\u00a030")
    expect(told).to_contain_text("They were dark on light: inverted.")
    expect(told).to_contain_text("Left out, cannot be read: lines/standing/torn.png.")
    expect(dialog.get_by_role("progressbar")).to_have_count(0)
    sending, checking = "The images are being sent…", "The server is checking the images…"
    stages = desktop.value("stages")
    assert [name for name, share in stages if share is None][-1] == checking
    assert next(share for name, share in stages if name == sending) == 0
    assert all(0 <= share < 1 for name, share in stages if name == sending)
    desktop.assert_accessible()
    dialog.get_by_role("button", name="Learn from them").click()
    desktop.wait("store.run.value.network.class_labels.join() === 'lying,standing'")
    desktop.wait(DRAWN)
    expect(desktop.page.locator(".images-answer")).to_contain_text("standing")
    expect(desktop.page.locator(".learned-cells button")).to_have_count(4)
    assert desktop.value(BESIDE, "standing") > 0  # the name of a row of the confusion matrix is whole
    chosen = desktop.page.locator("#settings .image-set[aria-pressed=true]")
    expect(chosen).to_have_text("Bars12 × 12")
    desktop.command({"type": "train", "epochs": 2})
    desktop.wait("store.run.value.epoch === 2")
    desktop.page.get_by_role("button", name="Images of your own…").click()
    delete(dialog, "Bars")
    expect(dialog.get_by_role("alert")).to_contain_text("Bars is used by a run, here or in another tab")
    expect(dialog.get_by_role("button", name="Delete Bars")).to_be_focused()
    dialog.get_by_role("button", name="Close").click()
    run = desktop.run()["id"]
    desktop.begin()
    desktop.page.evaluate("(id) => fetch(`/api/v1/runs/${id}`, { method: 'DELETE' })", run)
    dialog = opened(desktop)
    dialog.get_by_role("button", name="Delete Bars").press("Enter")
    keep = dialog.get_by_role("button", name="Keep Bars")
    expect(keep).to_be_focused()
    keep.press("Enter")
    expect(dialog.get_by_role("button", name="Delete Bars")).to_be_focused()
    delete(dialog, "Bars")
    expect(dialog.get_by_role("button", name="Delete Bars")).to_have_count(0)
    dialog.get_by_role("button", name="Close").click()


def test_a_folder_is_brought_file_by_file(desktop: App, tmp_path: Path) -> None:
    for name, content in bars(3).items():
        path = tmp_path / "my lines" / name.removeprefix("lines/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    dialog = opened(desktop)
    dialog.get_by_label("Size of the images").select_option("28")
    dialog.locator("input[webkitdirectory]").set_input_files(tmp_path / "my lines")
    told = dialog.get_by_role("status")
    expect(told.get_by_role("heading")).to_have_text("my lines")
    expect(told).to_contain_text("6 gray images of 28 × 28 in 2 classes: lying\u00a03 standing\u00a03")
    expect(told).to_contain_text("6 had another size: scaled to fit.")
    delete(dialog, "my lines")
    expect(dialog.get_by_role("button", name="Delete my lines")).to_have_count(0)
    dialog.get_by_role("button", name="Close").click()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no archive", "archive: expected a ZIP archive, got other bytes. Pack a folder"),
        (zipped({"a/1.png": png_file(np.zeros((9, 9), np.uint8))}), "archive: expected 2 to 62 classes, got 1."),
    ],
)
def test_a_dropped_archive_that_cannot_be_taken_says_why(desktop: App, content: bytes, said: str) -> None:
    desktop.troubles.expect("422")
    dialog = opened(desktop)
    desktop.page.evaluate(DROP, ["broken.zip", base64.b64encode(content).decode()])
    expect(dialog.get_by_role("alert")).to_contain_text(said)
    expect(dialog.get_by_role("button", name="Learn from them")).to_have_count(0)
    desktop.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@contextmanager
def holding_uploads(app: App) -> Iterator[list[Route]]:
    """The uploads, none of which reaches the server before it is told to go on."""
    held: list[Route] = []
    app.page.route(UPLOADS, lambda route: held.append(route))  # a method of a list it cannot wrap
    yield held
    app.page.unroute(UPLOADS)


def await_upload(app: App, held: list[Route]) -> Route:
    while not held:
        app.page.wait_for_timeout(20)
    return held.pop()


def test_an_upload_goes_on_while_its_dialog_is_closed_and_tells_its_end(desktop: App) -> None:
    dialog = opened(desktop)
    with holding_uploads(desktop) as held:
        bring(dialog, bars(5), "Lines.zip")
        upload = await_upload(desktop, held)
        desktop.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        desktop.page.get_by_role("button", name="Images of your own…").click()
        expect(dialog.get_by_role("progressbar")).to_be_visible()
        dialog.get_by_role("button", name="Close").click()
        upload.continue_()
    notice = desktop.page.locator("#notices")
    expect(notice).to_contain_text("Lines is there: 10 images in 2 classes.")
    notice.get_by_role("button", name="Learn from them").click()
    desktop.wait("store.run.value.network.class_labels.join() === 'lying,standing'")
    desktop.begin()
    dialog = opened(desktop)
    expect(dialog.get_by_role("status")).to_contain_text("10 gray images of 12 × 12")
    dialog.get_by_role("button", name="Close").click()
    desktop.page.get_by_role("button", name="Images of your own…").click()
    expect(dialog.get_by_role("status")).to_be_empty()


def test_what_is_being_sent_can_be_cancelled_and_sent_again(desktop: App) -> None:
    dialog = opened(desktop)
    for _ in range(2):
        with holding_uploads(desktop) as held:
            bring(dialog, bars(5), "Lines.zip")
            await_upload(desktop, held)
            dialog.get_by_role("button", name="Cancel").click()
            expect(dialog.get_by_role("progressbar")).to_have_count(0)
        expect(dialog.get_by_role("alert")).to_have_count(0)
        expect(dialog.get_by_role("status")).to_be_empty()
    dialog.get_by_role("button", name="Close").click()


def test_a_set_that_cannot_be_had_does_not_look_chosen(desktop: App) -> None:
    desktop.troubles.expect("422")
    dialog = opened(desktop)
    bring(dialog, bars(4), "Gone.zip")
    expect(dialog.get_by_role("heading", name="Gone")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    sets = desktop.page.locator("#settings .image-sets")
    chosen = sets.locator("[aria-pressed=true]")
    before = chosen.inner_text()
    key = desktop.value("store.catalog.value.datasets.find(({ label }) => label === 'Gone').key")
    assert desktop.page.evaluate(FORGET, key.removeprefix("own:")) == 204
    sets.get_by_role("button", name="Gone").click()
    expect(desktop.page.locator("#field-data-dataset [role=alert]")).to_contain_text("Upload the same folder")
    assert chosen.all_inner_texts() == [before]
    expect(desktop.page.locator("#field-data-dataset .field-label")).not_to_contain_text("Gone")


SEND = """async (content) => (await fetch("/api/v1/datasets?name=Lines", {
    method: "POST", body: Uint8Array.from(atob(content), (one) => one.charCodeAt(0)) })).json()"""
FORGET = "async (id) => (await fetch(`/api/v1/datasets/${id}`, { method: 'DELETE' })).status"


def test_a_link_to_a_set_that_is_not_here_says_what_to_do_and_is_not_lost(
    new_app: Callable[..., App], desktop: App
) -> None:
    lines = base64.b64encode(zipped(bars(4))).decode()
    made = desktop.page.evaluate(SEND, lines)
    assert desktop.page.evaluate(FORGET, made["id"]) == 204
    desktop.troubles.expect("422")
    layers = [{"kind": "flatten"}]
    app = new_app(address({"data": {"dataset": made["dataset"]}, "loss": "cross_entropy", "layers": layers}))
    app.troubles.expect("422")
    expect(app.page.locator("#notices")).to_contain_text("Upload the same folder to this server")
    assert app.run()["network"]["family"] == "points"  # the reference case meanwhile
    app.page.evaluate(SEND, lines)
    app.page.go_back()
    app.wait("store.run.value.experiment.data.dataset === argument", made["dataset"])
    chosen = app.page.locator("#settings .image-set[aria-pressed=true]")
    expect(chosen).to_have_text("Lines12 × 12")  # which the catalog of this page did not have when it came
