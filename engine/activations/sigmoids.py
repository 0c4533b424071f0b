"""Sigmoids: functions that level off on both sides, smooth, with corners or all at once; and the log-sigmoid."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from engine.activations.base import Activation
from engine.activations.rectifiers import softplus


@jax.custom_jvp
def _softsign(z: Array) -> Array:
    return z / (1.0 + jnp.abs(z))


@_softsign.defjvp
def _softsign_jvp(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    # 1/(1+|z|)², where the quotient rule would subtract two nearly equal numbers.
    root = 1.0 / (1.0 + jnp.abs(primals[0]))
    return _softsign(primals[0]), tangents[0] * (root * root)


@jax.custom_jvp
def _step(z: Array) -> Array:
    return jnp.where(z >= 0, 1.0, jnp.where(z < 0, 0.0, z))


@_step.defjvp
def _step_jvp(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    return _step(primals[0]), jnp.where(jnp.abs(primals[0]) <= 1, tangents[0], 0.0)


# (e^az - e^-bz) / (e^cz + e^-dz). All ones would be tanh; c > a bends the right tail back to 0.
_SOBOLEVA = {"a": 1.0, "b": 1.0, "c": 1.5, "d": 1.0}


def _soboleva(z: Array) -> Array:
    # Above 0 both parts are divided by e^cz, below by e^-z: with w = -|z| nothing overflows.
    w = jnp.where(z > 0, -z, z)
    power, part = jnp.exp((_SOBOLEVA["c"] - 1.0) * w), jnp.expm1(2.0 * w)
    return jnp.where(z > 0, -power, 1.0) * part / (1.0 + power * (1.0 + part))


def hard_sigmoid(z: Array) -> Array:
    """`(z + 3)/6` held between 0 and 1, with slope 0 at the corners."""
    return jnp.where(z <= -3.0, 0.0, jnp.where(z >= 3.0, 1.0, z / 6.0 + 0.5))


def _hard_tanh(z: Array) -> Array:
    return jnp.where(z <= -1.0, -1.0, jnp.where(z >= 1.0, 1.0, z))


def _log_sigmoid(z: Array) -> Array:
    return -softplus(-z)


FAMILY = (
    Activation(
        key="tanh", label="Tanh", formula=r"\tanh z", slope_formula=r"1-\tanh^{2} z",
        help="An S from -1 to 1 with slope 1 in the middle; flat, so slow, at its ends.",
        range=(-1.0, 1.0), fn=jnp.tanh, source="LeCun, Bottou, Orr, Müller, Efficient BackProp, section 4.4, 1998",
        order=1,
    ),
    Activation(
        key="sigmoid", label="Sigmoid", formula=r"\frac{1}{1+e^{-z}}",
        slope_formula=r"s(1-s)\quad s=\frac{1}{1+e^{-z}}",
        help="An S from 0 to 1. Its slope is at most 1/4, so gradients shrink from layer to layer.",
        range=(0.0, 1.0), fn=jax.lax.logistic, source="Rumelhart, Hinton, Williams, Nature 323, equation 2, 1986",
        order=2,
    ),
    Activation(
        key="softsign", label="Softsign", formula=r"\frac{z}{1+|z|}", slope_formula=r"\frac{1}{(1+|z|)^{2}}",
        help="An S from -1 to 1 that levels off far more slowly than tanh.",
        range=(-1.0, 1.0), fn=_softsign,
        source="Bergstra, Desjardins, Lamblin, Bengio, Quadratic Polynomials, 2009", order=10, bends=(0.0,),
    ),
    Activation(
        key="step", label="Step", formula=r"\begin{cases}1 & z\ge 0\\ 0 & z<0\end{cases}",
        slope_formula=r"\begin{cases}1 & |z|\le 1\\ 0 & |z|>1\end{cases}",
        help="All or nothing. Learning pretends that the slope is 1 where |z| ≤ 1 (straight-through).",
        range=(0.0, 1.0), fn=_step,
        source="Hubara, Courbariaux, Soudry, El-Yaniv, Bengio, Binarized Networks, equation 4, 2016", order=13,
        kinks=(0.0, -1.0, 1.0), slope_is_exact=False,
    ),
    Activation(
        key="soboleva", label="Soboleva tanh", formula=r"\frac{e^{z}-e^{-z}}{e^{1.5z}+e^{-z}}",
        slope_formula=r"\frac{e^{z}+e^{-z}-f(z)\,(1.5\,e^{1.5z}-e^{-z})}{e^{1.5z}+e^{-z}}",
        help="Soboleva's modified tanh, whose four parameters bend each tail. Here a, b and d are 1, as in tanh, and c "
        "is 1.5, our choice: the right tail returns to 0.",
        range=(-1.0, 0.4846636689506144), fn=_soboleva, parameters=_SOBOLEVA,
        source="Soboleva, Beskorovainyi, The Utility Function in Problems of Structural Optimization, 2008", order=14,
    ),
    Activation(
        key="hard_sigmoid", label="Hard sigmoid", formula=r"\min\left(\max\left(0,\,\tfrac{z+3}{6}\right),\,1\right)",
        slope_formula=r"\begin{cases}\tfrac16 & |z|<3\\ 0 & |z|\ge 3\end{cases}",
        help="The sigmoid as three straight lines: cheap, and no gradient at all outside -3 to 3.",
        range=(0.0, 1.0), fn=hard_sigmoid, source="Howard et al., Searching for MobileNetV3, section 5.2, ICCV 2019",
        order=18, kinks=(-3.0, 3.0),
    ),
    Activation(
        key="hard_tanh", label="Hard tanh", formula=r"\min(\max(-1,\,z),\,1)",
        slope_formula=r"\begin{cases}1 & |z|<1\\ 0 & |z|\ge 1\end{cases}",
        help="Tanh as three straight lines: the sum itself between -1 and 1, flat outside.",
        range=(-1.0, 1.0), fn=_hard_tanh, source="Collobert, Large Scale Machine Learning, thesis, 2004", order=19,
        kinks=(-1.0, 1.0),
    ),
    Activation(
        key="log_sigmoid", label="Log-sigmoid", formula=r"-\ln(1+e^{-z})", slope_formula=r"\frac{1}{1+e^{z}}",
        help="The logarithm of the sigmoid: softplus turned by half a turn, never above 0.",
        range=(-math.inf, 0.0), fn=_log_sigmoid,
        source="Collobert, Kavukcuoglu, Farabet, Torch7, BigLearn workshop, 2011", order=24,
    ),
)  # fmt: skip
