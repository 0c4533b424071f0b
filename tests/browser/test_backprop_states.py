"""The study "Backpropagation" on other samples, losses, networks and screens, and where there is nothing to show."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.backprop import card, cells, current, matrix, probe, shown
from tests.browser.study import look_is, opened
from tests.browser.test_phone import OVERFLOW, SMALL
from tests.live import Line

pytestmark = pytest.mark.of_studies


@pytest.fixture
def study(desktop: App) -> App:
    """The study of a new run, at its first line."""
    return shown(desktop)


def test_one_point_alone_and_the_other_loss(study: App) -> None:
    page = study.page
    page.get_by_label("Samples").select_option("one")
    expect(page.locator(".matrix[data-matrix=X] .matrix-cells")).to_have_attribute("aria-rowcount", "1")
    page.get_by_role("button", name="Next training point").click()
    look_is(study, "sample", "1")
    page.locator(".study").get_by_label("Loss", exact=True).select_option("cross_entropy")
    answer = probe(study, sample=1, loss="cross_entropy")
    page.locator("[data-line=D3]").click()
    expect(page.locator(".matrix[data-matrix=D3] td")).to_have_attribute("title", re.compile(r"\d"))
    expect(page.locator(".backprop[data-stale]")).to_have_count(0)
    np.testing.assert_array_equal(cells(study, "D3"), matrix(answer, "D3"))
    expect(page.get_by_role("button", name="Whole update")).to_be_disabled()


def test_the_address_brings_it_all_back(new_app: Any) -> None:
    query = "see=backprop&see.line=D2&see.row=2&see.cell=D2.2.1&see.slip=no_batch_mean&see.loss=cross_entropy"
    app = new_app(f"/?{query}")
    expect(card(app)).to_be_visible()
    assert current(app) == "D2"
    expect(app.page.get_by_label("Break it", exact=True)).to_have_value("no_batch_mean")
    expect(app.page.locator(".study").get_by_label("Loss", exact=True)).to_have_value("cross_entropy")
    expect(app.page.locator(".matrix[data-matrix=D2] tr[data-chosen]")).to_have_attribute("aria-rowindex", "3")
    assert sorted(app.value("location.search.slice(1)").split("&")) == sorted(query.split("&"))


def test_a_large_network_shows_a_part_and_the_way_to_the_rest(desktop: App) -> None:
    document = desktop.run()["experiment"]
    document["layers"] = [{"kind": "dense", "units": 64, "activation": "tanh"}]
    desktop.begin(document)
    desktop.page.evaluate("store.selection.value = { kind: 'unit', layer: 0, unit: 40 }")
    app = shown(desktop, line="A1")
    grid = app.page.locator(".matrix[data-matrix=A1]")
    expect(grid.locator("tr").first.locator("td")).to_have_count(12)
    expect(grid.locator("tr").first.locator("td").last).to_have_attribute("aria-colindex", "41")
    more = grid.get_by_role("button", name="… 52 more columns")
    more.click()
    expect(grid.locator("tr").first.locator("td").first).to_have_attribute("aria-colindex", "13")
    answer = probe(app)
    assert cells(app, "A1")[0, 0] == matrix(answer, "A1")[0, 12]
    assert app.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_cannot_be_shown_is_said(desktop: App) -> None:
    app = opened(desktop, "backprop", {"slip": "output_error_bare", "loss": "cross_entropy"})
    note = app.page.locator(".study-note[role=alert]")
    expect(note).to_contain_text("one that this network can make")
    note.get_by_role("button", name="Show the run’s own update").click()
    expect(app.page.locator(".matrix-cells").first).to_be_visible()


def test_a_diverged_network_is_shown_as_what_it_is(desktop: App) -> None:
    document = desktop.run()["experiment"]
    document["optimizer"]["learning_rate"] = 100
    document["data"]["dataset"] = "reg-plane"
    document["layers"] = [{"kind": "dense", "units": 4, "activation": "relu"}]
    desktop.begin(document)
    desktop.command({"type": "step", "epochs": 3})
    app = shown(desktop, line="L")
    expect(app.page.locator(".banner-alarm")).to_contain_text("diverged")
    expect(app.page.locator("[data-line=L] .verdict-none")).to_have_text("unchecked")
    app.page.evaluate("store.notices.value = []")
    app.page.get_by_role("button", name="Back to before").click()
    app.wait("store.run.value.stopped === null")


def test_without_the_engine_it_is_marked_as_recorded(online: App, line: Line) -> None:
    app = shown(online, line="D3")
    line.cut()
    app.wait("store.connection.value === 'lost'")
    expect(app.page.locator(".banner-record")).to_have_text("Recorded at update 0, not live.")
    expect(app.page.locator(".backprop-figure")).to_have_css("opacity", "0.55")


@pytest.mark.parametrize(
    "params", [{}, {"line": "D2", "cell": "D2.2.1", "slip": "no_batch_mean"}, {"line": "W"}], ids=str
)
def test_nothing_that_axe_finds(desktop: App, params: dict[str, str]) -> None:
    shown(desktop, **params).assert_accessible_in_both_schemes()


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_shows_a_lines_matrices_at_a_time(phone: App, width: int) -> None:
    phone.page.set_viewport_size({"width": width, "height": 844})
    try:
        app = shown(phone, line="D2")
        page = app.page
        framed = page.locator(".matrix").evaluate_all("(all) => all.map((e) => e.dataset.matrix)")
        assert framed == ["D2", "D3", "W3", "S2"]
        np.testing.assert_array_equal(cells(app, "D2"), matrix(probe(app), "D2")[:8])
        page.get_by_role("button", name="Next line").tap()
        look_is(app, "line", "dW2")
        page.locator(".matrix[data-matrix=dW2] td").first.tap()
        expect(card(app)).to_be_visible()
        app.settle()
        assert page.evaluate(OVERFLOW) == []
        assert page.evaluate(SMALL) == []
        app.assert_accessible()
        page.get_by_role("button", name="Close the card").tap()
        expect(card(app)).to_have_count(0)
    finally:
        phone.page.set_viewport_size({"width": 390, "height": 844})
