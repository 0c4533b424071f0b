"""What a network computes over the plane, for pictures: points are columns, in float32 whatever the run computes in.

A picture has 256 shades; float32 and columns cost a third of the run's own pass over rows.
"""

from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float, Int, UInt8

from engine.programs.forward import activated, at_output
from engine.programs.kept import glance
from engine.programs.packed import OUTPUT, SLOTS, Params, Wiring

_SOME = 32  # of so many points one goes into the choice of a color scale


def pixels(values: Float[Array, "..."], scale: Float[Array, ""]) -> UInt8[Array, "..."]:
    """Values as uint8, as `scales.quantized` has it, on the device."""
    relative = jnp.clip(jnp.nan_to_num(values) * (127.0 / scale), -127.0, 127.0)
    return (jnp.rint(relative) + 128.0).astype(jnp.uint8)


def _single(params: Params) -> Params:
    single: Params = jax.tree.map(lambda plane: plane.astype(jnp.float32), params)
    return single


def _sums(params: Params, slot: Int[Array, ""] | int, a: Float[Array, "width points"]) -> Array:
    """Pre-activations `W A + b` of one layer."""
    z: Array = jnp.matmul(params.weights[slot], a) + params.biases[slot][:, None]  # (width, points)
    return z


def _layer(
    params: Params, wiring: Wiring, slot: Int[Array, ""] | int, a: Float[Array, "width points"]
) -> tuple[Array, Array]:
    """Pre-activations and values of one layer."""
    z = _sums(params, slot, a)
    return z, activated(params, wiring, slot, z, column=True)


def _shown(wiring: Wiring, z: Float[Array, "width points"], a: Float[Array, "width points"]) -> Array:
    """The outputs as a person sees them: softmax over the outputs that exist, or the output layer's values."""

    def probabilities() -> Array:
        return jax.nn.softmax(jnp.where(wiring.outputs[:, None] > 0, z, -jnp.inf), axis=0)

    shown: Array = lax.cond(wiring.softmax, probabilities, lambda: a)
    return shown


@cache
def hidden() -> Any:
    """The pixels of every hidden slot's units at the points, and some of their magnitudes for the color scale."""

    def look(
        params: Params, wiring: Wiring, points: Float[Array, "width points"], scale: Float[Array, ""]
    ) -> tuple[UInt8[Array, "slots width points"], Float[Array, "slots width some"]]:
        single = _single(params)
        width, count = points.shape
        kept = jnp.zeros((SLOTS, width, count), jnp.uint8), jnp.zeros((SLOTS, width, count // _SOME), jnp.float32)

        def layer(index: Array, carry: tuple[Array, tuple[Array, Array]]) -> tuple[Array, tuple[Array, Array]]:
            a, (drawn, some) = carry
            _, a = _layer(single, wiring, index, a)
            drawn = lax.dynamic_update_index_in_dim(drawn, pixels(a, scale), index, 0)
            some = lax.dynamic_update_index_in_dim(some, jnp.abs(a[:, ::_SOME]), index, 0)
            return a, (drawn, some)

        seen: tuple[Array, Array] = lax.fori_loop(0, wiring.depth, layer, (points, kept))[1]
        return seen

    return glance(look)


@cache
def answers() -> Any:
    """What the network answers at the points, and its pixels for a center and a scale."""

    def look(
        params: Params,
        wiring: Wiring,
        points: Float[Array, "width points"],
        center: Float[Array, ""],
        scale: Float[Array, ""],
    ) -> tuple[Float[Array, "width points"], UInt8[Array, "width points"]]:
        single = _single(params)
        a = lax.fori_loop(0, wiring.depth, lambda index, a: _layer(single, wiring, index, a)[1], points)
        z = _sums(single, OUTPUT, a)
        shown = _shown(wiring, z, at_output(wiring, z))
        return shown, pixels(shown - center, scale)

    return glance(look)


@cache
def of_unit() -> Any:
    """The values of one unit of one slot at the points."""

    def look(
        params: Params,
        wiring: Wiring,
        points: Float[Array, "width points"],
        slot: Int[Array, ""],
        unit: Int[Array, ""],
    ) -> Float[Array, " points"]:
        single = _single(params)
        last = jnp.where(slot == OUTPUT, wiring.depth, slot)
        a = lax.fori_loop(0, last, lambda index, a: _layer(single, wiring, index, a)[1], points)
        z, a = _layer(single, wiring, slot, a)
        shown: Array = lax.cond(slot == OUTPUT, lambda: _shown(wiring, z, a), lambda: a)
        return shown[unit]

    return glance(look)
