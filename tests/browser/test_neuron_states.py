"""The study "Neuron": wide layers, dead and saturated units, a softmax, what is gone or missing, and every screen."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.neuron import (
    HIDDEN,
    THREE_CLASSES,
    at,
    probe,
    reads,
    row,
    settled,
    term,
    values,
)
from tests.browser.study import close, document, look_is
from tests.browser.test_phone import OVERFLOW, SMALL

pytestmark = pytest.mark.of_studies


def test_of_many_inputs_the_largest_terms_stand_alone(desktop: App) -> None:
    desktop.begin(document(desktop, layers=[HIDDEN | {"units": 40, "activation": "tanh"}, HIDDEN]))
    app = at(desktop, 1, 1, 3)
    answer = probe(app, 1, 1, 3, most=10)
    terms, listed = values(answer, "terms"), answer["info"]["shown"]
    expect(app.page.locator(".neuron-sum tbody tr")).to_have_count(13)
    expect(row(app, "rest")).to_contain_text("30 more")
    assert term(app, "rest") == pytest.approx(np.delete(terms, listed).sum(), abs=1e-12)
    assert [term(app, index) for index in listed] == list(terms[listed])
    app.page.get_by_role("button", name="All 40 terms one by one").click()
    expect(app.page.locator(".neuron-sum tbody tr")).to_have_count(42)
    app.page.get_by_role("button", name="Only the 10 largest terms").click()
    expect(row(app, "rest")).to_be_visible()


def test_the_axis_may_fit_the_sum_alone(desktop: App) -> None:
    app = at(desktop, 0, 1, 2)
    app.page.get_by_role("button", name="the sum", exact=True).click()
    look_is(app, "axis", "sum")
    answer = probe(app, 0, 1, 2, fit="sum")["info"]
    app.wait("document.querySelector('.neuron-curve svg').viewBox.baseVal.x === argument", answer["low"])
    beyond = sum(answer["beyond"])
    if beyond:
        expect(app.page.locator(".neuron-spread")).to_contain_text(f"{beyond} beyond the axis")


def test_the_mean_of_a_is_told_from_a_of_the_mean(desktop: App) -> None:
    app = at(desktop, 0, 1)
    expect(app.page.locator(".neuron-words")).to_contain_text("the curve bends")
    expect(app.page.locator(".neuron-dot")).to_have_count(3)
    app.page.get_by_label("Samples").select_option("one")
    settled(app)
    expect(app.page.locator(".neuron-words")).to_contain_text("The slope here is")
    app.begin(document(app, layers=[HIDDEN | {"activation": "linear"}]))
    at(app, 0, 0)
    expect(app.page.locator(".neuron-words")).to_contain_text("a straight line has no bend")
    expect(app.page.locator(".neuron-words")).to_contain_text("not saturated")


def test_dead_and_saturated_are_said_with_what_they_mean(desktop: App) -> None:
    desktop.begin(document(desktop, layers=[HIDDEN]))
    words = desktop.page.locator(".neuron-words")
    app = at(desktop, 0, 0)
    counted = round(probe(app, 0, 0)["info"]["dead"] * 250)
    expect(words).to_contain_text(f"exactly 0 at {counted} of the 250 training points")
    app.command({"type": "set_bias", "layer": 0, "unit": 0, "value": -500})
    expect(words.locator(".chip-alarm")).to_have_text("dead")
    expect(words).to_contain_text("the loss changes none of its weights")
    app.begin(document(app, layers=[HIDDEN | {"activation": "tanh"}]))
    at(app, 0, 1)
    app.command({"type": "set_bias", "layer": 0, "unit": 1, "value": 5})
    expect(words.locator(".chip-alarm")).to_contain_text("saturated at")
    expect(words).to_contain_text("they pass little of the gradient back")


def test_a_stand_in_for_a_slope_is_no_tangent(desktop: App) -> None:
    desktop.begin(document(desktop, layers=[HIDDEN | {"activation": "step"}]))
    app = at(desktop, 0, 1, 0)
    expect(app.page.locator(".neuron-words")).to_contain_text("in place of the derivative")
    expect(app.page.locator(".neuron-legend")).to_contain_text("what learning takes for the slope")
    expect(app.page.locator(".neuron-tangent")).to_have_count(0)


def test_a_softmax_is_a_curve_at_one_point_only(desktop: App) -> None:
    desktop.begin(document(desktop, **THREE_CLASSES))
    app = at(desktop, 2, 1)
    expect(app.page.locator(".neuron-dots")).to_be_attached()
    expect(app.page.locator(".neuron-words")).to_contain_text("over many points it is no curve")
    expect(app.page.locator(".neuron-words")).to_contain_text("the slope cancels")
    expect(app.page.locator(".neuron-marks")).to_have_count(3)
    app.page.get_by_label("Samples").select_option("one")
    settled(app)
    expect(app.page.locator(".neuron-dots")).to_have_count(0)
    assert reads(app, "a") == probe(app, 2, 1, 0)["info"]["output"]


def test_a_removed_neuron_gives_way_to_its_neighbor(desktop: App) -> None:
    app = at(desktop, 1, 1)
    layers = app.run()["experiment"]["layers"]
    app.page.evaluate("(layers) => actions.patch('layers', layers)", [layers[0], {**layers[1], "units": 1}])
    expect(app.page.locator(".banner")).to_contain_text("There is no neuron 2.2 in this network")
    look_is(app, "unit", "0")
    settled(app)
    assert term(app, "z") == probe(app, 1, 0)["info"]["preactivation"]
    app.page.get_by_role("button", name="Understood").click()
    expect(app.page.locator(".banner")).to_have_count(0)


def test_what_cannot_be_shown_is_said(desktop: App) -> None:
    desktop.begin(document(desktop, data={"train_percent": 0}))
    app = close(desktop)
    app.page.evaluate("import('/static/state/study.js').then(({ openStudy }) => openStudy('neuron'))")
    expect(app.page.locator(".study-note")).to_contain_text("no training points")
    app.page.get_by_label("Samples").select_option("one")
    settled(app)
    expect(app.page.locator(".neuron-sum")).to_be_visible()
    app.begin()
    app.page.evaluate("import('/static/state/study.js').then(({ look }) => look('sample', 99999))")
    note = app.page.locator(".study-note[role=alert]")
    expect(note).to_contain_text("sample")
    note.get_by_role("button", name="Show the mean over the training points").click()
    settled(app)
    app.page.evaluate("store.notices.value = []")


CUT = """() => [...document.querySelectorAll(".neuron-sum tbody :is(.neuron-name, .neuron-product, td:nth-child(2))")]
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1).map(({ outerHTML }) => outerHTML)"""


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_no_number_of_the_sum_is_cut_or_runs_into_another(request: pytest.FixtureRequest, size: str) -> None:
    app: App = request.getfixturevalue(size)
    app.command({"type": "set_weight", "layer": 0, "unit": 0, "input": 5, "value": -0.0275})
    app.command({"type": "set_weight", "layer": 0, "unit": 0, "input": 1, "value": -0.0102})
    app = at(app, 0, 0)
    expect(row(app, 5).locator(".neuron-product")).to_have_text("\u22120.0275 · (\u22120.00310)")
    expect(row(app, 1).locator("td").first).to_have_text("0.000155")
    assert app.page.evaluate(CUT) == []


@pytest.mark.parametrize("sample", [None, 3])
def test_nothing_that_axe_finds(desktop: App, sample: int | None) -> None:
    app = at(desktop, 1, 1, sample)
    app.page.get_by_role("button", name="z, the pre-activation").click()
    app.assert_accessible_in_both_schemes()


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_has_the_sum_above_the_curve(phone: App, width: int) -> None:
    phone.page.set_viewport_size({"width": width, "height": 844})
    try:
        app = at(phone, 0, 1, 2)
        app.settle()
        assert app.page.evaluate(OVERFLOW) == []
        assert app.page.evaluate(SMALL) == []
        app.assert_accessible()
        sums, curve, table = (
            app.page.locator(name).bounding_box() for name in (".neuron-sum", ".neuron-curve", ".inputs")
        )
        assert sums
        assert curve
        assert table
        assert sums["y"] + sums["height"] <= curve["y"] + 1
        assert curve["y"] + curve["height"] <= table["y"]
        app.page.get_by_role("button", name="x, the inputs").tap()
        expect(app.page.locator(".neuron-body")).to_have_attribute("data-lit", "x")
    finally:
        phone.page.set_viewport_size({"width": 390, "height": 844})
