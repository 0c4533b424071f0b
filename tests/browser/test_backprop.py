"""The study "Backpropagation": every line by keyboard, every number the probe's, every sum adds up."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.backprop import card, cells, current, every_cell, matrix, probe, shown
from tests.browser.study import MINUS, close, document, from_menu, look_is, number

pytestmark = pytest.mark.of_studies

# The newest frame need not have the view; the last one that had it is kept.
KEEP = "() => { store.frame.subscribe((frame) => { if (frame?.header.views.backprop) window.kept = frame; }); }"


@pytest.fixture
def study(desktop: App) -> App:
    """The study of a new run, at its first line."""
    return shown(desktop)


def retrace(app: App, **params: Any) -> None:
    """One cell of each matrix: the parts on its card come to the number, which is the probe's."""
    answer = probe(app, **params)
    lines = [line for line in answer["info"]["lines"] if line["key"] != "W"]
    names = [name for line in lines for name in (line["makes"], *line["also"])]
    names += [name for name in answer["arrays"] if name.startswith("new")]
    retraced = app.page.evaluate(
        """async (names) => {
          const { Update } = await import("/static/studies/backprop/reading.js");
          const { sumOf, total } = await import("/static/studies/backprop/sums.js");
          const shown = window.kept;
          const found = [];
          const reading = { info: shown.header.views.backprop, header: shown.header,
            array: (name) => store.tensor(shown, "backprop", name) };
          const update = new Update(reading);
          for (const name of names) {
            const { rows, columns } = update.matrix(name);
            for (let row = 0; row < Math.min(rows, 4); row += 1) for (let column = 0; column < columns; column += 1) {
              const sum = sumOf(update, { name, row, column });
              const parts = sum.call ? null : total(sum);
              found.push([name, row, column, sum.value, parts, Boolean(sum.note)]);
            }
          }
          return found;
        }""",
        names,
    )
    for name, row, column, value, parts, note in retraced:
        assert value == matrix(answer, name)[row, column]
        assert not note, f"{name}[{row}, {column}] could not be retraced"
        assert parts is None or parts == pytest.approx(value, rel=1e-9, abs=1e-13), f"{name}[{row}, {column}]"


def test_it_opens_from_the_menu_and_closes_with_escape(desktop: App) -> None:
    page = from_menu(desktop, "Backpropagation")
    expect(page.locator(".line").first).to_have_attribute("aria-current", "step")
    look_is(desktop, "line", None)
    page.keyboard.press("Escape")
    expect(page.locator(".study")).to_have_count(0)
    expect(page.locator(".net")).to_be_visible()


def test_it_opens_from_a_neuron(desktop: App) -> None:
    close(desktop).page.evaluate("store.selection.value = { kind: 'unit', layer: 1, unit: 1 }")
    desktop.page.get_by_role("button", name="See it learn, line by line").click()
    expect(desktop.page.locator(".backprop-node[data-chosen]")).to_have_count(1)
    expect(desktop.page.locator(".backprop-node[data-chosen] title")).to_contain_text("2.2")


def test_every_line_by_keyboard_shows_the_probes_numbers(study: App) -> None:
    """And each with its verdict, the line's result framed, the next ones still empty."""
    answer = probe(study)
    lines = answer["info"]["lines"]
    before = study.run()["updates"]
    expect(study.page.locator(".line")).to_have_count(len(lines))
    for index, line in enumerate(lines):
        assert current(study) == line["key"]
        look_is(study, "line", line["key"] if index else None)
        framed = study.page.locator(".matrix[data-state=made]").evaluate_all(
            "(all) => all.map((e) => e.dataset.matrix)"
        )
        assert line["makes"] in framed
        assert set(framed) <= {line["makes"], *line["also"]}
        for name, numbers in every_cell(study).items():
            np.testing.assert_array_equal(numbers, matrix(answer, name)[:8], err_msg=f"{name} at {line['key']}")
        verdict = study.page.locator(".line[aria-current] .verdict")
        expect(verdict).to_have_attribute("class", re.compile("verdict-good"))
        error = line["check"]["error"]
        exact = line["check"]["kind"] == "exact"
        expect(verdict).to_have_text("✓" if line["key"] == "L" else "✓ exact" if exact else re.compile(r"✓ \d·10"))
        if not exact:
            assert f"{error:.0e}".startswith(verdict.inner_text()[2])
        told = study.page.locator(".telling [role=status]")
        expect(told).to_contain_text(f"Line {index + 1} of {len(lines)}")
        study.page.keyboard.press("ArrowRight")
    assert current(study) == "W", "at the last line there is no next"
    assert study.run()["updates"] == before, "walking the lines trains nothing"
    study.page.keyboard.press("ArrowLeft")
    assert current(study) == lines[-2]["key"]


def test_what_is_not_computed_is_an_empty_outline(study: App) -> None:
    pending = study.page.locator(".matrix-pending")
    names = pending.locator("[role=img]").evaluate_all("(all) => all.map((e) => e.getAttribute('aria-label'))")
    assert any(name.startswith("Δ₂, 10 × 2: not yet computed") for name in names)
    expect(pending.locator("td")).to_have_count(0)
    study.page.locator("[data-line=W]").click()
    expect(pending).to_have_count(0)


@pytest.mark.parametrize(
    "experiment",
    [
        {},
        {"data": {"dataset": "three-spiral"}, "loss": "cross_entropy"},
        {"loss": "cross_entropy", "batch": {"size": 40}},
        {"data": {"dataset": "reg-plane"}, "loss": "huber"},
        {"loss": "hinge", "optimizer": {"kind": "adam", "learning_rate": 0.01}, "regularization": {"l2": 0.01}},
        {"layers": [{"units": units, "activation": key} for units, key in ((5, "maxout"), (3, "softmax"))]},
    ],
    ids=["reference", "softmax", "sigmoid, more samples than are sent", "huber", "hinge, adam", "of whole layers"],
)  # fmt: skip
def test_every_cells_card_adds_up(desktop: App, experiment: dict[str, Any]) -> None:
    """One cell of each matrix: the parts on the card come to the number, which is the probe's."""
    desktop.begin(document(desktop, **experiment))
    desktop.command({"type": "step", "updates": 3})
    desktop.page.evaluate(KEEP)
    retrace(shown(desktop, line="W"))


def test_every_cells_card_adds_up_with_every_slip(desktop: App) -> None:
    """On the network that opens first, which can make them all."""
    desktop.command({"type": "step", "updates": 3})
    desktop.page.evaluate(KEEP)
    app = shown(desktop, line="W")
    menu = app.page.get_by_label("Break it", exact=True)
    keys = menu.locator("option:not([disabled])").evaluate_all("(all) => all.map((each) => each.value)")
    assert len(keys) == 1 + 6
    for key in keys[1:]:
        menu.select_option(key)
        app.wait(f"window.kept.header.views.backprop.slip === '{key}'")
        retrace(app, slip=key)


def test_a_slip_that_this_network_cannot_make_stays_in_sight_with_the_reason(desktop: App) -> None:
    desktop.begin(document(desktop, layers=[]))
    menu = shown(desktop).page.get_by_label("Break it", exact=True)
    expect(menu.locator("option")).to_have_count(1 + 6)
    expect(menu.locator("option[disabled]")).to_have_count(3)
    for each in menu.locator("option[disabled]").all():
        expect(each).to_contain_text("(There is no hidden layer.)")


def test_slopes_upside_down_read_so(desktop: App) -> None:
    app = shown(desktop, slip="upside_down", line="dW3", cell="dW3.0.0")
    told = card(app)
    answer = probe(app, slip="upside_down")
    expect(told.get_by_role("heading")).to_have_attribute("aria-label", "∂W₃/∂L[1, 1]")
    assert number(told.locator("b").get_attribute("title") or "") == matrix(answer, "dW3")[0, 0]
    expect(told.locator(".sum-line").nth(1)).to_contain_text(re.compile(r"^= 1 / \("))
    expect(app.page.locator(".telling")).to_contain_text("Wrong on purpose. Right would be")


def test_a_cell_opens_its_card_with_symbols_numbers_and_result(study: App) -> None:
    study.page.locator("[data-line=D2]").click()
    study.page.locator(".matrix[data-matrix=D2] td").nth(5).click()  # row 3, neuron 2
    look_is(study, "cell", "D2.2.1")
    look_is(study, "row", "2")
    answer = probe(study)
    told = card(study)
    expect(told.locator(".chip")).to_have_text(f"point {answer['info']['rows'][2] + 1} · neuron 2.2")
    error, weight = matrix(answer, "D3")[2, 0], matrix(answer, "W3")[1, 0]
    slope, value = matrix(answer, "S2")[2, 1], matrix(answer, "D2")[2, 1]
    parts = [number(text) for text in told.locator(".sum-term").evaluate_all("(all) => all.map((e) => e.title)")]
    assert parts == [pytest.approx(error * weight)]
    assert number(told.locator(".sum-times").get_attribute("title") or "") == slope
    assert number(told.locator("b").get_attribute("title") or "") == value
    sources = study.page.locator("td[data-source]").evaluate_all(
        "(all) => all.map((e) => `${e.closest('.matrix').dataset.matrix} ${e.title}`)"
    )
    exact = {f"D3 {error}", f"W3 {weight}", f"S2 {slope}"}
    assert {text.replace(MINUS, "-") for text in sources} == exact


def test_the_cells_are_walked_and_opened_by_keyboard(study: App) -> None:
    """Arrows walk the cells, Enter opens, Escape closes the card, then the study."""
    page = study.page
    page.locator("[data-line=A1]").click()
    page.locator(".matrix[data-matrix=A1] td[tabindex='0']").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    assert study.value("document.activeElement.getAttribute('aria-label')").startswith("row 1, neuron 1.2: ")
    assert current(study) == "A1", "inside a matrix the arrows are the matrix's"
    page.keyboard.press("Enter")
    look_is(study, "cell", "A1.0.1")
    expect(card(study)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(study)).to_have_count(0)
    expect(page.locator(".study")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".study")).to_have_count(0)


def test_a_slip_shows_wrong_numbers_says_so_and_fails_its_checks(study: App) -> None:
    page = study.page
    page.get_by_label("Break it", exact=True).select_option("no_batch_mean")
    expect(page.locator(".banner-alarm")).to_contain_text("wrong numbers on purpose")
    look_is(study, "slip", "no_batch_mean")
    answer = probe(study, slip="no_batch_mean")
    expect(page.locator(".verdict-wrong")).to_have_count(len(backward := [*answer["info"]["lines"]][7:]))
    for line in backward:
        assert line["check"]["ok"] is False
        expect(page.locator(f"[data-line={line['key']}] .verdict")).to_have_attribute(
            "class", re.compile("verdict-wrong")
        )
    for name, of in answer["info"]["cosines"].items():
        row = page.locator(f"[data-gradient={name}] td")
        assert number(row.nth(0).get_attribute("title") or "") == of["cosine"]
        assert number(row.nth(1).get_attribute("title") or "") == of["error"]
    page.locator("[data-line=dW3]").click()
    np.testing.assert_array_equal(cells(study, "dW3"), matrix(answer, "dW3"))
    expect(page.get_by_role("button", name="Whole update")).to_be_disabled()
    page.get_by_role("button", name="Mend it").click()
    expect(page.locator(".verdict-wrong")).to_have_count(0)
    expect(page.locator(".cosines")).to_have_count(0)


def test_the_whole_update_changes_the_weights_as_the_update_line_said(study: App) -> None:
    page = study.page
    page.locator("[data-line=W]").click()
    said = {name: cells(study, name) for name in ("newW1", "newb1", "newW2", "newb2", "newW3", "newb3")}
    page.get_by_role("button", name="Whole update").click()
    study.wait("store.run.value.updates === 1 || store.frame.value.header.updates === 1")
    expect(page.locator(".line[aria-current]")).to_have_attribute("data-line", "Z1")
    layers = study.server.request("GET", f"/api/v1/runs/{study.run()['id']}/params")["layers"]
    for index, layer in enumerate(layers, 1):
        np.testing.assert_allclose(np.array(layer["weights"]).T, said[f"newW{index}"], rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(np.atleast_2d(layer["biases"]), said[f"newb{index}"], rtol=1e-6, atol=1e-9)
    expect(page.locator(".study-head .quiet")).to_have_text("update 2")


def test_stepping_a_line_pauses_the_run(study: App) -> None:
    study.page.get_by_role("button", name="Play", exact=True).click()
    expect(study.page.locator(".banner")).to_contain_text("Stepping a line pauses the run first.")
    study.wait("store.frame.value.header.updates > 50")
    study.page.get_by_role("button", name="Next line").click()
    study.wait("!store.run.value.playing")
    assert current(study) == "A1"


def test_slow_motion_walks_the_lines_takes_the_update_and_goes_on(study: App) -> None:
    app = shown(study, line="dW1")
    app.page.get_by_role("button", name="Slow motion").click()
    app.wait("store.frame.value.header.updates === 1")
    expect(app.page.locator("[data-line=A1][aria-current]")).to_be_visible()
    app.page.keyboard.press("ArrowLeft")
    expect(app.page.get_by_role("button", name="Slow motion")).to_have_attribute("aria-pressed", "false")
