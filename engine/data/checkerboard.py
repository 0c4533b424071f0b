"""Checkerboard: sixteen squares of alternating class."""

import numpy as np

from engine.data.base import DataSet, Labels, Points
from engine.data.geometry import spread
from engine.playground.stream import PlaygroundStream

_SIDE = 2.5


def _generate(stream: PlaygroundStream, noise: float) -> tuple[Points, Labels]:
    """Points stay; a label is what lies at the point shifted by up to 2.5 · noise along each axis."""
    u = stream.uniforms(4 * 500).reshape(500, 4)
    points = spread(u[:, :2], -5, 5)
    square = np.floor((points + spread(u[:, 2:], -_SIDE, _SIDE) * noise) / _SIDE)
    return points, np.where((square[:, 0] + square[:, 1]) % 2 == 0, 1.0, -1.0)


DATASET = DataSet(
    key="checkerboard",
    label="Checkerboard",
    help="Sixteen squares, the classes in turn: exclusive or, again and again. Noise flips labels near the edges.",
    problem="classification",
    classes=2,
    count=500,
    generate=_generate,
    source="ours",
    order=8,
)
