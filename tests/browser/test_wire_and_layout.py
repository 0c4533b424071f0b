"""The page's pure parts, run where they live: the wire format, the link, the loss history, layout and scales."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.app import App
from tests.live import LiveServer

ROOM = {"width": 860, "height": 676, "touch": False}
PHONE = {"width": 390, "height": 560, "touch": True}


@pytest.fixture(scope="module")
def module(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Any]]:
    """Calls what a module of the page exports: `module("layout/view.js", "(m, a) => m.fit(a[0], a[1])", [..])`."""
    page = browser.new_page()
    page.goto(live_server.url + "/healthz")  # any document of the server's: the modules need no page
    yield lambda path, function, argument=None: call(page, path, function, argument)
    page.close()


def call(page: Page, path: str, function: str, argument: object = None) -> Any:
    return page.evaluate(
        f"async ([path, argument]) => ({function})(await import(path), argument)", [f"/static/{path}", argument]
    )


def safetensors(header: object, data: bytes) -> list[int]:
    """A file of that layout, as numbers that reach the page."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return list(struct.pack("<Q", len(text)) + text + data)


def entry(dtype: str, shape: list[int], begin: int, end: int) -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


DECODE = """(m, bytes) => {
  const buffer = Uint8Array.from(bytes).buffer;
  try {
    const { metadata, tensors } = m.decode(buffer);
    const list = [...tensors].map(
      ([name, t]) => [name, t.constructor.name, t.shape, [...t].map(Number), t.buffer === buffer]);
    return { metadata, list };
  } catch (error) { return { name: error.name, message: error.message }; }
}"""


def test_decode_gives_views_with_their_shapes(module: Callable[..., Any]) -> None:
    data = struct.pack("<2d", 1.5, -2.25) + struct.pack("<3f", 0.5, 0.25, -4) + bytes([7, 255])
    header = {
        "__metadata__": {"frame": "{}"},
        "history.train": entry("F64", [2], 0, 16),
        "net/weights.0": entry("F32", [1, 3], 16, 28),
        "net/dead.0": entry("U8", [2, 1, 1], 28, 30),
    }
    padding = -(8 + len(json.dumps(header))) % 8
    decoded = module("wire/safetensors.js", DECODE, safetensors(json.dumps(header).encode() + b" " * padding, data))
    assert decoded["metadata"] == {"frame": "{}"}
    assert decoded["list"] == [
        ["history.train", "Float64Array", [2], [1.5, -2.25], True],
        ["net/weights.0", "Float32Array", [1, 3], [0.5, 0.25, -4], True],
        ["net/dead.0", "Uint8Array", [2, 1, 1], [7, 255], True],
    ]


def test_decode_copies_what_the_file_does_not_align(module: Callable[..., Any]) -> None:
    header = json.dumps({"odd": entry("F64", [1], 1, 9)}).encode()
    header += b" " * (-(8 + len(header)) % 8)
    decoded = module("wire/safetensors.js", DECODE, safetensors(header, b"\0" + struct.pack("<d", 0.1)))
    assert decoded["list"] == [["odd", "Float64Array", [1], [0.1], False]]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ([1, 2, 3], "3 bytes are too few"),
        (list(struct.pack("<Q", 1000)) + [123], "goes past the 9 bytes"),
        (list(struct.pack("<Q", 2**63)), "goes past"),
        (safetensors(b"{nonsense", b""), "not JSON"),
        (safetensors({"a": entry("F17", [1], 0, 4)}, bytes(4)), 'unknown type "F17"'),
        (safetensors({"a": entry("F32", [-1], 0, 4)}, bytes(4)), "no valid shape"),
        (safetensors({"a": entry("F32", [1], 0, 3)}, bytes(4)), "needs 4 bytes, has 3"),
        (safetensors({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0]}}, bytes(4)), "no valid offsets"),
        (safetensors({"a": entry("F32", [4], 0, 16)}, bytes(8)), "ends past"),
    ],
)
def test_decode_refuses_a_malformed_file_and_says_why(module: Callable[..., Any], file: list[int], said: str) -> None:
    refused = module("wire/safetensors.js", DECODE, file)
    assert refused["name"] == "MalformedFrame"
    assert said in refused["message"]


def test_loss_history_is_put_together_without_loss(module: Callable[..., Any]) -> None:
    told = module(
        "state/lossBuffer.js",
        """(m) => {
          const b = new m.LossBuffer();
          const piece = (version, from, n, stride = 1) => {
            const epochs = Array.from({ length: n }, (_, i) => from + i);
            return b.merge({ version, from, stride }, epochs, epochs.map((e) => 2 * e), epochs.map((e) => 3 * e));
          };
          const answers = [piece(1, 0, 3), piece(1, 3, 2000), piece(1, 2003, 0), piece(1, 3000, 1), piece(1, 2000, 5)];
          const before = b.view();
          answers.push(piece(2, 0, 2, 4), piece(3, 7, 1));
          return { answers, length: before.epochs.length, last: [before.train.at(-1), before.test.at(-1)],
            exact: before.epochs.every((e, i) => e === i), after: [...b.view().epochs],
            version: b.view().version, stride: b.view().stride };
        }""",
    )
    assert told["answers"] == ["changed", "changed", "same", "gap", "changed", "changed", "gap"]
    assert told["length"] == 2005
    assert told["exact"]
    assert told["last"] == [2 * 2004, 3 * 2004]
    assert told["after"] == [0, 1]
    assert (told["version"], told["stride"]) == (2, 4)


def test_link_reproduces_the_experiment(live_server: LiveServer, module: Callable[..., Any]) -> None:
    experiment = live_server.request("GET", "/api/v1/catalog")["default_experiment"]
    changed = {
        **experiment,
        "seed": "a & b #1 ü",
        "layers": [],
        "features": ["x", "sin_y"],
        "optimizer": {**experiment["optimizer"], "kind": "adam", "learning_rate": 0.003},
        "stop": {**experiment["stop"], "epochs": 40},
    }
    roundtrip = "(m, [to, from]) => { const h = m.write(to, from); return [h, m.merged(from, m.read(h, '').patch)]; }"
    link, again = module("state/link.js", roundtrip, [changed, experiment])
    assert link.startswith("#e=")
    assert again == changed
    assert module("state/link.js", "(m, e) => m.write(e, e)", experiment) == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "default"),
        ("http://here/?see=backprop#", "default"),
        ("http://here.example/", "foreign"),
        ("http://there/#e=%7B%22seed%22%3A%220.5%22%7D", "patch"),
        ("#networkShape=4,2&seed=0.1", "foreign"),
        ("https://playground.tensorflow.org/#activation=tanh&dataset=spiral", "foreign"),
        ("#e=%7B%22seed%22%3A%220.5%22%7D", "patch"),
        ("#e=%7B%22seed", "nonsense"),
        ("#e=%", "nonsense"),
    ],
)
def test_link_is_told_from_what_is_none(module: Callable[..., Any], text: str, kind: str) -> None:
    assert module("state/link.js", "(m, text) => m.read(text, 'http://here').kind", text) == kind


SHAPES = [
    {"features": 7, "hidden": [4, 2], "outputs": 1, "shown": [None, None]},
    {"features": 7, "hidden": [], "outputs": 1, "shown": []},
    {"features": 2, "hidden": [8] * 6, "outputs": 1, "shown": [None] * 6},
    {"features": 7, "hidden": [1, 16, 3, 2, 5, 8, 8, 8], "outputs": 3, "shown": [None] * 8},
    {"features": 1, "hidden": [64, 3], "outputs": 3, "shown": [list(range(10, 24)), None]},
]


@pytest.mark.parametrize("room", [ROOM, {"width": 1340, "height": 800, "touch": False}, {**ROOM, "height": 420}])
@pytest.mark.parametrize("shape", SHAPES)
def test_layout_gives_each_unit_a_place_of_its_own(
    module: Callable[..., Any], shape: dict[str, Any], room: dict[str, Any]
) -> None:
    scene = module("layout/network.js", "(m, [shape, room]) => m.layoutNetwork(shape, room)", [shape, room])
    slots = [slot for column in scene["columns"] for slot in column["slots"]]
    for slot in slots:
        assert slot["size"] >= 14
        assert 0 <= slot["x"] <= scene["width"] - slot["size"]
        assert 60 <= slot["y"] <= scene["height"] - slot["size"] - 50
    for a in slots:
        for b in slots:
            apart = max(abs(a["x"] - b["x"]), abs(a["y"] - b["y"]))
            assert a is b or apart >= min(a["size"], b["size"])
    middles = [column["slots"][0]["x"] + column["slots"][0]["size"] / 2 for column in scene["columns"][:-1]]
    steps = [b - a for a, b in pairwise(middles)]
    assert all(math.isclose(step, steps[0], abs_tol=1.5) for step in steps)


@pytest.mark.parametrize("shape", SHAPES[:4])
def test_layout_flows_down_on_a_phone(module: Callable[..., Any], shape: dict[str, Any]) -> None:
    shape = {**shape, "shown": [list(range(7)) if units > 8 else None for units in shape["hidden"]]}
    scene = module("layout/network.js", "(m, [shape, room]) => m.layoutNetwork(shape, room)", [shape, PHONE])
    assert scene["flow"] == "down"
    assert scene["width"] == PHONE["width"]
    tops = [column["slots"][0]["y"] for column in scene["columns"]]
    assert tops == sorted(tops)
    for column in scene["columns"]:
        for slot in column["slots"]:
            assert slot["size"] >= 39
            assert 0 <= slot["x"] <= scene["width"] - slot["size"]


def test_hit_finds_each_curve_at_its_middle_and_each_tile(module: Callable[..., Any]) -> None:
    for room in (ROOM, PHONE):
        missed = module(
            "layout/hit.js",
            """async (m, [shape, room]) => {
              const { layoutNetwork } = await import("/static/layout/network.js");
              const { heightAt } = await import("/static/layout/curve.js");
              const scene = layoutNetwork(shape, room);
              const missed = [];
              for (let c = 0; c < scene.columns.length; c += 1) for (const slot of scene.columns[c].slots) {
                const hit = m.hitNetwork(scene, { x: slot.x + slot.size / 2, y: slot.y + slot.size / 3 }, 6);
                const found = [hit.unit ?? hit.index, hit.layer ?? -1];
                if (String(found) !== String([slot.index, slot.layer])) missed.push([slot, hit]);
                for (const source of c ? scene.columns[c - 1].slots : []) {
                  const [from, to] = [m.ports(source, scene.flow).leave, m.ports(slot, scene.flow).arrive];
                  const at = 0.31, mix = (a, b, s) => a + (b - a) * s;
                  const [alongX, alongY] = scene.flow === "right" ? [at, heightAt(at)] : [heightAt(at), at];
                  const point = { x: mix(from.x, to.x, alongX), y: mix(from.y, to.y, alongY) };
                  const edge = m.hitNetwork(scene, point, 2);
                  const found = [edge?.kind, edge?.unit, edge?.input];
                  if (String(found) !== String(["weight", slot.index, source.index])) missed.push([source, slot, edge]);
                }
              }
              return missed;
            }""",
            [SHAPES[0], room],
        )
        assert missed == []


def test_curve_is_the_cubic_bezier_it_claims_to_be(module: Callable[..., Any]) -> None:
    parameters = [0.0, 0.1, 0.37, 0.5, 0.8, 1.0]
    runs = [1.5 * (1 - t) ** 2 * t + 1.5 * (1 - t) * t**2 + t**3 for t in parameters]
    heights = module("layout/curve.js", "(m, runs) => runs.map((run) => m.heightAt(run))", runs)
    assert heights == pytest.approx([3 * (1 - t) * t**2 + t**3 for t in parameters], abs=1e-5)


def test_view_zooms_about_the_pointer_and_keeps_the_picture_in_sight(module: Callable[..., Any]) -> None:
    told = module(
        "layout/view.js",
        """(m) => {
          const view = { zoom: 1.5, x: 40, y: -20 }, at = { x: 300, y: 200 };
          const before = m.toWorld(view, at), after = m.toWorld(m.zoomAt(view, 1.7, at), at);
          const room = { width: 800, height: 600 }, world = { width: 800, height: 600 };
          const far = m.kept({ zoom: 1, x: 9999, y: -9999 }, world, room);
          return { before, after, far, fit: m.fit({ width: 1600, height: 600 }, room) };
        }""",
    )
    assert told["after"] == pytest.approx(told["before"])
    assert told["far"] == {"zoom": 1, "x": 680, "y": -480}
    assert told["fit"] == {"zoom": 0.5, "x": 0, "y": 150}


def test_folding_shows_the_strongest_and_keeps_them_until_clearly_beaten(module: Callable[..., Any]) -> None:
    told = module(
        "layout/folding.js",
        """(m) => ({
          norms: [...m.outgoingNorms([3, 0, 1, 4, 2, 0], 3)],
          first: m.strongest([1, 9, 3, 7, 5], 3, null),
          steady: m.strongest([1, 9, 3, 7, 8.1], 2, [1, 3]),
          beaten: m.strongest([1, 9, 3, 7, 8.9], 2, [1, 3]),
          pages: [m.page(10, 4, 0), m.page(10, 4, 1), m.page(10, 4, 2)],
          cut: [m.threshold(Float32Array.from([5, 1, 4, 2, 3]), 2), m.threshold(Float32Array.from([1]), 2)],
        })""",
    )
    assert told["norms"] == [5, 2, 1]
    assert told["first"] == [1, 3, 4]
    assert told["steady"] == [1, 3]
    assert told["beaten"] == [1, 4]
    assert told["pages"] == [[0, 1, 2, 3], [4, 5, 6, 7], [6, 7, 8, 9]]
    assert told["cut"] == [4, 0]


def test_motion_moves_places_from_the_old_scene_to_the_new(module: Callable[..., Any]) -> None:
    told = module(
        "layout/motion.js",
        """async (m, room) => {
          const { layoutNetwork } = await import("/static/layout/network.js");
          const from = layoutNetwork({ features: 2, hidden: [3, 2], outputs: 1, shown: [null, null] }, room);
          const to = layoutNetwork({ features: 2, hidden: [2, 2], outputs: 1, shown: [null, null] }, room);
          const change = { type: "remove_unit", layer: 0, unit: 1 };
          const start = m.between(from, to, change, 0), end = m.between(from, to, change, 1);
          const places = (scene) => scene.columns.map(({ slots }) => slots.map(({ x, y, size }) => [x, y, size]));
          return { start: places(start.scene)[1], was: places(from)[1], end: places(end.scene), to: places(to),
            leaving: start.leaving.map((s) => s.index), size: end.leaving[0].size };
        }""",
        ROOM,
    )
    assert told["start"] == [told["was"][0], told["was"][2]]  # the third neuron is the second now
    assert told["end"] == told["to"]
    assert told["leaving"] == [1]
    assert told["size"] == 0


def test_scale_moves_in_octaves_with_hysteresis(module: Callable[..., Any]) -> None:
    sizes = [[0.49, 0], [0.49, 0.5], [0.51, 0.5], [0.45, 1], [0.4, 1], [0, 2], [3e5, 1]]
    scales = module("draw/scale.js", "(m, all) => all.map(([size, before]) => m.octave(size, before))", sizes)
    assert scales == [0.5, 0.5, 1, 1, 0.5, 2, 2**19]


def test_colors_put_zero_at_paper_and_both_ends_at_theirs(desktop: App) -> None:
    told = call(
        desktop.page,
        "draw/palette.js",
        """(m) => ({ zero: m.lut()[128], neutral: m.pixel(m.colors.value.neutral), low: m.lut()[1], high: m.lut()[255],
          ends: [m.pixel(m.colors.value.negative), m.pixel(m.colors.value.positive)],
          discrete: [...new Set(m.lut({ discretize: true }))], atZero: m.lut({ discretize: true })[128] })""",
    )
    assert told["zero"] == told["neutral"]
    assert [told["low"], told["high"]] == told["ends"]
    assert sorted(told["discrete"]) == sorted(told["ends"])
    assert told["atZero"] == told["ends"][1]  # a value of zero or more counts as positive


def test_drawing_covers_its_tile_and_its_curve(module: Callable[..., Any]) -> None:
    told = module(
        "draw/surface.js",
        """async (m) => {
          const { drawTile } = await import("/static/draw/tiles.js");
          const { drawEdge } = await import("/static/draw/edges.js");
          const surface = new m.Surface(document.createElement("canvas"));
          surface.resize(60, 40, 1);
          const [paper, ink] = [0xff000000, 0xff0000ff];
          surface.clear(paper);
          const table = Uint32Array.from({ length: 256 }, (_, q) => (0xff000000 | q) >>> 0);
          const [square, corners] = [{ x: 2, y: 2, size: 20 }, { radius: 4, behind: paper }];
          drawTile(surface, Uint8Array.from([1, 255, 1, 255]), 0, 2, table, square, corners);
          const row = [...surface.pixels.slice(60 * 12 + 2, 60 * 12 + 22)].map((p) => p & 255);
          const corner = surface.pixels[60 * 2 + 2] & 255;
          const from = { down: false, start: 22, end: 60, low: 12, high: 32 };
          drawEdge(surface, { ...from, width: 3, pixel: ink, alpha: 1, dash: 0 });
          const column = (x) => Array.from({ length: 40 }, (_, y) => (surface.pixels[60 * y + x] & 255) / 255);
          const red = (x) => column(x).reduce((sum, value) => sum + value, 0);
          return { row, corner, start: red(22), middle: red(41) };
        }""",
    )
    assert told["row"][0] == 1
    assert told["row"][-1] == 255
    assert told["row"] == sorted(told["row"])
    assert told["corner"] == 0  # rounded away
    assert told["start"] == pytest.approx(3, abs=0.2)  # as thick as asked for where it runs level
    slope = 2 * 20 / 38
    assert told["middle"] == pytest.approx(
        3 * math.hypot(1, slope), abs=0.3
    )  # and across its own direction where it climbs
