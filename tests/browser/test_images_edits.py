"""The network on images is changed in its picture: channels, layers, fields; what cannot be says so there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.images import DRAWN, KINDS, on_digits

UNITS = "store.run.value.network.layers.map(({ units }) => units).join()"


@pytest.fixture
def app(desktop: App) -> App:
    """The page on digits."""
    return on_digits(desktop)


def test_channels_and_layers_come_and_go_in_the_picture(app: App) -> None:
    page = app.page
    page.get_by_role("button", name="Add a channel to Conv 1").click()
    app.wait(f"{UNITS}.startsWith('9,9,16')")
    app.wait(DRAWN)
    expect(page.locator("[data-slot='0.8']")).to_be_visible()
    page.get_by_role("button", name="Remove a channel from Conv 2").click()
    app.wait(f"{UNITS}.startsWith('9,9,15')")
    app.wait(DRAWN)
    page.get_by_label("Insert a layer before the output").select_option("dense")
    app.wait(f"{KINDS} === 'conv2d,max_pool,conv2d,max_pool,flatten,dense,head'")
    app.wait(DRAWN)
    page.get_by_role("button", name="Select Dense").hover()
    page.get_by_role("button", name="Remove Dense").click()
    app.wait(f"{KINDS} === 'conv2d,max_pool,conv2d,max_pool,flatten,head'")
    app.wait(DRAWN)
    page.get_by_label("Activation of Conv 1").select_option("tanh")
    app.wait("store.run.value.experiment.layers[0].activation === 'tanh'")
    page.get_by_role("button", name="Undo").first.click()
    app.wait("store.run.value.experiment.layers[0].activation === 'relu'")


def test_by_keyboard_one_layer_is_taken_at_a_time_and_the_focus_stays(app: App) -> None:
    page = app.page
    menu = page.get_by_label("Insert a layer before Conv 2")
    menu.focus()
    for key in ("r", "e", "s", "End"):
        page.keyboard.press(key)
        page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    add = page.get_by_role("button", name="Add a channel to Conv 1")
    add.focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    app.wait(f"{UNITS}.startsWith('11,11,16')")
    app.wait(DRAWN)
    expect(add).to_be_focused()
    assert app.value(KINDS) == "conv2d,max_pool,conv2d,max_pool,flatten,head"
    menu.focus()
    menu.select_option("residual")
    app.wait(f"{KINDS} === 'conv2d,max_pool,residual,conv2d,max_pool,flatten,head'")
    app.wait(DRAWN)
    expect(page.get_by_label("Insert a layer before Residual")).to_be_focused()


def test_a_field_of_a_layer_is_set_and_refused_where_it_stands(app: App) -> None:
    page = app.page
    page.get_by_role("button", name="Select Conv 1").click()
    kernel = page.locator("#inspector").get_by_role("textbox", name="Kernel, typed")
    kernel.fill("5")
    kernel.press("Enter")
    app.wait("store.run.value.experiment.layers[0].kernel === 5")
    app.wait(DRAWN)
    page.get_by_role("button", name="Select Max pool 2").click()
    size = page.locator("#inspector").get_by_role("textbox", name="Size, typed")
    size.fill("7")
    size.press("Enter")
    expect(page.locator("#inspector [role=alert]")).to_contain_text("Size of layer 4: expected at most 4")
    assert app.run()["experiment"]["layers"][3]["size"] == 2
    expect(page.locator(".notice")).to_have_count(0)


def test_the_menu_offers_what_fits_and_says_why_the_rest_does_not(app: App) -> None:
    menu = app.page.get_by_label("Insert a layer before the output")
    offered = menu.locator("option:enabled[value]:not([value=''])")
    assert set(offered.evaluate_all("(options) => options.map(({ value }) => value)")) == {
        "dense", "dropout", "batch_norm", "layer_norm",
    }  # fmt: skip
    refused = menu.locator("optgroup[label='Do not fit here'] option[value='conv2d']")
    expect(refused).to_be_disabled()
    expect(refused).to_contain_text("takes maps of height x width x channels, not")
    first = app.page.get_by_label("Insert a layer before Conv 1")
    expect(first.locator("option[value='conv2d']")).to_be_enabled()
    expect(first.locator("option[value='flatten']")).to_contain_text("convolution after it takes maps")


def test_a_layer_that_cannot_go_is_refused_at_its_column(app: App) -> None:
    page = app.page
    page.get_by_label("Insert a layer before the output").select_option("dense")
    app.wait(f"{KINDS} === 'conv2d,max_pool,conv2d,max_pool,flatten,dense,head'")
    app.wait(DRAWN)
    page.get_by_role("button", name="Select Flatten").hover()
    page.get_by_role("button", name="Remove Flatten").click()
    expect(page.locator(".images-refused")).to_contain_text("Layer 5: expected")
    expect(page.locator(".notice")).to_have_count(0)
    page.get_by_role("button", name="Add a channel to Conv 1").click()
    app.wait(f"{UNITS}.startsWith('9,9,16')")
    expect(page.locator(".images-refused")).to_have_count(0)
