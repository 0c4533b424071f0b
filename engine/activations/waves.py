"""Waves and bumps: functions that answer to some stretches of the sum and not to others."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from engine.activations.base import Activation


@jax.custom_jvp
def _gaussian(z: Array) -> Array:
    return jnp.exp(-(z * z))


@_gaussian.defjvp
def _gaussian_jvp(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    # z·f first, which is 0 far away, where 2z may be infinite.
    value = _gaussian(primals[0])
    return value, tangents[0] * (-2.0 * (primals[0] * value))


# (-1)^k / (2k+1)!, highest power first: within 2e-20 of sin z / z for |z| ≤ 1.
_SINC = [(-1.0) ** k / math.factorial(2 * k + 1) for k in range(9, -1, -1)]


def _sinc(z: Array) -> Array:
    # Near 0 the series: sin z / z is undefined at 0, and its derivatives subtract nearly equal numbers around it.
    near = jnp.abs(z) < 1.0
    square = jnp.where(near, z, 0.0) ** 2
    series = jnp.zeros_like(z)
    for coefficient in _SINC:
        series = series * square + coefficient
    far = jnp.where(near, 1.0, z)
    return jnp.where(near, series, jnp.sin(far) / far)


def _snake(z: Array) -> Array:
    return z + jnp.sin(z) ** 2


FAMILY = (
    Activation(
        key="sine", label="Sine", formula=r"\sin z", slope_formula=r"\cos z",
        help="A wave: good at ripples, and with many ways to fit the same points.",
        range=(-1.0, 1.0), fn=jnp.sin, source="Sitzmann et al., Implicit Neural Representations, section 3, 2020",
        order=11,
    ),
    Activation(
        key="gaussian", label="Gaussian", formula=r"e^{-z^{2}}", slope_formula=r"-2z\,e^{-z^{2}}",
        help="A bump at 0: a unit answers near one line of the plane only.",
        range=(0.0, 1.0), fn=_gaussian, source="Broomhead, Lowe, Complex Systems 2, 1988", order=12,
    ),
    Activation(
        key="sinc", label="Sinc", formula=r"\begin{cases}\frac{\sin z}{z} & z\ne 0\\ 1 & z=0\end{cases}",
        slope_formula=r"\begin{cases}\frac{\cos z}{z}-\frac{\sin z}{z^{2}} & z\ne 0\\ 0 & z=0\end{cases}",
        help="A bump at 0 with ever smaller ripples beside it.",
        range=(-0.21723362821122166, 1.0), fn=_sinc, source="Woodward, Davies, Proceedings of the IEE 99, 1952",
        order=26,
    ),
    Activation(
        key="snake", label="Snake", formula=r"z+\sin^{2} z", slope_formula=r"1+\sin 2z",
        help="A line with a wave on it: it can continue a ripple beyond the points that it was shown.",
        range=(-math.inf, math.inf), fn=_snake, parameters={"a": 1.0},
        source="Ziyin, Hartwig, Ueda, Neural Networks Fail to Learn Periodic Functions, NeurIPS 2020", order=27,
    ),
)  # fmt: skip
