"""Softmax and maxout in hidden layers: switched on from their cards, shown in words where they are no curve."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import backprop, neuron
from tests.browser.app import App
from tests.browser.study import asked, document, number, opened

DENSE: dict[str, Any] = {"kind": "dense"}
LAYERS = [DENSE | {"units": 4, "activation": "maxout"}, DENSE | {"units": 3, "activation": "softmax"}]


@pytest.fixture
def joint(desktop: App) -> App:
    """A network of both, trained a little."""
    desktop.begin(document(desktop, layers=LAYERS, features=["x", "y"]))
    desktop.command({"type": "step", "updates": 20})
    return desktop


def test_a_switch_on_its_card_puts_it_into_the_running_network(desktop: App) -> None:
    before = desktop.server.request("GET", f"/api/v1/runs/{desktop.run()['id']}/params")["layers"]
    cards = opened(desktop, "activations", {}).page.locator(".act-vector")
    for label, key, layer in (("Maxout", "maxout", 1), ("Softmax", "softmax", 2)):
        card = cards.and_(desktop.page.locator(f"[data-key={key}]"))
        switch = card.get_by_role("button", name=f"Use {label} in layer {layer}", exact=True)
        switch.click()
        desktop.wait(f"store.run.value.experiment.layers[{layer - 1}].activation === '{key}'")
        expect(switch).to_have_attribute("aria-pressed", "true")
        expect(card.locator(".act-used")).to_have_text(f"in layer {layer}")
    after = desktop.server.request("GET", f"/api/v1/runs/{desktop.run()['id']}/params")["layers"]
    assert after == before, "the weights stay"
    desktop.settle()
    desktop.assert_accessible()


def test_the_menus_of_a_network_on_images_leave_both_out(desktop: App) -> None:
    layers = [{"kind": "flatten"}, DENSE | {"units": 8, "activation": "relu"}]
    desktop.begin(document(desktop, data={"dataset": "digits"}, layers=layers))
    options = desktop.page.locator(".net-select select").locator("option")
    expect(options).to_have_count(len(desktop.value("store.catalog.value.activations")))
    expect(options.and_(desktop.page.locator("[value=softmax], [value=maxout]"))).to_have_count(0)


def test_the_menus_of_a_layer_have_both(joint: App) -> None:
    menu = joint.page.locator(".net-select select").first
    expect(menu).to_have_value("maxout")
    menu.select_option("softmax")
    joint.wait("store.run.value.experiment.layers[0].activation === 'softmax'")
    joint.page.evaluate("store.selection.value = { kind: 'layer', layer: 1 }")
    expect(joint.page.get_by_label("Activation", exact=True)).to_have_value("softmax")


@pytest.mark.parametrize(("layer", "words"), [(0, "2 neurons that belong together"), (1, "all neurons of its layer")])
def test_the_panel_of_a_neuron_draws_no_curve_and_says_why(joint: App, layer: int, words: str) -> None:
    joint.page.evaluate("(layer) => { store.selection.value = { kind: 'unit', layer, unit: 1 }; }", layer)
    expect(joint.page.locator("#panels, .inspector").first).to_contain_text(f"{words} at once, so it is no curve")
    expect(joint.page.locator("figure.curve")).to_have_count(0)


@pytest.mark.parametrize("layer", [0, 1])
def test_the_study_of_a_neuron_has_a_curve_at_one_point_only(joint: App, layer: int) -> None:
    app = neuron.at(joint, layer, 1)
    expect(app.page.locator(".neuron-words")).to_contain_text("over many points it is no curve")
    neuron.at(joint, layer, 1, 3)
    expect(app.page.locator(".neuron-dots")).to_have_count(0)
    assert neuron.reads(app, "a") == neuron.probe(app, layer, 1, 3)["info"]["output"]
    if layer == 1:
        expect(app.page.locator(".neuron-words")).to_contain_text("the other z left as they are")


def test_the_graph_has_an_edge_from_every_sum_of_the_group(joint: App) -> None:
    app = opened(joint, "graph", {"unit": "1.1"})
    expect(app.page.locator(".graph-node").first).to_be_visible()
    answer = asked(app, "graph", sample=0)
    names = [node["name"] for node in answer["info"]["graph"]]
    edges = np.array(answer["arrays"]["edges"]["values"]).reshape(-1, 2)
    into = {name: [names[a] for a, b in edges if names[b] == name] for name in ("a1_1", "a1_4", "a2_2")}
    assert into == {"a1_1": ["z1_1", "z1_2"], "a1_4": ["z1_3", "z1_4"], "a2_2": ["z2_1", "z2_2", "z2_3"]}


def test_the_line_of_its_error_is_told_as_what_it_is(joint: App) -> None:
    app = backprop.shown(joint, line="D2", cell="D2.0.1")
    answer = backprop.probe(app)
    expect(app.page.locator(".telling")).to_contain_text("the derivative of softmax hands them to the sums")
    assert [line["check"]["ok"] for line in answer["info"]["lines"]] == [True] * 14
    parts = [
        number(text)
        for text in backprop.card(app).locator(".sum-term").evaluate_all("(all) => all.map((e) => e.title)")
    ]
    assert sum(parts) == pytest.approx(backprop.matrix(answer, "D2")[0, 1], rel=1e-9)
    assert len(parts) == 3
    expect(app.page.locator(".matrix[data-matrix=Z2]")).to_be_visible()
    app.settle()
    app.assert_accessible()


def test_the_layers_study_says_what_it_does_to_the_plane(joint: App) -> None:
    app = opened(joint, "layers", {"depth": "A1"})
    expect(app.page.locator(".study")).to_contain_text("the larger of their two sums")
