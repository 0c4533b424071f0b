"""The largest and the mean number in every window of a map."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from engine.layers.windows import Windows, seen


def largest(
    inputs: Float[Array, "height width channels"], rows: Windows, columns: Windows
) -> Float[Array, "rows columns channels"]:
    """The maximum of each window. Its gradient goes to the first place that holds it, row by row, as XLA has it."""
    parts = _parts(inputs, rows, columns)
    found = parts[0]
    for part in parts[1:]:
        # What was found first stays at a tie; NaN stays once found, and is found because no comparison holds for it.
        found = jnp.where((found >= part) | (found != found), found, part)
    return found


def _parts(inputs: Array, rows: Windows, columns: Windows) -> list[Array]:
    """What all windows see at their first place, at their second, and so on, row by row."""
    return [inputs[seen(rows, u), seen(columns, v)] for u in range(rows.size) for v in range(columns.size)]


def mean(
    inputs: Float[Array, "height width channels"], rows: Windows, columns: Windows
) -> Float[Array, "rows columns channels"]:
    """The mean of each window."""
    parts = _parts(inputs, rows, columns)
    return sum(parts[1:], parts[0]) / len(parts)


def first_largest(inputs: Float[Array, "height width channels"]) -> Float[Array, " channels"]:
    """The maximum of each map; its gradient goes to the first place that holds it, row by row."""
    flat = inputs.reshape(-1, inputs.shape[-1])
    places = jnp.argmax(flat, axis=0)  # the first of them; NaN counts as the largest
    return jnp.take_along_axis(flat, places[None], axis=0)[0]
