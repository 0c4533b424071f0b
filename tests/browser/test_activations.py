"""The study of the activation functions: opened, read, walked by key, and used to switch the running network."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.app import App
from tests.browser.study import close
from tests.browser.test_live_edits import SLOWLY, farthest, parameters
from tests.browser.test_phone import OVERFLOW, SMALL

pytestmark = pytest.mark.of_studies

# What is wider than its place in the study.
WIDER = """() => [...document.querySelectorAll(".acts-list, .act-row, .act-detail, .act-vector")]
    .filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.className)"""


@pytest.fixture
def study(desktop: App) -> App:
    """The study, open on a new run."""
    return opened(desktop)


@pytest.fixture
def small_study(phone: App) -> App:
    """The same on a phone."""
    return opened(phone)


def opened(app: App) -> App:
    app.page.evaluate("study.openStudy('activations')")
    expect(rows(app)).to_have_count(len(app.value("store.catalog.value.activations")))
    return app


def rows(app: App) -> Locator:
    return app.page.locator(".act")


def row(app: App, key: str) -> Locator:
    return app.page.locator(f".act[data-key={key}]")


def opener(app: App, key: str) -> Locator:
    return row(app, key).locator(".act-open")


def probed(app: App) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What the probe says of each function, and its arrays."""
    answer = app.server.request("GET", f"/api/v1/runs/{app.run()['id']}/probes/activations")
    return answer["info"], {name: np.array(array["values"]) for name, array in answer["arrays"].items()}


def read(app: App, key: str, name: str) -> float:
    """A number as the detail has it, every digit of it."""
    text = row(app, key).locator(f"[data-reads={name}]").get_attribute("title")
    assert text
    return float(text.replace("\N{MINUS SIGN}", "-"))


def wait_for_layers(app: App, wanted: str) -> None:
    app.wait("store.run.value.experiment.layers.map((layer) => layer.activation).join() === argument", wanted)


def test_the_menu_opens_every_function_with_its_curves(desktop: App) -> None:
    page = desktop.page
    page.get_by_role("button", name="A closer look").click()
    page.locator(".menu:popover-open").get_by_role("button", name="Activations", exact=True).click()
    expect(page.get_by_role("heading", name="Activations", exact=True)).to_be_focused()
    info, _ = probed(desktop)
    expect(rows(desktop)).to_have_count(len(info["activations"]))
    assert rows(desktop).evaluate_all("(all) => all.map((row) => row.dataset.key)") == [
        entry["key"] for entry in info["activations"]
    ]
    for line in ("f", "slope", "curvature"):
        expect(page.locator(f".act-plot .act-{line}")).to_have_count(len(info["activations"]))
    expect(page.locator(".act-formula .katex")).to_have_count(len(info["activations"]))
    expect(row(desktop, "tanh").locator(".act-used")).to_have_text("in layer 1, layer 2, output")
    expect(page.locator(".act .act-used")).to_have_count(1)
    expect(page.locator("#picture")).not_to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("#picture")).to_be_visible()


def test_the_numbers_are_those_of_the_probe(study: App) -> None:
    info, arrays = probed(study)
    for key in ("tanh", "relu", "gelu", "step"):
        assert_numbers(study, key, info, arrays)


def assert_numbers(study: App, key: str, info: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
    """All over its plot those of the probe."""
    index = [entry["key"] for entry in info["activations"]].index(key)
    opener(study, key).click()
    slider = row(study, key).get_by_role("slider")
    slider.press("Home")
    for presses, at in ((0, 0), (3, 3), (9, 93), (4, 97)):
        for _ in range(presses):
            slider.press("PageUp" if presses == 9 else "ArrowRight")
        for name, right in [("z", arrays["z"]), *((name, arrays[name][index]) for name in ("f", "slope", "curvature"))]:
            assert read(study, key, name) == right[at], f"{name} of {key}"
    slider.press("End")
    assert read(study, key, "z") == arrays["z"][-1]
    entry = info["activations"][index]
    facts = row(study, key).locator(".act-facts")
    expect(facts).to_contain_text("yes" if entry["monotone"] else "no")
    expect(row(study, key)).to_contain_text(entry["source"])


def test_the_pointer_moves_z_to_the_nearest_sample(study: App) -> None:
    _, arrays = probed(study)
    opener(study, "sigmoid").click()
    plot = row(study, "sigmoid").get_by_role("slider")
    box = plot.bounding_box()
    assert box
    study.page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 50)
    study.page.mouse.down()
    study.page.mouse.move(box["x"] + 0.7312 * box["width"], box["y"] + 60, steps=4)
    study.page.mouse.up()
    nearest = arrays["z"][np.abs(arrays["z"] - (-5 + 10 * 0.7312)).argmin()]
    study.wait("Number(document.querySelector('.act-large').ariaValueNow) === argument", float(nearest))
    assert read(study, "sigmoid", "z") == nearest


def test_a_switch_changes_the_running_network_and_keeps_its_weights(study: App) -> None:
    initial = parameters(study)
    study.command({"type": "step", "epochs": 100})
    study.command({"type": "play", "updates_per_s": SLOWLY})
    study.wait("store.run.value.playing && store.frame.value.header.epoch >= 100")
    learned, updates = parameters(study), study.value("store.frame.value.header.updates")
    switch = row(study, "silu").get_by_role("button", name="Use SiLU in layer 2", exact=True)
    switch.click()
    wait_for_layers(study, "tanh,silu")
    assert farthest(parameters(study), learned, (0, 1, 2)) < 0.1 * farthest(learned, initial, (0, 1, 2))
    assert study.run()["playing"]
    study.command({"type": "play", "updates_per_s": 50.0})
    study.wait("store.frame.value.header.updates > argument + 1", updates)
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(row(study, "silu").locator(".act-used").first).to_have_text("in layer 2")
    expect(row(study, "tanh").locator(".act-used")).to_have_text("in layer 1, output")
    study.page.get_by_role("button", name=f"Undo: {study.run()['undo']}").click()
    wait_for_layers(study, "tanh,tanh")
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(row(study, "silu").locator(".act-used")).to_have_count(0)
    assert study.run()["playing"]


def test_switches_in_quick_succession_all_count(study: App) -> None:
    study.page.evaluate(
        """["Use ReLU in layer 1", "Use Sine in layer 2"].forEach((name) =>
            document.querySelector(`[aria-label="${name}"]`).click())"""
    )
    wait_for_layers(study, "relu,sine")
    row(study, "gelu").get_by_role("button", name="Use GELU in all hidden layers").click()
    wait_for_layers(study, "gelu,gelu")
    expect(row(study, "gelu").locator(".act-use button[aria-pressed=true]")).to_have_count(3)


def test_only_an_open_detail_asks_the_run_for_anything(study: App) -> None:
    study.command({"type": "play", "updates_per_s": 50.0})
    nothing = (
        "store.frame.value && !Object.keys(store.frame.value.header.views).some((id) => id.startsWith('activations'))"
    )
    study.wait(f"store.frame.value.header.updates > 5 && {nothing}")
    opener(study, "tanh").click()
    study.wait("'activations.preactivations' in store.frame.value.header.views")
    ridges = row(study, "tanh").locator(".act-ridge")
    expect(ridges).to_have_count(3)
    expect(ridges.locator(".act-ridge-name")).to_have_text(["layer 1", "layer 2", "output"])
    before = ridges.first.locator("path").first.get_attribute("d")
    expect(ridges.first.locator("path").first).not_to_have_attribute("d", str(before))  # it is live
    opener(study, "softplus").click()
    expect(row(study, "softplus").locator(".act-spread")).to_contain_text("No layer of the network uses Softplus now.")
    study.wait(
        f"store.frame.value.header.updates > argument && {nothing}", study.value("store.frame.value.header.updates")
    )


def test_all_of_it_by_keyboard(desktop: App) -> None:
    page, press = desktop.page, desktop.page.keyboard.press
    page.get_by_role("button", name="A closer look").focus()
    press("Enter")
    page.locator(".menu:popover-open").get_by_role("button", name="Activations", exact=True).focus()
    press("Enter")
    expect(page.get_by_role("heading", name="Activations", exact=True)).to_be_focused()
    opener(desktop, "linear").focus()
    press("ArrowDown")
    expect(opener(desktop, "tanh")).to_be_focused()
    press("ArrowDown")
    press("ArrowRight")
    press("ArrowRight")
    expect(page.get_by_role("button", name="Use Sigmoid in layer 1", exact=True)).to_be_focused()
    press("Enter")
    wait_for_layers(desktop, "sigmoid,tanh")
    press("ArrowUp")
    expect(page.get_by_role("button", name="Use Tanh in layer 1", exact=True)).to_be_focused()
    press("ArrowLeft")
    press("ArrowLeft")
    press("Enter")
    expect(opener(desktop, "tanh")).to_have_attribute("aria-expanded", "true")
    slider = row(desktop, "tanh").get_by_role("slider")
    for _ in range(5):
        if slider.evaluate("(element) => element === document.activeElement"):
            break
        press("Tab")
    expect(slider).to_be_focused()
    before = read(desktop, "tanh", "z")
    press("ArrowRight")
    assert read(desktop, "tanh", "z") > before
    switches = row(desktop, "tanh").locator(".act-detail .act-switch")
    switches.last.focus()
    press("ArrowLeft")
    expect(switches.nth(1)).to_be_focused()
    press("Escape")
    expect(opener(desktop, "tanh")).to_be_focused()
    expect(page.locator(".act-detail")).to_have_count(0)
    press("Escape")
    expect(page.locator("#picture")).to_be_visible()
    assert desktop.run()["updates"] == 0  # the arrows walked, and stepped nothing


def test_the_address_keeps_what_is_open_and_the_order(unopened: App) -> None:
    app = unopened
    app.open("/?see=activations&see.open=relu&see.sort=name")
    expect(row(app, "relu").locator(".act-detail")).to_be_visible()
    expect(opener(app, "relu")).to_be_in_viewport()
    labels = app.page.locator(".act-open").all_inner_texts()
    assert labels == sorted(labels, key=str.lower)
    app.page.get_by_role("button", name="Max slope").click()
    opener(app, "silu").click()
    app.wait("location.search.slice(1).split('&').sort().join() === 'see.open=silu,see.sort=slope,see=activations'")
    app.page.reload()
    app.attach()
    expect(row(app, "silu").locator(".act-detail")).to_be_visible()
    expect(app.page.get_by_role("button", name="Max slope")).to_have_attribute("aria-pressed", "true")
    row(app, "silu").get_by_role("button", name="Close the detail").click()
    app.page.get_by_role("button", name="As listed").click()
    app.wait("location.search === '?see=activations'")


def test_an_address_of_no_function_says_so(unopened: App) -> None:
    unopened.open("/?see=activations&see.open=nonsense")
    expect(unopened.page.locator(".study [role=alert]")).to_contain_text("nonsense")
    assert rows(unopened).count() > 0


def test_the_steepest_come_first_and_the_filter_finds_by_text(study: App) -> None:
    study.page.get_by_role("button", name="Max slope").click()
    info, _ = probed(study)
    slopes = {
        entry["key"]: np.inf if entry["max_slope"] is None else entry["max_slope"] for entry in info["activations"]
    }
    shown = rows(study).evaluate_all("(all) => all.map((row) => row.dataset.key)")
    assert [slopes[key] for key in shown] == sorted(slopes.values(), reverse=True)
    study.page.get_by_role("searchbox").fill("belisle")
    expect(rows(study)).to_have_count(1)
    expect(opener(study, "softplus")).to_be_visible()
    study.page.get_by_role("searchbox").fill("no such thing")
    expect(rows(study)).to_have_count(0)
    study.page.get_by_role("button", name="Show all").click()
    expect(rows(study)).to_have_count(len(shown))


def test_the_softmax_example_adds_up(study: App) -> None:
    card = study.page.locator(".act-vector[data-key=softmax]")
    expect(card).to_contain_text("an example, not of the run")
    sliders = card.get_by_role("slider")
    for moves in ((), ("End", "Home")):
        for index, key in enumerate(moves):
            sliders.nth(index).press(key)
        z = np.array([float(sliders.nth(index).input_value()) for index in range(3)])
        wanted = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        shown = card.locator("[data-bar]").evaluate_all("(all) => all.map((bar) => Number(bar.title))")
        np.testing.assert_allclose(shown, wanted, rtol=1e-12)
    assert study.run()["updates"] == 0


def test_the_selected_layer_and_neuron_lead_here(desktop: App) -> None:
    close(desktop).begin({"layers": [{"kind": "dense", "units": 3, "activation": key} for key in ("tanh", "elu")]})
    for pick in ({"kind": "layer", "layer": 1}, {"kind": "unit", "layer": 1, "unit": 0}):
        desktop.page.evaluate("(pick) => { store.selection.value = pick; }", pick)
        desktop.page.get_by_role("button", name="All activations").click()
        expect(row(desktop, "elu").locator(".act-detail"), str(pick)).to_be_visible()
        expect(opener(desktop, "elu")).to_be_in_viewport()
        desktop.page.get_by_role("button", name="Close", exact=True).click()
        expect(desktop.page.locator("#picture")).to_be_visible()


def test_a_network_without_hidden_layers_says_so(study: App) -> None:
    study.begin({"layers": []})
    expect(row(study, "relu").locator(".act-use")).to_have_text("There is no hidden layer to use it in.")


def test_reduced_motion_is_kept(study: App) -> None:
    study.page.emulate_media(reduced_motion="reduce")
    opener(study, "tanh").click()
    expect(row(study, "tanh").locator(".act-ridge").first).to_be_visible()
    study.settle()
    assert study.value("document.getAnimations().filter(({ playState }) => playState === 'running').length") == 0
    study.page.emulate_media(reduced_motion="no-preference")


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_has_cards_and_targets_for_fingers(small_study: App, width: int) -> None:
    page = small_study.page
    page.set_viewport_size({"width": width, "height": 844})
    try:
        opener(small_study, "relu").tap()
        detail = row(small_study, "relu").locator(".act-detail")
        expect(detail).to_be_visible()
        detail.scroll_into_view_if_needed()
        row(small_study, "relu").locator(".act-spread").scroll_into_view_if_needed()
        small_study.wait_for_paint()
        assert page.evaluate(OVERFLOW) == []
        assert page.evaluate(SMALL) == []
        assert page.evaluate(WIDER) == []
        if width == 390:  # on a narrower one the facts stand below the plot
            plot, facts = (row(small_study, "relu").locator(name) for name in (".act-plot", ".act-facts"))
            edge = plot.evaluate("(element) => element.getBoundingClientRect().right")
            assert edge <= facts.evaluate("(element) => element.getBoundingClientRect().left")
        detail.get_by_role("button", name="Use ReLU in layer 1").tap()
        wait_for_layers(small_study, "relu,tanh")
    finally:
        page.set_viewport_size({"width": 390, "height": 844})


@pytest.mark.parametrize("key", ["", "tanh", "relu"])
def test_it_has_no_violation(study: App, key: str) -> None:
    show(study, key)
    study.assert_accessible_in_both_schemes()


def test_it_has_no_violation_on_a_phone(small_study: App) -> None:
    show(small_study, "tanh")
    small_study.assert_accessible_in_both_schemes()


def show(app: App, key: str) -> None:
    """With this row open and its numbers there."""
    if key:
        opener(app, key).click()
        row(app, key).locator(".act-spread").scroll_into_view_if_needed()
    if key == "tanh":
        expect(row(app, key).locator(".act-ridge")).to_have_count(3)
    app.settle()
