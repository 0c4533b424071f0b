"""Rectifiers: what is positive passes, what is negative is stopped, weakened or leveled off. And the line itself.

Branches are selected by comparisons that are false for NaN, so that a diverged network shows NaN and never a number.
An inner select keeps the side that is not taken finite: 0 · inf would be a NaN slope.
"""

import math

import jax
import jax.numpy as jnp
from jax import Array

from engine.activations.base import Activation

_INF = math.inf


def _linear(z: Array) -> Array:
    return z


def _relu(z: Array) -> Array:
    return jnp.where(z <= 0, 0.0, z)


_LEAK = 0.01


def _leaky_relu(z: Array) -> Array:
    return jnp.where(z < 0, _LEAK * z, z)


def _scaled_elu(z: Array, alpha: float) -> Array:
    return jnp.where(z > 0, z, alpha * jnp.expm1(jnp.where(z > 0, 0.0, z)))


def _elu(z: Array) -> Array:
    return _scaled_elu(z, 1.0)


_SELU_ALPHA = 1.6732632423543772
_SELU_SCALE = 1.0507009873554805


def _selu(z: Array) -> Array:
    return _SELU_SCALE * _scaled_elu(z, _SELU_ALPHA)


@jax.custom_jvp
def softplus(z: Array) -> Array:
    """`ln(1 + e^z)`, which overflows for no z."""
    return jnp.maximum(z, 0.0) + jnp.log1p(jnp.exp(-jnp.abs(z)))


@softplus.defjvp
def _softplus_jvp(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    # The corners of the maximum and of |z| cancel in the value; in a slope taken piece by piece they do not.
    return softplus(primals[0]), tangents[0] * jax.lax.logistic(primals[0])


_REPSU = {"alpha": 0.25, "lambda": 0.0, "mu": 1.0, "sigma": 1.0, "beta": 1.0}


def _repsu(z: Array) -> Array:
    # With λ = 0 and σ = β = 1 the definition α(2z - g) + (1 - α)g, g = z s(z - μ), is z(2α + (1 - 2α) s(z - μ)).
    alpha, mu = _REPSU["alpha"], _REPSU["mu"]
    positive = jnp.where(z < 0, 0.0, z)
    return positive * (2 * alpha + (1 - 2 * alpha) * jax.lax.logistic(positive - mu))


_PRELU_START = 0.25


_SIX = 6.0


def _relu6(z: Array) -> Array:
    return jnp.where(z <= 0, 0.0, jnp.where(z >= _SIX, _SIX, z))


def _squared_relu(z: Array) -> Array:
    positive = jnp.where(z <= 0, 0.0, z)
    return positive * positive


def _prelu(z: Array, slope: Array | float = _PRELU_START) -> Array:
    return jnp.where(z < 0, slope * z, z)


FAMILY = (
    Activation(
        key="linear", label="Linear", formula="z", slope_formula="1",
        help="The sum itself. Layers of it add up to a single one.",
        range=(-_INF, _INF), fn=_linear, source="the identity", order=0,
    ),
    Activation(
        key="relu", label="ReLU", formula=r"\max(0,\,z)",
        slope_formula=r"\begin{cases}1 & z>0\\ 0 & z\le 0\end{cases}",
        help="Passes what is positive, stops what is not. Slope 0 at 0.",
        range=(0.0, _INF), fn=_relu, source="Nair, Hinton, Rectified Linear Units, ICML 2010", order=3, kinks=(0.0,),
    ),
    Activation(
        key="leaky_relu", label="Leaky ReLU", formula=r"\max(0.01\,z,\,z)",
        slope_formula=r"\begin{cases}1 & z\ge 0\\ 0.01 & z<0\end{cases}",
        help="ReLU that lets a hundredth through, so no unit dies.",
        range=(-_INF, _INF), fn=_leaky_relu, parameters={"leak": _LEAK},
        source="Maas, Hannun, Ng, Rectifier Nonlinearities, equation 3, ICML 2013", order=4, kinks=(0.0,),
    ),
    Activation(
        key="elu", label="ELU", formula=r"\begin{cases}z & z>0\\ e^{z}-1 & z\le 0\end{cases}",
        slope_formula=r"\begin{cases}1 & z>0\\ e^{z} & z\le 0\end{cases}",
        help="ReLU with a smooth negative side that levels off at -1.",
        range=(-1.0, _INF), fn=_elu, parameters={"alpha": 1.0},
        source="Clevert, Unterthiner, Hochreiter, ELU, equation 15 with alpha 1, ICLR 2016", order=5, bends=(0.0,),
    ),
    Activation(
        key="selu", label="SELU", formula=r"1.0507\begin{cases}z & z>0\\ 1.6733\,(e^{z}-1) & z\le 0\end{cases}",
        slope_formula=r"1.0507\begin{cases}1 & z>0\\ 1.6733\,e^{z} & z\le 0\end{cases}",
        help="ELU scaled so that means and variances settle at 0 and 1 by themselves.",
        range=(-_SELU_ALPHA * _SELU_SCALE, _INF), fn=_selu,
        parameters={"alpha": _SELU_ALPHA, "lambda": _SELU_SCALE},
        source="Klambauer, Unterthiner, Mayr, Hochreiter, Self-Normalizing Neural Networks, equation 2, 2017",
        order=6, kinks=(0.0,),
    ),
    Activation(
        key="softplus", label="Softplus", formula=r"\ln(1+e^{z})", slope_formula=r"\frac{1}{1+e^{-z}}",
        help="ReLU with its corner rounded; its slope is the sigmoid.",
        range=(0.0, _INF), fn=softplus, source="Dugas, Bengio, Bélisle, Nadeau, Garcia, NIPS 2000", order=9,
    ),
    Activation(
        key="repsu", label="RePSU",
        formula=r"\begin{cases}\tfrac{z}{2}\left(1+\frac{1}{1+e^{1-z}}\right) & z\ge 0\\ 0 & z<0\end{cases}",
        slope_formula=r"\begin{cases}\tfrac12\left(1+s+z\,s(1-s)\right) & z\ge 0\\ 0 & z<0\end{cases}"
        r"\quad s=\frac{1}{1+e^{1-z}}",
        help="Rectified parametric sigmoid unit: ReLU with a sigmoid gate on part of what passes. Its five parameters, "
        "which a network may learn, are fixed here: alpha 1/4, lambda 0, mu 1, sigma 1, beta 1.",
        range=(0.0, _INF), fn=_repsu, parameters=_REPSU,
        source="Atto, Galichet, Pastor, Méger, On Joint Parameterizations of Linear and Nonlinear Functionals in "
        "Neural Networks, arXiv 2101.09948", order=15, kinks=(0.0,),
    ),
    Activation(
        key="relu6", label="ReLU6", formula=r"\min(\max(0,\,z),\,6)",
        slope_formula=r"\begin{cases}1 & 0<z<6\\ 0 & \text{else}\end{cases}",
        help="ReLU that stops rising at 6, for arithmetic with few bits.",
        range=(0.0, _SIX), fn=_relu6, source="Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010",
        order=17, kinks=(0.0, _SIX),
    ),
    Activation(
        key="squared_relu", label="Squared ReLU", formula=r"\max(0,\,z)^{2}", slope_formula=r"2\max(0,\,z)",
        help="ReLU squared: its slope has no jump and no bound, so large sums learn fast, or run away.",
        range=(0.0, _INF), fn=_squared_relu, source="So et al., Primer, section 4, NeurIPS 2021", order=25,
        bends=(0.0,),
    ),
    Activation(
        key="prelu", label="PReLU", formula=r"\begin{cases}z & z\ge 0\\ \alpha z & z<0\end{cases}",
        slope_formula=r"\begin{cases}1 & z\ge 0\\ \alpha & z<0\end{cases}",
        help="Leaky ReLU whose slope on the negative side is learned: every neuron has its own α, which starts at 1/4, "
        "as it is drawn in the table of activations.",
        range=(-_INF, _INF), fn=_prelu, parameters={"alpha": _PRELU_START}, learned=_prelu, start=_PRELU_START,
        source="He, Zhang, Ren, Sun, Delving Deep into Rectifiers, equations 1 to 4, ICCV 2015", order=28, kinks=(0.0,),
    ),
)  # fmt: skip
