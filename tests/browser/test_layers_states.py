"""The study "Layers" in every state: through edits, large, not finite, without its engine, on every screen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.layers import PLAIN, SQUARE, STRAIGHT, matrix, probe, shown, small, symbol, values
from tests.browser.study import look_is
from tests.browser.test_phone import OVERFLOW, SMALL
from tests.live import Line

pytestmark = pytest.mark.of_studies


def test_an_edit_keeps_the_film_and_complains_of_nothing(desktop: App) -> None:
    app = shown(desktop, SQUARE, axes="2.2.0", depth="A2")
    app.command({"type": "remove_unit", "layer": 1, "unit": 2})
    expect(app.page.locator(".layers[data-stale]")).to_have_count(0)
    expect(app.page.locator(".layers-caption p").last).to_contain_text("Two numbers: the two axes hold all of it.")
    app.command({"type": "remove_layer", "at": 0})
    expect(app.page.locator(".layers-line[data-layer]")).to_have_count(2)
    app.command({"type": "edit", "patch": {"features": ["x", "y", "x_squared"]}})
    expect(small(app, "phi")).to_be_visible()
    app.command({"type": "edit", "patch": {"features": []}})
    expect(app.page.locator(".layers-given")).to_contain_text("no features")
    small(app, "phi").click()
    expect(app.page.locator(".layers-caption")).to_contain_text("every point is the same")
    assert app.value("store.notices.value") == []


def test_the_numbers_follow_the_run(desktop: App) -> None:
    app = shown(desktop, SQUARE)
    before = app.page.locator(".layers-cells[data-matrix=W1] td").first.get_attribute("title")
    app.page.get_by_role("button", name="Play", exact=True).click()
    app.wait("document.querySelector('.layers-cells[data-matrix=W1] td').title !== argument", before)
    app.command({"type": "pause"})
    app.wait("store.run.value.playing === false")
    value = values(probe(app), "weights.0")[0, 0]
    cell = app.page.locator(".layers-cells[data-matrix=W1] td").first
    expect(cell).to_have_attribute("title", app.value("String(argument).replace('-', '\u2212')", value))


def test_a_large_matrix_shows_a_part_and_the_way_to_the_rest(desktop: App) -> None:
    app = shown(desktop, PLAIN | {"layers": [{"units": 40, "activation": "tanh"}, {"units": 9, "activation": "relu"}]})
    weights = values(probe(app), "weights.1")
    np.testing.assert_array_equal(matrix(app, "W2"), weights[:8, :8])
    line = app.page.locator(".layers-line[data-layer='1']")
    line.get_by_role("button", name="8 of 40 columns: the next").click()
    expect(line.locator("[data-matrix=W2] tr").first.locator("td").first).to_have_attribute("aria-colindex", "9")
    np.testing.assert_array_equal(matrix(app, "W2"), weights[:8, 8:16])
    line.get_by_role("button", name="8 of 9 rows: the next").click()
    expect(line.locator("[data-matrix=W2] tr")).to_have_count(1)
    np.testing.assert_array_equal(matrix(app, "W2"), weights[8:, 8:16])


def test_what_is_not_finite_is_left_out(desktop: App) -> None:
    layers = [{"units": 1, "activation": "linear"}] * 7
    app = shown(desktop, PLAIN | {"precision": "float32", "layers": layers})
    for layer in range(8):
        app.command({"type": "set_weight", "layer": layer, "unit": 0, "input": 0, "value": 1e6})
    expect(app.page.locator(".banner-alarm")).to_contain_text("too large to be finite")
    small(app, "Z7").click()
    expect(app.page.locator(".layers-caption")).to_contain_text("those are not drawn")


def test_without_the_engine_it_is_marked_as_recorded(online: App, line: Line) -> None:
    app = shown(online)
    page = app.page
    line.cut()
    app.wait("store.connection.value === 'lost'")
    expect(page.locator(".banner-record")).to_have_text("Recorded at update 0, not live.")
    expect(page.locator(".layers-body")).to_have_css("opacity", "0.55")
    page.get_by_role("button", name="Previous stage").click()
    expect(small(app, "Z2")).to_have_attribute("aria-current", "step")


@pytest.mark.parametrize("experiment", [STRAIGHT, SQUARE], ids=["straight", "square"])
def test_nothing_that_axe_finds(desktop: App, experiment: dict[str, Any]) -> None:
    app = shown(desktop, experiment)
    symbol(app, "W1").hover()
    app.assert_accessible_in_both_schemes()


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_has_the_film_above_and_the_formulas_below(phone: App, width: int) -> None:
    phone.page.set_viewport_size({"width": width, "height": 844})
    try:
        app = shown(phone, SQUARE, depth="A2")
        app.page.get_by_role("button", name="Previous stage").tap()
        look_is(app, "depth", "Z2")
        symbol(app, "W1").tap()
        look_is(app, "depth", "Z1")
        app.settle()
        assert app.page.evaluate(OVERFLOW) == []
        assert app.page.evaluate(SMALL) == []
        app.assert_accessible()
        film, table = (app.page.locator(name).first.bounding_box() for name in (".layers-strip", ".layers-cells"))
        assert film
        assert table
        assert film["y"] + film["height"] <= table["y"]
    finally:
        phone.page.set_viewport_size({"width": 390, "height": 844})
