"""Self-gated units: the sum times a gate that the sum itself opens. Each dips below 0 before it closes."""

import math

import jax
import jax.numpy as jnp
from jax import Array

from engine.activations.base import Activation
from engine.activations.sigmoids import hard_sigmoid

_INF = math.inf


def _gelu(z: Array) -> Array:
    return z * (0.5 * (1.0 + jax.lax.erf(z * math.sqrt(0.5))))


def _silu(z: Array) -> Array:
    return z * jax.lax.logistic(z)


def _elish(z: Array) -> Array:
    # The inner select keeps e^z finite on the side that is not taken.
    return jnp.where(z > 0, z, jnp.expm1(jnp.where(z > 0, 0.0, z))) * jax.lax.logistic(z)


def _hard_swish(z: Array) -> Array:
    inside = jnp.clip(z, -3.0, 3.0)
    return jnp.where(z <= -3.0, 0.0, jnp.where(z >= 3.0, z, inside * hard_sigmoid(inside)))


def _mish_parts(z: Array) -> tuple[Array, Array]:
    # tanh(ln(1 + e)) = n/(n + 2) with e = e^z and n = e(e + 2); from z = 20 on it is 1 to the last digit.
    e = jnp.exp(jnp.minimum(z, 20.0))
    return e, e * (e + 2.0)


@jax.custom_jvp
def _mish(z: Array) -> Array:
    n = _mish_parts(z)[1]
    return z * (n / (n + 2.0))


@_mish.defjvp
def _mish_jvp(primals: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    # The gate's slope 4e(e + 1)/(n + 2)², where the quotient rule would subtract two nearly equal numbers.
    e, n = _mish_parts(primals[0])
    whole = n + 2.0
    gate, steepness = n / whole, 4.0 * e * (e + 1.0) / (whole * whole)
    return primals[0] * gate, tangents[0] * (gate + primals[0] * jnp.where(primals[0] < 20.0, steepness, 0.0))


FAMILY = (
    Activation(
        key="gelu", label="GELU", formula=r"\tfrac{z}{2}\left(1+\operatorname{erf}\tfrac{z}{\sqrt 2}\right)",
        slope_formula=r"\tfrac12\left(1+\operatorname{erf}\tfrac{z}{\sqrt 2}\right)"
        r"+\frac{z}{\sqrt{2\pi}}\,e^{-z^{2}/2}",
        help="The sum times the chance that a normal number is below it; dips a little under 0.",
        range=(-0.16997120747990369, _INF), fn=_gelu,
        source="Hendrycks, Gimpel, Gaussian Error Linear Units, section 2, 2016", order=7,
    ),
    Activation(
        key="silu", label="SiLU", formula=r"\frac{z}{1+e^{-z}}",
        slope_formula=r"s+z\,s(1-s)\quad s=\frac{1}{1+e^{-z}}",
        help="The sum times its own sigmoid, also called swish.",
        range=(-0.27846454276107380, _INF), fn=_silu,
        source="Elfwing, Uchibe, Doya, Neural Networks 107, equation 5, 2018", order=8,
    ),
    Activation(
        key="elish", label="ELiSH",
        formula=r"\begin{cases}\frac{z}{1+e^{-z}} & z\ge 0\\ \frac{e^{z}-1}{1+e^{-z}} & z<0\end{cases}",
        slope_formula=r"\begin{cases}s+z\,s(1-s) & z\ge 0\\ s\,e^{z}+(e^{z}-1)\,s(1-s) & z<0\end{cases}"
        r"\quad s=\frac{1}{1+e^{-z}}",
        help="SiLU on the positive side, ELU times the sigmoid on the negative one.",
        range=(2 * math.sqrt(2) - 3, _INF), fn=_elish,
        source="Basirat, Roth, The Quest for the Golden Activation Function, 2018", order=16, bends=(0.0,),
    ),
    Activation(
        key="hard_swish", label="Hard swish", formula=r"z\,\min\left(\max\left(0,\,\tfrac{z+3}{6}\right),\,1\right)",
        slope_formula=r"\begin{cases}0 & z\le -3\\ \tfrac{2z+3}{6} & -3<z<3\\ 1 & z\ge 3\end{cases}",
        help="SiLU with the hard sigmoid as its gate: a parabola between two straight lines.",
        range=(-0.375, _INF), fn=_hard_swish,
        source="Howard et al., Searching for MobileNetV3, section 5.2, ICCV 2019", order=20, kinks=(-3.0, 3.0),
    ),
    Activation(
        key="mish", label="Mish", formula=r"z\,\tanh\left(\ln(1+e^{z})\right)",
        slope_formula=r"t+z\,(1-t^{2})\,\frac{1}{1+e^{-z}}\quad t=\tanh\left(\ln(1+e^{z})\right)",
        help="The sum times the tanh of its softplus: like SiLU, with a slightly deeper dip.",
        range=(-0.30884341301725175, _INF), fn=_mish,
        source="Misra, Mish: A Self Regularized Non-Monotonic Activation Function, BMVC 2020", order=21,
    ),
)  # fmt: skip
