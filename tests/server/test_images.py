"""Images by REST: read out as PNG and as arrays, handed in for an answer, and every way to get that wrong."""

import base64
import io
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load

from engine.stack.loaded import StackLoaded
from tests.server.live import PARAMETERS, Served

DIGITS = {"data": {"dataset": "digits", "count": 150}}


@pytest.fixture(scope="module")
def digits(served: Served) -> Iterator[str]:
    """A run on digits, two epochs from its start."""
    made = served.new_run()
    served.api.patch(f"/runs/{made}/experiment", json=DIGITS)
    trained = served.api.post(f"/runs/{made}/train", json={"epochs": 2}).json()
    assert [each["epoch"] for each in trained["history"]] == [1, 2]
    yield made
    served.api.delete(f"/runs/{made}")


def error_of(answer: Any, status: int = 422) -> dict[str, str]:
    """The first error of an answer that is one."""
    assert answer.status_code == status, answer.text
    found: dict[str, str] = answer.json()["error"]
    return found


def arrays_of(served: Served, run: str, **query: Any) -> dict[str, np.ndarray]:
    """Images as arrays."""
    where = f"/runs/{run}/images"
    return load(served.api.get(where, params=query, headers={"Accept": "application/octet-stream"}).content)


def test_images_come_as_arrays_and_as_png(served: Served, digits: str) -> None:
    arrays = arrays_of(served, digits, set="test", start=3, count=4)
    assert (arrays["pixels"].shape, arrays["classes"].shape) == ((4, 8, 8, 1), (4, 1))
    body = served.api.get(f"/runs/{digits}/images", params={"start": 3, "count": 4}).json()
    assert (body["set"], body["start"], body["count"]) == ("test", 3, 30)
    for place, image in enumerate(body["images"]):
        picture = Image.open(io.BytesIO(base64.b64decode(image["png"])))
        np.testing.assert_array_equal(np.asarray(picture), arrays["pixels"][place, ..., 0])
        assert (image["index"], image["label"]) == (3 + place, [str(arrays["classes"][place, 0])])
    alone = served.api.get(f"/runs/{digits}/images/test/3")
    assert alone.headers["content-type"] == "image/png"
    assert base64.b64encode(alone.content).decode() == body["images"][0]["png"]


def test_past_the_end_there_are_fewer_or_none(served: Served, digits: str) -> None:
    assert len(arrays_of(served, digits, start=28, count=10)["pixels"]) == 2
    assert served.api.get(f"/runs/{digits}/images", params={"start": 5000}).json()["images"] == []
    error = error_of(served.api.get(f"/runs/{digits}/images/test/30"))
    assert (error["path"], error["expected"], error["got"]) == ("index", "0 to 29", "30")


def test_an_image_is_read_the_same_from_rows_and_from_a_picture(served: Served, digits: str) -> None:
    arrays = arrays_of(served, digits, count=5)
    rows = arrays["pixels"][..., 0].tolist()
    body = served.api.post(f"/runs/{digits}/predict", json={"images": rows}).json()
    outputs = np.array(body["outputs"])
    assert outputs.shape == (5, 1, 10)
    np.testing.assert_allclose(outputs.sum(axis=2), 1, atol=1e-6)
    assert body["answers"] == [[str(each)] for each in outputs[:, 0].argmax(axis=1)]
    png = served.api.get(f"/runs/{digits}/images/test/0").content
    for text in (base64.b64encode(png).decode(), f"data:image/png;base64,{base64.b64encode(png).decode()}"):
        again = served.api.post(f"/runs/{digits}/predict", json={"images": [text]}).json()
        np.testing.assert_allclose(again["outputs"][0], body["outputs"][0], atol=1e-6)


def test_a_picture_of_any_size_is_turned_to_light_ink(served: Served, digits: str) -> None:
    picture = Image.new("RGB", (80, 80), "white")
    for y in range(10, 70):
        for x in range(36, 46):
            picture.putpixel((x, y), (0, 0, 0))
    buffer = io.BytesIO()
    picture.save(buffer, format="JPEG")
    text = base64.b64encode(buffer.getvalue()).decode()
    told = served.api.post(f"/runs/{digits}/predict", json={"images": [text]}).json()
    drawn = np.zeros((80, 80), np.uint8)
    drawn[10:70, 36:46] = 255
    small = np.asarray(Image.fromarray(drawn).resize((8, 8), Image.Resampling.LANCZOS))
    same = served.api.post(f"/runs/{digits}/predict", json={"images": [small.tolist()]}).json()
    np.testing.assert_allclose(told["outputs"], same["outputs"], atol=0.05)


@pytest.mark.parametrize(
    ("images", "path", "got"),
    [
        ([[[0] * 7] * 8], "images[0]", "8 rows of 7"),
        ([[[0] * 8] * 8, [[0] * 8] * 3 + [[0, 0, 256] + [0] * 5] + [[0] * 8] * 4], "images[1][3][2]", "256"),
        ([[[-1] + [0] * 7] + [[0] * 8] * 7], "images[0][0][0]", "-1"),
        ([[[0, True] + [0] * 6] + [[0] * 8] * 7], "images[0][0][1]", "true"),
        ([[0] * 64], "images[0]", "one row of 64"),
        ([7], "images[0]", "7"),
        ([[[0] * 8] * 7 + [[0]]], "images[0]", "different lengths"),
        (["nonsense!"], "images[0]", "something else"),
        ([base64.b64encode(b"GIF89a").decode()], "images[0]", "something else"),
        ([None], "images[0]", "null"),
        ([[["a"] * 8] * 8], "images[0][0][0]", '"a"'),
    ],
)
def test_what_is_no_image_is_refused_with_its_place(
    served: Served, digits: str, images: Any, path: str, got: str
) -> None:
    error = error_of(served.api.post(f"/runs/{digits}/predict", json={"images": images}))
    assert error["path"] == path
    assert got in error["got"]


@pytest.mark.parametrize("body", [{}, {"points": [[0, 0]], "images": []}])
def test_a_network_on_images_asks_for_images(served: Served, digits: str, body: Any) -> None:
    error = error_of(served.api.post(f"/runs/{digits}/predict", json=body))
    assert (error["path"], error["hint"]) == ("images", 'Try {"images": ["a picture as base64"]}.')


def test_a_picture_that_unfolds_too_far_is_refused(served: Served, digits: str) -> None:
    buffer = io.BytesIO()
    Image.new("1", (5000, 5000)).save(buffer, format="PNG")
    error = error_of(
        served.api.post(f"/runs/{digits}/predict", json={"images": [base64.b64encode(buffer.getvalue()).decode()]})
    )
    assert (error["path"], error["got"]) == ("images[0]", "5000 x 5000")


def test_a_picture_that_only_claims_to_be_huge_is_refused_unread(served: Served, digits: str) -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    parts = ((13, header), (0, b"IDAT"), (0, b"IEND"))
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", length) + body + struct.pack(">I", zlib.crc32(body)) for length, body in parts
    )
    answer = served.api.post(f"/runs/{digits}/predict", json={"images": [base64.b64encode(png).decode()]})
    assert error_of(answer)["path"] == "images[0]"
    assert "pixels" in error_of(answer)["expected"]


def test_points_and_images_are_not_mixed_up(served: Served, digits: str, shared_run: str) -> None:
    assert error_of(served.api.get(f"/runs/{digits}/data"), 409)["path"] == "run"
    assert error_of(served.api.get(f"/runs/{shared_run}/images"), 409)["path"] == "run"
    for run, body in ((digits, {"points": [[0, 0]]}), (shared_run, {"images": [[[0]]]})):
        assert error_of(served.api.post(f"/runs/{run}/predict", json=body), 409)["path"] == "run"
    assert error_of(served.api.post(f"/runs/{digits}/predict", json={}))["got"] == "neither"


def test_the_catalog_tells_the_sets_their_source_and_licence(served: Served) -> None:
    sets = {each["key"]: each for each in served.api.get("/catalog").json()["datasets"]}
    assert sets["digits"]["family"] == "images"
    assert sets["spiral"]["family"] == "points"
    for each in sets.values():
        if each["family"] == "images":
            assert each["source"]
            assert each["licence"]
            assert len(each["shape"]) == 3


def test_what_plays_gets_new_images_each_epoch_and_what_is_asked_for_is_the_same_again(served: Served) -> None:
    patch = {"data": {"dataset": "captcha-digits", "count": 200}, "layers": [{"kind": "average_pool", "size": 4}]}
    made = served.new_run()
    told = served.api.patch(f"/runs/{made}/experiment", json=patch).json()["run"]
    assert told["experiment"]["data"]["fresh"] is True
    losses = []
    for _ in range(2):
        served.api.post(f"/runs/{made}/reset")
        losses.append(served.api.post(f"/runs/{made}/train", json={"epochs": 3}).json()["history"])
        assert served.api.get(f"/runs/{made}/probes/image").json()["info"]["made"] == 200 + 3 * 160
    assert losses[0] == losses[1]
    served.api.post(f"/runs/{made}/play")
    deadline = time.monotonic() + 30
    while served.api.get(f"/runs/{made}/probes/image").json()["info"]["made"] < 200 + 6 * 160:
        assert time.monotonic() < deadline, "new images never came"
    served.api.delete(f"/runs/{made}")


def png_of(pixels: np.ndarray) -> str:
    """A gray picture as base64."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def counts(served: Served, run: str) -> tuple[int, ...]:
    """How many images train, test, and were added."""
    return tuple(
        served.api.get(f"/runs/{run}/images", params={"set": each, "count": 1}).json()["count"]
        for each in ("train", "test", "added")
    )


def test_an_image_is_added_while_it_trains_and_taken_back(served: Served) -> None:
    run = served.new_run()
    served.api.patch(f"/runs/{run}/experiment", json=DIGITS)
    drawn = np.random.default_rng(3).integers(0, 256, (8, 8), np.uint8)
    served.command(run, type="play")
    for image, label in ((drawn.tolist(), "4"), (png_of(drawn), "5")):
        made = served.api.post(f"/runs/{run}/images", json={"image": image, "label": label})
        assert (made.status_code, made.json()["label"]) == (201, f"Add your {label}")
        assert made.json()["run"]["playing"]
    assert counts(served, run) == (122, 30, 2)
    added = arrays_of(served, run, set="added")
    np.testing.assert_array_equal(added["pixels"][..., 0], [drawn, drawn])
    assert added["classes"].ravel().tolist() == [4, 5]
    assert served.api.get(f"/runs/{run}/images/added/1").headers["content-type"] == "image/png"
    gone = served.api.delete(f"/runs/{run}/images/added/0")
    assert (gone.status_code, counts(served, run)) == (200, (121, 30, 1))
    assert served.api.get(f"/runs/{run}/images", params={"set": "added"}).json()["images"][0]["label"] == ["5"]
    for expected in ((122, 30, 2), (121, 30, 1), (120, 30, 0)):
        served.command(run, type="undo")
        assert counts(served, run) == expected
    served.api.delete(f"/runs/{run}")


def test_images_that_cannot_be_added_are_refused_with_their_place(served: Served, digits: str, shared_run: str) -> None:
    rows = [[0] * 8] * 8
    for run, body, status, path in (
        (digits, {"image": rows, "label": "10"}, 422, "label"),
        (digits, {"image": [[0] * 7] * 8, "label": "1"}, 422, "image"),
        (digits, {"image": "nonsense!", "label": "1"}, 422, "image"),
        (digits, {"image": rows}, 422, "label"),
        (digits, {"label": "1"}, 422, "image"),
        (shared_run, {"image": rows, "label": "1"}, 409, "run"),
    ):
        assert error_of(served.api.post(f"/runs/{run}/images", json=body), status)["path"] == path
    assert error_of(served.api.delete(f"/runs/{digits}/images/added/0"))["path"] == "index"
    assert counts(served, digits) == (120, 30, 0)


def test_other_numbers_of_images_train_when_their_network_is_known_already(served: Served) -> None:
    run = served.new_run()
    served.api.patch(f"/runs/{run}/experiment", json=DIGITS)
    metrics = {"m": {"probe": "metrics", "params": {}, "every_s": 1.0}}
    with served.watch(run, metrics) as viewer:  # such a view comes when all that looks at images is compiled
        viewer.frame(lambda frame: "m/confusion.test" in frame.tensors)
    served.api.patch(f"/runs/{run}/experiment", json={"data": {"count": 130}})
    trained = served.api.post(f"/runs/{run}/train", json={"epochs": 1}).json()
    assert [each["epoch"] for each in trained["history"]] == [1]
    served.api.delete(f"/runs/{run}")


def test_a_run_that_names_images_alone_begins_as_one_that_goes_over_to_them(served: Served) -> None:
    given = {"data": {"dataset": "digits", "count": 150}, "seed": "7"}
    made = served.api.post("/runs", json={"experiment": given}).json()
    other = served.new_run()
    served.api.patch(f"/runs/{other}/experiment", json={"seed": "7"})
    gone = served.api.patch(f"/runs/{other}/experiment", json={"data": given["data"]}).json()["run"]
    assert made["experiment"] == gone["experiment"]
    assert made["experiment"]["layers"][0]["kind"] == "conv2d"
    for run in (made["id"], other):
        served.api.delete(f"/runs/{run}")


def test_the_numbers_of_a_network_on_images_go_out_and_in_both_ways(served: Served) -> None:
    kinds = [
        {"kind": "conv2d", "channels": 2, "activation": "prelu"}, {"kind": "batch_norm"}, {"kind": "residual"},
        {"kind": "flatten"}, {"kind": "dense", "units": 3},
    ]  # fmt: skip
    run = served.new_run(experiment={"data": {"dataset": "digits"}, "layers": kinds})
    params = served.api.get(f"/runs/{run}/params").json()
    assert [len(layer) for layer in params["layers"]] == [3, 4, 5, 0, 2, 2]
    for layer in params["layers"]:
        layer.update({name: (np.array(value) / 2).tolist() for name, value in layer.items()})
    assert served.api.put(f"/runs/{run}/params", json=params).json()["touched"] == ["weights"]
    binary = {"Accept": "application/octet-stream", "Content-Type": "application/octet-stream"}
    halved = served.api.get(f"/runs/{run}/params", headers=binary)
    read = served.api.get(f"/runs/{run}/params").json()
    for index, layer in enumerate(params["layers"]):
        for name, value in layer.items():
            assert np.array(value).tolist() == read["layers"][index][name], (index, name)
            assert load(halved.content)[f"layers.{index}.{name}"].tolist() == value
    served.api.post(f"/runs/{run}/reset")
    assert served.api.get(f"/runs/{run}/params").json() != read
    assert served.api.put(f"/runs/{run}/params", content=halved.content, headers=binary).status_code == 200
    assert served.api.get(f"/runs/{run}/params").json() == read
    params["layers"][3] = {"weights": [[1.0]]}
    refused = served.api.put(f"/runs/{run}/params", json=params)
    assert (refused.status_code, refused.json()["error"]["path"]) == (422, "layers[3].weights")
    params["layers"][3] = {}
    params["layers"][0]["weights"][1][0][2][1] = True
    refused = served.api.put(f"/runs/{run}/params", json=params)
    assert (refused.status_code, refused.json()["error"]["path"]) == (422, "layers[0].weights[1][0][2][1]")


def test_view_whose_program_cannot_be_compiled_ahead_is_not_said_to_come_for_ever(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def failing(*_: object) -> bool:
        begun.wait(20)
        raise RuntimeError("no memory left")

    monkeypatch.setattr(StackLoaded, "compile", failing)
    layers = [{"kind": "conv2d", "channels": 3, "activation": "softsign"}, {"kind": "flatten"}]  # of no other test
    run = served.new_run(experiment={"data": {"dataset": "digits", "count": 120}, "layers": layers})
    with served.watch(run, PARAMETERS | {"s": {"probe": "gradients", "params": {}, "every_s": 60}}) as viewer:
        assert viewer.frame().header["coming"] == ["s"]
        begun.set()
        after = viewer.frame(lambda frame: not frame.header["coming"])
        assert "s/rms" in after.tensors
    served.api.delete(f"/runs/{run}")
