"""What the menu of layers is told to fit is what an insertion does, and the others are refused."""

from typing import Any

import pytest

from engine.edits import InsertLayer
from engine.errors import InputError, InputErrors
from engine.experiment import Experiment
from engine.layers import LAYERS
from engine.stack.fitting import fitting
from engine.stack.structure import new_layer, restructured
from engine.stack.surgery import Roster
from engine.validation import patched

NETS: list[dict[str, Any]] = [
    {"data": {"dataset": "digits"}, "layers": [{"kind": "conv2d"}, {"kind": "max_pool"}, {"kind": "flatten"}, {}]},
    {"data": {"dataset": "digits"}, "layers": [{"kind": "max_pool", "size": 8}, {"kind": "global_pool"}]},
    {"data": {"dataset": "mnist1d"}, "layers": [{"kind": "conv1d"}, {"kind": "average_pool", "size": 5}]},
    {"data": {"dataset": "captcha-digits"}, "head": {"sharing": "shared"}, "layers": [{"kind": "max_pool", "size": 8}]},
    {"data": {"dataset": "digits"}, "layers": [{"kind": "dropout"}] * 24},
]  # fmt: skip


@pytest.mark.parametrize("net", NETS)
def test_what_fits_is_what_can_be_inserted(net: dict[str, Any]) -> None:
    experiment = patched(Experiment(), net)
    count = len(experiment.layers)
    roster = Roster(tuple(range(count)), tuple(tuple(range(layer.width)) for layer in experiment.layers))
    told = fitting(experiment)
    assert len(told) == count + 1
    for at, kinds in enumerate(told):
        assert list(kinds) == list(LAYERS.keys())
        for kind, against in kinds.items():
            edit = InsertLayer(at=at, kind=kind)
            try:
                restructured(edit, experiment, roster, lambda n: tuple(range(n)))
            except (InputError, InputErrors):
                assert against, (at, kind)
            else:
                assert against is None, (at, kind, against)


def test_a_new_layer_is_as_wide_as_what_feeds_it_unless_that_is_very_much() -> None:
    for net, at, kind, width in [(NETS[0], 0, "conv2d", 8), ({"data": {"dataset": "mnist"}}, 5, "dense", 32)]:
        layer = new_layer(InsertLayer(at=at, kind=kind), patched(Experiment(), net))
        assert layer.width == width


def test_why_not_is_said_with_the_shapes() -> None:
    last = fitting(patched(Experiment(), NETS[0]))[-1]
    assert last["max_pool"] == "it takes maps of height x width x channels, not 2 numbers"
    first = fitting(patched(Experiment(), NETS[0]))[0]
    assert first["flatten"] == "convolution after it takes maps of height x width x channels, not 64 numbers"
    small = fitting(patched(Experiment(), NETS[1]))[1]
    assert small["max_pool"] == "it, size: at most 1 for signals of 1, not 8"
