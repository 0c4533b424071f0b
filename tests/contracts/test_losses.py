"""The contract of every loss: its gradient is its derivative, finite for huge outputs, and blind to padding."""

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import jax
import numpy as np
import pytest

from engine.errors import InputError
from engine.losses import LOSSES, TERMS, LossTerm, output_activation, resolve

every = pytest.mark.parametrize("term", TERMS, ids=lambda term: term.key)
TERM = {term.key: term for term in TERMS}

U = [0.37, -1.9, 0.61]
TARGET = [1.0, -1.0, -1.0]


@cache
def compiled(term: LossTerm) -> Callable[..., tuple[Any, Any]]:
    """Loss and gradient by autodiff."""
    return jax.jit(jax.value_and_grad(term.fn))


def value_and_gradient(
    term: LossTerm, u: list[float], target: list[float], mask: list[float], dtype: type = np.float64
) -> tuple[float, np.ndarray]:
    arrays: list[np.ndarray] = [np.array(x, dtype) for x in (u, target, mask)]
    value, gradient = compiled(term)(*arrays)
    assert value.dtype == gradient.dtype == dtype
    assert value.shape == ()
    return float(value), np.asarray(gradient)


@every
@pytest.mark.parametrize("spread", [0.3, 1.0, 4.1])
def test_gradient_equals_finite_differences(term: LossTerm, spread: float) -> None:
    u = [spread * x for x in U]
    h = 1e-6
    gradient = value_and_gradient(term, u, TARGET, [1, 1, 1])[1]
    for index in range(3):
        above, below = list(u), list(u)
        above[index] += h
        below[index] -= h
        rise = [value_and_gradient(term, moved, TARGET, [1, 1, 1])[0] for moved in (above, below)]
        assert gradient[index] == pytest.approx((rise[0] - rise[1]) / (2 * h), abs=1e-8)


@every
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sign", [1, -1])
def test_huge_outputs_have_finite_losses_and_gradients(term: LossTerm, dtype: type, sign: int) -> None:
    for size in (0.0, 50.0, 1e4):
        u = [sign * size, -sign * size, 0.5 * sign * size]
        value, gradient = value_and_gradient(term, u, TARGET, [1, 1, 1], dtype)
        assert math.isfinite(value)
        assert value >= 0
        assert np.all(np.isfinite(gradient))


@every
def test_padding_neither_counts_nor_learns(term: LossTerm) -> None:
    alone = value_and_gradient(term, U[:2], TARGET[:2], [1, 1])
    padded = value_and_gradient(term, [*U[:2], 1e4], [*TARGET[:2], 1.0], [1, 1, 0])
    assert padded[0] == pytest.approx(alone[0], rel=1e-15)
    np.testing.assert_allclose(padded[1], [*alone[1], 0], rtol=0, atol=1e-15)


@every
def test_nan_stays_nan(term: LossTerm) -> None:
    assert math.isnan(value_and_gradient(term, [math.nan, 1, 2], TARGET, [1, 1, 1])[0])


def _softmax_loss(u: list[float], target: list[float]) -> float:
    return math.log(sum(math.exp(x) for x in u)) - u[target.index(1)]


VALUES = {
    "squared_error": lambda u, t: sum((a - b) ** 2 for a, b in zip(u, t, strict=True)) / 2,
    "huber": lambda u, t: sum(
        (a - b) ** 2 / 2 if abs(a - b) <= 1 else abs(a - b) - 0.5 for a, b in zip(u, t, strict=True)
    ),
    "sigmoid_cross_entropy": lambda u, t: sum(-math.log(1 / (1 + math.exp(-b * a))) for a, b in zip(u, t, strict=True)),
    "softmax_cross_entropy": _softmax_loss,
    "hinge": lambda u, t: sum(max(0, 1 - b * a) for a, b in zip(u, t, strict=True)),
}


@pytest.mark.parametrize("key", VALUES)
@pytest.mark.parametrize("u", [U, [-0.2, 0.4, 2.7]])
def test_value_is_the_formulas(key: str, u: list[float]) -> None:
    got = value_and_gradient(TERM[key], u, TARGET, [1, 1, 1])[0]
    assert got == pytest.approx(VALUES[key](u, TARGET), rel=1e-14)


@pytest.mark.parametrize("z", [-3.2, 0.0, 0.9])
@pytest.mark.parametrize("target", [-1.0, 1.0])
def test_cross_entropys_slope_is_probability_minus_target(z: float, target: float) -> None:
    slope = value_and_gradient(TERM["sigmoid_cross_entropy"], [z], [target], [1])[1][0]
    assert slope == pytest.approx(1 / (1 + math.exp(-z)) - (target + 1) / 2, abs=1e-15)


def test_cross_entropy_of_equal_outputs_is_the_logarithm_of_their_number() -> None:
    assert value_and_gradient(TERM["softmax_cross_entropy"], [7.0, 7.0, 7.0], TARGET, [1, 1, 1])[0] == pytest.approx(
        math.log(3), rel=1e-15
    )


@pytest.mark.parametrize(
    ("loss", "problem", "classes", "term", "output"),
    [
        ("squared_error", "classification", 2, "squared_error", "tanh"),
        ("squared_error", "classification", 3, "squared_error", "tanh"),
        ("squared_error", "regression", 0, "squared_error", "linear"),
        ("huber", "regression", 0, "huber", "linear"),
        ("huber", "classification", 2, "huber", "tanh"),
        ("cross_entropy", "classification", 2, "sigmoid_cross_entropy", "sigmoid"),
        ("cross_entropy", "classification", 3, "softmax_cross_entropy", "softmax"),
        ("hinge", "classification", 2, "hinge", "linear"),
        ("hinge", "classification", 3, "hinge", "linear"),
    ],
)
def test_a_loss_finds_its_term_and_output(loss: str, problem: str, classes: int, term: str, output: str) -> None:
    assert resolve(loss, problem, classes).key == term
    assert output_activation(loss, problem, classes) == output


@pytest.mark.parametrize("loss", ["cross_entropy", "hinge"])
def test_a_loss_of_classes_is_refused_for_values(loss: str) -> None:
    with pytest.raises(InputError, match="loss: expected one for regression: squared_error, huber, got"):
        resolve(loss, "regression", 0)


def test_every_loss_leads_to_known_terms() -> None:
    for loss in LOSSES:
        assert set(loss.terms) <= set(TERM)
        for problem in loss.tasks:
            for classes in (2, 3):
                assert resolve(loss.key, problem, classes) in TERMS
