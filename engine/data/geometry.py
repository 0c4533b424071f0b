"""The formulas that the data sets share, in Playground's order of operations: labels may hang on the last bit."""

import math

import numpy as np
from jaxtyping import Float

Values = Float[np.ndarray, "..."]


def spread(uniforms: Values, low: float, high: float) -> Values:
    """Uniform numbers in [0, 1) stretched to [low, high): `u (high - low) + low`."""
    return uniforms * (high - low) + low


def interpolated(values: Values, low: float, high: float, at_low: float, at_high: float) -> Values:
    """The straight line through (low, at_low) and (high, at_high), and on beyond them."""
    share = (values - low) / (high - low)
    return at_low * (1 - share) + at_high * share


def from_polar(radius: Float[np.ndarray, " n"], angle: Float[np.ndarray, " n"]) -> Float[np.ndarray, "n 2"]:
    """Points `(r sin θ, r cos θ)`: the angle runs clockwise from the top."""
    # The C library's sine is nearer to JavaScript's than numpy's, which differs between processors too.
    turned = np.array([(math.sin(theta), math.cos(theta)) for theta in angle.tolist()])
    points: np.ndarray = radius[:, None] * turned
    return points
