"""Circle: a disk inside a ring."""

import numpy as np

from engine.data.base import DataSet, Labels, Points
from engine.data.geometry import from_polar, spread
from engine.playground.stream import PlaygroundStream

_RADIUS = 5.0


def _generate(stream: PlaygroundStream, noise: float) -> tuple[Points, Labels]:
    """The disk first. Points stay; a label is what lies at the point shifted by up to 5 · noise along each axis."""
    u = stream.uniforms(4 * 500).reshape(500, 4)
    inner, outer = u[:250, 0], u[250:, 0]
    # Uniform in the radius, not over the area, so the points are denser in the middle.
    radius = np.concatenate(
        [spread(inner, 0, _RADIUS * 0.5), spread(outer, _RADIUS * 0.7, _RADIUS)],
    )
    points = from_polar(radius, spread(u[:, 1], 0, 2 * np.pi))
    seen = points + spread(u[:, 2:], -_RADIUS, _RADIUS) * noise
    distance = np.sqrt(seen[:, 0] * seen[:, 0] + seen[:, 1] * seen[:, 1])
    return points, np.where(distance < _RADIUS * 0.5, 1.0, -1.0)


DATASET = DataSet(
    key="circle",
    label="Circle",
    help="A disk of one class inside a ring of the other. Noise flips labels near the gap.",
    problem="classification",
    classes=2,
    count=500,
    generate=_generate,
    source="TensorFlow Playground, dataset.ts, classifyCircleData, 2016",
    order=0,
)
