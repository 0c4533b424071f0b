"""Every drawn number comes from a tensor of the run: pixels against an oracle of their own, in numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.pixels import pixels, token

PARAMETERS = "store.tensor(store.frame.value, 'picture.parameters', 'weights.0')"
# A network of one curve between two tiles.
ONE_LINK = {"features": ["x"], "layers": [{"kind": "dense", "units": 1, "activation": "tanh"}]}


@dataclass(frozen=True)
class Tile:
    """A button over a tile, and where its map is: the view, the array's index, and how its bytes become levels."""

    slot: str
    view: str
    index: int


TILES = [
    Tile("0.0", "picture.hidden", 0),
    Tile("0.3", "picture.hidden", 3),
    Tile("1.1", "picture.hidden", 5),
    Tile("-1.4", "picture.features", 4),
    Tile("2.0", "picture.output", 0),
]


def colored(app: App, bytes_: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A level q of a map: 1 is -1, 128 is 0, 255 is +1; the colors between are mixed from paper white."""
    level = np.clip((bytes_ - 128) / 127, -1, 1)[..., None]
    end = np.where(level < 0, token(app, "--negative"), token(app, "--positive"))
    neutral = token(app, "--neutral")
    return np.asarray(neutral + (end - neutral) * np.abs(level))


def enlarged(map_: np.ndarray[Any, Any], size: int) -> np.ndarray[Any, Any]:
    """Bilinear, both ends included."""
    place = np.linspace(0, map_.shape[0] - 1, size)
    low = np.minimum(place.astype(int), map_.shape[0] - 2)
    share = place - low
    rows = map_[low] * (1 - share)[:, None] + map_[low + 1] * share[:, None]
    return np.asarray(rows[:, low] * (1 - share) + rows[:, low + 1] * share)


def square(app: App, slot: str) -> tuple[int, int, int]:
    """Left, top and side of a tile, in the canvas's own pixels."""
    canvas, box = (
        app.page.locator(".net-pixels").bounding_box(),
        app.page.locator(f"[data-slot='{slot}']").bounding_box(),
    )
    assert canvas
    assert box
    return round(box["x"] - canvas["x"]), round(box["y"] - canvas["y"]), round(box["width"])


def streamed(app: App, view: str, index: int) -> np.ndarray[Any, Any]:
    """A map of the newest frame."""
    map_ = app.value(
        """((tensor) => {
          const [side, size] = [tensor.shape[1], tensor.shape[1] ** 2];
          return { side, bytes: [...tensor.subarray(argument.index * size, (argument.index + 1) * size)] };
        })(store.tensor(store.moment.value.frame, argument.view, 'maps'))""",
        {"view": view, "index": index},
    )
    return np.array(map_["bytes"], dtype=float).reshape(map_["side"], map_["side"])


def test_a_tile_has_the_colors_of_its_streamed_map(desktop: App) -> None:
    desktop.command({"type": "step", "epochs": 200})
    desktop.wait("store.frame.value.header.epoch === 200")
    for scheme in ("light", "dark"):
        desktop.wear(scheme)
        picture = pixels(desktop)
        for tile in TILES:
            left, top, side = square(desktop, tile.slot)
            map_ = streamed(desktop, tile.view, tile.index)
            assert np.ptp(map_) > 20, tile  # something to see
            wanted = colored(desktop, enlarged(map_, side))
            drawn = picture[top : top + side, left : left + side]
            inner = slice(side // 6, side - side // 6)  # corners are round, and the bias lies in one of them
            assert np.abs(drawn - wanted)[inner, inner].max() <= 3, f"{tile} in the {scheme} scheme"


def test_the_map_streamed_is_what_the_network_answers(desktop: App) -> None:
    """The output's map against the API's own predictions, at grid points from all over the plane."""
    desktop.command({"type": "step", "epochs": 200})
    desktop.wait("store.frame.value.header.epoch === 200")
    map_ = streamed(desktop, "picture.output", 0)
    side = map_.shape[0]
    told = desktop.value("store.info(store.moment.value.frame, 'picture.output')")
    places = [(row, column) for row in range(0, side, 7) for column in range(0, side, 7)]
    points = [[-6 + 12 * column / (side - 1), 6 - 12 * row / (side - 1)] for row, column in places]
    answer = desktop.server.request("POST", f"/api/v1/runs/{desktop.run()['id']}/predict", {"points": points})
    values = np.asarray(next(iter(answer.values()))).reshape(len(points), -1)[:, 0]
    drawn = np.array([told["center"] + told["scale"] * (map_[place] - 128) / 127 for place in places])
    assert drawn == pytest.approx(np.clip(values, -told["scale"], told["scale"]), abs=told["scale"] / 127)


def test_discretize_leaves_two_colors(desktop: App) -> None:
    desktop.command({"type": "step", "epochs": 200})
    desktop.command({"type": "edit", "patch": {"display": {"discretize": True}}})
    desktop.wait("store.moment.value.run.experiment.display.discretize")
    desktop.wait_for_paint()
    left, top, side = square(desktop, "2.0")
    drawn = pixels(desktop)[top + 40 : top + side - 40, left + 40 : left + side - 40].reshape(-1, 3)
    assert sorted(map(tuple, np.unique(drawn, axis=0).tolist())) == sorted(
        map(tuple, [token(desktop, "--negative").tolist(), token(desktop, "--positive").tolist()])
    )


def curve(app: App) -> np.ndarray[Any, Any]:
    """The pixels of a column halfway between the only feature and the only neuron."""
    left, top, side = square(app, "-1.0")
    right, _, _ = square(app, "0.0")
    return pixels(app)[top : top + side, (left + side + right) // 2]


def test_a_curve_has_the_color_of_its_weights_sign(desktop: App) -> None:
    desktop.begin({**desktop.run()["experiment"], **ONE_LINK})
    for weight, color in [(4.0, "--positive"), (-4.0, "--negative"), (0.0, None)]:
        assert_curve(desktop, weight, color)


def assert_curve(desktop: App, weight: float, color: str | None) -> None:
    """Of a weight the curve has this color, or is not there."""
    desktop.command({"type": "set_weight", "layer": 0, "unit": 0, "input": 0, "value": weight})
    desktop.wait(f"{PARAMETERS}[0] === argument", weight)
    expect(desktop.page.locator(".net-scales")).to_contain_text("weights ±4" if weight else "weights ±")
    desktop.wait_for_paint()
    paper = token(desktop, "--paper")
    inked = [pixel for pixel in curve(desktop) if np.abs(pixel - paper).max() > 60]
    if color is None:
        assert inked == []
    else:
        way = token(desktop, color) - paper  # curves let a little of what is under them through
        share = max(float((pixel - paper) @ way / (way @ way)) for pixel in inked)
        assert 0.75 < share <= 1
        assert min(np.abs(pixel - paper - share * way).max() for pixel in inked) <= 6


def test_a_larger_weight_is_a_wider_curve(desktop: App) -> None:
    desktop.begin({**desktop.run()["experiment"], **ONE_LINK})
    desktop.command({"type": "set_weight", "layer": 1, "unit": 0, "input": 0, "value": 4})
    widths = []
    for weight in (0.5, 2.0, 4.0):
        desktop.command({"type": "set_weight", "layer": 0, "unit": 0, "input": 0, "value": weight})
        desktop.wait(f"{PARAMETERS}[0] === argument", weight)
        expect(desktop.page.locator(".net-scales")).to_contain_text("weights ±4")
        desktop.wait_for_paint()
        paper, ink = token(desktop, "--paper"), curve(desktop)
        widths.append(int((np.abs(ink - paper).max(axis=1) > 8).sum()))
    assert widths == sorted(widths)
    assert widths[2] > widths[0] + 2


@pytest.mark.parametrize("reduced", [False, True])
def test_motion_is_left_out_where_a_person_asked_for_that(desktop: App, reduced: bool) -> None:
    page = desktop.page
    page.emulate_media(reduced_motion="reduce" if reduced else "no-preference")
    page.evaluate("import('/static/views/motion.js').then((module) => { window.motion = module; })")
    desktop.wait("'motion' in window")
    page.evaluate(
        """async () => {
          const { effect } = await import("/static/vendor/ui.js");
          const { scene } = await import("/static/views/stage.js");
          window.moves = [];
          window.unwatch = effect(() => {
            void scene.value;
            requestAnimationFrame(() => moves.push(motion.standing(performance.now()).moving));
          });
        }"""
    )
    desktop.wait("!motion.standing(performance.now()).moving")  # the last test's network has made room
    page.evaluate("moves.length = 0")
    page.get_by_role("button", name="Add a neuron to hidden layer 1").click()
    expect(page.locator("[data-slot='0.4']")).to_be_visible()
    desktop.wait_for_paint()
    assert any(desktop.value("moves")) is not reduced
    glides = desktop.value("getComputedStyle(document.querySelector('.net-unit')).transitionDuration")
    assert (float(glides.split("s")[0]) < 0.01) is reduced
    page.evaluate("unwatch()")
    page.emulate_media(reduced_motion="no-preference")
