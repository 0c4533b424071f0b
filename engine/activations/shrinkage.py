"""Shrinkage: functions that pull the sum towards 0, and small sums to 0 altogether."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from engine.activations.base import Activation


@jax.custom_jvp
def _tanhshrink(z: Array) -> Array:
    return z - jnp.tanh(z)


@_tanhshrink.defjvp
def _tanhshrink_jvp(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    # tanh², which autodiff would make 1 - (1 - tanh²).
    tanh = jnp.tanh(primals[0])
    return primals[0] - tanh, tangents[0] * (tanh * tanh)


_THRESHOLD = 0.5


def _softshrink(z: Array) -> Array:
    return jnp.where(jnp.abs(z) <= _THRESHOLD, 0.0, z - jnp.where(z > 0, _THRESHOLD, -_THRESHOLD))


FAMILY = (
    Activation(
        key="tanhshrink", label="Tanhshrink", formula=r"z-\tanh z", slope_formula=r"\tanh^{2} z",
        help="What tanh leaves of the sum: almost nothing near 0, the sum less 1 far away.",
        range=(-math.inf, math.inf), fn=_tanhshrink,
        source="Collobert, Kavukcuoglu, Farabet, Torch7, BigLearn workshop, 2011", order=22,
    ),
    Activation(
        key="softshrink", label="Softshrink",
        formula=r"\begin{cases}z-\tfrac12 & z>\tfrac12\\ 0 & |z|\le\tfrac12\\ z+\tfrac12 & z<-\tfrac12\end{cases}",
        slope_formula=r"\begin{cases}1 & |z|>\tfrac12\\ 0 & |z|\le\tfrac12\end{cases}",
        help="Soft thresholding: sums below 1/2 in size become 0, all others move towards 0 by 1/2.",
        range=(-math.inf, math.inf), fn=_softshrink, parameters={"lambda": _THRESHOLD},
        source="Donoho, De-noising by Soft-Thresholding, equation 2, 1995", order=23,
        kinks=(-_THRESHOLD, _THRESHOLD),
    ),
)  # fmt: skip
