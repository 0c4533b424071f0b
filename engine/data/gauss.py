"""Gaussian: two clouds of points."""

import math

import numpy as np
from jaxtyping import Float

from engine.data.base import DataSet, Labels, Points
from engine.playground.stream import PlaygroundStream


def _normals(stream: PlaygroundStream, count: int) -> Float[np.ndarray, " count"]:
    """Standard normal numbers by the polar method, with the second of each pair thrown away.

    Source: Marsaglia, Bray, SIAM Review 6, 1964.
    """
    parts: list[float] = []
    while len(parts) < count:
        # One pair for each number still missing: as every pair yields one number at most, none is drawn in vain.
        pairs = 2 * stream.uniforms(2 * (count - len(parts))).reshape(-1, 2) - 1
        square = pairs[:, 0] * pairs[:, 0] + pairs[:, 1] * pairs[:, 1]
        for v, s in zip(pairs[:, 0].tolist(), square.tolist(), strict=True):
            if s <= 1:
                parts.append(math.sqrt(-2 * math.log(s) / s) * v)
    return np.array(parts)


def _generate(stream: PlaygroundStream, noise: float) -> tuple[Points, Labels]:
    """The cloud at (2, 2) first. Noise 0 to 0.5 is variance 0.5 to 4."""
    share = noise / 0.5
    variance = 0.5 * (1 - share) + 4 * share
    labels = np.repeat([1.0, -1.0], 250)
    deviation = math.sqrt(variance) * _normals(stream, 2 * 500).reshape(500, 2)
    return 2 * labels[:, None] + deviation, labels


DATASET = DataSet(
    key="gauss",
    label="Gaussian",
    help="Two round clouds. Noise widens them until they overlap.",
    problem="classification",
    classes=2,
    count=500,
    generate=_generate,
    source="TensorFlow Playground, dataset.ts, classifyTwoGaussData, 2016",
    order=2,
)
