"""The slips of backpropagation: what each computes, beside numpy written apart, and which network can make it."""

import numpy as np
import pytest

from engine.mechanics.checks import cosine, relative_error
from engine.mechanics.costs import COSTS
from engine.mechanics.lines import Model, backward, forward, run
from engine.mechanics.slips import SLIPS
from tests.engine.test_mechanics import batch_of, model_of


def compared(model: Model, key: str, count: int = 6) -> dict[str, tuple[float, float]]:
    """Cosine and relative error of each gradient with a slip and without it."""
    X, Y = batch_of(model, count)
    lines = [*forward(model), *backward(model)]
    right, slip = run(lines, model.given(X, Y)), run(SLIPS[key].into(lines, model), model.given(X, Y))
    found = {}
    for name in (line.key for line in lines if line.key.startswith("dW")):
        direction = cosine(slip[name], right[name])
        assert direction is not None
        found[name] = direction, relative_error(slip[name], right[name])
    return found


def mild(hidden: str) -> Model:
    """A network of as many hidden units as outputs, none of them saturated."""
    model = model_of([3, 2, 2], [hidden], "squared_error", seed=2)
    weights, biases = (tuple(0.7 * array for array in plane) for plane in (model.weights, model.biases))
    return Model(weights, biases, model.activations, model.cost)


def test_relative_error_reveals_what_a_cosine_hides() -> None:
    bare = compared(mild("tanh"), "output_error_bare")
    for direction, error in bare.values():
        assert 0.98 < direction < 1, "nearly the right direction"
        assert error > 0.7, "but not the right size"
    for direction, error in compared(mild("tanh"), "no_batch_mean").values():
        assert direction == pytest.approx(1, abs=1e-12)
        assert error == pytest.approx(5 / 7), "N times as long: (N - 1) / (N + 1) for a batch of 6"


@pytest.mark.parametrize(
    ("hidden", "slip", "spoiled", "most"),
    [
        ("tanh", "hidden_slope_of_output", "dW1", 0.9),
        ("sigmoid", "preactivations_in_weight_gradient", "dW2", 0.95),
        ("tanh", "transposed_weights", "dW1", 0.9),
    ],
)
def test_a_slip_spoils_what_follows_and_nothing_before(hidden: str, slip: str, spoiled: str, most: float) -> None:
    found = compared(mild(hidden), slip)
    for name, (direction, error) in found.items():
        if name == spoiled:
            assert direction < most
            assert error > 0.1
        else:
            assert (direction, error) == pytest.approx((1, 0), abs=1e-12)


def written_apart(slip: str, model: Model, X: np.ndarray, Y: np.ndarray) -> list[np.ndarray]:
    """∂L/∂W of three tanh layers of 4, 2 and 1 units with `L = (1/N) Σ ½ (O - Y)²`, slipped."""
    (W1, W2, W3), (b1, b2, b3), N = model.weights, model.biases, len(X)
    Z1 = X @ W1 + b1
    Z2 = np.tanh(Z1) @ W2 + b2
    O = np.tanh(np.tanh(Z2) @ W3 + b3)
    s1, s2, s3 = 1 - np.tanh(Z1) ** 2, 1 - np.tanh(Z2) ** 2, 1 - O**2
    D3 = {"output_error_bare": O - Y, "no_batch_mean": (O - Y) * s3}.get(slip, (O - Y) * s3 / N)
    D2 = np.outer(D3[:, 0], W3[:, 0]) * (s3 if slip == "hidden_slope_of_output" else s2)
    D1 = np.zeros((N, 4))
    for n in range(N):
        for j in range(4):
            for k in range(2):
                weight = W2.ravel()[4 * k + j] if slip == "transposed_weights" else W2[j, k]
                D1[n, j] += D2[n, k] * weight * s1[n, j]
    before = Z2 if slip == "preactivations_in_weight_gradient" else np.tanh(Z2)
    gradients = [X.T @ D1, np.tanh(Z1).T @ D2, before.T @ D3]
    return [1 / g for g in gradients] if slip == "upside_down" else gradients


@pytest.mark.parametrize("slip", SLIPS.keys())
def test_each_slip_on_the_network_that_opens_first(slip: str) -> None:
    model = model_of([7, 4, 2, 1], ["tanh", "tanh"], "squared_error")
    X, Y = batch_of(model, 10)
    lines = [*forward(model), *backward(model)]
    right, wrong = run(lines, model.given(X, Y)), run(SLIPS[slip].into(lines, model), model.given(X, Y))
    expected, true = written_apart(slip, model, X, Y), written_apart("", model, X, Y)
    for l, (slipped, plain) in enumerate(zip(expected, true, strict=True), 1):
        np.testing.assert_allclose(wrong[f"dW{l}"], slipped, rtol=1e-11)
        np.testing.assert_allclose(right[f"dW{l}"], plain, rtol=1e-11)
    assert max(relative_error(wrong[f"dW{l}"], right[f"dW{l}"]) for l in (1, 2, 3)) > 0.05


def test_upside_down_slopes_of_nothing_stay_nothing() -> None:
    model = model_of([2, 2, 1], ["relu"], "squared_error")
    model.biases[0][0] = -100  # a unit that answers to no sample
    X, Y = batch_of(model, 5)
    lines = [*forward(model), *backward(model)]
    right, wrong = run(lines, model.given(X, Y)), run(SLIPS["upside_down"].into(lines, model), model.given(X, Y))
    assert not right["dW1"][:, 0].any()
    assert not wrong["dW1"][:, 0].any()
    assert not wrong["dW2"][0].any()
    for name in ("dW1", "db1", "dW2", "db2"):
        told = right[name] != 0
        np.testing.assert_allclose(wrong[name][told], 1 / right[name][told], rtol=1e-15)


@pytest.mark.parametrize("units", [2, 3])
def test_a_square_matrix_read_the_other_way_is_not_transposed(units: int) -> None:
    model = model_of([3, units, units], ["tanh"], "squared_error")
    X, Y = batch_of(model, 5)
    lines = SLIPS["transposed_weights"].into([*forward(model), *backward(model)], model)
    v = run(lines, model.given(X, Y))
    np.testing.assert_allclose(v["D1"], (v["D2"] @ model.weights[1]) * v["S1"], rtol=1e-14)


# ---- which network can make which ------------------------------------------------------------------------------------

ALWAYS = {"upside_down", "no_batch_mean"}


@pytest.mark.parametrize(
    ("widths", "cost", "refused"),
    [
        ([7, 4, 2, 1], "squared_error", {}),
        ([3, 4, 2, 1], "sigmoid_cross_entropy", {"output_error_bare": "O − Y is right"}),
        ([3, 4, 1], "squared_error", {"transposed_weights": "one row or one column"}),
        ([2, 3, 3, 3], "softmax_cross_entropy", {"output_error_bare": "O − Y is right"}),
        (
            [2, 3, 3],
            "softmax_cross_entropy",
            {"output_error_bare": "O − Y", "hidden_slope_of_output": "of a whole layer"},
        ),
        ([3, 4, 2], "squared_error", {"hidden_slope_of_output": "shapes do not match"}),
        ([3, 4, 1, 2], "squared_error", {"transposed_weights": "one row or one column"}),
        (
            [3, 2],
            "huber",
            dict.fromkeys(
                ("hidden_slope_of_output", "transposed_weights", "preactivations_in_weight_gradient"),
                "There is no hidden layer.",
            ),
        ),
    ],
    ids=str,
)
def test_a_network_that_cannot_make_a_slip_says_why(widths: list[int], cost: str, refused: dict[str, str]) -> None:
    model = model_of(widths, ["tanh"] * (len(widths) - 2), cost)
    why = {slip.key: reason for slip in SLIPS if (reason := slip.why_not(model))}
    assert why.keys() == refused.keys()
    for key, words in refused.items():
        assert words in why[key]


def test_linear_networks_have_no_slips_that_change_nothing() -> None:
    model = model_of([3, 2, 1], ["linear"], "squared_error", output="linear")
    assert {slip.key for slip in SLIPS if not slip.why_not(model)} == ALWAYS


@pytest.mark.parametrize("widths", [[3, 3, 3], [3, 4, 2], [3, 2, 1, 2]], ids=str)
@pytest.mark.parametrize("hidden", [["tanh", "prelu"], ["maxout", "maxout"], ["softmax", "tanh"]], ids=str)
@pytest.mark.parametrize("cost", COSTS.keys())
def test_a_slipped_line_reads_as_what_it_does(cost: str, hidden: list[str], widths: list[int]) -> None:
    model = model_of(widths, hidden[: len(widths) - 2], cost)
    lines = [*forward(model), *backward(model)]
    v = run(lines, model.given(*batch_of(model, 4)))
    for slip in (slip for slip in SLIPS if not slip.why_not(model)):
        made_wrong = False
        for right, line in zip(lines, slip.into(lines, model), strict=True):
            assert line.slip == ("" if line is right else slip.key)
            if line is not right:
                assert line.tex != right.tex
                assert (line.key, line.makes) == (right.key, right.makes)
                made = dict(zip(line.makes, line.rule({name: v[name] for name in (*line.uses, "X")}), strict=True))
                assert any(relative_error(made[name], v[name]) > 1e-3 for name in made), "it uses only what it names"
                made_wrong = True
        assert made_wrong
