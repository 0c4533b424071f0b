"""What an answer or a unit of a stack depends on: gradients onward from any layer, and images that excite a unit."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float, Int, UInt8

from engine.layers.base import LOOKING, Taps
from engine.programs.kept import Kept
from engine.stack.network import Planes, Stack
from engine.stack.program import State, planes_of

STEP = 0.5  # of gradient ascent, along a gradient of mean size 1
DECAY = 0.01  # of what has been drawn, each step


def onward(net: Stack, planes: Planes, a: Float[Array, "..."], start: int) -> Float[Array, "slots classes"]:
    """The head's sums, from the outputs of the layer before `start` on; 0 starts at the image as it is read."""
    for index in range(start, len(net.layers)):
        a, taps = net.layers[index].apply(planes[index], a, None, LOOKING)
    preactivations: Float[Array, "slots classes"] = taps["preactivations"]
    return preactivations


@lru_cache(maxsize=128)
def sensitivity(net: Stack, dtype: str, start: int) -> Callable[..., tuple[Array, Array, Array]]:
    """`(a, z, ∂z/∂a)`: the outputs a that layer `start` is fed for an image, and one sum z of the head."""

    def look(state: State, pixels: UInt8[Array, "..."], slot: Int[Array, ""], named: Int[Array, ""]) -> Any:
        planes = planes_of(state)
        a = net.read(pixels, dtype)
        for index in range(start):
            a, _ = net.layers[index].apply(planes[index], a, None, LOOKING)
        z, gradient = jax.value_and_grad(lambda fed: onward(net, planes, fed, start)[slot, named])(a)
        return a, z, gradient

    return Kept(look, net, dtype, start)


@lru_cache(maxsize=128)
def excitement(net: Stack, dtype: str, layer: int) -> Callable[..., tuple[Array, Array]]:
    """For some images the largest output of each unit of a layer, and at which place: both [images, units]."""

    def one(planes: Planes, pixels: Array) -> tuple[Array, Array]:
        a = net.read(pixels, dtype)
        for index in range(layer + 1):
            a, _ = net.layers[index].apply(planes[index], a, None, LOOKING)
        flat = a.reshape(-1, a.shape[-1])  # (places, units)
        return jnp.max(flat, axis=0), jnp.argmax(flat, axis=0).astype(jnp.int32)

    def look(state: State, pixels: UInt8[Array, "images height width channels"]) -> tuple[Array, Array]:
        planes = planes_of(state)
        found: tuple[Array, Array] = jax.vmap(lambda each: one(planes, each))(pixels)
        return found

    return Kept(look, net, dtype, layer)


@lru_cache(maxsize=128)
def ascent(net: Stack, dtype: str, layer: int, steps: int) -> Callable[..., tuple[Array, Array]]:
    """An image [height, width, channels] of pixels from 0 to 1 that excites a unit, and the unit's sum after each step.

    `x ← clip((1 - DECAY) x + STEP g / mean|g|)` with g the gradient of the unit's pre-activation (its output, where it
    has none), averaged over its places: what is drawn is what all of its places look for.

    Source: Erhan, Bengio, Courville, Vincent, Visualizing Higher-Layer Features of a Deep Network, 2009.
    """

    def excited(planes: Planes, pixels: Array, unit: Array) -> Array:
        a = (255 * pixels - net.zero) / net.unit
        taps: Taps = {}
        for index in range(layer + 1):
            a, taps = net.layers[index].apply(planes[index], a, None, LOOKING)
        sums = taps.get("preactivations", a)
        return jnp.mean(sums.reshape(-1, sums.shape[-1])[:, unit])

    def look(state: State, start: Float[Array, "..."], unit: Int[Array, ""]) -> tuple[Array, Array]:
        planes = planes_of(state)

        def step(at: Array, carried: tuple[Array, Array]) -> tuple[Array, Array]:
            x, values = carried
            value, gradient = jax.value_and_grad(lambda pixels: excited(planes, pixels, unit))(x)
            size = jnp.mean(jnp.abs(gradient))
            moved = (1 - DECAY) * x + (STEP / steps**0.5) * gradient / jnp.where(size > 0, size, 1)
            return jnp.clip(moved, 0, 1), values.at[at].set(value)

        drawn, values = lax.fori_loop(0, steps, step, (start, jnp.zeros(steps, dtype)))
        return drawn, values

    return Kept(look, net, dtype, layer, steps)
