"""Maps and units of every kind opened: their parts add up, and each number is numpy's own in float64."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from engine.errors import InputError
from engine.experiment import Experiment
from engine.layers import LAYERS
from engine.probes.base import ProbeResult
from engine.trainer import Trainer
from engine.validation import patched

LAYERS_2D: list[dict[str, Any]] = [
    {"kind": "residual", "channels": 3, "activation": "tanh"}, {"kind": "batch_norm", "activation": "tanh"},
    {"kind": "layer_norm"}, {"kind": "dropout", "rate": 0.4}, {"kind": "average_pool"}, {"kind": "flatten"},
    {"kind": "dropout", "rate": 0.2}, {"kind": "dense", "units": 5, "activation": "tanh"},
    {"kind": "layer_norm"}, {"kind": "dense", "units": 4, "activation": "tanh"},
]  # fmt: skip


@pytest.fixture(scope="module")
def run() -> Trainer:
    """Digits in float64, some updates from the start."""
    document = {"data": {"dataset": "digits", "count": 150}, "loss": "cross_entropy", "layers": LAYERS_2D}
    made = Trainer(patched(Experiment(), {**document, "precision": "float64"}))
    made.advance(20)
    return made


def opened(run: Trainer, layer: int, unit: int, **place: int) -> ProbeResult:
    """One of them, for the third image."""
    return run.probe("opened", {"index": 2, "layer": layer, "unit": unit, **place})


def maps(run: Trainer, layer: int) -> np.ndarray:
    """All outputs of a layer, [rows, columns, units]."""
    units = run.network["layers"][layer]["units"]
    return np.stack([opened(run, layer, unit).arrays["outputs"] for unit in range(units)], axis=-1)


def test_the_two_ways_of_a_residual_block_add_up(run: Trainer) -> None:
    found = opened(run, 0, 1)
    arrays, info = found.arrays, found.info
    planes, image = run.params()[0], run.data.pixels[run.data.train_count + 2][..., 0] / 255
    skip = image * planes["weights_skip"][1, 0, 0, 0]
    np.testing.assert_allclose(arrays["skip"], skip, atol=1e-6)
    padded = np.pad(image, 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3))
    inner = np.tanh(np.einsum("yxuv,cuv->cyx", windows, planes["weights_1"][:, 0]) + planes["biases_1"][:, None, None])
    np.testing.assert_allclose(arrays["inputs"], inner, atol=1e-6)
    z = arrays["products"].sum(axis=0) + planes["biases_2"][1] + skip
    np.testing.assert_allclose(arrays["preactivations"], z, atol=1e-6)
    np.testing.assert_allclose(arrays["outputs"], np.tanh(z), atol=1e-6)
    assert sum(info["sums"]) + info["skip"] + info["bias"] == pytest.approx(info["z"], abs=1e-6)


def test_the_first_convolution_of_a_residual_block_opens_to_what_the_second_reads(run: Trainer) -> None:
    layers: list[Any] = [{"kind": "conv2d", "channels": 2, "activation": "tanh"}, LAYERS_2D[0]]
    own = Trainer(patched(run.experiment, {"layers": layers}))
    found = own.probe("opened", {"index": 2, "layer": 1, "unit": 2, "first": True, "row": 4, "column": 0})
    fed = np.stack([own.probe("opened", {"index": 2, "layer": 0, "unit": unit}).arrays["outputs"] for unit in (0, 1)])
    arrays, info, planes = found.arrays, found.info, own.params()[1]
    np.testing.assert_allclose(arrays["inputs"], fed, atol=1e-6)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(fed, ((0, 0), (1, 1), (1, 1))), (3, 3), axis=(1, 2))
    products = np.einsum("cyxuv,cuv->cyx", windows, planes["weights_1"][2])
    np.testing.assert_allclose(arrays["kernels"], planes["weights_1"][2], atol=1e-6)
    np.testing.assert_allclose(arrays["products"], products, atol=1e-6)
    z = products.sum(axis=0) + planes["biases_1"][2]
    np.testing.assert_allclose(arrays["preactivations"], z, atol=1e-6)
    np.testing.assert_allclose(arrays["window"], windows[:, 4, 0], atol=1e-6)
    np.testing.assert_allclose(info["sums"], products[:, 4, 0], atol=1e-6)
    assert (info["a"], info["bias"]) == pytest.approx((np.tanh(z[4, 0]), planes["biases_1"][2]), abs=1e-6)
    assert (info["activation"], "skip" in info) == ("tanh", False)
    assert info["receptive"] == [2, 0, 6, 2]  # two looks of 3 pixels; the whole block has three
    whole = own.probe("opened", {"index": 2, "layer": 1, "unit": 0, "row": 4, "column": 0})
    np.testing.assert_allclose(whole.arrays["inputs"][2], arrays["outputs"], atol=1e-6)
    assert whole.info["receptive"] == [1, 0, 7, 3]
    with pytest.raises(InputError, match=r"^params\.first: expected false"):
        own.probe("opened", {"layer": 0, "unit": 0, "first": True})


def test_batch_normalization_takes_away_its_running_averages(run: Trainer) -> None:
    found = opened(run, 1, 2, row=3, column=4)
    planes, info = run.params()[1], found.info
    assert info["mean"] == pytest.approx(planes["mean"][2])
    assert info["variance"] == pytest.approx(planes["variance"][2])
    standard = (maps(run, 0)[..., 2] - planes["mean"][2]) / np.sqrt(planes["variance"][2] + 1e-5)
    np.testing.assert_allclose(found.arrays["normalized"], standard, atol=1e-5)
    z = planes["scale"][2] * standard + planes["shift"][2]
    np.testing.assert_allclose(found.arrays["preactivations"], z, atol=1e-5)
    assert info["z"] == pytest.approx(z[3, 4], abs=1e-5)
    assert info["a"] == pytest.approx(np.tanh(z[3, 4]), abs=1e-5)
    assert found.arrays["window"].tolist() == [[[pytest.approx(maps(run, 0)[3, 4, 2])]]]


def test_layer_normalization_takes_away_what_the_channels_of_a_place_have(run: Trainer) -> None:
    found, fed = opened(run, 2, 0, row=5, column=1), maps(run, 1)
    assert found.info["mean"] == pytest.approx(fed[5, 1].mean(), abs=1e-6)
    assert found.info["variance"] == pytest.approx(fed[5, 1].var(), abs=1e-6)
    standard = (fed[..., 0] - fed.mean(-1)) / np.sqrt(fed.var(-1) + 1e-5)
    np.testing.assert_allclose(found.arrays["normalized"], standard, atol=1e-5)
    units = opened(run, 8, 3)
    before = [opened(run, 7, unit).info["a"] for unit in range(5)]
    assert units.info["mean"] == pytest.approx(np.mean(before), abs=1e-6)
    assert units.info["normalized"] == pytest.approx((before[3] - np.mean(before)) / np.std(before), abs=1e-3)


def test_what_dropout_leaves_out_is_what_the_next_update_leaves_out(run: Trainer) -> None:
    found = opened(run, 3, 1)
    assert found.info["rate"] == 0.4
    np.testing.assert_array_equal(found.arrays["outputs"], found.arrays["inputs"][0])
    kept = np.stack([opened(run, 3, unit).arrays["kept"] for unit in range(3)], axis=-1)
    assert set(np.unique(kept)) == {0, 1}
    assert found.info["share"] == pytest.approx(kept[..., 1].mean())
    assert 0.35 < kept.mean() < 0.85
    # The update itself, by hand: a sample's key is that of the run, of the update, of its place and of the layer.
    key = jax.random.wrap_key_data(jnp.stack([run.stacked.rule.dropout_key, jnp.uint32(0)]))
    key = jax.random.split(jax.random.fold_in(key, run.updates), run.experiment.batch.size)[0]
    drawn = jax.random.bernoulli(jax.random.fold_in(key, 3), 0.6, (8, 8, 3))
    np.testing.assert_array_equal(kept, np.asarray(drawn))
    run.advance(1)
    assert (opened(run, 3, 1).arrays["kept"] != kept[..., 1]).any()


def test_a_unit_reads_maps_through_its_weights(run: Trainer) -> None:
    found, planes = opened(run, 7, 2), run.params()[7]
    fed = maps(run, 4)
    weights = planes["weights"][2].reshape(fed.shape)
    np.testing.assert_allclose(np.moveaxis(found.arrays["products"], 0, -1), fed * weights, atol=1e-6)
    np.testing.assert_allclose(found.info["sums"], (fed * weights).sum((0, 1)), atol=1e-5)
    z = (fed * weights).sum() + planes["biases"][2]
    assert found.info["z"] == pytest.approx(z, abs=1e-5)
    assert found.info["a"] == pytest.approx(np.tanh(z), abs=1e-5)
    row, column = found.info["row"], found.info["column"]
    assert abs(found.arrays["products"][:, row, column]).max() == abs(found.arrays["products"]).max()


def test_a_unit_reads_numbers_one_a_part(run: Trainer) -> None:
    found, planes = opened(run, 9, 1), run.params()[9]
    before = np.array([opened(run, 8, unit).info["a"] for unit in range(5)])
    np.testing.assert_allclose(found.info["sums"], before * planes["weights"][1], atol=1e-6)
    assert found.info["bias"] == pytest.approx(planes["biases"][1])


def test_the_head_answers_for_its_class(run: Trainer) -> None:
    last = len(LAYERS_2D)
    z = np.array([opened(run, last, unit).info["z"] for unit in range(10)])
    answer = [opened(run, last, unit).info["a"] for unit in range(10)]
    np.testing.assert_allclose(answer, np.exp(z) / np.exp(z).sum(), atol=1e-6)
    found = opened(run, last, 4)
    assert sum(found.info["sums"]) + found.info["bias"] == pytest.approx(z[4], abs=1e-5)
    assert found.info["activation"] == "softmax"


def test_a_shared_head_reads_the_columns_of_its_character() -> None:
    layers = [{"kind": "average_pool", "size": 2}]
    document = {"data": {"dataset": "captcha-digits", "count": 100}, "head": {"sharing": "shared"}, "layers": layers}
    run = Trainer(patched(Experiment(), {**document, "loss": "cross_entropy", "precision": "float64"}))
    slots, classes = run.network["slots"], run.network["classes"]
    found, planes = run.probe("opened", {"layer": 1, "unit": 2 * classes + 3}), run.params()[1]
    whole = run.probe("opened", {"layer": 0, "unit": 0}).arrays["outputs"]
    columns = whole.shape[1] // slots
    assert found.info["first_column"] == 2 * columns
    np.testing.assert_allclose(found.arrays["inputs"][0], whole[:, 2 * columns : 3 * columns], atol=1e-6)
    z = (whole[:, 2 * columns : 3 * columns].ravel() * planes["weights"][3]).sum() + planes["biases"][3]
    assert found.info["z"] == pytest.approx(z, abs=1e-5)
    assert found.info["receptive"] == [0, 4 * columns, whole.shape[0] * 2 - 1, 6 * columns - 1]


def test_one_number_a_map_is_its_mean(run: Trainer) -> None:
    layers: list[Any] = [{"kind": "conv2d", "channels": 2}, {"kind": "global_pool"}]
    own = Trainer(patched(run.experiment, {"layers": layers}))
    found = own.probe("opened", {"layer": 1, "unit": 1})
    assert found.info["takes"] == "average"
    assert found.info["a"] == pytest.approx(found.arrays["inputs"].mean(), abs=1e-6)


def test_all_but_flatten_opens(run: Trainer) -> None:
    with pytest.raises(InputError, match=r"params\.layer: .* 0, 1, 2, 3, 4, 6"):
        opened(run, 5, 0)
    tried = {layer["kind"] for layer in LAYERS_2D} | {"conv2d", "conv1d", "max_pool", "global_pool"}
    assert tried == set(LAYERS.keys())
