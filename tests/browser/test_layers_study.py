"""The study "Layers": the film and the matrices show the probe's numbers, and linear layers collapse into one."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.layers import PLAIN, SQUARE, STRAIGHT, current, matrix, probe, shown, small, symbol, values
from tests.browser.study import from_menu, look_is, number

pytestmark = pytest.mark.of_studies


def test_it_opens_from_the_menu_and_from_a_layer(desktop: App) -> None:
    page = from_menu(desktop, "Layers")
    expect(small(desktop, "A2")).to_have_attribute("aria-current", "step")
    page.keyboard.press("Escape")
    expect(page.locator(".study")).to_have_count(0)
    page.evaluate("store.selection.value = { kind: 'layer', layer: 0 }")
    page.get_by_role("button", name="What does it do to the plane?").click()
    look_is(desktop, "depth", "A1")
    expect(small(desktop, "A1")).to_have_attribute("aria-current", "step")


def test_every_weight_and_bias_is_the_probes(desktop: App) -> None:
    app = shown(desktop)
    answer = probe(app)
    for layer in range(3):
        np.testing.assert_array_equal(matrix(app, f"W{layer + 1}"), values(answer, f"weights.{layer}"))
        np.testing.assert_array_equal(matrix(app, f"b{layer + 1}")[:, 0], values(answer, f"biases.{layer}"))
        units, inputs = answer["info"]["layers"][layer]["shape"]
        expect(symbol(app, f"W{layer + 1}").locator(".layers-shape")).to_have_text(f"{units} × {inputs}")
    cell = app.page.locator(".layers-cells[data-matrix=W2] td").nth(5)
    cell.focus()
    reading = app.page.locator(".layers-foot .layers-reading")
    expect(reading).to_contain_text("weight from 1.2 to 2.2")
    assert number(reading.locator("b").inner_text()) == values(answer, "weights.1")[1, 1]
    app.page.keyboard.press("ArrowUp")
    expect(reading).to_contain_text("weight from 1.2 to 2.1")


def test_a_training_point_is_read_at_every_stage(desktop: App) -> None:
    app = shown(desktop, SQUARE)
    plane = app.page.locator(".layers-plane")
    updates = app.run()["updates"]
    plane.focus()
    for _ in range(3):
        app.page.keyboard.press("ArrowUp")
    answer = probe(app)
    reading = app.page.locator(".layers-stage .layers-reading")
    for key in ("Z1", "A1", "Z2", "A2", "Z3", "A3"):
        small(app, key).click()
        expect(small(app, key)).to_have_attribute("aria-current", "step")
        expect(reading).to_contain_text("Training point 3")
        shown_values = reading.locator("b[title]").evaluate_all("(all) => all.map((each) => each.title)")
        axes = next(stage["axes"] for stage in answer["info"]["stages"] if stage["key"] == key)
        assert len(axes) == (1 if key[1] == "3" else 2)
        np.testing.assert_array_equal([number(text) for text in shown_values], values(answer, f"points.{key}")[2])
    assert app.run()["updates"] == updates, "inside the picture the arrows train nothing"


def ink(app: App, places: np.ndarray) -> list[bool]:
    """Whether the picture has ink at each of these places of its unit square."""
    inked: list[bool] = app.page.locator(".layers-plane canvas").evaluate(
        """(canvas, places) => {
          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
          copy.drawImage(canvas, 0, 0);
          return places.map(([x, y]) => {
            const at = [Math.round(x * canvas.width), Math.round((1 - y) * canvas.height)];
            const { data } = copy.getImageData(at[0] - 2, at[1] - 2, 5, 5);
            return data.some((red, index) => index % 4 === 0 && data[index + 3] > 200 && red < 90);
          });
        }""",
        places.tolist(),
    )
    return inked


def test_the_grid_is_drawn_where_the_probe_says(desktop: App) -> None:
    app = shown(desktop, SQUARE, depth="Z1")
    answer = probe(app, per_line=121)
    places = app.page.evaluate(
        """async ({ grid, points }) => {
          const { frameOf, endOf } = await import("/static/studies/layers/frame.js");
          const { placesOf } = await import("/static/studies/layers/places.js");
          const values = Object.assign(Float64Array.from(grid), { shape: [26, 121, 2] });
          const frame = frameOf(values, Float64Array.from(points), null);
          return { frame, end: endOf(frame), places: [...placesOf(values, 2, frame)] };
        }""",
        {name: values(answer, f"{name}.Z1").ravel().tolist() for name in ("grid", "points")},
    )
    low, high = places["frame"]["low"], places["frame"]["high"]
    grid, points = values(answer, "grid.Z1").reshape(-1), values(answer, "points.Z1")
    np.testing.assert_allclose(np.array(places["places"]) * (high - low) + low, grid, atol=1e-9)
    assert np.abs(points).max() <= places["end"], "every training point is in view"
    expect(app.page.locator(".layers-tick").last).to_have_text(f"{places['end']:#.3g}")
    # Ink where the line x₁ = 0 lies, at a place that no training point covers.
    line = values(answer, "grid.Z1").reshape(26, 121, 2)[6]
    clear = [
        at for at in line if np.abs(points - at).max(axis=1).min() / (high - low) > 0.012 and np.abs(at).max() < high
    ]
    inked = ink(app, (np.array(clear) - low) / (high - low))
    assert len(inked) > 3
    assert np.mean(inked) > 0.9


CUT = "The heavy line is where the output"
TWO_CLASSES = PLAIN | {"layers": [{"units": 3, "activation": "tanh"}, {"units": 2, "activation": "tanh"}]}


def test_two_neurons_before_the_output_have_the_line_where_it_decides(desktop: App) -> None:
    app = shown(desktop, TWO_CLASSES, depth="A2")
    app.command({"type": "set_bias", "layer": 2, "unit": 0, "value": 0.02})
    caption = app.page.locator(".layers-caption p").last
    expect(caption).to_contain_text("+ 0.0200 = 0")
    answer = probe(app)
    weights, bias = values(answer, "weights.2")[0], values(answer, "biases.2")[0]
    told = re.search(r"sum is 0: (\S+) · neuron 2.1 ([+−]) (\S+) · neuron 2.2 ([+−]) (\S+) = 0", caption.inner_text())
    assert told
    assert number(told[1]) == pytest.approx(weights[0], rel=5e-3)
    assert number(told[2] + told[3]) == pytest.approx(weights[1], rel=5e-3)
    end = 1.06 * number(app.page.locator(".layers-tick").last.inner_text())
    # Along the line through all of the frame, but not where the grid or a training point may be.
    across = np.linspace(-end, end, 400)
    line = np.stack([across, -(weights[0] * across + bias) / weights[1]], axis=1)
    if abs(weights[0]) > abs(weights[1]):
        line = np.stack([-(weights[1] * across + bias) / weights[0], across], axis=1)
    ways = np.concatenate([values(answer, "grid.A2").reshape(-1, 2), values(answer, "points.A2")])
    clear = [at for at in line if np.abs(ways - at).max(axis=1).min() > 0.05 * end and np.abs(at).max() < 0.97 * end]
    assert len(clear) > 50
    assert np.mean(ink(app, (np.array(clear) + end) / (2 * end))) == 1
    side = np.array([weights[0], weights[1]]) / np.hypot(*weights) * 0.06 * end
    assert np.mean(ink(app, (np.array(clear) + side + end) / (2 * end))) < 0.1, "and none beside it"


@pytest.mark.parametrize(("loss", "where"), [("squared_error", "at 0."), ("cross_entropy", "at 0.500.")])
def test_the_output_is_cut_where_it_decides(desktop: App, loss: str, where: str) -> None:
    app = shown(desktop, TWO_CLASSES | {"loss": loss}, depth="Z3")
    caption = app.page.locator(".layers-caption p").last
    expect(caption).to_contain_text(f"{CUT} decides: at the sum 0.")
    small(app, "A3").click()
    expect(caption).to_contain_text(f"{CUT} decides: {where}")


@pytest.mark.parametrize(
    ("experiment", "depth"),
    [
        (TWO_CLASSES, "Z2"),
        (TWO_CLASSES, "A1"),
        (PLAIN | {"layers": [{"units": 3, "activation": "tanh"}]}, "A1"),
        (TWO_CLASSES | {"data": {"dataset": "reg-plane"}}, "A2"),
        (TWO_CLASSES | {"data": {"dataset": "three-spiral"}, "loss": "cross_entropy"}, "A2"),
    ],
    ids=["before the bend", "a layer too early", "three numbers", "values", "three classes"],
)
def test_where_no_line_is_certain_none_is_drawn(desktop: App, experiment: dict[str, Any], depth: str) -> None:
    app = shown(desktop, experiment, depth=depth)
    expect(small(app, depth)).to_have_attribute("aria-current", "step")
    expect(app.page.locator(".layers-caption")).not_to_contain_text(CUT)
    label = app.page.locator(".layers-plane canvas").get_attribute("aria-label")
    assert "decides" not in (label or "")


def test_determinants_are_told_where_there_are_any(desktop: App) -> None:
    app = shown(desktop, SQUARE, depth="Z1")
    told = app.page.locator(".layers-determinant")
    determinant = probe(app)["info"]["layers"][0]["determinant"]
    found = re.match(r"det W₁ = (\S+): areas are multiplied by ([^,.]+(?:\.\d+)?)", told.inner_text())
    assert found
    assert number(found[1]) == pytest.approx(determinant, rel=5e-3)
    assert ("flipped" in told.inner_text()) == (determinant < 0)
    small(app, "Z2").click()
    expect(told).to_have_text("W₂ is 3 × 2, not square: it has no determinant.")
    small(app, "A2").click()
    expect(told).to_have_count(0)


def test_the_slider_goes_through_the_depth_and_between_is_marked(desktop: App) -> None:
    app = shown(desktop, SQUARE, depth="x")
    slider = app.page.get_by_role("slider", name="Depth")
    slider.focus()
    for key in ("Z1", "A1", "Z2"):
        app.page.keyboard.press("ArrowRight")
        look_is(app, "depth", key)
        assert current(app) == key
    app.page.keyboard.press("ArrowLeft")
    look_is(app, "depth", "A1")
    expect(app.page.locator(".layers-plane[data-between]")).to_have_count(0)
    slider.fill("2.4")
    look_is(app, "depth", "A1.40")
    expect(app.page.locator(".layers-between")).to_contain_text("40 % of the way: no value of the network")
    expect(app.page.locator(".layers-plane[data-between]")).to_have_count(1)
    expect(app.page.locator(".layers-axis")).to_have_count(0)
    expect(app.page.locator(".layers-small[aria-current]")).to_have_count(0)
    app.page.locator(".layers-plane").focus()
    app.page.keyboard.press("ArrowLeft")
    look_is(app, "depth", "A1")


WATCHED = """() => {
  window.between = 0;
  const look = () => { window.between += document.querySelector(".layers-plane[data-between]") ? 1 : 0; };
  window.watcher = new MutationObserver(look);
  window.watcher.observe(document.querySelector(".layers-stage"), { subtree: true, attributes: true, childList: true });
}"""


@pytest.mark.parametrize("still", [False, True], ids=["moving", "reduced motion"])
def test_the_film_plays_to_the_end(desktop: App, still: bool) -> None:
    desktop.page.emulate_media(reduced_motion="reduce" if still else "no-preference")
    try:
        app = shown(desktop, PLAIN | {"layers": []}, depth="x")
        app.page.evaluate(WATCHED)
        app.page.get_by_role("button", name="Play the film").click()
        look_is(app, "depth", "A1")
        assert current(app) == "A1"
        assert (app.value("window.between") > 0) != still
        app.page.evaluate("window.watcher.disconnect()")
        expect(app.page.get_by_role("button", name="Play the film")).to_be_visible()
    finally:
        desktop.page.emulate_media(reduced_motion="no-preference")


def test_formulas_and_film_light_each_other_up(desktop: App) -> None:
    app = shown(desktop)
    symbol(app, "W2").hover()
    expect(small(app, "Z2")).to_have_attribute("data-lit", "")
    expect(app.page.locator(".layers-cells[data-matrix=W2]")).to_have_attribute("data-lit", "")
    symbol(app, "s1").hover()
    expect(small(app, "A1")).to_have_attribute("data-lit", "")
    expect(app.page.locator(".layers-small[data-lit]")).to_have_count(1)
    small(app, "Z1").hover()
    for name in ("W1", "b1"):
        expect(symbol(app, name)).to_have_attribute("data-lit", "")
    small(app, "A1").hover()
    expect(symbol(app, "h1").first).to_have_attribute("data-lit", "")
    app.page.locator(".layers-cells[data-matrix=b3] td").hover()
    expect(symbol(app, "b3")).to_have_attribute("data-lit", "")
    symbol(app, "W1").click()
    look_is(app, "depth", "Z1")
    expect(app.page.locator(".layers-line[data-current]")).to_have_attribute("data-layer", "0")


def test_the_axes_are_chosen_and_say_what_they_hold(desktop: App) -> None:
    app = shown(desktop, PLAIN | {"layers": [{"units": 5, "activation": "tanh"}]}, depth="A1")
    sentence = app.page.locator(".layers-caption p").last
    best = next(stage for stage in probe(app)["info"]["stages"] if stage["key"] == "A1")
    expect(sentence).to_contain_text("those that vary most")
    expect(sentence).to_contain_text(f"they hold {best['share'] * 100:.1f}\u202f%")
    others = [unit for unit in range(5) if unit not in best["axes"]][:2]
    app.page.get_by_label("Axis across").select_option(str(others[0]))
    app.page.get_by_label("Axis up").select_option(str(others[1]))
    look_is(app, "axes", f"1.{others[0]}.{others[1]}")
    answer = probe(app, axes=[None, others])
    share = next(stage["share"] for stage in answer["info"]["stages"] if stage["key"] == "A1")
    expect(sentence).to_contain_text(f"they hold {share * 100:.1f}\u202f%")
    expect(app.page.locator(".layers-across")).to_have_text(f"neuron 1.{others[0] + 1}")
    app.page.get_by_label("Axis up").select_option(str(others[0]))
    look_is(app, "axes", f"1.{others[1]}.{others[0]}")
    app.page.get_by_role("button", name="The two that vary most").click()
    look_is(app, "axes", None)
    expect(sentence).to_contain_text("those that vary most")


def test_linear_layers_collapse_and_come_back(desktop: App) -> None:
    app = shown(desktop, STRAIGHT)
    app.command({"type": "step", "epochs": 5})
    before = app.server.request("GET", f"/api/v1/runs/{app.run()['id']}/params")
    section = app.page.locator(".layers-collapse")
    expect(section).to_contain_text("2 hidden layers are linear")
    expect(section).to_contain_text("105 parameters become 3")
    section.get_by_role("button", name="Collapse: 2-8-8-1 → 2-1").click()
    app.wait("store.run.value.experiment.layers.length === 0")
    expect(section).to_contain_text("2-8-8-1 became 2-1.")
    told = re.search(r"changed by (\S+) at most, which is rounding|did not change at all", section.inner_text())
    assert told
    expect(app.page.locator(".layers-line[data-layer]")).to_have_count(1)
    expect(app.page.locator(".layers[data-stale]")).to_have_count(0)
    np.testing.assert_array_equal(matrix(app, "W1"), values(probe(app), "weights.0"))
    section.get_by_role("button", name="Undo").click()
    app.wait("store.run.value.experiment.layers.length === 2")
    assert app.server.request("GET", f"/api/v1/runs/{app.run()['id']}/params") == before
    expect(section.get_by_role("button", name="Collapse: 2-8-8-1 → 2-1")).to_be_visible()
    app.begin(PLAIN | {"layers": []})
    expect(section).to_contain_text("the network is one matrix already")


def test_bent_layers_are_made_linear_first(desktop: App) -> None:
    app = shown(desktop, SQUARE)
    section = app.page.locator(".layers-collapse")
    expect(section).to_contain_text("No hidden layer here is linear")
    section.get_by_role("button", name="Make every hidden layer linear").click()
    expect(section.get_by_role("button", name="Collapse: 2-2-3-1 → 2-1")).to_be_visible()
    expect(small(app, "A1")).to_have_count(0)  # a linear activation moves nothing
    expect(app.page.locator(".layers-small")).to_have_count(5)
