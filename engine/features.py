"""The feature table: what the network may be shown of a point (x, y), in TensorFlow Playground's input order."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from engine.registry import Registry

Values = Float[np.ndarray, "..."]


@dataclass(frozen=True)
class Feature:
    """One input `fn(x, y)`; `playground` is its key in a Playground link, `maximum` the largest |fn| on [-6, 6]²."""

    key: str
    label: str
    formula: str
    playground: str
    fn: Callable[[Values, Values], Values]
    maximum: float


FEATURES: Registry[Feature] = Registry("feature")

for _entry in (
    Feature("x", "x₁", "x_1", "x", lambda x, _y: x, 6.0),
    Feature("y", "x₂", "x_2", "y", lambda _x, y: y, 6.0),
    Feature("x_squared", "x₁²", "x_1^2", "xSquared", lambda x, _y: x * x, 36.0),
    Feature("y_squared", "x₂²", "x_2^2", "ySquared", lambda _x, y: y * y, 36.0),
    Feature("x_times_y", "x₁x₂", "x_1 x_2", "xTimesY", lambda x, y: x * y, 36.0),
    Feature("sin_x", "sin x₁", r"\sin x_1", "sinX", lambda x, _y: np.sin(x), 1.0),
    Feature("sin_y", "sin x₂", r"\sin x_2", "sinY", lambda _x, y: np.sin(y), 1.0),
):
    FEATURES.register(_entry)
