"""What batch and layer normalization have in common: scale, shift, activation, and how a mean runs on."""

from collections.abc import Mapping

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from engine.fields import about
from engine.layers.base import Plane, Taps
from engine.layers.planes import activated, slopes_of
from engine.parts import Part


def scale_and_shift(units: int, activation: str) -> tuple[Plane, ...]:
    """γ and β, one a unit or channel, and slopes where the activation learns them."""
    return (
        Plane("scale", (units,), ("units",), "one"),
        Plane("shift", (units,), ("units",), "zero"),
        *slopes_of(activation, units),
    )


def normalized(
    activation: str,
    planes: Mapping[str, Array],
    inputs: Float[Array, "*places units"],
    mean: Float[Array, "..."],
    variance: Float[Array, "..."],
    epsilon: float,
    nudge: Float[Array, "*places units"] | None,
) -> tuple[Float[Array, "*places units"], Taps]:
    """`f(γ (x − μ)/√(σ² + ε) + β)` and its taps, with `normalized` before scale and shift."""
    standard = (inputs - mean) * jax.lax.rsqrt(variance + epsilon)
    outputs, taps = activated(activation, planes, planes["scale"] * standard + planes["shift"], nudge)
    return outputs, {**taps, "normalized": standard}


def over_batch(values: Float[Array, "*places units"], batch: str | None) -> Float[Array, " units"]:
    """The mean over places, and over the samples where the batch's axis is named."""
    mean = values.mean(tuple(range(values.ndim - 1)))
    return mean if batch is None else jax.lax.pmean(mean, batch)


def moved(old: Array, new: Array, momentum: float) -> Array:
    """The running average a step on; no gradient goes through it."""
    return jax.lax.stop_gradient(jnp.asarray(momentum, old.dtype) * old + (1 - momentum) * new)


class Normalization(Part):
    """What both kinds let one choose."""

    epsilon: float = about(
        1e-5, "Epsilon", "Added to the variance, so that nothing is divided by zero.", "hyper", "advanced",
        gt=0, le=1, log=True,
    )  # fmt: skip
    activation: str = about(
        "linear", "Activation", "The function applied to each normalized number.", "hyper", "layers",
        table="activations",
    )  # fmt: skip

    @property
    def width(self) -> int:
        """0: as many units or channels as it is fed."""
        return 0
