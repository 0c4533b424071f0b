"""Rings: four circles around each other, of alternating class."""

import numpy as np

from engine.data.base import DataSet, Labels, Points
from engine.data.geometry import from_polar, spread
from engine.playground.stream import PlaygroundStream

_RADII = (1.25, 2.5, 3.75, 5.0)
_EACH = 125


def _generate(stream: PlaygroundStream, noise: float) -> tuple[Points, Labels]:
    """From the inside out, +1 first. Noise moves points by up to 2 · noise along each axis."""
    u = stream.uniforms(3 * len(_RADII) * _EACH).reshape(-1, 3)
    rings = from_polar(np.repeat(_RADII, _EACH), spread(u[:, 0], 0, 2 * np.pi))
    return rings + spread(u[:, 1:], -2, 2) * noise, np.repeat([1.0, -1.0, 1.0, -1.0], _EACH)


DATASET = DataSet(
    key="rings",
    label="Rings",
    help="Four circles around each other, the classes in turn. Noise moves the points.",
    problem="classification",
    classes=2,
    count=500,
    generate=_generate,
    source="ours",
    order=7,
)
