"""Random numbers by counting: the same for the same counters, whatever the padding, the chunks or the program."""

import jax.numpy as jnp
from jaxtyping import Array, Float, Int, UInt32

_GOLDEN = 0x9E3779B9


def _mix(word: Array) -> Array:
    """A bijection of 32 bits that leaves no visible pattern.  Source: "lowbias32", C. Wellons, 2018."""
    word = word ^ (word >> 16)
    word = word * jnp.uint32(0x7FEB352D)
    word = word ^ (word >> 15)
    word = word * jnp.uint32(0x846CA68B)
    return word ^ (word >> 16)


def hashed(key: UInt32[Array, ""], *counters: Int[Array, "..."]) -> UInt32[Array, "..."]:
    """32 random bits for each combination of counters, which broadcast."""
    word = key
    for counter in counters:
        word = _mix(word + jnp.uint32(_GOLDEN) + counter.astype(jnp.uint32))
    return word


def kept(
    key: UInt32[Array, ""],
    rate: Float[Array, ""],
    update: Int[Array, ""],
    layer: Int[Array, "..."],
    rows: Int[Array, "..."],
    units: Int[Array, "..."],
) -> Float[Array, "..."]:
    """Dropout's factor: 0 with probability `rate`, else 1 / (1 - rate); layers, rows and units broadcast.

    Source: Srivastava et al. 2014, section 10, the inverted form.
    """
    bits = hashed(key, update, layer, rows, units)
    uniform = (bits >> 8).astype(rate.dtype) * (2.0**-24)  # 24 bits, exact in float32
    return jnp.where(uniform < rate, 0.0, 1.0 / (1.0 - rate)).astype(rate.dtype)


def epoch_order(
    key: UInt32[Array, ""], epoch: Int[Array, ""], count: Int[Array, ""], capacity: int
) -> Int[Array, " capacity"]:
    """A random order of the first `count` rows for this epoch; the rows beyond follow as they are."""
    rows = jnp.arange(capacity, dtype=jnp.int32)
    bits = jnp.where(rows < count, hashed(key, epoch, rows) >> 1, jnp.uint32(0xFFFFFFFF))
    return jnp.argsort(bits, stable=True).astype(jnp.int32)
