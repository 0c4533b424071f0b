"""Plane: a value that rises along the diagonal."""

from engine.data.base import DataSet, Labels, Points
from engine.data.geometry import interpolated, spread
from engine.playground.stream import PlaygroundStream


def _generate(stream: PlaygroundStream, noise: float) -> tuple[Points, Labels]:
    """Points stay; a value is that of the point shifted by up to 6 · noise along each axis."""
    u = spread(stream.uniforms(4 * 1200).reshape(1200, 4), -6, 6)
    seen = u[:, :2] + u[:, 2:] * noise
    return u[:, :2], interpolated(seen[:, 0] + seen[:, 1], -10, 10, -1, 1)


DATASET = DataSet(
    key="reg-plane",
    label="Plane",
    help="A value that rises evenly along the diagonal. Noise shifts where it is read.",
    problem="regression",
    classes=0,
    count=1200,
    generate=_generate,
    source="TensorFlow Playground, dataset.ts, regressPlane, 2016",
    order=4,
)
