"""What networks learn to read, within the bounds that hold for any start: digits, and characters side by side."""

from typing import Any

import pytest

from engine.experiment import Experiment
from engine.trainer import Trainer
from engine.validation import patched


def read(
    dataset: str,
    epochs: int,
    layers: list[dict[str, Any]] | None = None,
    learning: dict[str, Any] | None = None,
    **data: Any,
) -> dict[str, Any]:
    """How well the test images are read after so many epochs; the network is the set's own where none is given."""
    clean = {"lines": 0, "rotation": 0, "warp": 0, "overlap": 0}
    patch: dict[str, Any] = {"data": {"dataset": dataset, "captcha": clean, **data}, **(learning or {})}
    if layers is not None:
        patch |= {"layers": layers, "head": {"sharing": "own"}}
    run = Trainer(patched(Experiment(), patch))
    run.advance_epochs(epochs)
    found: dict[str, Any] = run.probe("metrics").info
    return found


FLAT: dict[str, Any] = {"kind": "flatten"}
DENSE: dict[str, Any] = {"kind": "dense", "units": 64, "activation": "relu"}


@pytest.mark.parametrize(
    ("layers", "bound"),
    [
        ([FLAT], 0.93),
        ([FLAT, {"kind": "dense", "units": 32, "activation": "relu"}], 0.955),
        (None, 0.965),
    ],
    ids=["softmax", "32 hidden", "convolution 8-16"],
)
def test_digits(layers: list[dict[str, Any]] | None, bound: float) -> None:
    assert read("digits", 60, layers, count=1797)["accuracy_test"] >= bound


@pytest.mark.parametrize(
    ("layers", "rate", "least", "most"),
    [
        (None, 0.003, 0.80, 1.0),
        ([FLAT, DENSE, DENSE], 0.001, 0.40, 0.66),
        ([FLAT], 0.001, 0.20, 0.38),
    ],
    ids=["convolution 25 x 3", "64-64", "linear"],
)
def test_signals(layers: list[dict[str, Any]] | None, rate: float, least: float, most: float) -> None:
    """MNIST-1D: what slides along the signal finds what stands anywhere; what does not has to learn each place."""
    learning = {"optimizer": {"learning_rate": rate}, "batch": {"size": 100}}
    assert least <= read("mnist1d", 50, layers, learning, count=5000)["accuracy_test"] <= most


@pytest.mark.slow
def test_characters_side_by_side_are_read_by_kernels_that_slide_and_a_head_that_is_shared() -> None:
    """The test digits were never seen in training; a plain network of ten times the size does not get there."""
    plain: list[dict[str, Any]] = [FLAT, {"kind": "dense", "units": 64, "activation": "relu"}]
    image: dict[str, Any] = {"noise": 5.0, "count": 4000}
    sliding = read("captcha-digits", 10, **image)
    assert sliding["accuracy_test"] >= 0.93
    assert abs(sliding["words_test"] - sliding["expected_words_test"]) <= 0.03
    assert read("captcha-digits", 10, plain, **image)["accuracy_test"] <= 0.65
