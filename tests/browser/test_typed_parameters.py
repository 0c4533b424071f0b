"""Weights and biases are typed and dragged in the inspector, the output's too, while it trains or not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.app import App


def tensor(name: str) -> str:
    """The expression for an array of weights or biases in the newest frame."""
    return f"store.tensor(store.frame.value, 'picture.parameters', '{name}')"


# The layer and unit whose panel is opened, the box in it, and the number it stands for.
PARAMETERS = [
    pytest.param(0, 1, "Weight from x₁²", tensor("weights.0") + "[1 * 7 + 2]", id="a weight of a hidden layer"),
    pytest.param(0, 3, "Bias", tensor("biases.0") + "[3]", id="a bias of a hidden layer"),
    pytest.param(2, 0, "Weight from 2.2", tensor("weights.2") + "[1]", id="a weight of the output"),
    pytest.param(2, 0, "Bias", tensor("biases.2") + "[0]", id="the bias of the output"),
]


def box_of(app: App, layer: int, unit: int, label: str) -> Locator:
    """The number box of a parameter, in the panel of its neuron, opened by key."""
    app.page.locator(f"[data-slot='{layer}.{unit}']").focus()
    app.page.keyboard.press("Enter")
    app.wait("store.selection.value?.kind === 'unit' && store.info(store.frame.value, 'unit') !== null")
    return app.page.locator(".inspector .inputs").get_by_label(label, exact=True).and_(app.page.locator("input"))


@pytest.mark.parametrize(("layer", "unit", "label", "number"), PARAMETERS)
def test_a_typed_parameter_takes_effect_and_is_undone(
    desktop: App, layer: int, unit: int, label: str, number: str
) -> None:
    before = desktop.value(number)
    box = box_of(desktop, layer, unit, label)
    box.fill("-1.25")
    box.press("Enter")
    desktop.wait(f"{number} === -1.25")
    expect(box).to_have_value("−1.25")
    box.press("Escape")
    box.blur()
    desktop.page.keyboard.press("z")
    desktop.wait(f"{number} === argument", before)
    assert desktop.run()["undo"] is None


def test_a_weight_typed_while_it_trains_is_where_training_goes_on(desktop: App) -> None:
    desktop.command({"type": "play", "updates_per_s": 20})
    box = box_of(desktop, 1, 0, "Weight from 1.1")
    box.fill("3")
    box.press("Enter")
    desktop.wait(f"Math.abs({tensor('weights.1')}[0] - 3) < 0.2")
    updates = desktop.value("store.frame.value.header.updates")
    desktop.wait("store.run.value.playing && store.frame.value.header.updates > argument + 5", updates)
    assert desktop.value(f"{tensor('weights.1')}[0]") == pytest.approx(3, abs=0.5)


def test_the_text_stands_still_while_it_trains_until_something_is_typed(desktop: App) -> None:
    """What is selected stays selected, so that a number typed later replaces it and is not put behind it."""
    box = box_of(desktop, 1, 0, "Weight from 1.1")
    box.focus()
    text = box.input_value()
    desktop.command({"type": "play", "updates_per_s": None})
    weight = f"{tensor('weights.1')}[0]"
    desktop.wait(f"Math.abs({weight} - argument) > 0.05", desktop.value(weight))
    desktop.command({"type": "pause"})
    desktop.wait("!store.run.value.playing && !store.frame.value.header.playing")
    expect(box).to_have_value(text)
    desktop.page.keyboard.type("3")
    desktop.page.keyboard.press("Enter")
    desktop.wait(f"{weight} === 3")


def test_leaving_without_typing_changes_nothing_however_far_it_trained(desktop: App) -> None:
    box = box_of(desktop, 1, 0, "Weight from 1.1")
    box.focus()
    text = box.input_value()
    desktop.command({"type": "step", "epochs": 20})
    box.blur()
    expect(box).not_to_have_value(text)
    assert desktop.run()["undo"] is None


def test_what_is_typed_after_an_arrow_key_replaces_what_it_made(desktop: App) -> None:
    weight = f"{tensor('weights.1')}[0]"
    before = desktop.value(weight)
    box = box_of(desktop, 1, 0, "Weight from 1.1")
    box.focus()
    desktop.page.keyboard.press("ArrowUp")
    desktop.wait(f"Math.abs({weight} - argument - 0.05) < 1e-3", before)
    desktop.page.keyboard.type("2")
    desktop.page.keyboard.press("Enter")
    desktop.wait(f"{weight} === 2")


def test_a_dragged_bar_is_one_step_of_undo(desktop: App) -> None:
    number = tensor("biases.0") + "[2]"
    before = desktop.value(number)
    box_of(desktop, 0, 2, "Bias")
    grip = desktop.page.locator(".bias-row .weight-grip")
    grip.scroll_into_view_if_needed()
    place = grip.bounding_box()
    assert place
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    desktop.page.mouse.move(x, y)
    desktop.page.mouse.down()
    desktop.page.mouse.move(x + 60, y, steps=6)
    desktop.wait(f"Math.abs({number} - argument - 0.6) < 0.02", before)
    desktop.page.mouse.up()
    desktop.page.keyboard.press("z")
    desktop.wait(f"{number} === argument", before)
    assert desktop.run()["undo"] is None


def test_the_equation_and_the_table_say_this_moments_numbers(desktop: App) -> None:
    """Against the engine's own answer for the same neuron and point."""
    box = box_of(desktop, 0, 0, "Weight from x₂")
    params = '{"layer":0,"unit":0,"sample":0}'.replace('"', "%22")
    told = desktop.server.request("GET", f"/api/v1/runs/{desktop.run()['id']}/probes/unit?params={params}")
    assert float(box.input_value().replace("−", "-")) == pytest.approx(told["arrays"]["weights"]["values"][1], rel=6e-3)
    curve = desktop.page.locator(".inspector canvas[aria-label*='its slope; at z']").get_attribute("aria-label")
    assert curve
    z, a = (
        float(part.split()[0].rstrip(";").replace("−", "-"))
        for part in (curve.split("z = ")[1], curve.split("answers ")[1])
    )
    assert (z, a) == pytest.approx((told["info"]["preactivation"], told["info"]["output"]), rel=6e-3)
