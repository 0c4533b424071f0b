"""What networks learn to read, within the bounds that hold for any start: digits, and characters side by side."""

from typing import Any

import pytest

from engine.experiment import Experiment
from engine.trainer import Trainer
from engine.validation import patched


def read(dataset: str, epochs: int, layers: list[dict[str, Any]] | None = None, **data: Any) -> dict[str, Any]:
    """How well the test images are read after so many epochs; the network is the set's own where none is given."""
    clean = {"lines": 0, "rotation": 0, "warp": 0, "overlap": 0}
    patch: dict[str, Any] = {"data": {"dataset": dataset, "captcha": clean, **data}}
    if layers is not None:
        patch |= {"layers": layers, "head": {"sharing": "own"}}
    run = Trainer(patched(Experiment(), patch))
    run.advance_epochs(epochs)
    found: dict[str, Any] = run.probe("metrics").info
    return found


FLAT = {"kind": "flatten"}


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


@pytest.mark.slow
def test_characters_side_by_side_are_read_by_kernels_that_slide_and_a_head_that_is_shared() -> None:
    """The test digits were never seen in training; a plain network of ten times the size does not get there."""
    plain: list[dict[str, Any]] = [FLAT, {"kind": "dense", "units": 64, "activation": "relu"}]
    image: dict[str, Any] = {"noise": 5.0, "count": 4000}
    sliding = read("captcha-digits", 10, **image)
    assert sliding["accuracy_test"] >= 0.93
    assert abs(sliding["words_test"] - sliding["expected_words_test"]) <= 0.03
    assert read("captcha-digits", 10, plain, **image)["accuracy_test"] <= 0.65
