"""A batch forward and back: every value, the mean loss, and its gradient. Nothing is dropped, nothing is trained."""

from functools import cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float, Int

from engine.programs.forward import Backward, losses, output_error, preactivations, shown_outputs, training_pass
from engine.programs.kept import glance
from engine.programs.packed import SLOTS, Params, Wiring, joined, parted
from engine.programs.padded import backward

ROWS = 32  # samples taken at once, and the most whose values are given


class Seen(NamedTuple):
    """What the programs make of a batch."""

    preactivations: Float[Array, "slots rows width"]  # of the first samples
    incoming: Float[Array, "slots rows width"]  # what each layer is given: the outputs of the one before
    outputs: Float[Array, "rows width"]  # of the output layer
    loss: Float[Array, ""]  # mean over the batch; NaN where it is empty
    gradient: Params  # of the mean loss, without penalties


def _see(
    params: Params,
    wiring: Wiring,
    inputs: Float[Array, "capacity width"],
    targets: Float[Array, "capacity width"],
    rows: Int[Array, " capacity"],
    count: Int[Array, ""],
) -> Seen:
    params = joined(params)

    def block(index: Array, carry: tuple[Backward, Array, Params]) -> tuple[Backward, Array, Params]:
        first, loss, gradient = carry
        some = lax.dynamic_slice_in_dim(rows, index * ROWS, ROWS)
        present = (index * ROWS + jnp.arange(ROWS, dtype=jnp.int32) < count).astype(inputs.dtype)
        x, t = inputs[some], targets[some]
        values = training_pass(params, wiring, x, jnp.ones((SLOTS, *x.shape), x.dtype))
        each = losses(wiring, values.logits, values.outputs, t)
        error = output_error(wiring, values, t) * present[:, None] * wiring.outputs
        first = jax.tree.map(lambda old, new: jnp.where(index == 0, new, old), first, values)
        return first, loss + jnp.sum(each * present), backward(params, wiring, values, error, gradient)

    dtype, width = inputs.dtype, inputs.shape[1]
    planes, blank = jnp.zeros((SLOTS, ROWS, width), dtype), jnp.zeros((ROWS, width), dtype)
    nothing = Backward(planes, planes, blank, blank, blank, planes)
    start = (nothing, jnp.zeros((), dtype), jax.tree.map(jnp.zeros_like, params))
    first, loss, gradient = lax.fori_loop(0, (count + (ROWS - 1)) // ROWS, block, start)
    mean = jax.tree.map(lambda plane: plane / jnp.maximum(count, 1).astype(dtype), gradient)
    slots = jnp.arange(SLOTS, dtype=jnp.int32)
    z = jax.vmap(preactivations, (None, 0, 0))(params, slots, first.incoming)
    shown = shown_outputs(wiring, first.logits, first.outputs)
    return Seen(z, first.incoming, shown, loss / count.astype(dtype), parted(mean))


@cache
def see() -> Any:
    """The program, `(params, wiring, inputs, targets, rows, count) -> Seen` for the first `count` of `rows`."""
    return glance(_see)
