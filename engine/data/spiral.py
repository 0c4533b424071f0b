"""Spiral: two arms wound into each other."""

import numpy as np

from engine.data.base import DataSet, Labels, Points
from engine.data.geometry import from_polar, spread
from engine.playground.stream import PlaygroundStream

_ARM = 250


def _generate(stream: PlaygroundStream, noise: float) -> tuple[Points, Labels]:
    """The +1 arm first, each from the middle outwards. Noise moves points by up to `noise` along each axis."""
    i = np.arange(_ARM)
    radius = i / _ARM * 5
    angle = 1.75 * i / _ARM * 2 * np.pi
    arms = from_polar(np.tile(radius, 2), np.concatenate([angle, angle + np.pi]))
    points = arms + spread(stream.uniforms(2 * 2 * _ARM).reshape(-1, 2), -1, 1) * noise
    return points, np.repeat([1.0, -1.0], _ARM)


DATASET = DataSet(
    key="spiral",
    label="Spiral",
    help="Two arms wound into each other: the hardest of the classics. Noise moves the points.",
    problem="classification",
    classes=2,
    count=500,
    generate=_generate,
    source="TensorFlow Playground, dataset.ts, classifySpiralData, 2016",
    order=3,
)
