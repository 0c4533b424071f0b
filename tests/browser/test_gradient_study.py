"""The study "Gradient of anything": every number the probe's, whatever the target, on every screen."""

from __future__ import annotations

import itertools
import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.app import App
from tests.browser.study import asked, close, document, from_menu, look_is, number, opened, wait_for
from tests.browser.test_phone import OVERFLOW, SMALL

pytestmark = pytest.mark.of_studies

LOSS = {"kind": "loss"}


def shown(app: App, **params: str) -> App:
    """The study with these parameters of its address, its numbers there."""
    return settled(opened(app, "gradient", params))


def settled(app: App) -> App:
    """Once the numbers are those that are asked for."""
    wait_for(app, ".gradient-node")
    expect(app.page.locator(".gradient[data-stale]")).to_have_count(0)
    return app


def probe(app: App, target: dict[str, Any] = LOSS, sample: int | None = None) -> dict[str, Any]:
    """What the probe says by REST."""
    return asked(app, "gradient_of", target=target, sample=sample)


def values(answer: dict[str, Any], name: str) -> np.ndarray:
    """An array of the probe."""
    return np.array(answer["arrays"][name]["values"], float)


def unit(layer: int, index: int) -> dict[str, Any]:
    """A unit as the probe's target."""
    return {"kind": "unit", "layer": layer, "unit": index}


def node(app: App, layer: int, index: int) -> Locator:
    """A node of the picture; the inputs are layer -1."""
    return app.page.locator(f".gradient-node[data-node='{layer} {index}']")


def row(app: App, part: str) -> Locator:
    """A row of the table."""
    return app.page.locator(f".gradient-table tr[data-part='{part}']")


@pytest.fixture
def study(desktop: App) -> App:
    """The study of a new run, at the cost."""
    return shown(desktop)


def test_it_opens_from_the_menu_and_from_a_neuron(desktop: App) -> None:
    page = from_menu(desktop, "Gradient of anything")
    settled(desktop)
    page.keyboard.press("Escape")
    expect(page.locator(".study")).to_have_count(0)
    page.evaluate("store.selection.value = { kind: 'unit', layer: 0, unit: 2 }")
    page.get_by_role("button", name="What does it answer to?").click()
    look_is(desktop, "target", "unit.0.2")
    expect(node(desktop, 0, 2)).to_have_attribute("aria-current", "true")
    expect(page.get_by_label("Target", exact=True)).to_have_value("unit.0.2")


def test_every_number_is_the_probes(desktop: App) -> None:
    for params, target, sample in [
        ({}, LOSS, None),
        ({"sample": "4"}, LOSS, 4),
        ({"target": "unit.0.2"}, unit(0, 2), None),
        ({"target": "unit.2.0", "sample": "7"}, unit(2, 0), 7),
    ]:
        app = shown(desktop, **params)
        assert_every_number(app, probe(app, target, sample))


# The number of each node, of each row of the table; of each connection whether it is drawn as 0, and as negative.
READ = """() => ({
    nodes: [...document.querySelectorAll(".gradient-node")].map((e) => [e.dataset.node, e.title]),
    rows: [...document.querySelectorAll(".gradient-table tr[data-part]")]
      .map((row) => [row.dataset.part, row.querySelector("td").title]),
    edges: [...document.querySelectorAll("[data-edge]")]
      .map(({ dataset }) => [dataset.edge, ["zero" in dataset, "negative" in dataset]]),
})"""


def assert_every_number(app: App, answer: dict[str, Any]) -> None:
    """Those of the study are the probe's."""
    read = {name: dict(found) for name, found in app.page.evaluate(READ).items()}
    sizes = [("inputs", -1), *((f"units.{layer}", layer) for layer in range(3))]
    for name, layer in sizes:
        for index, value in enumerate(values(answer, name)):
            assert number(read["nodes"][f"{layer} {index}"]) == value, f"{name}[{index}]"
    value = app.page.locator(".gradient-target-value").get_attribute("title")
    assert number(value or "") == answer["info"]["value"]
    for layer in range(3):
        for (index, source), value in np.ndenumerate(values(answer, f"weights.{layer}")):
            part = f"weight {layer} {index} {source}"
            assert read["edges"][part] == [value == 0, value < 0], part
            assert part not in read["rows"] or number(read["rows"][part]) == value, part
    first = app.page.locator(".gradient-table tbody td:nth-child(2)").first.get_attribute("title")
    every = [values(answer, f"{kind}.{layer}") for kind in ("weights", "biases") for layer in range(3)]
    assert abs(number(first or "")) == max(np.abs(array).max() for array in every)


def test_what_the_target_does_not_depend_on_is_0_and_says_so(desktop: App) -> None:
    app = shown(desktop, target="unit.0.1")
    for layer, index, why in [(1, 0, "it comes later"), (2, 0, "it comes later"), (0, 3, "another neuron")]:
        expect(node(app, layer, index).locator(".gradient-value")).to_have_text("0")
        expect(node(app, layer, index)).to_have_attribute("data-zero", "")
        node(app, layer, index).hover()
        expect(app.page.locator(".gradient-card")).to_contain_text(why)
    node(app, 0, 1).hover()
    expect(app.page.locator(".gradient-card")).to_contain_text("the target itself")


def test_a_connection_is_read_under_the_pointer(study: App) -> None:
    value = values(probe(study), "weights.2")[0, 1]
    reach = study.page.locator("[data-reach='weight 2 0 1']")
    x, y = reach.evaluate(
        """(path) => {
          const at = path.getPointAtLength(path.getTotalLength() / 2);
          const box = path.ownerSVGElement.getBoundingClientRect();
          return [box.x + at.x, box.y + at.y];
        }"""
    )
    study.page.mouse.move(x, y)
    card = study.page.locator(".gradient-card")
    expect(card).to_contain_text("Weight 2.2 → output")
    assert number(card.locator("b[title]").get_attribute("title") or "") == value
    told = card.locator("p").nth(1).inner_text()
    assert told.startswith("Raising this weight by 0.01 changes the cost by about ")
    assert number(told.rsplit(" ", 1)[1].rstrip(".")) == pytest.approx(value * 0.01, rel=5e-3)
    expect(row(study, "weight 2 0 1")).to_have_attribute("data-seen", "")


def test_the_nodes_are_walked_and_chosen_by_keyboard(study: App) -> None:
    page = study.page
    before = study.run()["updates"]
    assert page.locator(".gradient-node[tabindex='0']").count() == 1, "one stop for all of them"
    page.locator(".gradient-node[tabindex='0']").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowDown", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    focused = study.value("document.activeElement.dataset.node")
    assert focused.startswith("1 ")
    expect(page.locator(".gradient-card")).to_contain_text("Neuron 2.")
    page.keyboard.press("Enter")
    look_is(study, "target", f"unit.{focused.replace(' ', '.')}")
    settled(study)
    assert study.value("document.activeElement.dataset.node") == focused, "the focus stays"
    assert study.run()["updates"] == before, "inside the picture the arrows train nothing"
    page.get_by_role("button", name="Only its weights in the table").click()
    expect(page.locator(".gradient-table tbody tr")).to_have_count(5)
    page.locator(".gradient-row").first.focus()
    expect(page.locator(".gradient-card")).to_contain_text(re.compile("Raising this (weight|bias)"))


def test_the_table_sorts_and_counts_the_rest(study: App) -> None:
    page = study.page
    count = study.run()["network"]["parameters"]
    expect(page.locator(".gradient-table tbody tr")).to_have_count(min(40, count))
    if count > 40:
        expect(page.locator(".gradient-side .gradient-count")).to_contain_text(f"{count - 40} more of {count}")

    def column() -> list[float]:
        titles = page.locator(".gradient-table tbody td:nth-child(2)").evaluate_all("(all) => all.map((e) => e.title)")
        return [number(title) for title in titles]

    sizes = [abs(value) for value in column()]
    assert sizes == sorted(sizes, reverse=True)
    page.get_by_role("button", name="∂T/∂w").click()
    look_is(study, "sort", "value")
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("∂T/∂w")
    assert column() == sorted(column())
    page.get_by_role("button", name="weight or bias").click()
    expect(page.locator(".gradient-table tbody tr").first).to_have_attribute("data-part", "weight 0 0 0")


def test_a_removed_neuron_falls_back_to_the_cost_and_says_so(desktop: App) -> None:
    app = shown(desktop, target="unit.1.1")
    layers = app.run()["experiment"]["layers"]
    app.page.evaluate("(layers) => actions.patch('layers', layers)", [layers[0], {**layers[1], "units": 1}])
    expect(app.page.locator(".banner")).to_contain_text("There is no neuron 2.2 in this network")
    settled(app)
    value = app.page.locator(".gradient-target-value").get_attribute("title")
    assert number(value or "") == probe(app)["info"]["value"]
    app.page.get_by_role("button", name="Understood").click()
    look_is(app, "target", None)
    expect(app.page.locator(".banner")).to_have_count(0)


def test_the_numbers_follow_the_run(study: App) -> None:
    before = node(study, 1, 0).get_attribute("title")
    study.page.get_by_role("button", name="Play", exact=True).click()
    study.wait("document.querySelector(\".gradient-node[data-node='1 0']\").title !== argument", before)
    study.command({"type": "pause"})
    study.wait("store.run.value.playing === false")
    value = values(probe(study), "units.1")[0]
    expect(node(study, 1, 0)).to_have_attribute("title", study.value("String(argument).replace('-', '\u2212')", value))


def test_a_large_network_shows_what_matters_most(desktop: App) -> None:
    wide = {"kind": "dense", "units": 40, "activation": "tanh"}
    desktop.begin(document(desktop, layers=[wide, wide]))
    app = shown(desktop)
    answer = probe(app)
    expect(app.page.locator(".gradient-node[data-node^='0 ']")).to_have_count(16)
    expect(app.page.locator(".gradient-more").first).to_have_text("… 24 more")
    drawn = app.page.locator(".gradient-node[data-node^='1 ']").evaluate_all("(all) => all.map((e) => e.dataset.node)")
    largest = np.argsort(-np.abs(values(answer, "units.1")), kind="stable")[:16]
    assert drawn == [f"1 {index}" for index in sorted(largest)]
    assert app.page.locator(".gradient-edge").count() <= 400
    every = sum(layer["units"] * layer["inputs"] for layer in app.run()["network"]["layers"])
    left = every - app.page.locator(".gradient-edge").count()
    expect(app.page.locator(".gradient-frame")).to_contain_text(f"{left} of the {every} connections")
    expect(app.page.locator(".gradient-table tbody tr")).to_have_count(40)
    expect(app.page.locator(".gradient-side .gradient-count")).to_contain_text("more of")


def test_what_cannot_be_shown_is_said(desktop: App) -> None:
    desktop.begin(document(desktop, data={"train_percent": 0}))
    app = close(desktop)
    app.page.evaluate("import('/static/state/study.js').then(({ openStudy }) => openStudy('gradient'))")
    expect(app.page.locator(".study-note")).to_contain_text("no training points")
    app.begin()
    app.page.evaluate("import('/static/state/study.js').then(({ look }) => look('sample', 99999))")
    note = app.page.locator(".study-note[role=alert]")
    expect(note).to_contain_text("sample")
    note.get_by_role("button", name="Show the gradient of the cost").click()
    settled(app)
    diverging = {"kind": "dense", "units": 4, "activation": "relu"}
    app.begin(document(app, optimizer={"learning_rate": 100}, data={"dataset": "reg-plane"}, layers=[diverging]))
    app.command({"type": "step", "epochs": 3})
    expect(app.page.locator(".banner-alarm")).to_contain_text("diverged")
    app.page.evaluate("store.notices.value = []")


@pytest.mark.parametrize("params", [{}, {"target": "unit.0.1", "sample": "3"}], ids=str)
def test_nothing_that_axe_finds(desktop: App, params: dict[str, str]) -> None:
    app = shown(desktop, **params)
    node(app, 1, 0).hover()
    app.assert_accessible_in_both_schemes()


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_has_the_picture_above_and_the_table_below(phone: App, width: int) -> None:
    phone.page.set_viewport_size({"width": width, "height": 844})
    try:
        app = shown(phone, sample="2")
        node(app, 0, 1).tap()
        expect(app.page.locator(".gradient-card")).to_contain_text("Neuron 1.2")
        look_is(app, "target", None)
        node(app, 0, 1).tap()
        look_is(app, "target", "unit.0.1")
        settled(app)
        app.settle()
        assert app.page.evaluate(OVERFLOW) == []
        assert app.page.evaluate(SMALL) == []
        app.assert_accessible()
        picture, table = (app.page.locator(name).bounding_box() for name in (".gradient-picture", ".gradient-table"))
        assert picture
        assert table
        assert picture["y"] + picture["height"] <= table["y"]
        app.page.get_by_role("button", name="Close what is read").tap()
        expect(app.page.locator(".gradient-card[data-open]")).to_have_count(0)
    finally:
        phone.page.set_viewport_size({"width": 390, "height": 844})


DEEP = [{"kind": "dense", "units": units, "activation": "tanh"} for units in (8, 8, 6, 5, 4, 2)]
SQUEEZED = """() => [...document.querySelectorAll(".gradient-value")]
    .filter((value) => value.offsetWidth > value.parentElement.clientWidth
      || parseFloat(getComputedStyle(value).fontSize) < 10)
    .map((value) => value.parentElement.outerHTML)"""
SCROLLED_OUT = """() => [...document.querySelectorAll(".gradient-node")]
    .filter((node) => node.getBoundingClientRect().left < -1).map((node) => node.outerHTML.slice(0, 120))"""


def test_a_deep_network_scrolls_sideways_on_a_phone(phone: App) -> None:
    phone.begin(document(phone, layers=DEEP))
    app = shown(phone)
    page, frame = app.page, app.page.locator(".gradient-frame")
    assert page.evaluate(SQUEEZED) == []
    assert page.evaluate(OVERFLOW) == page.evaluate(SCROLLED_OUT), "nothing but the picture is wider than the page"
    expect(frame).to_contain_text("8 columns: the picture scrolls sideways")
    expect(node(app, 6, 0)).to_be_in_viewport(ratio=0.99)
    boxes = [node(app, layer, 0).bounding_box() for layer in range(-1, 7)]
    for box, following in itertools.pairwise(boxes):
        assert box
        assert following
        assert following["x"] - box["x"] - box["width"] >= 24, "room for the connections"
    node(app, 6, 0).focus()
    for _ in range(7):
        page.keyboard.press("ArrowLeft")
    expect(page.locator(".gradient-node[data-node^='-1 ']:focus")).to_be_in_viewport(ratio=0.99)
    app.page.evaluate("import('/static/state/study.js').then(({ look }) => look('target', 'unit.2.3'))")
    settled(app)
    expect(node(app, 2, 3)).to_be_in_viewport(ratio=0.99)
    app.assert_accessible()
