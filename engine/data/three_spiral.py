"""Three-arm spiral: three classes wound into each other."""

import numpy as np

from engine.data.base import DataSet, Labels, Points
from engine.data.geometry import from_polar, spread
from engine.playground.stream import PlaygroundStream

_ARMS = 3
_TURNS = 1.25  # keeps neighboring arms as far apart as the two-arm spiral's


def _generate(stream: PlaygroundStream, noise: float) -> tuple[Points, Labels]:
    """Arm 0 first, each from the middle outwards. Noise moves points by up to `noise` along each axis."""
    sizes = [167, 167, 166]
    arm = np.repeat(np.arange(_ARMS), sizes)
    along = np.concatenate([np.arange(size) / size for size in sizes])
    points = from_polar(5 * along, 2 * np.pi * (_TURNS * along + arm / _ARMS))
    return points + spread(stream.uniforms(2 * 500).reshape(500, 2), -1, 1) * noise, arm.astype(np.float64)


DATASET = DataSet(
    key="three-spiral",
    label="Three-arm spiral",
    help="Three classes wound into each other: one output a class. Noise moves the points.",
    problem="classification",
    classes=3,
    count=500,
    generate=_generate,
    source="ours, after Karpathy's CS231n notes, 2015",
    order=9,
)
