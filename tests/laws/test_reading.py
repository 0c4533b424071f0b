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
    """How well the test images are read after so many epochs; the network is the set's own where none is given. The
    images are the same in every epoch, and CAPTCHAs as easy as they come, where `data` does not say otherwise."""
    clean = {"lines": 0, "rotation": 0, "warp": 0, "overlap": 0}
    given = {"dataset": dataset, "fresh": False, **data, "captcha": {**clean, **data.get("captcha", {})}}
    patch: dict[str, Any] = {"data": given, **(learning or {})}
    if layers is not None:
        patch |= {"layers": layers, "head": {"sharing": "own"}}
    run = Trainer(patched(Experiment(), patch))
    run.advance_epochs(epochs)
    found: dict[str, Any] = run.probe("metrics").info
    return found


FLAT: dict[str, Any] = {"kind": "flatten"}
DENSE: dict[str, Any] = {"kind": "dense", "units": 64, "activation": "relu"}
HALF: dict[str, Any] = {**DENSE, "units": 32}


@pytest.mark.parametrize(
    ("layers", "bound"),
    [
        ([FLAT], 0.93),
        ([FLAT, HALF], 0.955),
        ([FLAT, DENSE, HALF], 0.955),
        (None, 0.965),
    ],
    ids=["softmax", "32 hidden", "64-32", "convolution 8-16"],
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


def test_signals_whose_places_are_shuffled_are_not_for_kernels_that_slide() -> None:
    """The same signals to whoever looks at each place for itself; nothing near one another belongs together."""
    learning = {"optimizer": {"learning_rate": 0.003}, "batch": {"size": 100}}
    found = read("mnist1d", 30, None, learning, count=5000, shuffled=True)
    assert 0.40 <= found["accuracy_test"] <= 0.62


@pytest.mark.parametrize(
    ("layers", "epochs", "least", "most"),
    [
        ([FLAT], 10, 0.87, 0.93),
        ([FLAT, HALF], 10, 0.89, 0.96),
        ([FLAT, {**DENSE, "units": 128}], 10, 0.91, 0.96),
        (None, 3, 0.93, 1.0),
    ],
    ids=["softmax", "32 hidden", "128 hidden", "convolution 8-16"],
)
def test_mnist(layers: list[dict[str, Any]] | None, epochs: int, least: float, most: float) -> None:
    """5,000 of them."""
    assert least <= read("mnist", epochs, layers, count=5000)["accuracy_test"] <= most


@pytest.mark.slow
def test_what_a_shared_head_learns_of_a_character_in_one_place_it_knows_in_all() -> None:
    """Noise, a line and turned by up to 10 degrees: the same convolutions, one head or one for each place."""
    image: dict[str, Any] = {"noise": 10.0, "count": 4000, "captcha": {"lines": 1, "rotation": 10.0}}
    shared = read("captcha-digits", 6, **image)
    assert shared["accuracy_test"] >= 0.78
    assert abs(shared["words_test"] - shared["expected_words_test"]) <= 0.03
    own = read("captcha-digits", 6, None, {"head": {"sharing": "own"}}, **image)
    assert 0.5 <= own["accuracy_test"] <= shared["accuracy_test"] - 0.07


@pytest.mark.slow
def test_characters_side_by_side_are_read_by_kernels_that_slide_and_a_head_that_is_shared() -> None:
    """The test digits were never seen in training; a plain network of ten times the size does not get there."""
    plain: list[dict[str, Any]] = [FLAT, {"kind": "dense", "units": 64, "activation": "relu"}]
    image: dict[str, Any] = {"noise": 5.0, "count": 4000}
    sliding = read("captcha-digits", 10, **image)
    assert sliding["accuracy_test"] >= 0.93
    assert abs(sliding["words_test"] - sliding["expected_words_test"]) <= 0.03
    assert read("captcha-digits", 10, plain, **image)["accuracy_test"] <= 0.65
