"""The verdicts: each forward line against the engine's program, each backward line against central differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from jaxtyping import Float, Int

from engine.activations import OF_LAYERS
from engine.mechanics.activation import value_and_slope
from engine.mechanics.lines import Model, Values, incoming
from engine.mechanics.program import Program

H = 1e-5  # how far a number is moved to each side
BOUNDS = {"exact": 1e-12, "difference": 1e-7}
_NUMBERS = 65536  # pre-activations that the differences of one line may take
_ROUNDING = 8 * float(np.finfo(np.float64).eps)

NOT_FINITE = "The numbers are no longer finite."
NO_SAMPLES = "There is no training point to compute with."
STAND_IN = "The step's slope is a stand-in for its derivative, so no difference can equal it."
KINK = "A unit stands at a kink, where the slopes to the two sides differ."
CURVED = "The loss bends too sharply here for a difference over so short a way."
TINY = "The gradient is too small for a difference to resolve."


@dataclass(frozen=True)
class Check:
    """A verdict. `ok` and `error` are None where there is none to give, and `why` says so.

    `error` is ‖a - b‖ / (‖a‖ + ‖b‖); `checked` of the line's `entries` numbers were compared.
    """

    kind: Literal["exact", "difference"]
    error: float | None
    ok: bool | None
    bound: float
    checked: int
    entries: int
    why: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return dict(vars(self))


def _scaled(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both divided by the largest magnitude in them, so that no square overflows or vanishes."""
    largest = max(float(np.abs(a).max(initial=0)), float(np.abs(b).max(initial=0))) or 1.0
    return a.ravel() / largest, b.ravel() / largest


def relative_error(a: np.ndarray, b: np.ndarray) -> float:
    """`‖a - b‖ / (‖a‖ + ‖b‖)`, and 0 where both are 0."""
    a, b = _scaled(a, b)
    size = float(np.linalg.norm(a) + np.linalg.norm(b))
    return float(np.linalg.norm(a - b)) / size if size != 0 else 0.0


def cosine(a: np.ndarray, b: np.ndarray) -> float | None:
    """`a·b / (‖a‖ ‖b‖)`, or None where one has no direction."""
    (a, _), (b, _) = _scaled(a, a), _scaled(b, b)
    size = float(np.linalg.norm(a) * np.linalg.norm(b))
    found = float(a @ b) / size if size > 0 else np.nan
    return found if np.isfinite(found) else None


def exact(a: np.ndarray, b: np.ndarray) -> Check:
    """Whether two computations of the same numbers agree to rounding."""
    bound = BOUNDS["exact"]
    if not a.size:
        return Check("exact", None, None, bound, 0, 0, NO_SAMPLES)
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return Check("exact", None, None, bound, a.size, a.size, NOT_FINITE)
    error = relative_error(a, b)
    return Check("exact", error, error <= bound, bound, a.size, a.size)


# ---- differences ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Differences:
    """The slopes of L along some numbers: `central`, and the two one-sided ones between which any kink's slope lies.

    `places` are the numbers' places in the array, row by row.
    """

    places: Int[np.ndarray, " numbers"]
    central: Float[np.ndarray, " numbers"]
    low: Float[np.ndarray, " numbers"]
    high: Float[np.ndarray, " numbers"]
    rounding: float  # how far rounding alone may move one of them


@cache
def picked(total: int, most: int) -> Int[np.ndarray, " numbers"]:
    """Which of `total` numbers are checked: all, or always the same `most` of them."""
    if total <= most:
        return np.arange(total)
    return np.sort(np.random.default_rng(0).permutation(total)[:most])


def along(program: Program, v: Values, l: int, rows: np.ndarray, sent: int) -> list[Differences]:
    """The slopes of L along the pre-activations Z_l of the first `sent` samples, and along W_l and then b_l.

    All the moved copies of the batch go through the rest of the engine's network at once.
    """
    Z, A, W, b = v[f"Z{l}"], v[incoming(l)], v[f"W{l}"], v[f"b{l}"]
    (N, units), inputs = Z.shape, len(W)
    most = max(4, _NUMBERS // program.width // (2 * N))
    unit = picked(units, max(4, _NUMBERS // program.width // (2 * sent)))
    entry = picked((inputs + 1) * units, most)
    column, source = entry % units, entry // units  # source `inputs` is the bias

    def moved(by: float) -> np.ndarray:
        """The pre-activations with each chosen number moved, one after the other."""
        z = np.repeat(Z[None, :sent], len(unit), axis=0)  # (chosen, sent, units)
        z[np.arange(len(unit)), :, unit] += by
        weights, biases = W[:, column], b[column]  # (inputs, chosen): each a column of W with one entry moved
        weight, place = source < inputs, np.arange(len(entry))
        weights[source[weight], place[weight]] += by
        biases[~weight] += by
        whole = np.repeat(Z[None], len(entry), axis=0)  # (chosen, samples, units)
        whole[place, :, column] = (A @ weights + biases).T
        return np.concatenate([z.reshape(-1, units), whole.reshape(-1, units)])

    owners = np.concatenate([np.tile(rows[:sent], len(unit)), np.tile(rows, len(entry))])
    losses = program.losses_from(l, np.concatenate([Z, moved(H), moved(-H)]), np.concatenate([rows, owners, owners]))
    here, above, below = np.split(losses, [N, N + len(owners)])
    base = np.concatenate([np.tile(here[:sent], len(unit)), np.tile(here, len(entry))])
    right, left = (above - base) / (H * N), (base - below) / (H * N)
    central, low, high = (above - below) / (2 * H * N), np.minimum(right, left), np.maximum(right, left)
    rounding = _ROUNDING * (1 + float(here.max(initial=0.0))) / H

    cut = sent * len(unit)

    def by_sample(slopes: np.ndarray) -> np.ndarray:
        return slopes[:cut].reshape(len(unit), sent).T.ravel()

    def by_entry(slopes: np.ndarray) -> np.ndarray:
        total: np.ndarray = slopes[cut:].reshape(len(entry), N).sum(axis=1)
        return total

    places = (np.arange(sent)[:, None] * units + unit).ravel()
    return [
        Differences(places, by_sample(central), by_sample(low), by_sample(high), rounding / N),
        Differences(entry, by_entry(central), by_entry(low), by_entry(high), rounding),
    ]


def along_slopes(program: Program, v: Values, l: int, activation: str, rows: np.ndarray) -> Differences:
    """The slopes of L along the learned slopes α_l, by the outputs of the layer with each α moved."""
    Z, A, alpha, W, b = (v[name] for name in (f"Z{l}", f"A{l}", f"alpha{l}", f"W{l + 1}", f"b{l + 1}"))
    N, units = Z.shape
    unit = picked(units, max(4, _NUMBERS // program.width // (2 * N)))

    def moved(by: float) -> np.ndarray:
        outputs = np.repeat(A[None], len(unit), axis=0)  # (chosen, samples, units)
        outputs[np.arange(len(unit)), :, unit] = value_and_slope(activation, Z[:, unit], alpha[unit] + by)[0].T
        return (outputs @ W + b).reshape(-1, W.shape[1])

    owners = np.tile(rows, len(unit))
    whole = np.concatenate([v[f"Z{l + 1}"], moved(H), moved(-H)])
    here, above, below = np.split(
        program.losses_from(l + 1, whole, np.concatenate([rows, owners, owners])), [N, N + len(owners)]
    )
    base = np.tile(here, len(unit))
    right, left = (above - base) / (H * N), (base - below) / (H * N)

    def by_unit(slopes: np.ndarray) -> np.ndarray:
        total: np.ndarray = slopes.reshape(len(unit), N).sum(axis=1)
        return total

    rounding = _ROUNDING * (1 + float(here.max(initial=0.0))) / H
    low, high = by_unit(np.minimum(right, left)), by_unit(np.maximum(right, left))
    return Differences(unit, by_unit((right + left) / 2), low, high, rounding)


def against(made: np.ndarray, slopes: Differences, model: Model, l: int) -> Check:
    """The verdict on a line's numbers, flat, that should be the slopes of L at or below layer l."""
    bound, told = BOUNDS["difference"], (len(slopes.places), made.size)
    a, b = made[slopes.places], slopes.central
    if not a.size:
        return Check("difference", None, None, bound, *told, NO_SAMPLES)
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return Check("difference", None, None, bound, *told, NOT_FINITE)
    error = relative_error(a, b)
    hidden = [OF_LAYERS[key] for key in model.activations[l - 1 : -1]]
    if not all(entry.slope_is_exact for entry in hidden):
        return Check("difference", error, None, bound, *told, STAND_IN)
    if error <= bound:
        return Check("difference", error, True, bound, *told)
    if np.linalg.norm(a - b) <= slopes.rounding * np.sqrt(a.size):
        return Check("difference", error, None, bound, *told, TINY)
    slack = slopes.rounding + bound * (np.abs(a) + np.abs(b))
    if ((a >= slopes.low - slack) & (a <= slopes.high + slack)).all():
        kinked = model.cost.kinked or any(entry.kinked for entry in hidden)
        return Check("difference", error, None, bound, *told, KINK if kinked else CURVED)
    return Check("difference", error, False, bound, *told)


def flat(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """The numbers of several arrays in a row."""
    return np.concatenate([array.ravel() for array in arrays])
