"""The optimizer table: how a gradient becomes a step, elementwise, with one shared pair of moments for all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from engine.registry import Registry

Scalar = Array | float


class Hyper(NamedTuple):
    """What the update rules read besides the gradient; scalars of the gradient's dtype, or Python numbers."""

    momentum: Scalar
    decay: Scalar
    decay2: Scalar
    epsilon: Scalar
    weight_decay: Scalar


Direction = tuple[Array, Array, Array]
Update = Callable[[Array, Array, Array, Scalar, Hyper], Direction]


@dataclass(frozen=True)
class Optimizer:
    """An update rule `w ← w - η · direction`.

    `update(g, m, v, t, h) -> (direction, m, v)` is pure and elementwise: g the gradient, m and v the first and second
    moments (zeros at the start), t the number of the update from 1. `decoupled` is true where a penalty on the weights
    is a step of its own instead of a part of g. `uses` names the fields of `Hyper` that it reads.
    """

    key: str
    label: str
    formula: str
    help: str
    update: Update
    source: str
    uses: tuple[str, ...] = ()
    decoupled: bool = False


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")


def _over(numerator: Array, denominator: Array) -> Array:
    """The quotient; 0 where there is nothing to divide by, as for a weight that never had a gradient."""
    divisor = jnp.where(denominator == 0, 1.0, denominator)
    return numerator / divisor


def _sgd(g: Array, m: Array, v: Array, _t: Scalar, _h: Hyper) -> Direction:
    return g, m, v


def _momentum(g: Array, m: Array, v: Array, _t: Scalar, h: Hyper) -> Direction:
    m = g + h.momentum * m
    return m, m, v


def _nesterov(g: Array, m: Array, v: Array, _t: Scalar, h: Hyper) -> Direction:
    m = g + h.momentum * m
    return g + h.momentum * m, m, v


def _adagrad(g: Array, m: Array, v: Array, _t: Scalar, h: Hyper) -> Direction:
    v = v + g * g
    # Epsilon alone under the root of a weight that never moved is no reason to move it: g is 0 there.
    return _over(g, jnp.sqrt(v + h.epsilon)), m, v


def _rmsprop(g: Array, m: Array, v: Array, _t: Scalar, h: Hyper) -> Direction:
    v = h.decay * v + (1.0 - h.decay) * (g * g)
    return _over(g, jnp.sqrt(v) + h.epsilon), m, v


def _adam(g: Array, m: Array, v: Array, t: Scalar, h: Hyper) -> Direction:
    m = h.momentum * m + (1.0 - h.momentum) * g
    v = h.decay2 * v + (1.0 - h.decay2) * (g * g)
    # Both moments start at 0 and are too small at first by exactly these factors.
    m_hat = m / (1.0 - h.momentum**t)
    v_hat = v / (1.0 - h.decay2**t)
    return _over(m_hat, jnp.sqrt(v_hat) + h.epsilon), m, v


for _entry in (
    Optimizer(
        "sgd", "SGD", r"w \leftarrow w - \eta\,g", "A step straight down the batch's slope.", _sgd,
        "Robbins, Monro, Annals of Mathematical Statistics 22, 1951", decoupled=True,
    ),
    Optimizer(
        "momentum", "Momentum", r"m \leftarrow \mu m + g,\quad w \leftarrow w - \eta\,m",
        "A heavy ball: keeps most of its last direction, so it rolls through ripples and along valleys.", _momentum,
        "Polyak, USSR Computational Mathematics 4, equation 9, 1964", ("momentum",),
    ),
    Optimizer(
        "nesterov", "Nesterov", r"m \leftarrow \mu m + g,\quad w \leftarrow w - \eta\,(g + \mu m)",
        "Momentum that looks where it is about to be, and brakes earlier.", _nesterov,
        "Sutskever, Martens, Dahl, Hinton, ICML 2013, equations 3 and 4", ("momentum",),
    ),
    Optimizer(
        "adagrad", "AdaGrad", r"v \leftarrow v + g^2,\quad w \leftarrow w - \eta\,\frac{g}{\sqrt{v+\epsilon}}",
        "Every weight has its own rate, which only falls: the more it has moved, the less it moves.", _adagrad,
        "Duchi, Hazan, Singer, JMLR 12, figure 1, 2011", ("epsilon",),
    ),
    Optimizer(
        "rmsprop", "RMSprop",
        r"v \leftarrow \rho v + (1-\rho)g^2,\quad w \leftarrow w - \eta\,\frac{g}{\sqrt{v}+\epsilon}",
        "Divides each gradient by its recent size, so steep and flat weights move alike.", _rmsprop,
        "Hinton, Tieleman, Coursera lecture 6e, 2012", ("decay", "epsilon"),
    ),
    Optimizer(
        "adam", "Adam",
        r"m \leftarrow \beta_1 m + (1-\beta_1)g,\; v \leftarrow \beta_2 v + (1-\beta_2)g^2,\;"
        r" w \leftarrow w - \eta\,\frac{m/(1-\beta_1^t)}{\sqrt{v/(1-\beta_2^t)}+\epsilon}",
        "Momentum and RMSprop together, corrected for starting from nothing.", _adam,
        "Kingma, Ba, Adam, algorithm 1, ICLR 2015", ("momentum", "decay2", "epsilon"),
    ),
    Optimizer(
        "adamw", "AdamW",
        r"w \leftarrow w - \eta\left(\frac{\hat m}{\sqrt{\hat v}+\epsilon} + \lambda w\right)",
        "Adam that shrinks the weights by a step of its own instead of through the gradient.", _adam,
        "Loshchilov, Hutter, Decoupled Weight Decay, algorithm 2, ICLR 2019",
        ("momentum", "decay2", "epsilon", "weight_decay"), decoupled=True,
    ),
):  # fmt: skip
    OPTIMIZERS.register(_entry)
