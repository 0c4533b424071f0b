"""PReLU on the page: its learned slope in the panel, typed and undone, in "Backpropagation" and in the graph."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import test_gradient_study as gradient
from tests.browser import test_graph as graph
from tests.browser.app import App
from tests.browser.backprop import card, every_cell, matrix, probe, shown
from tests.browser.study import MINUS, close, number

EXPERIMENT: dict[str, Any] = {
    "features": ["x", "y"],
    "layers": [{"units": 4, "activation": "prelu"}, {"units": 2, "activation": "prelu"}],
    "data": {"dataset": "circle"},
}
SLOPES = "store.tensor(store.frame.value, 'picture.parameters', 'slopes.0')"
SLOPE = f"{SLOPES}[1]"
CURVE = "[...store.tensor(store.frame.value, 'unit', 'curve_{name}')]"


def begun(app: App) -> App:
    """A run of PReLU layers that has learned for a while."""
    close(app).begin(EXPERIMENT)
    app.command({"type": "step", "epochs": 20})
    app.wait(f"store.frame.value.header.epoch === 20 && {SLOPES} !== null")
    return app


@pytest.fixture
def learned(desktop: App) -> App:
    """The page of such a run."""
    return begun(desktop)


def test_a_typed_slope_takes_effect_bends_the_curve_and_is_undone(learned: App) -> None:
    before = learned.value(SLOPE)
    assert before != 0.25
    learned.page.evaluate("store.selection.value = { kind: 'unit', layer: 0, unit: 1 }")
    panel = learned.page.locator(".inspector")
    expect(panel).to_contain_text("PReLU · 2 inputs · 4 parameters")
    box = panel.locator(".inputs").get_by_label("Slope", exact=True).and_(learned.page.locator("input"))
    box.fill("-0.5")
    box.press("Enter")
    learned.wait(f"{SLOPE} === -0.5 && store.info(store.frame.value, 'unit').slope === -0.5")
    expect(box).to_have_value(f"{MINUS}0.500")
    z, a = (np.array(learned.value(CURVE.format(name=name))) for name in ("z", "a"))
    np.testing.assert_allclose(a, np.where(z < 0, -0.5 * z, z), rtol=1e-6, atol=1e-6)
    info = learned.value("store.info(store.frame.value, 'unit')")
    row = panel.locator(".slope-row td")
    assert [float(row.nth(at).get_attribute("title") or "") for at in (1, 2)] == [
        info["slope_gradient"],
        info["slope_next"],
    ]
    box.press("Escape")
    box.blur()
    learned.page.keyboard.press("z")
    learned.wait(f"{SLOPE} === argument", before)


def test_the_equation_says_which_side_the_sum_is_on(learned: App) -> None:
    learned.page.evaluate("store.selection.value = { kind: 'unit', layer: 0, unit: 1 }")
    learned.wait("store.info(store.frame.value, 'unit')?.slope !== undefined")
    said = learned.page.locator(".equation > .math").last
    for _ in range(6):
        info = learned.value("store.info(store.frame.value, 'unit')")
        expect(said).to_contain_text("α z =" if info["preactivation"] < 0 else "a = z =")
        assert number(said.locator("b").get_attribute("title") or "") == info["output"]
        sample = info["sample"]
        learned.page.get_by_role("button", name="Next training point").click()
        learned.wait("store.info(store.frame.value, 'unit')?.sample === argument", sample + 1)


def test_a_layer_is_made_prelu_by_its_menu_and_has_no_slope_after(desktop: App) -> None:
    close(desktop).page.evaluate("store.selection.value = { kind: 'unit', layer: 0, unit: 1 }")
    slope = desktop.page.locator(".inspector .slope-row")
    menu = desktop.page.get_by_label("Activation of hidden layer 1")
    expect(slope).to_have_count(0)
    menu.select_option("prelu")
    expect(slope).to_contain_text("slope α")
    expect(slope.locator("input")).to_have_value("0.250")
    menu.select_option("tanh")
    expect(slope).to_have_count(0)


def test_every_line_of_the_update_shows_the_probes_numbers(learned: App) -> None:
    answer = probe(learned)
    study = shown(learned)
    seen = set()
    for index, line in enumerate(answer["info"]["lines"]):
        expect(study.page.locator(".line[aria-current=step]")).to_have_attribute("data-line", line["key"])
        found = every_cell(study)
        assert line["makes"] in found, f"line {index + 1} shows what it makes"
        for name, numbers in found.items():
            np.testing.assert_array_equal(numbers, matrix(answer, name)[:8], err_msg=f"{name}, {line}")
        seen |= set(found)
        study.page.keyboard.press("ArrowRight")
    assert {f"{kind}{layer}" for kind in ("alpha", "dalpha", "newalpha") for layer in (1, 2)} <= seen


def test_every_sum_adds_up(learned: App) -> None:
    answer, study = probe(learned), shown(learned)
    for name, line in [("A1", "A1"), ("S1", "A1"), ("dalpha1",) * 2, ("dalpha2",) * 2, ("newalpha1", "W")]:
        study.page.evaluate("(line) => study.look('line', line)", line)
        expect(study.page.locator(".line[aria-current=step]")).to_have_attribute("data-line", line)
        numbers = matrix(answer, name)
        corners = [(row, column) for row in range(min(3, len(numbers))) for column in (0, numbers.shape[1] - 1)]
        for row, column in corners:
            study.page.evaluate("(cell) => study.look('cell', cell)", f"{name}.{row}.{column}")
            study.wait_for_paint()
            value = str(numbers[row, column]).rstrip("0").rstrip(".")
            expect(card(study), f"{name}[{row}, {column}]").to_have_attribute("data-value", value)
            terms = card(study).locator(".sum-term").evaluate_all("(all) => all.map((e) => Number(e.dataset.value))")
            assert terms, f"{name}[{row}, {column}]"
            assert sum(terms) == pytest.approx(numbers[row, column], rel=1e-9, abs=1e-12), f"{name}[{row}, {column}]"


@pytest.mark.parametrize("kind", ["desktop", "phone"])
def test_nothing_is_inaccessible(request: pytest.FixtureRequest, kind: str) -> None:
    app = begun(request.getfixturevalue(kind))
    study = shown(app, line="dalpha1", cell="dalpha1.0.1")
    study.settle()
    study.assert_accessible()
    assert study.value("document.documentElement.scrollWidth <= innerWidth")
    close(app)


def test_the_gradient_study_lists_the_slopes_among_the_parameters(learned: App) -> None:
    answer = gradient.probe(learned)
    app = gradient.shown(learned, sort="name")
    expect(app.page.locator(".gradient-table-head")).to_contain_text("Every weight, bias and slope")
    for layer, count in ((0, 4), (1, 2)):
        right = gradient.values(answer, f"slopes.{layer}")
        for unit in range(count):
            row = app.page.locator(f".gradient-table tr[data-part='slope {layer} {unit}']")
            expect(row).to_contain_text(f"slope of {layer + 1}.{unit + 1}")
            assert number(row.locator("td").first.get_attribute("title") or "") == right[unit]


def test_the_neuron_study_has_the_slope_too(learned: App) -> None:
    slope = learned.value(SLOPE)  # a frame of the study may be without the picture's parameters
    learned.page.evaluate(
        """async () => {
          const { openStudy } = await import("/static/state/study.js");
          openStudy("neuron", { layer: "0", unit: "1" });
        }"""
    )
    row = learned.page.locator(".study .slope-row")
    assert number(row.locator("input").get_attribute("title") or "") == pytest.approx(slope, rel=1e-6)
    close(learned)


def test_a_learned_slope_is_a_number_of_its_own(desktop: App) -> None:
    app = graph.shown(begun(desktop), sample="3")
    graph.assert_apart(app)
    answer = graph.probe(app, 3)
    expected = graph.by_name(answer)
    assert graph.drawn(app) == expected
    for name in ("alpha1_2", "z1_2", "a1_2"):
        graph.node(app, name).click()
        expect(app.page.locator(".graph-card")).to_have_attribute("data-of", name)
        assert (graph.result(app, "value"), graph.result(app, "gradient")) == expected[name]
        graph.assert_card_adds_up(app, answer, name)
    assert graph.terms(app, "value") == [expected["z1_2"][0], expected["alpha1_2"][0]]
    graph.node(app, "z1_2").focus()
    app.page.keyboard.press("ArrowDown")
    expect(graph.node(app, "alpha1_2")).to_be_focused()
