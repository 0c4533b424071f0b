"""The sum of window times kernel at every place, which deep learning calls convolution."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from engine.layers.windows import Windows, seen


def patches(
    inputs: Float[Array, "height width channels"], rows: Windows, columns: Windows
) -> Float[Array, "rows columns places"]:
    """Every window as one row of numbers, in order of kernel height, kernel width, channels."""
    padded = jnp.pad(inputs, ((rows.before, rows.after), (columns.before, columns.after), (0, 0)))
    parts = [
        padded[seen(rows, u), seen(columns, v)]  # (rows, columns, channels)
        for u in range(rows.size)
        for v in range(columns.size)
    ]
    return jnp.concatenate(parts, axis=-1)


def convolve(
    inputs: Float[Array, "height width channels"],
    kernels: Float[Array, "units channels kernel_height kernel_width"],
    rows: Windows,
    columns: Windows,
) -> Float[Array, "rows columns units"]:
    """`y[p] = Σ_c Σ_u w[u, c] · x[p s + u d − before, c]`, for one sample.

    Source: LeCun et al., Backpropagation Applied to Handwritten Zip Code Recognition, Neural Computation 1, 1989.
    """
    matrix = jnp.transpose(kernels, (2, 3, 1, 0)).reshape(-1, len(kernels))  # (places, units)
    return patches(inputs, rows, columns) @ matrix
