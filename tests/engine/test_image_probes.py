"""Probes of networks on images: every number is the network's, by finite differences and by sums done over again."""

import base64
import re
from typing import Any

import numpy as np
import pytest

from engine.errors import InputError, InputErrors
from engine.experiment import Experiment
from engine.probes import PROBES
from engine.trainer import Trainer
from engine.validation import patched

LAYERS = [
    {"kind": "conv2d", "channels": 3, "kernel": 3, "activation": "tanh"}, {"kind": "max_pool"},
    {"kind": "conv2d", "channels": 4, "kernel": 3, "padding": "valid", "activation": "relu"}, {"kind": "flatten"},
]  # fmt: skip


@pytest.fixture(scope="module")
def run() -> Trainer:
    """Digits in float64, some updates from the start."""
    patch = {"data": {"dataset": "digits", "count": 150}, "precision": "float64", "layers": LAYERS}
    made = Trainer(patched(Experiment(), patch))
    made.advance(20)
    return made


def pixels_of(image: np.ndarray) -> str:
    """An image of one's own, as it is handed in."""
    return base64.b64encode(np.ascontiguousarray(image, np.uint8).tobytes()).decode()


def test_maps_are_what_the_scale_says_and_the_answer_is_the_prediction(run: Trainer) -> None:
    found = run.probe("image", {"set": "test", "index": 4})
    data = run.data
    np.testing.assert_array_equal(found.arrays["input"], data.pixels[data.train_count + 4])
    np.testing.assert_allclose(
        found.arrays["answer"], run.predict(data.pixels[data.train_count + 4][None])[0], atol=1e-6
    )
    assert found.info["label"] == data.classes[data.train_count + 4].tolist()
    opened = run.probe("opened", {"set": "test", "index": 4, "layer": 2, "unit": 1})
    exact, scale = opened.arrays["outputs"], found.info["scale"]
    maps = (found.arrays["maps.2"][..., 1].astype(float) - 128) * scale / 127
    np.testing.assert_allclose(maps, exact.clip(-scale, scale), atol=scale / 127)
    asked = {"set": "test", "index": 4, "layer": 2, "unit": 1}
    np.testing.assert_array_equal(run.probe("values", asked).arrays["outputs"], exact)
    facts = [exact.min(), exact.max(), exact.mean(), (exact != 0).mean()]
    np.testing.assert_allclose(found.arrays["facts.2"][1], facts, rtol=1e-6)


def test_the_gradient_at_a_pixel_is_that_of_finite_differences(run: Trainer) -> None:
    asked = {"set": "train", "index": 7, "gradients": True}
    found = run.probe("image", asked)
    image, label = found.arrays["input"].astype(np.int64), found.info["label"]
    for at in ((3, 4, 0), (5, 2, 0)):
        losses = []
        for step in (1, -1):
            moved = image.copy()
            moved[at] = np.clip(moved[at] + step, 0, 255)
            own = run.probe("image", {"pixels": pixels_of(moved), "label": label, "gradients": True})
            losses.append((own.info["loss"], int(moved[at])))
        slope = (losses[0][0] - losses[1][0]) / ((losses[0][1] - losses[1][1]) / 255)
        assert found.arrays["gradients.input"][at] == pytest.approx(slope, abs=2e-3)


@pytest.mark.parametrize(("layer", "unit", "row", "column"), [(0, 2, 0, 7), (0, 1, 4, 4), (2, 3, 1, 0)])
def test_window_times_kernel_plus_bias_is_the_sum(run: Trainer, layer: int, unit: int, row: int, column: int) -> None:
    found = run.probe("opened", {"layer": layer, "unit": unit, "row": row, "column": column})
    arrays, info = found.arrays, found.info
    assert (arrays["window"] * arrays["kernels"]).sum() + info["bias"] == pytest.approx(info["z"], abs=1e-5)
    assert sum(info["sums"]) + info["bias"] == pytest.approx(info["z"], abs=1e-5)
    np.testing.assert_allclose(arrays["products"].sum(axis=0) + info["bias"], arrays["preactivations"], atol=1e-5)
    assert info["a"] == pytest.approx(np.tanh(info["z"]) if layer == 0 else max(0.0, info["z"]), abs=1e-6)


def test_an_output_depends_on_its_receptive_field_and_on_nothing_else(run: Trainer) -> None:
    asked = {"layer": 2, "unit": 0, "row": 1, "column": 0}
    box = run.probe("opened", asked).info["receptive"]
    assert box == [1, 0, 7, 6]
    image = run.data.pixels[0].copy()
    noise = np.random.default_rng(3).integers(0, 256, image.shape)
    inside = np.zeros(image.shape, bool)
    inside[box[0] : box[2] + 1, box[1] : box[3] + 1] = True
    z = [
        run.probe("opened", {**asked, "pixels": pixels_of(each)}).info["z"]
        for each in (image, np.where(inside, image, noise), np.where(inside, noise, image))
    ]
    assert z[0] == z[1] != z[2]


def test_saliency_is_the_slope_of_the_answer(run: Trainer) -> None:
    found = run.probe("saliency", {"index": 2, "answer": 5})
    image = run.data.pixels[run.data.train_count + 2].astype(np.int64)
    at, sides = (4, 3, 0), []
    for step in (1, -1):
        moved = image.copy()
        moved[at] = np.clip(moved[at] + step, 0, 255)
        z = run.probe("saliency", {"pixels": pixels_of(moved), "answer": 5}).info["z"]
        sides.append((z, int(moved[at])))
    slope = (sides[0][0] - sides[1][0]) / ((sides[0][1] - sides[1][1]) / 255)
    assert found.arrays["gradient"][at] == pytest.approx(slope, abs=5e-3)


def test_grad_cam_weighs_the_last_maps(run: Trainer) -> None:
    found = run.probe("grad_cam", {"index": 1})
    opened = [run.probe("opened", {"index": 1, "layer": 2, "unit": unit}).arrays["outputs"] for unit in range(4)]
    weights = run.params()[4]["weights"][found.info["answer"]].reshape(2, 2, 4)  # the head reads them as they are
    np.testing.assert_allclose(found.arrays["alpha"], weights.mean(axis=(0, 1)), atol=1e-6)
    cam = np.maximum(0, np.tensordot(found.arrays["alpha"], np.stack(opened), 1))
    np.testing.assert_allclose(found.arrays["cam"], cam, atol=1e-5)


def test_the_most_exciting_images_are_those_of_all(run: Trainer) -> None:
    found = run.probe("exciting", {"layer": 2, "unit": 1, "most": 3})
    every = [
        run.probe("opened", {"set": "train", "index": index, "layer": 2, "unit": 1}).arrays["outputs"].max()
        for index in range(run.data.train_count)
    ]
    assert sorted(every, reverse=True)[:3] == pytest.approx(found.arrays["value"].tolist(), abs=1e-6)
    for index, value in zip(found.arrays["index"].tolist(), found.arrays["value"].tolist(), strict=True):
        assert every[index] == pytest.approx(value, abs=1e-6)


def test_ascent_raises_the_unit(run: Trainer) -> None:
    found = run.probe("ascent", {"layer": 2, "unit": 1, "steps": 40})
    values, image = found.arrays["values"], found.arrays["image"]
    assert values[-1] > values[0]
    assert image.shape == (8, 8, 1)
    assert image.min() >= 0
    assert image.max() <= 1


def test_of_answers_that_are_no_number_nothing_is_read() -> None:
    run = Trainer(patched(Experiment(), {"data": {"dataset": "digits", "count": 150}, "layers": [{"kind": "flatten"}]}))
    head = run.params()[-1]
    head["weights"][0, 20:22] = 3e38  # overflows where both pixels are light
    run.set_params([{}, {name: value.tolist() for name, value in head.items()}])
    found, data, n = run.probe("metrics"), run.data, run.data.train_count
    for name, pixels, classes in (
        ("train", data.pixels[:n], data.classes[:n]),
        ("test", data.pixels[n:], data.classes[n:]),
    ):
        answers = run.predict(pixels)[:, 0]
        known = ~np.isnan(answers).any(axis=1)
        assert 0 < known.sum() < len(pixels)
        read, true = answers[known].argmax(axis=1), classes[known, 0]
        counts = np.zeros((10, 10), int)
        np.add.at(counts, (true, read), 1)
        np.testing.assert_array_equal(found.arrays[f"confusion.{name}"], counts)
        assert found.info[f"accuracy_{name}"] == pytest.approx((true == read).sum() / len(pixels))
        assert found.info[f"images_{name}"] == len(pixels)
    cell = {"true": int(data.classes[n, 0]), "answered": 0}
    listed = run.probe("mistakes", cell | {"most": 100}).arrays["index"]
    assert len(listed) == found.arrays["confusion.test"][cell["true"], 0]
    worst = run.probe("mistakes", {"most": 100}).arrays
    unknown = int((~known).sum())  # of the test images, which came last
    assert worst["answered"][:, 0].tolist().count(-1) == unknown
    assert set(worst["answered"][:unknown, 0]) == {-1}, "what is no number comes first"
    assert np.isnan(worst["probability"][:unknown]).all()
    assert not np.isnan(worst["probability"][unknown:]).any()


def test_mistakes_are_the_wrong_answers_worst_first(run: Trainer) -> None:
    data, n = run.data, run.data.train_count
    answers = run.predict(data.pixels[n:]).argmax(axis=2)
    found = run.probe("mistakes", {"most": 100})
    assert sorted(found.arrays["index"].tolist()) == np.flatnonzero((answers != data.classes[n:]).any(axis=1)).tolist()
    assert (np.diff(found.arrays["loss"]) <= 0).all()
    confusion = run.probe("metrics").arrays["confusion.test"]
    true, answered = np.unravel_index(int(confusion.argmax()), confusion.shape)
    cell = run.probe("mistakes", {"true": int(true), "answered": int(answered), "most": 100})
    assert len(cell.arrays["index"]) == confusion[true, answered]
    seen = run.probe("mistakes", {"set": "train", "true": int(true), "most": 100}).arrays
    assert (data.pixels[seen["index"]] == seen["pixels"]).all()
    assert (data.classes[seen["index"]] == true).all()


@pytest.mark.parametrize(
    ("name", "params", "path"),
    [
        ("image", {"index": 30}, "params.index"),
        ("image", {"pixels": "no!"}, "params.pixels"),
        ("image", {"pixels": "AAAA"}, "params.pixels"),
        ("image", {"pixels": pixels_of(np.zeros((8, 8, 1))), "label": [11]}, "params.label"),
        ("opened", {"layer": 3}, "params.layer"),
        ("opened", {"layer": 0, "unit": 3}, "params.unit"),
        ("opened", {"layer": 0, "row": 8}, "params.row"),
        ("values", {"layer": 3}, "params.layer"),
        ("values", {"layer": 2, "unit": 4}, "params.unit"),
        ("saliency", {"answer": 10}, "params.answer"),
        ("grad_cam", {"layer": 3}, "params.layer"),
        ("mistakes", {"true": 10}, "params.true"),
    ],
)
def test_what_is_not_there_is_refused_by_its_path(run: Trainer, name: str, params: dict[str, Any], path: str) -> None:
    with pytest.raises((InputError, InputErrors)) as caught:
        run.probe(name, params)
    assert getattr(caught.value, "path", path) == path


def test_every_probe_says_what_its_arrays_are(run: Trainer) -> None:
    for probe in (probe for probe in PROBES if probe.family in (None, "images")):
        for name in run.probe(probe.key, {"gradients": True} if probe.key == "image" else {}).arrays:
            assert {name, re.sub(r"\.\d+$", ".L", name)} & probe.arrays.keys(), name
