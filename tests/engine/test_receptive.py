"""What an output sees of the image, as the geometry says it, is what the network itself answers to."""

from functools import lru_cache
from typing import Any

import jax
import numpy as np
import pytest

from engine.experiment import Experiment
from engine.layers import LAYERS
from engine.stack.description import describe
from engine.stack.network import initial_planes, stack
from engine.stack.receptive import receptive_field
from engine.validation import patched

TINY = 1e-9  # a batch of another size rounds otherwise
LINEAR = {"activation": "linear"}  # nothing saturates
NETS: dict[str, dict[str, Any]] = {
    "blocks": {
        "data": {"dataset": "digits"},
        "layers": [
            {"kind": "residual", "channels": 2, **LINEAR}, {"kind": "batch_norm"}, {"kind": "max_pool", "stride": 1},
            {"kind": "conv2d", "channels": 2, "kernel": 3, "stride": 2, "dilation": 2, **LINEAR},
            {"kind": "layer_norm"}, {"kind": "dropout"}, {"kind": "flatten"}, {"kind": "batch_norm"},
            {"kind": "dense", "units": 3},
        ],
    },
    "holes": {
        "data": {"dataset": "digits"},
        "layers": [
            {"kind": "conv2d", "channels": 2, "kernel": 2, "stride": 3, "dilation": 4, **LINEAR},
            {"kind": "average_pool", "size": 2, "stride": 1}, {"kind": "flatten"}, {"kind": "layer_norm"},
        ],
    },
    "signals": {
        "data": {"dataset": "mnist1d"},
        "layers": [
            {"kind": "conv1d", "channels": 2, "kernel": 5, "stride": 2, "padding": "valid", **LINEAR},
            {"kind": "residual", "channels": 3, **LINEAR}, {"kind": "global_pool", "takes": "max"},
        ],
    },
    "characters": {
        "data": {"dataset": "captcha-digits"}, "head": {"sharing": "shared"},
        "layers": [{"kind": "average_pool", "size": 4}, {"kind": "conv2d", "channels": 2, "kernel": 1, **LINEAR}],
    },
}  # fmt: skip


@lru_cache
def experiment(name: str) -> Experiment:
    """A network of the list, in float64."""
    return patched(Experiment(), {**NETS[name], "precision": "float64"})


@lru_cache
def boxes(name: str) -> list[np.ndarray]:
    """Of every layer's outputs, top, left, bottom and right of the pixels that change them: one pixel at a time, far up
    and far down, in two images."""
    net, planes = stack(experiment(name)), jax.device_put(initial_planes(experiment(name)))
    rng = np.random.default_rng(7)
    height, width, _ = net.input_shape
    look = jax.jit(jax.vmap(lambda image: [tap["outputs"] for tap in net.forward(planes, image)[1]]))
    changed: list[np.ndarray] = []
    for image in rng.normal(size=(2, *net.input_shape)):
        each = np.repeat(image[None], height * width, axis=0)
        at = np.arange(height * width)
        for step in (30.0, -30.0):
            moved = each.copy()
            moved[at, at // width, at % width, :] += step
            before, after = look(image[None]), look(moved)
            found = [np.abs(np.asarray(b) - np.asarray(a)) > TINY for a, b in zip(before, after, strict=True)]
            changed = [a | b for a, b in zip(changed, found, strict=True)] if changed else found
    return [_box(np.moveaxis(each, 0, -1), width) for each in changed]


def _box(changed: np.ndarray, width: int) -> np.ndarray:
    """[..., 4] of [..., pixels]."""
    boxes = np.zeros((*changed.shape[:-1], 4), int)
    for place in np.ndindex(changed.shape[:-1]):
        at = np.flatnonzero(changed[place])
        rows, columns = at // width, at % width
        empty = [0, 0, -1, -1]
        boxes[place] = [rows.min(), columns.min(), rows.max(), columns.max()] if at.size else empty
    return boxes


def test_every_kind_of_layer_is_tried() -> None:
    assert {layer["kind"] for net in NETS.values() for layer in net["layers"]} == set(LAYERS.keys())


@pytest.mark.parametrize("name", NETS)
def test_an_output_sees_what_changes_it(name: str) -> None:
    net = stack(experiment(name))
    for layer, found in enumerate(boxes(name)):
        for place in np.ndindex(found.shape[:-1]):
            row, column, unit = place if len(place) == 3 else (0, 0, place[-1])
            if layer == len(net.layers) - 1:
                unit = place[0] * net.head.classes + place[1]
            assert receptive_field(net, layer, unit, row, column) == found[place].tolist(), (layer, place)


def test_the_description_has_the_ends_of_every_place() -> None:
    found = boxes("blocks")[3]
    ends = describe(experiment("blocks"))["layers"][3]["receptive"]
    assert ends["rows"] == found[:, 0, 0, ::2].tolist()
    assert ends["columns"] == found[0, :, 0, 1::2].tolist()
