"""What an activation is like, decided from the function itself in float64: how smooth, monotone or not, how steep.

f and its first two derivatives are taken on a grid of step 1/64 from -40 to 40 and at ±10^15, 10^16 and 10^17; between
two of its `kinks` and `bends` a function is smooth, and beyond the grid it is monotone or repeats what lies inside. A
limit from one side is extrapolated from two points beside the place; where the derivative changes its sign, an extreme
is found by bisection; where three powers of ten agree, they are the limit at infinity.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from engine.activations.base import ACTIVATIONS, Activation, value_and_slope

BLOCK = 1024  # points that one call looks at, so that no number of points compiles anything
_STEP = 1 / 64
_NEAR = np.arange(-40.0, 40.0 + _STEP, _STEP)
_FAR = (1e15, 1e16, 1e17)
_AXIS = np.concatenate([-np.array(_FAR[::-1]), _NEAR, _FAR])
_BESIDE = 2.0**-26  # two points at once and twice this distance give a limit to about 1e-15
_SAME = 1e-12  # values this close are one
_JUMP = 1e-6  # a limit from the left and one from the right further apart than this differ
_INFINITE = 1e6  # what is larger at 10^17 has no bound
_ORDERS = ("discontinuous", "C^0", "C^1", "C^2")

Jet = Float[np.ndarray, "orders=3 points"]  # f, f' and f'' at each point


@dataclass(frozen=True)
class Extreme:
    """A supremum or infimum: its value, the place nearest 0 where it is reached, and from which side of a jump.

    `at` is None where it is only approached at infinity; `side` is `left`, `right`, or None where g does not jump.
    """

    value: float
    at: float | None
    side: str | None = None


@dataclass(frozen=True)
class Properties:
    """What is true of one activation.

    `continuity` is the highest order of a derivative without jump, `C^0` to `C^∞`, or `discontinuous`; `C^2` stands
    for 2 or more. `steepest` is the supremum of f', infinite where f jumps. `slope_monotone` (f' never turns: f is
    convex or concave) is None where the slope that learning uses is not f'.
    """

    continuity: str
    monotone: bool
    slope_monotone: bool | None
    lowest: Extreme
    highest: Extreme
    steepest: Extreme


class _Seen(NamedTuple):
    """One activation on the axis: its jets between two places each; at every place its limits and its own jet."""

    pieces: list[tuple[np.ndarray, Jet]]
    places: list[float]
    left: Jet
    right: Jet
    there: Jet


def jet(fn: Callable[[Array], Array]) -> Callable[[Array], tuple[Array, Array, Array]]:
    """The function `z -> (f, f', f'')`; f' is the slope that learning uses, f'' the derivative of that."""

    def three(z: Array) -> tuple[Array, Array, Array]:
        (value, slope), (_, curvature) = jax.jvp(value_and_slope(fn), (z,), (jnp.ones_like(z),))
        return value, slope, curvature

    return three


@cache
def _program() -> Any:
    """The jets of all activations, each at its own block of points."""
    jets = [jet(entry.fn) for entry in ACTIVATIONS]

    def look(z: Float[Array, "activations points"]) -> Float[Array, "activations orders points"]:
        return jnp.stack([jnp.stack(three(z[index])) for index, three in enumerate(jets)])

    return jax.jit(look)


def jets(z: Float[np.ndarray, "activations points"]) -> Float[np.ndarray, "activations orders=3 points"]:
    """f, f' and f'' of every activation, each at its own row of points, in float64."""
    blocks = max(1, -(-z.shape[1] // BLOCK))
    padded = np.zeros((len(z), blocks * BLOCK))
    padded[:, : z.shape[1]] = z
    parts = [np.asarray(_program()(block)) for block in np.split(padded, blocks, axis=1)]
    return np.concatenate(parts, axis=2)[:, :, : z.shape[1]]


def curves(z: Float[np.ndarray, " points"]) -> Float[np.ndarray, "activations orders=3 points"]:
    """f, f' and f'' of every activation at the same points, in the order of the table."""
    return jets(np.tile(z, (len(ACTIVATIONS), 1)))


def places(activation: Activation) -> list[float]:
    """Where two pieces of the function meet."""
    return sorted({*activation.kinks, *activation.bends})


def _look() -> list[_Seen]:
    most = max(len(places(entry)) for entry in ACTIVATIONS)
    offsets = np.array([-2, -1, 0, 1, 2]) * _BESIDE
    beside = np.zeros((len(ACTIVATIONS), most, len(offsets)))
    for row, entry in zip(beside, ACTIVATIONS, strict=True):
        for place, points in zip(places(entry), row, strict=False):
            points[:] = place + offsets
    on_axis = curves(_AXIS)
    around = jets(beside.reshape(len(beside), -1)).reshape(len(beside), 3, most, len(offsets))
    seen = []
    for entry, whole, limits in zip(ACTIVATIONS, on_axis, around, strict=True):
        met = places(entry)
        part = limits[:, : len(met)]
        left, right = 2 * part[..., 1] - part[..., 0], 2 * part[..., 3] - part[..., 4]
        edges = [-math.inf, *met, math.inf]
        inside = [np.greater(_AXIS, low) & np.less(_AXIS, high) for low, high in pairwise(edges)]
        seen.append(_Seen([(_AXIS[mask], whole[:, mask]) for mask in inside], met, left, right, part[..., 2]))
    return seen


def _turns(seen: _Seen, order: int) -> Iterator[tuple[float, float]]:
    """Pairs of points between which the derivative of that order changes its sign."""
    for z, values in seen.pieces:
        slope = values[order]
        sure = np.flatnonzero((np.abs(slope) > 1e-10) & (np.abs(z) <= _NEAR[-1]))  # a sign that is not rounding
        for one, other in pairwise(sure):
            if slope[one] * slope[other] < 0 and z[other] - z[one] <= 4 * _STEP:
                yield float(z[one]), float(z[other])


def _critical(everything: list[_Seen], order: int) -> list[list[tuple[float, float]]]:
    """For each activation the points where the derivative of one order more is 0, with the value of this order."""
    found = [list(_turns(seen, order + 1)) for seen in everything]
    shape = (len(found), max(map(len, found)))
    low, high = np.zeros(shape), np.zeros(shape)
    for row, pairs in enumerate(found):
        for column, (one, other) in enumerate(pairs):
            low[row, column], high[row, column] = one, other
    sign = np.sign(jets(low)[:, order + 1])
    for _ in range(52):
        middle = (low + high) / 2
        same = np.sign(jets(middle)[:, order + 1]) == sign
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    high = np.where(np.abs(high) < _SAME, 0.0, high)
    values = jets(high)[:, order]
    return [
        [(float(high[row, column]), float(values[row, column])) for column in range(len(pairs))]
        for row, pairs in enumerate(found)
    ]


def _candidates(seen: _Seen, order: int, critical: list[tuple[float, float]]) -> Iterator[Extreme]:
    """Where the derivative of that order may have its supremum or infimum."""
    for at, value in critical:
        yield Extreme(value, at)
    for index, place in enumerate(seen.places):
        left, right = float(seen.left[order, index]), float(seen.right[order, index])
        if abs(right - left) > _JUMP:
            yield Extreme(left, place, "left")
            yield Extreme(right, place, "right")
        else:
            yield Extreme(float(seen.there[order, index]), place)
    for z, values in seen.pieces:
        if z[0] < 0 < z[-1] and np.ptp(values[order]) <= _SAME:  # constant around 0
            yield Extreme(float(values[order][0]), 0.0)
    for ends in (seen.pieces[0][1][order, :3][::-1], seen.pieces[-1][1][order, -3:]):
        if abs(ends[-1]) > _INFINITE:
            yield Extreme(math.copysign(math.inf, ends[-1]), None)
        elif np.ptp(ends) < 1e-9:
            yield Extreme(float(ends[-1]) + 0.0, None)  # no -0


def _largest(candidates: list[Extreme], sign: int) -> Extreme:
    """The supremum (sign 1) or infimum (sign -1), where it is reached nearest to 0."""
    best = max(sign * candidate.value for candidate in candidates)
    equal = [candidate for candidate in candidates if sign * candidate.value >= best - _SAME]

    def distance(candidate: Extreme) -> tuple[float, bool]:
        return (math.inf, False) if candidate.at is None else (round(abs(candidate.at), 9), candidate.at < 0)

    return min(equal, key=distance)


def _continuity(seen: _Seen) -> str:
    if not seen.places:
        return "C^∞"
    jumps = np.abs(seen.right - seen.left).max(axis=1) > _JUMP
    return _ORDERS[int(np.argmax(jumps)) if jumps.any() else 3]


def _one_way(seen: _Seen, order: int, slopes: tuple[float, float]) -> bool:
    """Whether the derivative of that order never rises, or never falls, given the ends of its slope's range."""
    steps: list[float] = (seen.right[order] - seen.left[order]).tolist()
    return min([slopes[0], *steps]) >= -_SAME or max([slopes[1], *steps]) <= _SAME


@cache
def properties() -> dict[str, Properties]:
    """The properties of every activation, by key. The first call compiles one program and takes a second or so."""
    everything = _look()
    turning, bending = _critical(everything, 0), _critical(everything, 1)
    found = {}
    for entry, seen, turns, bends in zip(ACTIVATIONS, everything, turning, bending, strict=True):
        values, slopes = list(_candidates(seen, 0, turns)), list(_candidates(seen, 1, bends))
        jumps = np.flatnonzero(np.abs(seen.right[0] - seen.left[0]) > _JUMP)
        steepest, least = _largest(slopes, 1), _largest(slopes, -1)
        if len(jumps):
            steepest = Extreme(math.inf, seen.places[int(jumps[0])])
        second = np.concatenate([values[2] for _, values in seen.pieces])
        found[entry.key] = Properties(
            _continuity(seen),
            _one_way(seen, 0, (least.value, max(slope.value for slope in slopes))),
            _one_way(seen, 1, (float(second.min()), float(second.max()))) if entry.slope_is_exact else None,
            _largest(values, -1),
            _largest(values, 1),
            steepest,
        )
    return found
