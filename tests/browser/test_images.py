"""A network on images in the page: it is seen whole and live, and nothing of the other family is in the way."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.images import look, on_digits

SHARES = "[...document.querySelectorAll('.images-bar i')].map((bar) => Number(bar.style.getPropertyValue('--share')))"


@pytest.fixture
def app(desktop: App) -> App:
    """The page on digits."""
    return on_digits(desktop)


def test_choosing_digits_shows_every_map_and_answer(app: App) -> None:
    layers = app.run()["network"]["layers"]
    squares = 1 + sum(layer["units"] for layer in layers if layer["kind"] not in {"flatten", "head"})
    expect(app.page.locator(".images .net-unit[data-slot]")).to_have_count(squares)
    expect(app.page.locator(".images-bar")).to_have_count(10)
    label = app.value("store.frame.value.header.views")
    told = next(view for name, view in label.items() if name.startswith("images.look."))
    expect(app.page.locator(".images-caption p")).to_have_text(f"test image 0 · label {told['label'][0]}")
    assert app.value(SHARES) == pytest.approx(look(app, "answer"), abs=1e-6)


def test_the_next_image_is_shown_under_its_own_number(app: App) -> None:
    before = look(app, "input")
    app.page.get_by_role("button", name="Next image").click()
    expect(app.page.locator(".images-caption p")).to_contain_text("test image 1")
    assert look(app, "input") != before
    app.page.get_by_role("button", name="Previous image").click()
    expect(app.page.locator(".images-caption p")).to_contain_text("test image 0")


def test_the_panels_speak_of_images(app: App) -> None:
    page = app.page
    expect(page.locator(".problem").get_by_role("button", name="Images")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".image-set[aria-pressed='true']")).to_contain_text("Digits")
    expect(page.locator(".image-set-source")).to_contain_text("Licence")
    expect(page.locator("[data-group='features']")).to_be_hidden()
    expect(page.locator("#field-data-count")).to_be_visible()
    app.wait("store.frame.value.header.program === 'specialized'")  # charts come when nothing waits for a compile
    expect(page.get_by_role("img", name="Confusion matrix of the test images")).to_be_visible()
    expect(page.locator(".stats")).to_contain_text("accuracy")
    expect(page.get_by_role("button", name="A closer look")).to_have_count(0)


def test_it_learns_in_sight_and_goes_back_to_points(app: App) -> None:
    app.page.get_by_role("button", name="Play", exact=True).click()
    app.wait("store.frame.value.header.epoch >= 3")
    app.wait(f"{SHARES}.some((share) => share > 0.5)")
    app.page.get_by_role("button", name="Pause", exact=True).click()
    app.page.locator(".problem").get_by_role("button", name="Classes").click()
    app.wait("store.run.value.network.family !== 'images' && store.data.value?.train.length > 0")
    expect(app.page.locator(".images")).to_have_count(0)
    expect(app.page.locator(".net-output-title")).to_contain_text("Output")
    app.page.get_by_role("button", name="Undo").first.click()
    app.wait("store.run.value.network.family === 'images'")
    expect(app.page.locator(".images-bar")).to_have_count(10)


def test_a_map_is_selected_and_says_what_it_listens_to(app: App) -> None:
    app.page.locator("[data-slot='2.3']").click()
    expect(app.page.locator("#inspector h3")).to_have_text("Conv 2 · map 4")
    expect(app.page.locator(".images-kernel")).to_have_count(8)
    app.page.locator("[data-slot='2.3']").click()
    expect(app.page.locator("#inspector h2")).to_have_text("Network")


def test_it_is_accessible(app: App) -> None:
    app.settle()
    app.assert_accessible()


LAY_OUT = """async ([kind, count, room]) => {
    const { layoutImages } = await import("/static/images/layout.js");
    const layer = (kind, shape, kernels = false) => ({ kind, shape, readsImage: kind === "dense", kernels });
    const maps = () => [layer("conv2d", [28, 28, count], true), layer("max_pool", [14, 14, count])];
    const hidden = kind === "maps" ? maps() : [layer("flatten", [784]), layer("dense", [count])];
    return layoutImages({ input: [28, 28, 1], layers: [...hidden, layer("head", [10])], slots: 1, classes: 10 }, room);
}"""


MANY = [("maps", 1), ("maps", 16), ("maps", 64), ("dense", 64), ("dense", 128), ("dense", 512)]


def test_no_square_covers_another_however_many_there_are(desktop: App) -> None:
    for (kind, count), width in itertools.product(MANY, [390, 812, 1440]):
        scene = desktop.page.evaluate(LAY_OUT, [kind, count, {"width": width, "height": 600}])
        boxes = [tile for column in scene["columns"] for tile in column["tiles"]]
        assert len(boxes) == 1 + count * (2 if kind == "maps" else 1)
        assert_apart(scene, boxes)


def assert_apart(scene: dict[str, Any], boxes: list[dict[str, float]]) -> None:
    """No square covers another or leaves the scene."""
    for at, a in enumerate(boxes):
        assert min(a["width"], a["height"]) >= 10
        assert a["x"] >= 0
        assert a["x"] + a["width"] <= scene["width"]
        assert scene["top"] <= a["y"] + 1
        assert a["y"] + a["height"] <= scene["bottom"]
        for b in boxes[at + 1 :]:
            apart = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
            assert apart or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]


def test_how_many_images_were_made_is_told_where_each_epoch_has_its_own(desktop: App) -> None:
    layers = [{"kind": "average_pool", "size": 4}]
    desktop.command({"type": "edit", "patch": {"data": {"dataset": "captcha-digits", "count": 200}, "layers": layers}})
    header = desktop.page.locator(".images-header").first
    expect(header).to_contain_text("200 made")
    desktop.command({"type": "step", "epochs": 2})
    expect(header).to_contain_text("520 made")


def test_two_quick_clicks_open_what_one_opens(app: App) -> None:
    app.page.locator("[data-slot='2.3']").dblclick()
    app.wait("store.selection.value?.unit === 3")
    app.page.locator(".images-bar").nth(4).dblclick()
    app.wait("store.selection.value?.layer === 5 && store.selection.value.unit === 4")


DEEP: list[dict[str, Any]] = [
    {"kind": "conv2d", "channels": 4}, {"kind": "batch_norm"}, {"kind": "residual", "channels": 4},
    {"kind": "average_pool"}, {"kind": "layer_norm"}, {"kind": "dropout"}, {"kind": "global_pool"}, {"units": 12},
]  # fmt: skip


def test_a_deep_network_is_drawn_so_that_all_of_it_is_in_sight(desktop: App) -> None:
    desktop.begin({"data": {"dataset": "digits", "count": 100}, "layers": DEEP, "loss": "cross_entropy"})
    expect(desktop.page.locator(".images-header")).to_have_count(10)
    desktop.wait_for_paint()
    wide = "(({ clientWidth, scrollWidth }) => scrollWidth - clientWidth)(document.querySelector('.images-room'))"
    assert desktop.value(wide) <= 0
    assert desktop.value("Number(getComputedStyle(document.querySelector('.images-world')).zoom)") < 1
    bar = desktop.page.locator(".images-bar").last
    expect(bar).to_be_in_viewport(ratio=1)
    expect(desktop.page.get_by_role("button", name="Back to its own size")).to_have_count(0)


def test_it_is_zoomed_and_what_is_pointed_at_stays(app: App) -> None:
    page = app.page
    tile = page.locator("[data-slot='2.3']")
    before = tile.bounding_box()
    assert before
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -150)
    page.keyboard.up("Control")
    app.wait("Number(getComputedStyle(document.querySelector('.images-world')).zoom) > 1.3")
    app.wait_for_paint()
    after = tile.bounding_box()
    assert after
    assert after["width"] == pytest.approx(before["width"] * 2**0.5, rel=0.02)
    assert after["x"] <= x <= after["x"] + after["width"]
    assert after["y"] <= y <= after["y"] + after["height"]
    page.mouse.move(after["x"] + 2, after["y"] + 2)
    expect(page.locator(".images-value")).to_contain_text("Conv 2 · map 4 (row 1, column 1)")
    page.get_by_role("button", name="Back to its own size").click()
    app.wait_for_paint()
    assert tile.bounding_box() == before
    page.get_by_role("button", name="Smaller", exact=True).click()
    app.wait_for_paint()
    # What is drawn smaller has more room, and takes all of it.
    room = "(({ clientWidth, scrollWidth }) => [clientWidth, scrollWidth])(document.querySelector('.images-room'))"
    wide, needed = app.value(room)
    assert needed == wide
    world = page.locator(".images-world").bounding_box()
    assert world
    assert world["width"] == pytest.approx(wide, abs=2)
    app.settle()
    app.assert_accessible()
    page.get_by_role("button", name="Back to its own size").click()
