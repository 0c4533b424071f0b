"""Bumps: a value with three peaks and three pits."""

import numpy as np

from engine.data.base import DataSet, Labels, Points
from engine.data.geometry import interpolated, spread
from engine.playground.stream import PlaygroundStream

_BUMPS = ((-4.0, 2.5, 1), (0.0, 2.5, -1), (4.0, 2.5, 1), (-4.0, -2.5, -1), (0.0, -2.5, 1), (4.0, -2.5, -1))


def _generate(stream: PlaygroundStream, noise: float) -> tuple[Points, Labels]:
    """Points stay; a value is that of the point shifted by up to 6 · noise along each axis."""
    u = spread(stream.uniforms(4 * 1200).reshape(1200, 4), -6, 6)
    seen = u[:, :2] + u[:, 2:] * noise
    values = np.zeros(1200)
    for x, y, sign in _BUMPS:
        dx, dy = seen[:, 0] - x, seen[:, 1] - y
        distance = np.minimum(np.sqrt(dx * dx + dy * dy), 2)
        cone = sign * interpolated(distance, 0, 2, 1, 0)
        values = np.where(np.abs(cone) > np.abs(values), cone, values)
    return u[:, :2], values


DATASET = DataSet(
    key="reg-gauss",
    label="Bumps",
    help="Three peaks and three pits on a level plain. Noise shifts where the value is read.",
    problem="regression",
    classes=0,
    count=1200,
    generate=_generate,
    source="TensorFlow Playground, dataset.ts, regressGaussian, 2016",
    order=5,
)
