"""Moons: two half circles that reach into each other."""

import numpy as np

from engine.data.base import DataSet, Labels, Points
from engine.data.geometry import from_polar, spread
from engine.playground.stream import PlaygroundStream

_RADIUS = 3.0


def _generate(stream: PlaygroundStream, noise: float) -> tuple[Points, Labels]:
    """The upper moon, +1, first. Noise moves points by up to 3 · noise along each axis."""
    u = stream.uniforms(3 * 500).reshape(500, 3)
    labels = np.repeat([1.0, -1.0], 250)
    upper = from_polar(np.full(500, _RADIUS), spread(u[:, 0], -np.pi / 2, np.pi / 2)) - [_RADIUS / 2, _RADIUS / 4]
    # The lower moon is the upper one turned by half a circle.
    return labels[:, None] * upper + spread(u[:, 1:], -3, 3) * noise, labels


DATASET = DataSet(
    key="moons",
    label="Moons",
    help="Two half circles that reach into each other. Noise moves the points.",
    problem="classification",
    classes=2,
    count=500,
    generate=_generate,
    source="ours, after scikit-learn's make_moons, 2011",
    order=6,
)
