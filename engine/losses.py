"""The loss table: what training makes small, each written for the outputs of one sample."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import jax
import jax.numpy as jnp
from jax import Array
from jaxtyping import Float

from engine.activations import softplus
from engine.errors import InputError
from engine.registry import Registry

Problem = Literal["classification", "regression"]
Outputs = Float[Array, " outputs"]
Scalar = Float[Array, ""]
SampleLoss = Callable[[Outputs, Outputs, Outputs], Scalar]


@dataclass(frozen=True)
class LossTerm:
    """A loss as the programs compute it: `fn(u, target, mask) -> scalar` for one sample, all three `[outputs]`.

    `on` says what u is: the outputs after the output activation, or the logits before it. `output` is the output
    activation's key or `"softmax"`; None means tanh for classification and linear for regression. `mask` is 1 for an
    output that exists and 0 for padding.
    """

    key: str
    on: Literal["outputs", "logits"]
    output: str | None
    fn: SampleLoss


@dataclass(frozen=True)
class Loss:
    """A loss as a person chooses it; `formula` is TeX, `tasks` the problems that it fits.

    `terms` are the keys in `TERMS` for two classes or a value, and for more classes than two.
    """

    key: str
    label: str
    formula: str
    help: str
    tasks: tuple[str, ...]
    terms: tuple[str, str]
    source: str


LOSSES: Registry[Loss] = Registry("loss")


def squared_error(outputs: Outputs, target: Outputs, mask: Outputs) -> Scalar:
    """`E = ½ Σ (a - t)²`, so that `∂E/∂a = a - t`."""
    return jnp.sum(mask * (0.5 * jnp.square(outputs - target)))


def huber(outputs: Outputs, target: Outputs, mask: Outputs) -> Scalar:
    """`E = Σ ½r²` where `|r| ≤ 1` and `|r| - ½` beyond, with `r = a - t`."""
    error = outputs - target
    # With c = r clipped to ±1 both branches are c·(r - c/2), whose slope is c: no select, and no 0 · inf.
    clipped = jnp.clip(error, -1.0, 1.0)
    return jnp.sum(mask * (clipped * (error - 0.5 * clipped)))


def sigmoid_cross_entropy(logits: Outputs, target: Outputs, mask: Outputs) -> Scalar:
    """`E = Σ ln(1 + e^(-t z))` for targets ±1, which is `-ln p(t)` with `p = sigmoid(z)`."""
    return jnp.sum(mask * softplus(-(target * logits)))


def softmax_cross_entropy(logits: Outputs, target: Outputs, mask: Outputs) -> Scalar:
    """`E = ln Σ e^z - z_class` over the outputs that exist; the class has target +1, the others -1."""
    exists = mask > 0
    # The shift by the largest logit changes no value and no slope, only keeps e^z finite.
    largest = jax.lax.stop_gradient(jnp.max(jnp.where(exists, logits, -jnp.inf)))
    shifted = jnp.where(exists, logits - largest, 0.0)
    one_hot = mask * (0.5 * (target + 1.0))
    return jnp.log(jnp.sum(mask * jnp.exp(shifted))) - jnp.sum(one_hot * shifted)


def hinge(logits: Outputs, target: Outputs, mask: Outputs) -> Scalar:
    """`E = Σ max(0, 1 - t z)`: nothing to learn from a point on the right side by a margin of 1."""
    shortfall = 1.0 - target * logits
    return jnp.sum(mask * jnp.where(shortfall <= 0, 0.0, shortfall))


TERMS: tuple[LossTerm, ...] = (
    LossTerm("squared_error", "outputs", None, squared_error),
    LossTerm("huber", "outputs", None, huber),
    LossTerm("sigmoid_cross_entropy", "logits", "sigmoid", sigmoid_cross_entropy),
    LossTerm("softmax_cross_entropy", "logits", "softmax", softmax_cross_entropy),
    LossTerm("hinge", "logits", "linear", hinge),
)

# What `output_activation` may answer, but for softmax, which is no function of one number.
OUTPUT_ACTIVATIONS = ("linear", "tanh", "sigmoid")

_TERM_OF_KEY = {term.key: term for term in TERMS}

_BOTH = ("classification", "regression")
_CLASSES = ("classification",)

for _entry in (
    Loss(
        "squared_error", "Squared error", r"\tfrac12\sum_k (a_k-t_k)^2",
        "Half the squared distance from output to target. TensorFlow Playground's loss, for classes too.",
        _BOTH, ("squared_error", "squared_error"), "Rumelhart, Hinton, Williams, Nature 323, equation 3, 1986",
    ),
    Loss(
        "cross_entropy", "Cross-entropy", r"-\ln p_{\text{class}}",
        "How surprised the network is by the right class. Sigmoid output for two classes, softmax for more; a "
        "badly wrong output never learns slowly.",
        _CLASSES, ("sigmoid_cross_entropy", "softmax_cross_entropy"),
        "Bridle, Probabilistic Interpretation of Feedforward Network Outputs, equation 7, 1990",
    ),
    Loss(
        "hinge", "Hinge", r"\sum_k\max(0,\,1-t_k z_k)",
        "Asks each point to be on the right side by a margin of 1, and then leaves it alone.",
        _CLASSES, ("hinge", "hinge"), "Cortes, Vapnik, Machine Learning 20, 1995; one against the rest",
    ),
    Loss(
        "huber", "Huber", r"\sum_k\begin{cases}\tfrac12 r_k^2 & |r_k|\le 1\\ |r_k|-\tfrac12 & |r_k|>1\end{cases}",
        "Squared error near the target, absolute error far from it: a few wild points pull less.",
        _BOTH, ("huber", "huber"), "Huber, Annals of Mathematical Statistics 35, 1964, with delta 1",
    ),
):  # fmt: skip
    LOSSES.register(_entry)


def resolve(loss_key: str, problem: str, classes: int) -> LossTerm:
    """The term of a loss for a problem with so many classes; raises `InputError` where the loss does not fit it."""
    loss = LOSSES[loss_key]
    if problem not in loss.tasks:
        fitting = ", ".join(entry.key for entry in LOSSES if problem in entry.tasks)
        raise InputError("loss", f"one for {problem}: {fitting}", loss_key)
    return _TERM_OF_KEY[loss.terms[1 if classes > 2 else 0]]


def output_activation(loss_key: str, problem: str, classes: int) -> str:
    """What the output layer applies: `tanh`, `linear`, `sigmoid` or `softmax`."""
    term = resolve(loss_key, problem, classes)
    if term.output is not None:
        return term.output
    return "tanh" if problem == "classification" else "linear"
