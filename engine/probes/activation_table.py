"""The activation table as curves: every activation with its slope and curvature, and what is true of it."""

import math
from functools import lru_cache
from typing import Any

import numpy as np
from jaxtyping import Float
from pydantic import Field

from engine.activations import ACTIVATIONS, VECTORS, Activation
from engine.activations.properties import Extreme, curves, properties
from engine.errors import InputError
from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult, Subject


class ActivationsParams(ProbeParams):
    """The axis of pre-activations: from `low` to `high` in `points` equal steps."""

    low: float = Field(-5.0, ge=-1000, le=1000)
    high: float = Field(5.0, ge=-1000, le=1000)
    points: int = Field(201, ge=2, le=1001)


@lru_cache(maxsize=8)
def _curves(
    low: float, high: float, points: int
) -> tuple[np.ndarray, Float[np.ndarray, "orders=3 activations points"]]:
    axis = np.linspace(low, high, points)
    seen = np.ascontiguousarray(curves(axis).transpose(1, 0, 2))
    for kept in (axis, seen):
        kept.setflags(write=False)
    return axis, seen


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _place(name: str, extreme: Extreme) -> dict[str, Any]:
    return {f"{name}_at": extreme.at, f"{name}_side": extreme.side}


def _row(entry: Activation) -> dict[str, Any]:
    found = properties()[entry.key]
    return {
        "key": entry.key, "label": entry.label, "formula": entry.formula, "slope_formula": entry.slope_formula,
        "help": entry.help, "source": entry.source, "parameters": dict(entry.parameters), "vector": False,
        "range": [_number(found.lowest.value), _number(found.highest.value)],
        "continuity": found.continuity, "monotone": found.monotone, "slope_monotone": found.slope_monotone,
        "max_slope": _number(found.steepest.value), **_place("max_slope", found.steepest),
        **_place("lowest", found.lowest), **_place("highest", found.highest),
        "kinks": sorted(entry.kinks), "bends": sorted(entry.bends), "slope_is_exact": entry.slope_is_exact,
    }  # fmt: skip


def activations(_subject: Subject, params: ActivationsParams) -> ProbeResult:
    """f, f' and f'' of every activation over an axis, in float64, in the order of the table."""
    if params.low >= params.high:
        raise InputError("params.high", f"more than params.low, which is {params.low:g}", params.high)
    axis, (values, slopes, curvatures) = _curves(params.low, params.high, params.points)
    rows = [_row(entry) for entry in ACTIVATIONS]
    told = ("key", "label", "formula", "slope_formula", "help", "source")
    vectors = [{name: getattr(entry, name) for name in told} | {"vector": True} for entry in VECTORS]
    return ProbeResult(
        {"z": axis, "f": values, "slope": slopes, "curvature": curvatures}, {"activations": rows, "vector": vectors}
    )


PROBES.register(
    Probe(
        "activations", "Every activation with its slope, its curvature and its properties; the same for every run.",
        ActivationsParams, activations,
        {
            "z": "float64 [points]", "f": "float64 [activations, points], in the order of the catalog",
            "slope": "float64 [activations, points]: f', or what learning takes for it where slope_is_exact is false",
            "curvature": "float64 [activations, points]: the derivative of the slope; at a kink that of one side",
        },
    )
)  # fmt: skip
