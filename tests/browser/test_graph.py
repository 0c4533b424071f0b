"""The study "Computational graph": every number the probe's, one step at a time, on every screen."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.app import App
from tests.browser.study import asked, close, document, from_menu, look_is, number, opened, wait_for
from tests.browser.test_phone import OVERFLOW, SMALL

pytestmark = pytest.mark.of_studies

STEPS = 53 + 105  # of the reference case: numbers that are made, and gradients of all
FORWARD = 53


def shown(app: App, **params: str) -> App:
    """The study with these parameters of its address, its numbers there."""
    return settled(opened(app, "graph", params))


def settled(app: App) -> App:
    """Once the numbers are those that are asked for."""
    wait_for(app, ".graph-node")
    expect(app.page.locator(".graph[data-stale]")).to_have_count(0)
    return app


def probe(app: App, sample: int = 0, layer: int | None = None, unit: int | None = None) -> dict[str, Any]:
    """What the probe says by REST."""
    return asked(app, "graph", sample=sample, layer=layer, unit=unit)


def by_name(answer: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Value and gradient of each node."""
    values, gradients = (answer["arrays"][name]["values"] for name in ("values", "gradients"))
    names = [node["name"] for node in answer["info"]["graph"]]
    return dict(zip(names, zip(values, gradients, strict=True), strict=True))


def drawn(app: App) -> dict[str, tuple[float | None, float | None]]:
    """The exact numbers of the picture; None where one is not yet computed."""
    read = """(all) => all.map((node) => [node.dataset.name,
        ...[...node.querySelectorAll(".graph-half")].map((half) => half.title)])"""
    found = app.page.locator(".graph-node").evaluate_all(read)
    return {name: (number(value) if value else None, number(slope) if slope else None) for name, value, slope in found}


def node(app: App, name: str) -> Locator:
    """A node of the picture."""
    return app.page.locator(f'.graph-node[data-name="{name}"]')


def half(app: App, of: str) -> Locator:
    """A half of the card: how the value was made, or the gradient."""
    return app.page.locator(f".graph-card-half[data-of={of}]")


def result(app: App, of: str) -> float:
    """What a half of the card comes to."""
    return number(app.page.locator(f".graph-card [data-result={of}]").get_attribute("title") or "")


def terms(app: App, of: str) -> list[float]:
    """The terms of its sum, with the part that is not drawn."""
    return [
        number(text or "")
        for text in half(app, of).locator("[data-value]").evaluate_all("(all) => all.map((e) => e.dataset.value)")
    ]


@pytest.fixture
def study(desktop: App) -> App:
    """The study of a new run, the whole graph of its first point."""
    return shown(desktop)


def test_it_opens_from_the_menu_and_from_a_neuron(desktop: App) -> None:
    page = from_menu(desktop, "Computational graph")
    settled(desktop)
    page.keyboard.press("Escape")
    expect(page.locator(".study")).to_have_count(0)
    page.evaluate("store.selection.value = { kind: 'unit', layer: 1, unit: 0 }")
    page.get_by_role("button", name="Its numbers as a graph").click()
    look_is(desktop, "unit", "1.0")
    settled(desktop)
    assert drawn(desktop).keys() == by_name(probe(desktop, 0, 1, 0)).keys()


def test_every_number_is_the_probes_and_none_lies_over_another(desktop: App) -> None:
    for sample in (0, 300):
        app = shown(desktop, sample=str(sample))
        expected = by_name(probe(app, sample))
        assert len(expected) == 105
        assert drawn(app) == expected
        assert_apart(app)


def test_a_sum_is_read_with_all_its_terms(study: App) -> None:
    answer = probe(study)
    expected = by_name(answer)
    for name in ("x_2", "W2_{3,1}", "p1_{4,2}", "b2_2", "z1_3", "a1_2", "a3_1", "ℓ"):
        node(study, name).click()
        look_is(study, "node", name)
        expect(study.page.locator(".graph-card")).to_have_attribute("data-of", name)
        assert (result(study, "value"), result(study, "gradient")) == expected[name]
        assert_card_adds_up(study, answer, name)


def assert_card_adds_up(app: App, answer: dict[str, Any], name: str) -> None:
    """The gradient's terms are those of the users, and the slopes at its edges the probe's."""
    names = [each["name"] for each in answer["info"]["graph"]]
    edges, slopes = answer["arrays"]["edges"]["values"], answer["arrays"]["slopes"]["values"]
    gradients = answer["arrays"]["gradients"]["values"]
    here = names.index(name)
    users = [(to, slope) for (start, to), slope in zip(edges, slopes, strict=True) if start == here]
    if users:
        np.testing.assert_allclose(terms(app, "gradient"), [gradients[to] * slope for to, slope in users], rtol=1e-15)
    for (start, to), slope in zip(edges, slopes, strict=True):
        if here in (start, to):
            label = app.page.locator(f'.graph-slope[data-edge="{names[start]} {names[to]}"]')
            assert number(label.get_attribute("title") or "") == slope


def test_a_sum_of_products_has_its_terms_and_its_total(study: App) -> None:
    expected = by_name(probe(study))
    node(study, "z1_3").click()
    found = terms(study, "value")
    assert found == [expected[f"p1_{{{i},3}}"][0] for i in range(1, 8)] + [expected["b1_3"][0]]
    assert sum(found) == pytest.approx(result(study, "value"), rel=1e-12)
    half(study, "value").locator("[data-term='p1_{4,3}']").click()
    look_is(study, "node", "p1_{4,3}")
    assert terms(study, "value") == [expected["W1_{4,3}"][0], expected["x_4"][0]]


def test_the_numbers_come_one_step_at_a_time(study: App) -> None:
    page = study.page
    expected = by_name(probe(study))
    page.get_by_role("button", name="From the start").click()
    look_is(study, "step", "0")
    expect(page.locator(".graph-telling")).to_contain_text("Nothing is computed yet")
    now = drawn(study)
    given = {name for name in expected if name[0] in "xWb"}
    assert {name for name, (value, _) in now.items() if value is not None} == given
    assert all(gradient is None for _, gradient in now.values())

    page.locator("body").press("ArrowRight")
    look_is(study, "step", "1")
    expect(page.locator(".graph-telling")).to_contain_text("Step 1 of 158, forward")
    assert drawn(study)["p1_{1,1}"] == (expected["p1_{1,1}"][0], None)
    expect(page.locator(".graph-card")).to_have_attribute("data-of", "p1_{1,1}")
    expect(half(study, "gradient")).to_contain_text("not yet computed")

    page.get_by_role("button", name="All forward").click()
    look_is(study, "step", str(FORWARD))
    now = drawn(study)
    assert {name: value for name, (value, _) in now.items()} == {name: value for name, (value, _) in expected.items()}
    assert all(gradient is None for _, gradient in now.values())
    page.get_by_role("button", name="Next number").click()
    expect(page.locator(".graph-telling")).to_contain_text(f"Step {FORWARD + 1} of {STEPS}, back: cost, gradient 1.00")
    assert drawn(study)["ℓ"] == (expected["ℓ"][0], 1.0)
    page.locator("body").press("ArrowRight")
    assert drawn(study)["a3_1"] == expected["a3_1"]
    page.locator("body").press("ArrowLeft")
    look_is(study, "step", str(FORWARD + 1))
    page.get_by_role("slider", name="Steps taken").fill(str(STEPS - 1))
    look_is(study, "step", str(STEPS - 1))
    assert [name for name, (_, gradient) in drawn(study).items() if gradient is None] == ["x_1"]
    page.get_by_role("button", name="All back").click()
    look_is(study, "step", None)
    assert drawn(study) == expected
    assert study.run()["updates"] == 0, "its arrows train nothing"


def test_every_step_makes_one_number_of_what_is_there(study: App) -> None:
    """A step never uses a number that is not yet computed."""
    wrong = study.page.evaluate(
        """async ({ info, arrays }) => {
          const { Graph } = await import("/static/studies/graph/reading.js");
          const { Steps } = await import("/static/studies/graph/steps.js");
          const graph = new Graph({ info, header: {}, array: (name) => arrays[name].values.flat() });
          const steps = new Steps(graph, new Set(graph.nodes.map(({ name }) => name)));
          const has = (at, forward) => (node) => (forward ? steps.hasValue(node, at) : steps.hasGradient(node, at));
          const bad = [];
          for (let at = 1; at <= steps.count; at += 1) {
            const [node, forward] = [steps.node(at), at <= steps.forward.length];
            const needed = forward ? node.inputs.map(({ from }) => from) : node.users.map(({ to }) => to);
            const [before, after] = [has(at - 1, forward), has(at, forward)];
            if (!needed.every((one) => before(graph.nodes[one])) || before(node) || !after(node)) bad.push(at);
          }
          return [steps.count, bad];
        }""",
        probe(study),
    )
    assert wrong == [STEPS, []]


def test_the_nodes_are_walked_by_keyboard(study: App) -> None:
    page = study.page
    assert page.locator(".graph-node[tabindex='0']").count() == 1, "one stop for all of them"
    page.locator(".graph-node[tabindex='0']").focus()
    for key, name in [
        ("ArrowDown", "x_2"), ("ArrowRight", "p1_{2,1}"), ("ArrowDown", "p1_{3,1}"), ("ArrowRight", "z1_1"),
        ("ArrowRight", "a1_1"), ("ArrowLeft", "z1_1"), ("ArrowDown", "z1_2"), ("End", "ℓ"), ("Home", "x_1"),
    ]:  # fmt: skip
        page.keyboard.press(key)
        expect(node(study, name)).to_be_focused()
        look_is(study, "node", name)
    look_is(study, "step", None)
    page.keyboard.press("Escape")
    look_is(study, "node", None)
    expect(page.locator(".study")).to_have_count(1)


def test_the_numbers_follow_the_run_until_a_step_pauses_it(study: App) -> None:
    before = node(study, "z3_1").locator(".graph-half").first.get_attribute("title")
    study.page.get_by_role("button", name="Play", exact=True).click()
    study.wait("document.querySelector('[data-name=z3_1] .graph-half').title !== argument", before)
    expect(study.page.locator(".banner")).to_contain_text("Training")
    study.page.get_by_role("button", name="Previous number").click()
    study.wait("store.run.value.playing === false")
    look_is(study, "step", str(STEPS - 1))
    settled(study)
    expected = by_name(probe(study))
    study.wait(
        "document.querySelector('[data-name=z3_1] .graph-half').title === String(argument).replace('-', '\u2212')",
        expected["z3_1"][0],
    )


def test_a_large_network_is_read_around_one_neuron(desktop: App) -> None:
    wide = {"kind": "dense", "units": 40, "activation": "tanh"}
    desktop.begin(document(desktop, layers=[wide, wide]))
    page = close(desktop).page
    page.evaluate("import('/static/state/study.js').then(({ openStudy }) => openStudy('graph'))")
    large = page.locator(".graph-large")
    nodes = 7 + 2 * (7 * 40 + 40 * 40 + 40) + 3 * 81 + 1
    expect(large).to_contain_text(f"{nodes:,} numbers".replace(",", "\u202f"))
    expect(large).to_contain_text("more than 150")
    large.get_by_role("button", name="Layer 2 · neuron 7", exact=True).click()
    look_is(desktop, "unit", "1.6")
    settled(desktop)
    answer = by_name(probe(desktop, 0, 1, 6))
    now = drawn(desktop)
    assert now.items() <= answer.items()
    products = sorted((abs(value), name) for name, (value, _) in answer.items() if name.startswith("p2_"))
    assert {name for name in now if name.startswith("p2_")} == {name for _, name in products[-12:]}
    expect(page.locator(".banner")).to_contain_text(f"{len(answer) - len(now)} numbers are not drawn")
    node(desktop, "z2_7").click()
    assert sum(terms(desktop, "value")) == pytest.approx(answer["z2_7"][0], rel=1e-9)
    expect(half(desktop, "value")).to_contain_text("(29 more)")
    source = next(name for name in now if name.startswith("a1_"))
    node(desktop, source).click()
    assert sum(terms(desktop, "gradient")) == pytest.approx(answer[source][1], rel=1e-9, abs=1e-15)
    expect(half(desktop, "gradient")).to_contain_text("numbers that are not drawn here")


def test_the_picture_zooms_and_fits_again(study: App) -> None:
    page = study.page
    width = "document.querySelector('.graph-picture').getBoundingClientRect().width"
    before = study.value(width)
    page.get_by_role("button", name="Larger").click()
    study.wait(f"{width} > argument * 1.2", before)
    page.get_by_role("button", name="Smaller").click()
    page.get_by_role("button", name="Smaller").click()
    study.wait(f"{width} < argument", before)
    page.get_by_role("button", name="Fit").click()
    study.wait(f"Math.abs({width} - argument) < 1", before)


def assert_apart(app: App) -> None:
    """No node of the picture lies over another."""
    boxes = app.page.locator(".graph-node").evaluate_all(
        "(all) => all.map((e) => e.getBoundingClientRect()).map(({ x, y, right, bottom }) => [x, y, right, bottom])"
    )
    for index, (x, y, right, bottom) in enumerate(boxes):
        for left, top, other_right, other_bottom in boxes[:index]:
            assert x >= other_right or left >= right or y >= other_bottom or top >= bottom


def test_what_cannot_be_shown_is_said(desktop: App) -> None:
    app = shown(desktop, unit="1.1")
    layers = app.run()["experiment"]["layers"]
    app.page.evaluate("(layers) => actions.patch('layers', layers)", [layers[0], {**layers[1], "units": 1}])
    expect(app.page.locator(".banner")).to_contain_text("There is no neuron 2.2 in this network")
    app.page.get_by_role("button", name="Understood").click()
    look_is(app, "unit", None)
    app.page.evaluate("import('/static/state/study.js').then(({ look }) => look('sample', 99999))")
    note = app.page.locator(".study-note[role=alert]")
    expect(note).to_contain_text("sample")
    note.get_by_role("button", name="Show the first point").click()
    settled(app)
    diverging = {"kind": "dense", "units": 4, "activation": "relu"}
    app.begin(document(app, optimizer={"learning_rate": 100}, data={"dataset": "reg-plane"}, layers=[diverging]))
    app.command({"type": "step", "epochs": 3})
    expect(app.page.locator(".banner-alarm")).to_contain_text("diverged")
    app.page.evaluate("store.notices.value = []")


@pytest.mark.parametrize("params", [{"node": "a1_2"}, {"step": "60"}, {"unit": "2.0", "node": "ℓ"}], ids=str)
def test_nothing_that_axe_finds(desktop: App, params: dict[str, str]) -> None:
    app = shown(desktop, **params)
    expect(app.page.locator(".graph-card .katex").first).to_be_visible()
    app.assert_accessible_in_both_schemes()


def test_on_a_phone_nothing_lies_over_the_numbers(phone: App) -> None:
    app = shown(phone, unit="1.0")
    frame, buttons = (app.page.locator(name).bounding_box() for name in (".graph-frame", ".graph-zoom"))
    assert frame
    assert buttons
    assert frame["y"] + frame["height"] <= buttons["y"] + 1


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_reads_by_touch(phone: App, width: int) -> None:
    phone.page.set_viewport_size({"width": width, "height": 844})
    try:
        app = shown(phone, unit="1.0")
        node(app, "a1_1").tap()
        expect(app.page.locator(".graph-card[data-open]")).to_have_attribute("data-of", "a1_1")
        expect(app.page.locator(".graph-card .katex").first).to_be_visible()
        app.settle()
        assert [one for one in app.page.evaluate(OVERFLOW) if "graph-node" not in one] == []
        assert app.page.evaluate(SMALL) == []
        app.assert_accessible()
        app.page.get_by_role("button", name="Close what is read").tap()
        expect(app.page.locator(".graph-card[data-open]")).to_have_count(0)
        app.page.get_by_role("button", name="Previous number").tap()
        expect(app.page.locator(".graph-telling")).to_contain_text(re.compile(r"Step \d+ of \d+, back"))
    finally:
        phone.page.set_viewport_size({"width": 390, "height": 844})
