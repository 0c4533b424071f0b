"""What the planes of many layers have in common: how many numbers are learned, and the slopes of an activation."""

from collections.abc import Iterable, Mapping

from jaxtyping import Array, Float

from engine.activations import ACTIVATIONS
from engine.layers.base import Plane, Taps


def learned(planes: Iterable[Plane]) -> int:
    """How many numbers are learned in all."""
    return sum(plane.size for plane in planes if plane.learned)


def slopes_of(activation: str, units: int, name: str = "slopes") -> tuple[Plane, ...]:
    """The plane of learned slopes, one a unit or channel, where that activation has them."""
    return (Plane(name, (units,), ("units",), "slope"),) if ACTIVATIONS[activation].learns else ()


def activated(
    activation: str,
    planes: Mapping[str, Array],
    preactivations: Float[Array, "*places units"],
    nudge: Float[Array, "*places units"] | None,
    slopes: str = "slopes",
) -> tuple[Float[Array, "*places units"], Taps]:
    """Outputs and taps of nudged pre-activations; slopes are per unit, which is the last axis."""
    if nudge is not None:
        preactivations = preactivations + nudge
    outputs = ACTIVATIONS[activation].at(preactivations, planes.get(slopes))
    return outputs, {"preactivations": preactivations, "outputs": outputs}
