"""The initializer table: how the first weights of a layer are drawn, by numpy from a seeded generator."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from engine.registry import Registry

Weights = Float[np.ndarray, "units inputs"]


@dataclass(frozen=True)
class Initializer:
    """A way to start: `draw(rng, units, inputs) -> weights[units, inputs]` in float64, and every bias at `bias`."""

    key: str
    label: str
    formula: str
    help: str
    draw: Callable[[np.random.Generator, int, int], Weights]
    source: str
    bias: float = 0.0
    both_ends: bool = False  # whether it depends on how many each input feeds, too


INITIALIZERS: Registry[Initializer] = Registry("initializer")


def _zeros(_rng: np.random.Generator, units: int, inputs: int) -> Weights:
    return np.zeros((units, inputs))


def _uniform(rng: np.random.Generator, units: int, inputs: int) -> Weights:
    return rng.random((units, inputs)) - 0.5


def _glorot(rng: np.random.Generator, units: int, inputs: int) -> Weights:
    # Var w = limit²/3 = 2/(inputs + units): between what keeps activations and what keeps gradients of one size.
    limit = math.sqrt(6.0 / max(units + inputs, 1))
    return rng.uniform(-limit, limit, (units, inputs))


def _he(rng: np.random.Generator, units: int, inputs: int) -> Weights:
    # ReLU halves the mean square, so Var w = 2/inputs keeps it.
    return rng.standard_normal((units, inputs)) * math.sqrt(2.0 / max(inputs, 1))


def _orthogonal(rng: np.random.Generator, units: int, inputs: int) -> Weights:
    gaussian = rng.standard_normal((max(units, inputs), min(units, inputs)))
    q, r = np.linalg.qr(gaussian)
    # The signs of R's diagonal are the algorithm's choice; without them Q is not uniform over the rotations.
    q = q * np.where(np.diagonal(r) < 0, -1.0, 1.0)
    return np.ascontiguousarray(q if units >= inputs else q.T)


for _entry in (
    Initializer(
        "zeros", "Zeros", "0", "All weights and biases 0: the units of a layer stay equal for ever.", _zeros,
        "TensorFlow Playground, initZero",
    ),
    Initializer(
        "uniform", "Uniform", r"U(-\tfrac12,\tfrac12)", "Between -0.5 and 0.5 whatever the size of the layer; "
        "biases 0.1. TensorFlow Playground's start.", _uniform, "TensorFlow Playground, nn.ts, 2016", bias=0.1,
    ),
    Initializer(
        "glorot", "Glorot", r"U\left(\pm\sqrt{\tfrac{6}{n_\text{in}+n_\text{out}}}\right)",
        "Keeps activations and gradients of one size through tanh layers.", _glorot,
        "Glorot, Bengio, Understanding the difficulty, equation 16, AISTATS 2010", both_ends=True,
    ),
    Initializer(
        "he", "He", r"N\left(0,\tfrac{2}{n_\text{in}}\right)", "Keeps activations of one size through ReLU layers.",
        _he, "He, Zhang, Ren, Sun, Delving Deep into Rectifiers, equation 10, ICCV 2015",
    ),
    Initializer(
        "orthogonal", "Orthogonal", r"W^{\top}W = I", "A rotation: no direction grows or shrinks at first.",
        _orthogonal, "Saxe, McClelland, Ganguli, Exact solutions, section 3, ICLR 2014",
    ),
):  # fmt: skip
    INITIALIZERS.register(_entry)
