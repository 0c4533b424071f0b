"""Exclusive or: the class is the sign of x times y."""

import numpy as np

from engine.data.base import DataSet, Labels, Points
from engine.data.geometry import spread
from engine.playground.stream import PlaygroundStream

_PADDING = 0.3


def _generate(stream: PlaygroundStream, noise: float) -> tuple[Points, Labels]:
    """Points stay; a label is what lies at the point shifted by up to 5 · noise along each axis."""
    u = spread(stream.uniforms(4 * 500).reshape(500, 4), -5, 5)
    points = u[:, :2] + np.where(u[:, :2] > 0, _PADDING, -_PADDING)
    seen = points + u[:, 2:] * noise
    return points, np.where(seen[:, 0] * seen[:, 1] >= 0, 1.0, -1.0)


DATASET = DataSet(
    key="xor",
    label="Exclusive or",
    help="Opposite quarters share a class, so no straight line can part them. Noise flips labels near the axes.",
    problem="classification",
    classes=2,
    count=500,
    generate=_generate,
    source="TensorFlow Playground, dataset.ts, classifyXORData, 2016",
    order=1,
)
