"""A map opened: its parts, one position with its numbers, what it sees of the image; and the backs of the squares."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.images import DRAWN, KINDS, look, on_digits

OPENED = "Object.entries(store.frame.value.header.views).find(([view]) => view.startsWith('images.opened.'))?.[1]"


@pytest.fixture
def app(desktop: App) -> App:
    """The page on digits."""
    return on_digits(desktop)


def test_a_selected_map_opens_with_parts_that_add_up(app: App) -> None:
    page = app.page
    page.locator("[data-slot='2.3']").press("Enter")  # a pointer that rests there asks for more
    app.wait(f"{OPENED}?.sums?.length === 8")
    told = app.value(OPENED)
    assert sum(told["sums"]) + told["bias"] == pytest.approx(told["z"], abs=1e-4)
    expect(page.locator(".opened-part")).to_have_count(8)
    expect(page.locator(".opened-position h3")).to_have_text(f"Position ({told['row'] + 1}, {told['column'] + 1})")
    expect(page.locator(".images-receptive")).to_be_visible()
    steer = page.locator(".opened-steer")
    steer.focus()
    steer.press("ArrowLeft" if told["column"] else "ArrowRight")
    app.wait(f"{OPENED}?.column === argument", told["column"] + (-1 if told["column"] else 1))
    page.keyboard.press("Escape")
    expect(page.locator(".opened")).to_have_count(0)
    expect(page.get_by_text("Gradient size by layer")).to_be_visible()


def test_a_pooled_map_opens_with_its_window(app: App) -> None:
    app.page.locator("[data-slot='1.0']").press("Enter")
    app.wait(f"{OPENED}?.a !== undefined && {OPENED}?.sums === undefined")
    expect(app.page.locator(".opened-table td")).to_have_count(4)


def test_the_backs_of_the_squares_are_gradients(app: App) -> None:
    page = app.page
    page.get_by_role("button", name="flip squares to gradients").click()
    app.wait("[...store.frame.value.tensors.keys()].some((name) => name.endsWith('/gradients.input'))")
    expect(page.locator(".images-legend")).to_contain_text("log")
    page.locator("[data-slot='-1.0']").hover()
    expect(page.locator(".images-value")).to_contain_text("∂ loss")
    page.get_by_role("button", name="flip squares to activations").click()
    expect(page.locator(".images-legend")).to_contain_text("Activations")


def test_the_arrows_walk_the_maps(app: App) -> None:
    image = app.page.locator("[data-slot='-1.0']")
    image.focus()
    image.press("ArrowRight")
    slot = "document.activeElement.dataset.slot"
    app.wait(f"{slot}?.startsWith('0.')")
    before = app.value(slot)
    app.page.keyboard.press("ArrowDown")
    app.wait(f"{slot} !== argument", before)
    app.page.keyboard.press("Enter")
    app.wait("store.selection.value?.kind === 'unit' && store.selection.value.layer === 0")


SIGNAL = [{"kind": "conv1d", "channels": 2, "kernel": 5}, {"kind": "flatten"}]
# Of a canvas by its name: the share of its columns, and how many of its rows, that hold the curve's ink.
INK = """((canvas) => {
    const { width, height } = canvas, { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    const dark = (x, y) => Math.max(...data.slice(4 * (y * width + x), 4 * (y * width + x) + 3)) < 110;
    const all = [...Array(width * height).keys()].map((at) => [at % width, Math.floor(at / width)]);
    const places = all.filter(([x, y]) => dark(x, y));
    return { columns: new Set(places.map(([x]) => x)).size / width, rows: new Set(places.map(([, y]) => y)).size };
})(document.querySelector(`.opened canvas[aria-label="${argument}"]`))"""
BLOCKS = [
    {"kind": "residual", "channels": 2}, {"kind": "batch_norm", "activation": "relu"}, {"kind": "dropout"},
    {"kind": "global_pool"}, {"kind": "layer_norm"}, {"kind": "dense", "units": 3, "activation": "tanh"},
]  # fmt: skip


@pytest.fixture
def blocks(app: App) -> App:
    """The page on digits, with a layer of each kind that says more than its name."""
    app.command({"type": "edit", "patch": {"layers": BLOCKS}})
    app.wait(f"{KINDS} === 'residual,batch_norm,dropout,global_pool,layer_norm,dense,head' && {DRAWN}")
    return app


def open_unit(app: App, layer: int, unit: int) -> dict[str, Any]:
    """Select it, and wait for what the engine says of it."""
    app.page.evaluate("(pick) => (store.selection.value = pick)", {"kind": "unit", "layer": layer, "unit": unit})
    app.wait(f"{OPENED}?.a !== undefined && document.querySelector('.opened-body')")
    told: dict[str, Any] = app.value(OPENED)
    return told


def open_first(app: App, unit: int) -> dict[str, Any]:
    """By the keyboard go from a residual block into a map of its first convolution, out, and in again."""
    page, name = app.page, f"Open map {unit + 1} of its first convolution"
    page.get_by_role("button", name=name).press("Enter")
    back = page.get_by_role("button", name="Back to Residual")
    expect(back).to_be_focused()
    expect(page.locator(".opened h2")).to_have_text(f"Residual · map {unit + 1} of its first convolution, opened")
    back.press("Escape")
    expect(page.get_by_role("button", name=name)).to_be_focused()
    page.get_by_role("button", name=name).click()
    expect(page.locator(".opened-part")).to_have_count(1)  # the image, as the block stands first
    view = f"store.frame.value.header.views['images.opened.0.{unit}.true']"
    app.wait(f"{view}?.a !== undefined")
    told: dict[str, Any] = app.value(view)
    app.settle()
    app.assert_accessible()
    return told


def test_every_kind_opens_to_its_own_rule_with_true_numbers(blocks: App) -> None:
    page = blocks.page
    position = page.locator(".opened-position")
    told = open_unit(blocks, 0, 1)
    assert sum(told["sums"]) + told["skip"] + told["bias"] == pytest.approx(told["z"], abs=1e-4)
    expect(page.get_by_label("What comes around the two convolutions")).to_be_visible()
    expect(page.locator(".opened-part")).to_have_count(3)
    inner = open_first(blocks, 1)
    assert sum(inner["sums"]) + inner["bias"] == pytest.approx(inner["z"], abs=1e-4)
    assert (inner["row"], inner["column"]) == (told["row"], told["column"])
    assert inner["a"] == pytest.approx(max(0, inner["z"]), abs=1e-5)
    told = open_unit(blocks, 1, 0)
    expect(position).to_contain_text("running averages")
    assert told["z"] == pytest.approx(told["scale"] * told["normalized"] + told["shift"], abs=1e-5)
    expect(page.locator(".opened-sum")).to_have_count(3)
    told = open_unit(blocks, 2, 1)
    expect(position).to_contain_text("left out" if not told["kept"] else "x / (1 − r)")
    expect(page.get_by_label("The map as the next update has it for its first image")).to_be_visible()
    open_unit(blocks, 3, 0)
    expect(position).to_contain_text("mean of 8 × 8 numbers")
    told = open_unit(blocks, 4, 1)
    expect(position).to_contain_text("those of 2 numbers of this image")
    told = open_unit(blocks, 5, 2)
    assert sum(told["sums"]) + told["bias"] == pytest.approx(told["z"], abs=1e-4)
    expect(page.locator(".opened-part")).to_have_count(2)


def test_a_class_opens_with_what_speaks_for_it(app: App) -> None:
    app.page.locator(".images-bar").nth(4).click()
    app.wait(f"{OPENED}?.sums?.length > 1")
    told = app.value(OPENED)
    assert told["a"] == pytest.approx(look(app, "answer")[4], abs=1e-5)
    assert sum(told["sums"]) + told["bias"] == pytest.approx(told["z"], abs=1e-4)
    expect(app.page.locator(".opened h2")).to_have_text("Output · 4, opened")
    app.settle()
    app.assert_accessible()


def test_the_field_outlined_is_that_of_the_place_pointed_at(app: App) -> None:
    page = app.page
    tile = page.locator("[data-slot='2.1']")
    box = tile.bounding_box()
    assert box
    rows, columns, _ = app.run()["network"]["layers"][2]["output_shape"]
    page.mouse.move(box["x"] + 0.5 * box["width"] / columns, box["y"] + 1.5 * box["height"] / rows)
    outlined = page.locator(".images-receptive")
    expect(outlined).to_be_visible()
    params = quote(json.dumps({"layer": 2, "unit": 1, "row": 1, "column": 0}))
    told = app.server.request("GET", f"/api/v1/runs/{app.run()['id']}/probes/opened?params={params}")
    expect(outlined).to_have_attribute("data-field", ",".join(map(str, told["info"]["receptive"])))
    shape = app.run()["network"]["input_shape"]
    page.locator(".images-bar").first.hover()
    expect(outlined).to_have_attribute("data-field", f"0,0,{shape[0] - 1},{shape[1] - 1}")
    page.mouse.move(2, 2)
    expect(outlined).to_have_count(0)
    tile.focus()
    page.keyboard.press("ArrowDown")
    expect(outlined).to_be_visible()


def test_a_signal_is_drawn_as_a_curve(app: App) -> None:
    app.command({"type": "edit", "patch": {"data": {"dataset": "mnist1d"}, "layers": SIGNAL}})
    app.wait(f"{KINDS} === 'conv1d,flatten,head' && {DRAWN}")
    app.page.evaluate("store.selection.value = { kind: 'unit', layer: 0, unit: 0 }")
    curves = app.page.locator(".opened canvas[data-signal='true']")
    expect(curves).to_have_count(5)  # the signal, its kernel, the product, z and a
    # Every column of pixels of the curve holds ink, and more than one row does: a strip of colors would hold none.
    inked = app.value(INK, "The map a")
    assert inked["columns"] == 1
    assert inked["rows"] > 2


def test_a_number_under_the_pointer_is_the_engines_own(app: App) -> None:
    page = app.page
    tile = page.locator("[data-slot='0.2']")
    box = tile.bounding_box()
    assert box
    rows, columns, _ = app.run()["network"]["layers"][0]["output_shape"]
    page.mouse.move(box["x"] + 2.5 * box["width"] / columns, box["y"] + 3.5 * box["height"] / rows)
    app.wait("Object.keys(store.frame.value.header.views).includes('images.values.0.2')")
    value = page.locator(".images-value b")
    expect(value).not_to_contain_text("≈")
    params = quote(json.dumps({"layer": 0, "unit": 2}))
    told = app.server.request("GET", f"/api/v1/runs/{app.run()['id']}/probes/values?params={params}")
    exact = told["arrays"]["outputs"]["values"][3][2]
    assert float(str(value.get_attribute("title")).replace("\u2212", "-")) == pytest.approx(exact, rel=1e-6)
