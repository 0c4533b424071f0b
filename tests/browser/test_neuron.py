"""The study "Neuron": every bar and number the probe's, walked by keyboard, dragged and typed."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.neuron import (
    HIDDEN,
    TERM,
    at,
    axis,
    place,
    probe,
    reads,
    row,
    settled,
    term,
    values,
    weights,
)
from tests.browser.study import document, from_menu, look_is, number

pytestmark = pytest.mark.of_studies


@pytest.fixture
def study(desktop: App) -> App:
    """The study of neuron 2.1 at the first training point."""
    return at(desktop, 1, 0, 0)


def test_it_opens_from_the_menu_and_from_a_neuron(desktop: App) -> None:
    page = from_menu(desktop, "Neuron")
    settled(desktop)
    look_is(desktop, "layer", "0")
    page.keyboard.press("Escape")
    expect(page.locator(".study")).to_have_count(0)
    page.evaluate("store.selection.value = { kind: 'unit', layer: 1, unit: 1 }")
    page.get_by_role("button", name="How does it compute?").click()
    settled(desktop)
    for name, value in [("layer", "1"), ("unit", "1"), ("sample", "0")]:
        look_is(desktop, name, value)
    expect(page.locator("select[aria-label=Neuron]")).to_have_value("1 1")


# Of each row its name, its product and its number.
ROWS = """(rows) => rows.map((row) =>
    [row.dataset.row, row.querySelector(".neuron-product")?.title ?? "", row.querySelector("td").title])"""


def test_every_number_is_the_probes(desktop: App) -> None:
    desktop.command({"type": "step", "epochs": 2})
    for layer, unit in [(0, 2), (1, 0), (2, 0)]:
        for sample in (None, 4):
            assert_every_number(at(desktop, layer, unit, sample), layer, unit, sample)


def assert_every_number(app: App, layer: int, unit: int, sample: int | None) -> None:
    """Those of the study, at this neuron and point, are the probe's."""
    answer = probe(app, layer, unit, sample)
    info, terms = answer["info"], values(answer, "terms")
    rows = app.page.locator(".neuron-sum tr[data-row]").evaluate_all(ROWS)
    shown = {name: number(text) for name, _, text in rows}
    products = {name: [number(part) for part in text.split(" · ")] for name, text, _ in rows if " · " in text}
    for index, value in enumerate(terms):
        assert shown[str(index)] == value
        assert products[str(index)] == [values(answer, "weights")[index], values(answer, "inputs")[index]]
    assert shown["bias"] == info["bias"]
    assert shown["z"] == reads(app, "z") == info["preactivation"]
    assert abs(sum(shown[str(index)] for index in range(len(terms))) + shown["bias"] - shown["z"]) <= 1e-6
    assert reads(app, "a") == info["output"]
    assert reads(app, "slope") == info["mean_slope" if sample is None else "slope_at"]
    if sample is None:
        assert reads(app, "of-mean") == info["output_of_mean"]
    assert axis(app) == pytest.approx([info["low"], info["high"]])
    gradients = app.page.locator(".inputs tbody tr td:nth-child(3)").evaluate_all("(all) => all.map((e) => e.title)")
    expected = [*values(answer, "gradients"), info["bias_gradient"]]
    np.testing.assert_allclose([float(title) for title in gradients], expected, rtol=1e-12)


def test_each_bar_begins_where_the_one_before_ended_and_z_falls_on_the_curve(study: App) -> None:
    answer = probe(study, 1, 0, 0)
    ends = np.cumsum([*values(answer, "terms"), answer["info"]["bias"]])
    low, high = axis(study)
    pixel = (high - low) / 500
    for index, (begin, end) in enumerate(zip([0, *ends], ends, strict=False)):
        name = index if index < len(ends) - 1 else "bias"
        left, right = place(study, row(study, name).locator(".neuron-bar"))
        assert left == pytest.approx(min(begin, end), abs=pixel)
        assert right == pytest.approx(max(begin, end), abs=2 * pixel)
        negative = row(study, name).locator(".neuron-bar").get_attribute("data-negative") is not None
        assert negative == (end < begin)
    plumb = study.page.locator(".neuron-plumb").get_attribute("d") or ""
    assert float(re.split("[MV ]", plumb)[1]) == pytest.approx(answer["info"]["preactivation"])
    tip = study.page.locator(".neuron-dot").first.get_attribute("d") or ""
    assert float(tip.split()[1].removesuffix("h0")) == pytest.approx(-answer["info"]["output"])


def test_the_arrow_keys_walk_the_network(desktop: App) -> None:
    app = at(desktop, 0, 0)
    before = app.run()["updates"]
    for key, (layer, unit) in [
        ("ArrowDown", (0, 1)),
        ("ArrowDown", (0, 2)),
        ("ArrowRight", (1, 1)),
        ("ArrowUp", (1, 0)),
        ("ArrowUp", (1, 0)),
        ("ArrowRight", (2, 0)),
        ("ArrowRight", (2, 0)),
        ("ArrowLeft", (1, 0)),
    ]:
        app.page.keyboard.press(key)
        look_is(app, "layer", str(layer))
        look_is(app, "unit", str(unit))
        app.wait("JSON.stringify(store.selection.value) === JSON.stringify(argument)", picked(layer, unit))
    settled(app)
    assert app.run()["updates"] == before, "in the study the arrows train nothing"
    app.page.get_by_role("button", name="Next neuron").click()
    look_is(app, "unit", "1")
    app.page.locator("select[aria-label=Neuron]").select_option("0 3")
    look_is(app, "unit", "3")


def test_the_arrow_keys_walk_the_bars(study: App) -> None:
    page, answer = study.page, probe(study, 1, 0, 0)
    names = [*range(len(values(answer, "terms"))), "bias", "z"]
    assert page.locator("[data-bar][tabindex='0']").count() == 1, "one stop for all of them"
    page.locator("[data-bar][tabindex='0']").focus()
    for name in names:
        bar = row(study, name).locator("[data-bar]")
        expect(bar).to_be_focused()
        shown_exactly(study, name, answer)
        lit = page.locator(".inputs tr[data-lit]")
        if isinstance(name, int):
            expect(row(study, name)).to_have_attribute("data-lit", "")
            expect(lit).to_have_text(re.compile(f"^1.{name + 1}"))
        page.keyboard.press("ArrowDown")
    expect(row(study, "z").locator("[data-bar]")).to_be_focused()
    page.keyboard.press("Home")
    expect(row(study, 0).locator("[data-bar]")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(row(study, "bias").locator("[data-bar]")).to_be_focused()
    for name, value in [("layer", "1"), ("unit", "0")]:
        look_is(study, name, value)
    page.get_by_role("heading", name="Neuron", exact=True).focus()
    expect(page.locator(".neuron-exactly")).to_have_count(0)
    row(study, 1).hover()
    shown_exactly(study, 1, answer)
    assert study.run()["updates"] == 0


def shown_exactly(app: App, name: int | str, answer: dict[str, Any]) -> None:
    """The head of the bars has the numbers of that row in full digits."""
    told = app.page.locator(".neuron-exactly")
    if isinstance(name, int):
        expect(told).to_contain_text(f"1.{name + 1}: ")
        numbers = told.inner_text().split(": ")[1].replace("(", "").replace(")", "")
        factors, product = numbers.split(" = ")
        weight, x = (number(text) for text in factors.split(" · "))
        assert (weight, x) == (values(answer, "weights")[name], values(answer, "inputs")[name])
        assert number(product) == values(answer, "terms")[name]
        return
    sign, value = ("bias: ", answer["info"]["bias"]) if name == "bias" else ("z = ", answer["info"]["preactivation"])
    expect(told).to_contain_text(sign)
    assert number(told.inner_text().removeprefix(sign)) == value


def picked(layer: int, unit: int) -> dict[str, Any]:
    """A unit as the selection has it."""
    return {"kind": "unit", "layer": layer, "unit": unit}


def test_the_study_follows_the_selection(study: App) -> None:
    study.page.evaluate("store.selection.value = { kind: 'weight', layer: 0, unit: 3, input: 2 }")
    look_is(study, "layer", "0")
    look_is(study, "unit", "3")
    settled(study)
    study.page.get_by_role("button", name="Weight from x₂", exact=True).click()
    assert study.value("store.selection.value.kind") == "weight", "a weight of the same neuron stays selected"
    look_is(study, "unit", "3")
    study.page.get_by_role("button", name="Close", exact=True).click()
    expect(study.page.locator(".inspector h2")).to_have_text("Weight")


def test_a_weight_is_typed(study: App) -> None:
    box = study.page.get_by_role("textbox", name="Weight from 1.2")
    box.fill("1.25")
    box.press("Enter")
    study.wait("store.run.value.undo !== null")
    assert weights(study, 1)[0, 1] == 1.25
    x = values(probe(study, 1, 0, 0), "inputs")[1]
    study.wait(
        "Number(document.querySelector(\".neuron-sum tr[data-row='1'] td\").title.replace('−', '-')) === argument",
        1.25 * x,
    )


def test_a_bar_is_dragged_by_its_end_and_undone_at_once(study: App) -> None:
    before, x = weights(study, 1)[0, 2], values(probe(study, 1, 0, 0), "inputs")[2]
    low, high = axis(study)
    lane = row(study, 2).locator(".neuron-lane").bounding_box()
    handle = row(study, 2).locator(".neuron-handle").bounding_box()
    assert lane
    assert handle
    start = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    mouse = study.page.mouse
    mouse.move(*start)
    mouse.down()
    mouse.move(start[0] + 20, start[1], steps=4)
    mouse.move(start[0] + 40, start[1], steps=4)
    assert axis(study) == [low, high], "the axis holds still meanwhile"
    mouse.up()
    wanted = before + 40 * (high - low) / lane["width"] / x
    study.wait("store.run.value.undo !== null")
    study.wait("!store.busy.value")
    study.wait_for_paint()
    expect(row(study, 2).locator(".neuron-product")).to_have_attribute("title", re.compile(r"^[−\d]"))
    assert weights(study, 1)[0, 2] == pytest.approx(wanted, rel=0.02, abs=0.02)
    study.page.get_by_role("button", name="Undo").click()
    study.wait("store.run.value.undo === null")
    assert weights(study, 1)[0, 2] == before, "one drag is one edit"


def test_what_comes_in_as_zero_cannot_be_dragged(desktop: App) -> None:
    desktop.begin(document(desktop, layers=[HIDDEN, HIDDEN]))
    points = [values(probe(desktop, 1, 0, sample), "inputs") for sample in range(12)]
    sample = next(index for index, inputs in enumerate(points) if (inputs == 0).any() and (inputs > 0.05).any())
    app = at(desktop, 1, 0, sample)
    for index, x in enumerate(points[sample]):
        expect(row(app, index).locator(".neuron-handle")).to_have_count(int(x >= 0.01))
    expect(row(app, "bias").locator(".neuron-handle")).to_have_count(1)


def test_the_numbers_follow_the_run(study: App) -> None:
    before = term(study, "z")
    study.page.get_by_role("button", name="Play", exact=True).click()
    study.wait(
        "Number(document.querySelector(\".neuron-sum tr[data-row='z'] td\").title.replace('−', '-')) !== argument",
        before,
    )
    study.command({"type": "pause"})
    study.wait("store.run.value.playing === false")
    now = probe(study, 1, 0, 0)["info"]["preactivation"]
    study.wait(f"{TERM.replace('ROW', 'z')} === argument", now)


def test_a_mark_opens_its_point(study: App) -> None:
    z = values(probe(study, 1, 0, 0), "z")
    marks = study.page.locator(".neuron-marks").first
    box = marks.bounding_box()
    assert box
    marks.click(position={"x": box["width"] * 0.6, "y": box["height"] / 2})
    study.wait("new URLSearchParams(location.search).get('see.sample') !== '0'")
    settled(study)
    row_of = int(study.value("new URLSearchParams(location.search).get('see.sample')"))
    low, high = axis(study)
    clicked = low + 0.6 * (high - low)
    label = study.value(f"store.data.value.train[{row_of}].label")
    same = [index for index, point in enumerate(study.value("store.data.value.train")) if point["label"] == label]
    assert row_of == min(same, key=lambda index: abs(z[index] - clicked))
    expect(study.page.locator(".neuron-own")).to_have_count(1)


def test_with_values_each_mark_lies_at_its_target_in_its_color(desktop: App) -> None:
    desktop.begin(document(desktop, data={"dataset": "reg-gauss"}))
    app = at(desktop, 0, 1, 0)
    z, targets = values(probe(app, 0, 1, 0), "z"), np.array(app.value("store.data.value.train.map((p) => p.label)"))
    low, high = axis(app)
    drawn = app.page.locator(".neuron-target[data-rows]").evaluate_all(
        "(all) => all.map((e) => [e.dataset.rows, e.getAttribute('d'), e.style.stroke])"
    )
    color_of = "import('/static/draw/palette.js').then(({ css }) => argument.map((value) => css(value, 1)))"
    colors = app.page.evaluate(f"(argument) => {color_of}", targets.tolist())
    found = {}
    for rows, path, color in drawn:
        for index, place_of in zip(rows.split(), path.split("M")[1:], strict=True):
            x, y = place_of.removesuffix("h0").split()
            found[int(index)] = (float(x), float(y))
            assert color.replace(",", "") == colors[int(index)]
    assert sorted(found) == list(range(len(targets)))
    across, down = np.array([found[index] for index in range(len(targets))]).T
    np.testing.assert_allclose(across, 100 * (z - low) / (high - low), atol=1e-3)
    upward = (targets - targets.min()) / np.ptp(targets)
    np.testing.assert_allclose(down, 0.12 + 0.76 * (1 - upward), atol=1e-4)
    best = int(np.argmax(targets))
    box = app.page.locator(".neuron-targets").bounding_box()
    assert box
    app.page.locator(".neuron-targets").click(
        position={"x": box["width"] * across[best] / 100, "y": box["height"] * down[best]}
    )
    look_is(app, "sample", str(best))


def test_symbols_and_the_nerve_cell_light_each_other_up(study: App) -> None:
    page = study.page
    body, meaning = page.locator(".neuron-body"), page.locator(".neuron-meaning")
    page.get_by_role("button", name="w, the weights").click()
    page.mouse.move(0, 0)
    expect(body).to_have_attribute("data-lit", "w")
    expect(meaning).to_contain_text("synapses")
    page.locator(".neuron-drawing g[data-part=a] text").hover()
    expect(body).to_have_attribute("data-lit", "a")
    expect(page.locator(".neuron-symbol[data-symbol=a]")).to_have_attribute("data-lit", "")
    page.mouse.move(0, 0)
    expect(body).to_have_attribute("data-lit", "w")
    page.get_by_role("button", name="w, the weights").click()
    page.mouse.move(0, 0)
    page.get_by_role("heading", name="Neuron", exact=True).focus()
    expect(body).not_to_have_attribute("data-lit", "w")
    page.get_by_text("The nerve cell it abstracts").click()
    look_is(study, "cell", "folded")
    expect(page.locator(".neuron-drawing")).to_be_hidden()
    page.get_by_text("The nerve cell it abstracts").click()
    look_is(study, "cell", None)
