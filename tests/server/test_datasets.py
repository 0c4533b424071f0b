"""Sets of people's own: uploaded as a ZIP archive, trained on, kept, deleted, and every way to get that wrong."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from safetensors.numpy import load

from engine.errors import InputError
from server.uploads import Bounds, unpack
from tests.archives import bars, png_file, zipped
from tests.server.live import Json, Served, eventually, serving

GRAY = np.full((12, 12), 200, np.uint8)
SMALL = {
    "max_upload_bytes": 60_000, "max_unpacked_bytes": 2 << 20, "max_dataset_images": 70, "max_dataset_classes": 4,
    "max_picture_pixels": 40_000, "max_dataset_pixels": 100_000, "max_datasets": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with small bounds."""
    with serving(tmp_path_factory.mktemp("small"), **SMALL) as served:
        yield served


def upload(served: Served, body: bytes, **query: Any) -> Any:
    """The answer to an upload."""
    return served.api.post("/datasets", content=body, params=query, headers={"Content-Type": "application/zip"})


def two_classes(**more: bytes) -> dict[str, bytes]:
    """The least that is taken, and more."""
    return {f"{label}/{at}.png": png_file(GRAY - at) for label in "ab" for at in range(2)} | more


def refused(answer: Any, status: int = 422) -> dict[str, str]:
    """The error of an answer that is one."""
    assert answer.status_code == status, answer.text
    found: dict[str, str] = answer.json()["error"]
    return found


def forget(served: Served, made: Json) -> None:
    """Make room."""
    assert served.api.delete(f"/datasets/{made['id']}").status_code == 204


def test_a_set_is_uploaded_and_learned(small: Served) -> None:
    made = upload(small, zipped(bars()), name="Lines")
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["name"], told["count"]) == ("Lines", 60)
    assert (told["classes"], told["counts"]) == (["lying", "standing"], [30, 30])
    assert (told["shape"], told["inverted"], told["scaled"], told["skipped"]) == ([12, 12, 1], True, 0, [])
    for name in ("Again", ""):
        again = upload(small, zipped(bars(), zipfile.ZIP_STORED), name=name).json()
        assert (again["id"], again["name"]) == (told["id"], "Lines")
    run = small.new_run()
    changed = small.api.patch(f"/runs/{run}/experiment", json={"data": {"dataset": told["dataset"]}}).json()
    assert changed["run"]["network"]["class_labels"] == ["lying", "standing"]
    assert changed["label"].startswith("Data set Spiral → ")
    binary = {"Accept": "application/octet-stream"}
    first = load(small.api.get(f"/runs/{run}/images", params={"set": "train", "count": 48}, headers=binary).content)
    standing = first["classes"][:, 0] == 1
    ink = first["pixels"][..., 0].astype(int)
    assert (ink.max(axis=1).min(axis=1)[~standing] > 100).all()  # a lying line has ink in every column
    assert (np.median(ink, axis=(1, 2)) == 0).all()
    trained = small.api.post(f"/runs/{run}/train", json={"epochs": 30}).json()["history"]
    assert trained[-1]["train_loss"] < 0.2 * trained[0]["train_loss"]
    png = small.api.get(f"/runs/{run}/images/train/0").content
    added = small.api.post(f"/runs/{run}/images", json={"image": np.zeros((12, 12)).tolist(), "label": "lying"})
    assert added.status_code == 201
    assert Image.open(io.BytesIO(png)).size == (12, 12)
    catalog = {each["key"]: each for each in small.api.get("/catalog").json()["datasets"]}
    assert catalog[told["dataset"]]["classes"] == 2
    busy = refused(small.api.delete(f"/datasets/{told['id']}"), 409)
    assert (
        busy["message"] == f"id: expected a set that no run uses, got one that 1 run uses. Delete the run first: {run}."
    )
    small.command(run, type="edit", patch={"data": {"dataset": "digits"}})
    assert (
        refused(small.api.delete(f"/datasets/{told['id']}"), 409)["got"] == "one that 1 run uses"
    )  # undo comes back to it
    small.api.delete(f"/runs/{run}")
    forget(small, told)
    assert refused(small.api.get(f"/datasets/{told['id']}"), 404)["path"] == "id"
    assert small.api.get("/datasets").json() == {"datasets": []}


def test_an_own_set_outlives_the_server_and_its_link_says_what_it_needs(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        made = upload(served, zipped(bars(20)), name="Lines").json()
        document = {"data": {"dataset": made["dataset"]}, "layers": [{"kind": "flatten"}], "loss": "cross_entropy"}
        run = served.new_run(experiment=document)
        document = served.info(run)["experiment"]
    with serving(tmp_path) as served:
        assert served.api.get(f"/datasets/{made['id']}").json()["name"] == "Lines"
        assert served.info(run)["experiment"] == document
        assert refused(served.api.delete(f"/datasets/{made['id']}"), 409)["path"] == "id"
    with serving(tmp_path / "elsewhere") as served:
        error = refused(served.api.post("/runs", json={"experiment": document}))
        assert (error["path"], error["got"]) == ("data.dataset", made["dataset"])
        assert "Upload the same folder" in error["hint"]
        assert upload(served, zipped(bars(20)), name="Other").json()["id"] == made["id"]
        served.new_run(experiment=document)


def test_shapes_colors_and_names_come_to_one(small: Served) -> None:
    rng = np.random.default_rng(2)
    dark = rng.integers(0, 60, (10, 14), np.uint8)
    dark[3:7, 4:9] = 250
    color = np.stack([dark] * 3, axis=2)
    files = {
        " 10 /a.png": png_file(dark), " 10 /b.png": png_file(color), "2/a.png": png_file(dark),
        "2/b.PNG": png_file(dark.repeat(3, 0).repeat(3, 1)), "x\ny/a.bmp": png_file(dark, "BMP"),
        "x y/b.png": png_file(np.dstack([color, np.full((10, 14), 255, np.uint8)])),
    }  # fmt: skip
    told = upload(small, zipped(files), name="  Two\tnames ").json()
    assert (told["name"], told["classes"], told["counts"]) == ("Two names", ["2", "10", "x y"], [2, 2, 2])
    assert (told["shape"], told["inverted"], told["scaled"]) == ([10, 14, 1], False, 1)
    square = upload(small, zipped(files), side=28).json()
    assert (square["shape"], square["scaled"]) == ([28, 28, 1], 6)
    assert square["name"] == "Your images"
    assert refused(upload(small, zipped(two_classes())), 409)["path"] == "datasets"  # there is room for two
    forget(small, told)
    forget(small, square)


def test_large_images_come_to_a_square_of_32(small: Served) -> None:
    photo = np.random.default_rng(1).integers(0, 100, (90, 150), np.uint8)
    files = {f"{label}/{at}.jpg": png_file(photo, "JPEG") for label in "ab" for at in range(2)}
    told = upload(small, zipped(files)).json()
    assert (told["shape"], told["scaled"], told["inverted"]) == ([32, 32, 1], 4, False)
    forget(small, told)


def test_colored_images_keep_their_colors_and_are_not_inverted(small: Served) -> None:
    sky = np.full((9, 9, 3), (230, 240, 255), np.uint8)
    red = sky.copy()
    red[3:6, 3:6] = (200, 30, 20)
    leaf = sky // 2
    leaf[2:7, 2:7] = (20, 160, 40)
    files = {"leaf/0.png": png_file(leaf), "leaf/1.png": png_file(leaf[::-1]), "red/0.png": png_file(red)}
    told = upload(small, zipped(files | {"red/gray.png": png_file(np.full((9, 9), 40, np.uint8))})).json()
    assert (told["shape"], told["inverted"]) == ([9, 9, 3], False)
    document = {"data": {"dataset": told["dataset"], "train_percent": 100, "noise": 0}, "loss": "cross_entropy"}
    run = small.new_run(experiment=document | {"layers": [{"kind": "flatten"}]})
    binary = {"Accept": "application/octet-stream"}
    arrays = load(small.api.get(f"/runs/{run}/images", params={"set": "train"}, headers=binary).content)
    kept = {pixels.tobytes() for pixels in arrays["pixels"]}
    assert kept == {each.tobytes() for each in (leaf, leaf[::-1], red, np.full((9, 9, 3), 40, np.uint8))}
    larger = Image.fromarray(red).resize((90, 90), Image.Resampling.NEAREST)
    body = {"images": [red.tolist(), base64.b64encode(png_file(np.asarray(larger))).decode()]}
    exact, scaled = small.api.post(f"/runs/{run}/predict", json=body).json()["outputs"]
    np.testing.assert_allclose(exact, scaled, atol=0.05)
    small.api.delete(f"/runs/{run}")
    forget(small, told)


def test_what_is_no_image_is_left_out_and_named(small: Served) -> None:
    files = two_classes(**{
        "__MACOSX/a/._0.png": b"x", "a/.DS_Store": b"x", "a/Thumbs.db": b"x", "a/readme.txt": b"x", "lost.png": b"x",
        "a/broken.png": png_file(GRAY)[:40], "b/huge.png": png_file(np.zeros((300, 300), np.uint8)),
    })  # fmt: skip
    told = upload(small, zipped(files)).json()
    assert told["counts"] == [2, 2]
    assert {each["why"]: (each["count"], each["names"]) for each in told["skipped"]} == {
        "the system's own files": (3, ["__MACOSX/a/._0.png", "a/.DS_Store", "a/Thumbs.db"]),
        "no images": (1, ["a/readme.txt"]),
        "in no folder": (1, ["lost.png"]),
        "cannot be read": (1, ["a/broken.png"]),
        "of more than 40,000 pixels": (1, ["b/huge.png"]),
    }
    forget(small, told)


def changed(at: int, value: int) -> bytes:
    """An archive with one byte of its first entry in the table of contents changed."""
    body = bytearray(zipped(two_classes()))
    body[body.index(b"PK\1\2") + at] = value
    return bytes(body)


def claiming(declared: int) -> bytes:
    """An archive whose table of contents claims another size of its first file."""
    body = bytearray(zipped(two_classes()))
    at = body.index(b"PK\1\2")
    body[at + 24 : at + 28] = struct.pack("<I", declared)
    return bytes(body)


MANY = {f"{label}/{at}.png": png_file(np.full((8, 8), at, np.uint8)) for label in "ab" for at in range(40)}


WHOLE = zipped(two_classes(**{"a/2.jpg": png_file(GRAY, "JPEG"), "b/2.gif": png_file(GRAY, "GIF")}))


@pytest.mark.parametrize(
    ("body", "expected", "got"),
    [
        (b"", "a ZIP archive", "nothing"),
        (b"no archive at all", "a ZIP archive", "other bytes"),
        (zipped(two_classes())[:-30], "a ZIP archive", "other bytes"),
        (zipped({}), "2 to 4 classes", "0"),
        (zipped({"a/0.png": png_file(GRAY), "a/1.png": png_file(GRAY)}), "2 to 4 classes", "1"),
        (zipped({f"{label}/{at}.png": png_file(GRAY) for label in "abcde" for at in "01"}), "2 to 4 classes", "5"),
        (zipped(two_classes(**{"c/0.png": png_file(GRAY)})), "at least 2 images of each class", "1 of c"),
        (zipped({f"{label}/{at}.png": b"no image" for label in "ab" for at in "01"}), "at least 2", "0 of a"),
        (zipped(MANY), "at most 70 images", "more"),
        (zipped(two_classes(**{"a/bomb.png": bytes(3 << 20)})), "at most 2 MiB when unpacked", "more, as it says"),
        (claiming(3 << 20), "at most 2 MiB when unpacked", "more, as it says"),
        (zipped({f"{label}/{at}.png": png_file(np.zeros((190, 190), np.uint8)) for label in "ab" for at in "01"}),
         "at most 100,000 pixels in all", "more"),
        (changed(8, 1), "files without a password", "a/0.png"),
        (changed(6, 250), "a ZIP archive", "zip file version 25.0"),
        (zipped(two_classes(**{"a/more.zip": b"PK"})), "images", "an archive in it: a/more.zip"),
        (zipped(two_classes(**{"../a/2.png": b"x"})), "names of files inside it", "../a/2.png"),
        (zipped(two_classes(**{"/etc/a/2.png": b"x"})), "names of files inside it", "/etc/a/2.png"),
        (zipped(two_classes(**{"C:\\a\\2.png": b"x"})), "names of files inside it", "C:"),
        (zipped(two_classes()).replace(b"a/1.png", b"\0/1.png"), "names of files inside it", ""),
        (zipped(two_classes(**{"\u200b/0.png": b"x"})), "folders with a name that can be printed", "one without"),
    ],
)  # fmt: skip
def test_an_archive_that_cannot_be_taken_is_refused(small: Served, body: bytes, expected: str, got: str) -> None:
    error = refused(upload(small, body))
    assert error["path"] == "archive"
    assert expected in error["expected"]
    assert got in error["got"]
    assert small.api.get("/datasets").json() == {"datasets": []}


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6))
def test_whatever_is_damaged_is_taken_or_refused(changes: list[tuple[float, int]]) -> None:
    body = bytearray(WHOLE)
    for where, value in changes:
        body[int(where * len(body))] = value
    with suppress(InputError):
        made = unpack(bytes(body), "damaged", None, Bounds(50, 5, 1 << 20, 10_000, 100_000))
        assert len(made.images.pixels) >= 4


def test_a_file_that_unfolds_to_more_than_it_claims_is_left_out(small: Served) -> None:
    told = upload(small, claiming(10)).json()["error"]  # two of each class are the least
    assert (told["got"], "1 cannot be unpacked (a/0.png)" in told["hint"]) == ("1 of a", True)


def test_broken_images_are_named_where_they_are_missed(small: Served) -> None:
    files = two_classes() | {"a/1.png": b"torn"}
    assert "1 cannot be read (a/1.png)" in refused(upload(small, zipped(files)))["hint"]


def test_a_body_past_the_limit_is_refused_and_other_routes_keep_theirs(small: Served) -> None:
    error = refused(upload(small, bytes(60_001)), 413)
    assert (error["path"], error["expected"]) == ("body", "at most 60000 bytes")
    eventually(lambda: small.api.get("/healthz").status_code == 200)


def test_a_side_that_is_not_offered_is_refused(small: Served) -> None:
    assert refused(upload(small, zipped(two_classes()), side=500))["path"] == "side"


@pytest.mark.parametrize("dataset", ["own:0123456789abcdef", "own:", "own:../../token"])
def test_a_set_that_is_not_here_is_refused_with_the_way_to_have_it(small: Served, dataset: str) -> None:
    error = refused(small.api.post("/runs", json={"experiment": {"data": {"dataset": dataset}}}))
    assert (error["path"], error["got"]) == ("data.dataset", dataset)
    assert "Upload the same folder" in error["hint"]
