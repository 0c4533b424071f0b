"""The picture in the real page: everything in it can be pointed at, selected, typed, dragged and walked by key."""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.app import COLOR_RULES, App
from tests.live import Line

LAYERS = "store.run.value.experiment.layers.map((layer) => layer.units).join()"


@pytest.fixture
def app(desktop: App) -> App:
    """The file's page, with nothing under the pointer."""
    desktop.page.mouse.move(2, 2)
    return desktop


def parameters(name: str) -> str:
    """The expression for an array of weights or biases in the newest frame."""
    return f"store.tensor(store.frame.value, 'picture.parameters', '{name}')"


FIRST_WEIGHT = parameters("weights.0") + "[0]"


def slot(app: App, layer: int, index: int) -> Locator:
    """The button over a tile; layer -1 are the features."""
    return app.page.locator(f'[data-slot="{layer}.{index}"]')


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def curve(app: App, layer: int, unit: int, source: int) -> tuple[float, float]:
    """A point of a weight's curve: its middle."""
    start, end = slot(app, layer - 1, source).bounding_box(), slot(app, layer, unit).bounding_box()
    assert start
    assert end
    x = (start["x"] + start["width"] + end["x"]) / 2
    return x, (start["y"] + start["height"] / 2 + end["y"] + end["height"] / 2) / 2


def press(app: App, name: str) -> None:
    app.wait("store.moment.value.run.revision === store.run.value.revision")  # the picture has followed the last edit
    app.page.get_by_role("button", name=name, exact=True).click()


def test_layers_and_neurons_are_added_and_removed_in_the_picture(desktop: App) -> None:
    press(desktop, "Add a neuron to hidden layer 2")
    desktop.wait(f"{LAYERS} === '4,3'")
    press(desktop, "Remove a neuron from hidden layer 1")
    desktop.wait(f"{LAYERS} === '3,3'")
    press(desktop, "Insert a layer before hidden layer 2")
    desktop.wait(f"{LAYERS} === '3,2,3'")
    desktop.page.get_by_text("Dense · 3").first.hover()
    press(desktop, "Remove hidden layer 1")
    desktop.wait(f"{LAYERS} === '2,3'")
    press(desktop, "Insert a layer before the output")
    desktop.wait(f"{LAYERS} === '2,3,2'")
    desktop.page.get_by_label("Activation of hidden layer 3").select_option("relu")
    desktop.wait("store.run.value.experiment.layers[2].activation === 'relu'")
    expect(slot(desktop, 2, 1)).to_be_visible()
    expect(desktop.page.locator(".net-unit")).to_have_count(7 + 2 + 3 + 2 + 1)


def test_a_feature_is_switched_off_and_on_in_the_picture(desktop: App) -> None:
    desktop.page.locator(".net-feature", has_text="x₁²").click()
    desktop.wait("!store.run.value.experiment.features.includes('x_squared')")
    desktop.page.get_by_label("Add a feature").select_option("x_squared")
    desktop.wait("store.run.value.experiment.features.join() === 'x,y,x_squared,y_squared,x_times_y,sin_x,sin_y'")


def test_a_network_without_features_says_so(desktop: App) -> None:
    desktop.command({"type": "edit", "patch": {"features": []}})
    inputs = desktop.page.locator(".inspector .facts div", has_text="Inputs").locator("dd")
    expect(inputs).to_have_text("no feature chosen")
    expect(desktop.page.locator(".net [role=status]")).to_contain_text("Network with 0 features, 2 hidden layers")


def test_pointing_at_a_neuron_shows_its_map_large_and_its_number_there(app: App) -> None:
    slot(app, 0, 1).hover()
    expect(app.page.locator(".net-output-title")).to_have_text("Layer 1 · neuron 2")
    app.wait("store.hover.value?.kind === 'unit' && store.pointer.value !== null")
    app.wait("store.info(store.frame.value, 'picture.point')?.x === store.pointer.value?.x")
    shown = app.page.locator(".net-probe b").inner_text().replace("\u2212", "-")
    at = app.value("store.pointer.value")
    params = urllib.parse.quote(json.dumps({"x": at["x"], "y": at["y"]}))
    told = app.server.request("GET", f"/api/v1/runs/{app.run()['id']}/probes/point?params={params}")
    assert float(shown) == pytest.approx(told["arrays"]["outputs"]["values"][1], rel=6e-3)
    app.page.mouse.move(500, 760)
    expect(app.page.locator(".net-output-title")).to_have_text(re.compile("Output"))


def test_a_weight_is_typed_and_back_takes_it_back(app: App) -> None:
    before = app.value(FIRST_WEIGHT)
    app.page.mouse.click(*curve(app, 0, 0, 0))
    app.wait("store.selection.value?.kind === 'weight'")
    box = app.page.locator(".net-card input")
    expect(box).to_be_focused()
    box.fill("2.5")
    box.press("Enter")
    app.wait(f"{FIRST_WEIGHT} === 2.5")
    box.press("Escape")
    expect(app.page.locator(".net-card")).to_have_count(0)
    app.page.go_back()
    app.wait(f"{FIRST_WEIGHT} === argument", before)
    app.page.go_forward()
    app.wait(f"{FIRST_WEIGHT} === 2.5")


def test_nonsense_typed_as_a_weight_is_refused_where_it_stands(desktop: App) -> None:
    desktop.page.mouse.click(*curve(desktop, 0, 0, 0))
    box = desktop.page.locator(".net-card input")
    box.fill("much")
    box.press("Enter")
    expect(desktop.page.locator(".net-card .wrong")).to_contain_text("Expected a number")


def test_a_drag_of_a_weight_is_one_step_of_undo(app: App) -> None:
    before = app.value(FIRST_WEIGHT)
    x, y = curve(app, 0, 0, 0)
    app.page.mouse.move(x, y)
    app.page.mouse.down()
    for step in range(1, 13):
        app.page.mouse.move(x, y - 5 * step)
    app.wait(f"Math.abs({FIRST_WEIGHT} - argument - 0.6) < 1e-3", before)
    app.page.mouse.up()
    app.wait("!store.busy.value && store.run.value.undo !== null")
    app.page.evaluate("actions.undo()")
    app.wait(f"{FIRST_WEIGHT} === argument", before)
    assert app.run()["undo"] is None


def test_the_bias_of_the_output_is_typed(desktop: App) -> None:
    box = slot(desktop, 2, 0).bounding_box()
    assert box
    desktop.page.mouse.click(box["x"] + box["width"] - 3, box["y"] + box["height"] - 3)
    desktop.wait("store.selection.value?.kind === 'bias' && store.selection.value.layer === 2")
    field = desktop.page.locator(".net-card input")
    field.fill("-0.75")
    field.press("Enter")
    desktop.wait(parameters("biases.2") + "[0] === -0.75")


def test_a_data_point_is_selected_and_every_tile_says_its_value(desktop: App) -> None:
    desktop.wait("store.data.value !== null")
    point = desktop.value("store.data.value.train[3]")
    box = slot(desktop, 2, 0).bounding_box()
    assert box
    x = box["x"] + (point["x"] + 6) / 12 * box["width"]
    desktop.page.mouse.click(x, box["y"] + (6 - point["y"]) / 12 * box["height"])
    desktop.wait("store.selection.value?.kind === 'point'")
    desktop.page.mouse.move(500, 760)
    expect(desktop.page.locator(".net-values span")).to_have_count(7 + 6 + 1)


def test_keys_walk_the_network_and_edit_it(desktop: App) -> None:
    first = slot(desktop, -1, 0)
    first.focus()
    desktop.page.keyboard.press("ArrowRight")
    expect(slot(desktop, 0, 0)).to_be_focused()
    desktop.page.keyboard.press("ArrowDown")
    expect(slot(desktop, 0, 1)).to_be_focused()
    assert desktop.value("store.run.value.updates") == 0  # the arrow keys stepped nothing
    desktop.page.keyboard.press("Enter")
    desktop.wait("store.selection.value?.unit === 1 && store.selection.value.layer === 0")
    desktop.page.keyboard.press("+")
    desktop.wait(f"{LAYERS} === '5,2'")
    desktop.page.keyboard.press("-")
    desktop.wait(f"{LAYERS} === '4,2'")
    expect(slot(desktop, 0, 1)).to_be_focused()
    assert desktop.page.locator(".net-unit[tabindex='0']").count() == 1
    expect(slot(desktop, 0, 1)).to_have_attribute("aria-label", re.compile(r"Neuron 2 of hidden layer 1, .*bias"))


def test_the_picture_pans_zooms_and_fits(app: App) -> None:
    app.settle()
    before = middle(slot(app, 0, 0))
    box = app.page.locator(".net").bounding_box()
    assert box
    corner = (box["x"] + 30, box["y"] + 30)
    app.page.mouse.move(*corner)
    app.page.mouse.wheel(0, -400)
    app.page.wait_for_function("() => document.querySelector('.net-fit')")
    assert middle(slot(app, 0, 0)) != before
    app.page.mouse.down()
    app.page.mouse.move(corner[0] + 60, corner[1] + 40, steps=4)
    app.page.mouse.up()
    press(app, "Fit")
    expect(app.page.locator(".net-fit")).to_have_count(0)
    app.settle()
    assert middle(slot(app, 0, 0)) == pytest.approx(before, abs=1)


def test_a_wide_layer_folds_to_its_strongest_and_opens(app: App) -> None:
    app.begin({"layers": [{"kind": "dense", "units": 64, "activation": "tanh"}]})
    more = app.page.get_by_role("button", name=re.compile("Show all 64 neurons of hidden layer 1"))
    shown = app.page.locator(".net-unit[data-slot^='0.']").count()
    assert shown <= 15
    expect(more).to_have_text(f"+{64 - shown}")
    expect(app.page.locator(".net-left-out")).to_contain_text("weights drawn")
    more.click()
    press(app, "More neurons of hidden layer 1")
    expect(slot(app, 0, shown)).to_be_visible()
    app.page.get_by_role("button", name="Fold hidden layer 1 to its strongest neurons").click()
    expect(more).to_be_visible()


def test_three_classes_have_an_output_each_and_a_legend(app: App) -> None:
    app.begin({"data": {"dataset": "three-spiral"}, "loss": "cross_entropy"})
    expect(app.page.locator(".net-unit[data-slot^='2.']")).to_have_count(3)
    expect(app.page.locator(".net-classes li")).to_have_count(3)


def test_a_reload_shows_the_same_run(app: App) -> None:
    app.command({"type": "step", "epochs": 3})
    app.wait("store.frame.value.header.epoch === 3")
    run = app.run()["id"]
    app.page.reload()
    app.attach()
    assert app.run()["id"] == run
    app.wait("store.lossHistory.value.epochs.length === 4")


def test_back_undoes_and_forward_redoes_edits(app: App) -> None:
    app.page.evaluate("actions.patch('optimizer.learning_rate', 0.1)")
    app.wait("store.run.value.experiment.optimizer.learning_rate === 0.1 && location.hash.startsWith('#e=')")
    press(app, "Add a neuron to hidden layer 1")
    app.wait(f"{LAYERS} === '5,2'")
    hash_now = app.value("location.hash")
    app.page.go_back()
    app.wait(f"{LAYERS} === '4,2' && store.run.value.redo !== null")
    app.page.go_back()
    app.wait("store.run.value.experiment.optimizer.learning_rate === 0.03 && location.hash === ''")
    app.page.go_forward()
    app.page.go_forward()
    app.wait(f"{LAYERS} === '5,2' && store.run.value.experiment.optimizer.learning_rate === 0.1")
    assert app.value("location.hash") == hash_now
    app.page.evaluate("actions.undo()")
    app.wait(f"{LAYERS} === '4,2'")
    assert app.value("location.hash") != hash_now


def test_edits_of_one_drag_are_one_entry(new_app: Callable[..., App]) -> None:
    app = new_app()
    entries = app.value("history.length")
    for noise in (10, 15, 20):
        app.page.evaluate("(noise) => actions.patch('data.noise', noise, 'drag')", noise)
        app.wait("store.run.value.experiment.data.noise === argument", noise)
    assert app.value("history.length") == entries + 1
    app.page.go_back()
    app.wait("store.run.value.experiment.data.noise === 5")


def test_a_pasted_playground_address_opens_and_back_returns_to_the_run_before(app: App) -> None:
    app.command({"type": "step", "epochs": 2})
    before = app.run()["id"]
    app.page.evaluate("location.hash = 'dataset=xor&networkShape=3&seed=0.4&x=true&y=true'")
    app.wait("store.run.value.experiment.data.dataset === 'xor' && store.connection.value === 'live'")
    assert app.run()["id"] != before
    assert app.value("location.hash").startswith("#e=")
    app.page.go_back()
    app.wait("store.run.value.id === argument && store.frame.value?.header.epoch === 2", before)


def test_a_link_of_nonsense_is_refused_in_a_sentence(app: App) -> None:
    app.page.evaluate("location.hash = 'e=%7Bbroken'")
    app.wait("store.notices.value.some((notice) => notice.message.includes('link'))")
    assert app.value("location.hash") == ""
    assert app.value("store.connection.value") == "live"


def test_the_page_goes_on_when_the_server_comes_back(online: App, line: Line) -> None:
    picture = online.page.locator(".net")
    press(online, "Add a neuron to hidden layer 1")
    online.wait(f"{LAYERS} === '5,2'")
    line.cut()
    online.wait("store.connection.value === 'lost'")
    expect(picture).to_have_attribute("data-state", "recorded")
    expect(online.page.locator(".net-badge")).to_contain_text("Recorded")
    line.mend()
    online.wait(f"store.connection.value === 'live' && {LAYERS} === '5,2'")
    press(online, "Add a neuron to hidden layer 2")
    online.wait(f"{LAYERS} === '5,3'")
    online.command({"type": "step", "epochs": 1})
    online.wait("store.frame.value.header.epoch >= 1")
    expect(picture).to_have_attribute("data-state", "live")


def test_on_a_phone_all_of_it_is_reached_by_touch(phone: App) -> None:
    page = phone.page
    page.get_by_role("button", name=re.compile("^Hidden layer 2: 2 neurons")).tap()
    page.get_by_role("button", name="Add a neuron to hidden layer 2").tap()
    phone.wait(f"{LAYERS} === '4,3'")
    page.keyboard.press("Escape")
    small = page.evaluate(
        """() => [...document.querySelectorAll('.net button, .net select')].filter((e) => e.checkVisibility())
          .map((e) => [e.getAttribute('aria-label') ?? e.textContent, e.getBoundingClientRect()])
          .filter(([, box]) => box.width > 1 && (box.width < 39.5 || box.height < 39.5)).map(([name]) => name)"""
    )
    assert small == []
    x, y = curve_down(phone, 0, 0, 0)
    page.touchscreen.tap(x, y)
    phone.wait("store.selection.value?.kind === 'weight'")
    expect(page.locator(".net-card input")).to_be_visible()


def curve_down(app: App, layer: int, unit: int, source: int) -> tuple[float, float]:
    start, end = slot(app, layer - 1, source).bounding_box(), slot(app, layer, unit).bounding_box()
    assert start
    assert end
    x = (start["x"] + start["width"] / 2 + end["x"] + end["width"] / 2) / 2
    return x, (start["y"] + start["height"] + end["y"]) / 2


WAITING = {
    "the picture": ({"coming": ["picture.output"]}, "Compiling the picture’s programs…"),
    "the training": ({"program": "compiling", "playing": True}, "Compiling the training…"),
    "nothing any more": ({"program": "failed"}, "Could not be compiled"),
}


@pytest.mark.parametrize(("said", "words"), WAITING.values(), ids=WAITING)
def test_what_waits_for_a_program_is_told(app: App, said: dict[str, Any], words: str) -> None:
    # From then on no other frame comes.
    app.wait("store.frame.value.header.program !== 'compiling' && !store.frame.value.header.coming.length")
    expect(app.page.locator(".net-badge")).to_have_count(0)
    of = "{ ...store.moment.value.frame, header: { ...store.moment.value.frame.header, ...argument } }"
    app.value(f"store.moment.value = {{ ...store.moment.value, frame: {of} }}, 0", said)
    expect(app.page.locator(".net-badge")).to_have_text(words)
    app.assert_accessible(COLOR_RULES)
