"""The activation table: what a neuron applies to its weighted sum, each written for arrays of any shape and dtype."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import Array

from engine.registry import Registry

Elementwise = Callable[[Array], Array]


@dataclass(frozen=True)
class Activation:
    """An activation function `a = f(z)`, applied to each element.

    `formula` is TeX in z; `range` the infimum and supremum of f. `kinks` are the places where f' jumps, and
    `slope_is_exact` is false where the slope that learning uses is not the derivative of f (straight-through).
    """

    key: str
    label: str
    formula: str
    help: str
    range: tuple[float, float]
    fn: Elementwise
    source: str
    kinks: tuple[float, ...] = ()
    slope_is_exact: bool = True


ACTIVATIONS: Registry[Activation] = Registry("activation")


def value_and_slope(fn: Elementwise) -> Callable[[Array], tuple[Array, Array]]:
    """The function `z -> (f(z), f'(z))`, both elementwise and of z's dtype."""

    def both(z: Array) -> tuple[Array, Array]:
        value, slope = jax.jvp(fn, (z,), (jnp.ones_like(z),))
        return value, slope

    return both


# Branches are selected by comparisons that are false for NaN, so that a diverged network shows NaN and never a number.


def _linear(z: Array) -> Array:
    return z


def _relu(z: Array) -> Array:
    return jnp.where(z <= 0, 0.0, z)


_LEAK = 0.01


def _leaky_relu(z: Array) -> Array:
    return jnp.where(z < 0, _LEAK * z, z)


def _scaled_elu(z: Array, alpha: float) -> Array:
    # The inner select keeps exp finite on the side that is not taken: 0 · inf would be a NaN slope.
    return jnp.where(z > 0, z, alpha * jnp.expm1(jnp.where(z > 0, 0.0, z)))


def _elu(z: Array) -> Array:
    return _scaled_elu(z, 1.0)


_SELU_ALPHA = 1.6732632423543772
_SELU_SCALE = 1.0507009873554805


def _selu(z: Array) -> Array:
    return _SELU_SCALE * _scaled_elu(z, _SELU_ALPHA)


def _gelu(z: Array) -> Array:
    return z * (0.5 * (1.0 + jax.lax.erf(z * math.sqrt(0.5))))


def _silu(z: Array) -> Array:
    return z * jax.lax.logistic(z)


@jax.custom_jvp
def softplus(z: Array) -> Array:
    """`ln(1 + e^z)`, which overflows for no z."""
    return jnp.maximum(z, 0.0) + jnp.log1p(jnp.exp(-jnp.abs(z)))


@softplus.defjvp
def _softplus_jvp(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    # The corners of the maximum and of |z| cancel in the value; in a slope taken piece by piece they do not.
    return softplus(primals[0]), tangents[0] * jax.lax.logistic(primals[0])


@jax.custom_jvp
def _softsign(z: Array) -> Array:
    return z / (1.0 + jnp.abs(z))


@_softsign.defjvp
def _softsign_jvp(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    # 1/(1+|z|)², where the quotient rule would subtract two nearly equal numbers.
    root = 1.0 / (1.0 + jnp.abs(primals[0]))
    return primals[0] * root, tangents[0] * (root * root)


@jax.custom_jvp
def _gaussian(z: Array) -> Array:
    return jnp.exp(-(z * z))


@_gaussian.defjvp
def _gaussian_jvp(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    # z·f first, which is 0 far away, where 2z may be infinite.
    value = _gaussian(primals[0])
    return value, tangents[0] * (-2.0 * (primals[0] * value))


@jax.custom_jvp
def _step(z: Array) -> Array:
    return jnp.where(z >= 0, 1.0, jnp.where(z < 0, 0.0, z))


@_step.defjvp
def _step_jvp(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    return _step(primals[0]), jnp.where(jnp.abs(primals[0]) <= 1, tangents[0], 0.0)


_INF = math.inf

for _entry in (
    Activation(
        "linear", "Linear", "z", "The sum itself. Layers of it add up to a single one.", (-_INF, _INF), _linear,
        "the identity",
    ),
    Activation(
        "tanh", "Tanh", r"\tanh z", "An S from -1 to 1 with slope 1 in the middle; flat, so slow, at its ends.",
        (-1.0, 1.0), jnp.tanh, "LeCun, Bottou, Orr, Müller, Efficient BackProp, section 4.4, 1998",
    ),
    Activation(
        "sigmoid", "Sigmoid", r"\frac{1}{1+e^{-z}}",
        "An S from 0 to 1. Its slope is at most 1/4, so gradients shrink from layer to layer.",
        (0.0, 1.0), jax.lax.logistic, "Rumelhart, Hinton, Williams, Nature 323, equation 2, 1986",
    ),
    Activation(
        "relu", "ReLU", r"\max(0,\,z)", "Passes what is positive, stops what is not. Slope 0 at 0.", (0.0, _INF), _relu,
        "Nair, Hinton, Rectified Linear Units, ICML 2010", (0.0,),
    ),
    Activation(
        "leaky_relu", "Leaky ReLU", r"\max(0.01\,z,\,z)", "ReLU that lets a hundredth through, so no unit dies.",
        (-_INF, _INF), _leaky_relu, "Maas, Hannun, Ng, Rectifier Nonlinearities, equation 3, ICML 2013", (0.0,),
    ),
    Activation(
        "elu", "ELU", r"\begin{cases}z & z>0\\ e^{z}-1 & z\le 0\end{cases}",
        "ReLU with a smooth negative side that levels off at -1.", (-1.0, _INF), _elu,
        "Clevert, Unterthiner, Hochreiter, ELU, equation 15 with alpha 1, ICLR 2016",
    ),
    Activation(
        "selu", "SELU", r"1.0507\begin{cases}z & z>0\\ 1.6733\,(e^{z}-1) & z\le 0\end{cases}",
        "ELU scaled so that means and variances settle at 0 and 1 by themselves.",
        (-_SELU_ALPHA * _SELU_SCALE, _INF), _selu,
        "Klambauer, Unterthiner, Mayr, Hochreiter, Self-Normalizing Neural Networks, equation 2, 2017", (0.0,),
    ),
    Activation(
        "gelu", "GELU", r"\tfrac{z}{2}\left(1+\operatorname{erf}\tfrac{z}{\sqrt 2}\right)",
        "The sum times the chance that a normal number is below it; dips a little under 0.",
        (-0.16997120747990369, _INF), _gelu, "Hendrycks, Gimpel, Gaussian Error Linear Units, section 2, 2016",
    ),
    Activation(
        "silu", "SiLU", r"\frac{z}{1+e^{-z}}", "The sum times its own sigmoid, also called swish.",
        (-0.27846454276107380, _INF), _silu, "Elfwing, Uchibe, Doya, Neural Networks 107, equation 5, 2018",
    ),
    Activation(
        "softplus", "Softplus", r"\ln(1+e^{z})", "ReLU with its corner rounded; its slope is the sigmoid.",
        (0.0, _INF), softplus, "Dugas, Bengio, Bélisle, Nadeau, Garcia, NIPS 2000",
    ),
    Activation(
        "softsign", "Softsign", r"\frac{z}{1+|z|}", "An S from -1 to 1 that levels off far more slowly than tanh.",
        (-1.0, 1.0), _softsign, "Bergstra, Desjardins, Lamblin, Bengio, Quadratic Polynomials, 2009",
    ),
    Activation(
        "sine", "Sine", r"\sin z", "A wave: good at ripples, and with many ways to fit the same points.",
        (-1.0, 1.0), jnp.sin, "Sitzmann et al., Implicit Neural Representations, section 3, 2020",
    ),
    Activation(
        "gaussian", "Gaussian", r"e^{-z^{2}}", "A bump at 0: a unit answers near one line of the plane only.",
        (0.0, 1.0), _gaussian, "Broomhead, Lowe, Complex Systems 2, 1988",
    ),
    Activation(
        "step", "Step", r"\begin{cases}1 & z\ge 0\\ 0 & z<0\end{cases}",
        "All or nothing. Learning pretends that the slope is 1 where |z| ≤ 1 (straight-through).",
        (0.0, 1.0), _step, "Hubara, Courbariaux, Soudry, El-Yaniv, Bengio, Binarized Networks, equation 4, 2016",
        (0.0, -1.0, 1.0), slope_is_exact=False,
    ),
):  # fmt: skip
    ACTIVATIONS.register(_entry)
