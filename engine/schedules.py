"""The schedule table: what multiplies the learning rate as the epochs go by."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from engine.registry import Registry

Epochs = Float[np.ndarray, "..."]


@dataclass(frozen=True)
class Schedule:
    """A schedule `η(e) = η · multiplier(e, epochs, factor)`.

    e counts epochs from 0, in fractions too; `epochs`, over 0, is the length of a step, of the cosine or of the
    warm-up; `factor` is what a step multiplies by, or where the cosine ends.
    """

    key: str
    label: str
    formula: str
    help: str
    multiplier: Callable[[Epochs, float, float], Epochs]
    source: str
    uses: tuple[str, ...] = ()


SCHEDULES: Registry[Schedule] = Registry("schedule")


def _constant(epoch: Epochs, _epochs: float, _factor: float) -> Epochs:
    return np.ones_like(epoch)


def _step(epoch: Epochs, epochs: float, factor: float) -> Epochs:
    return np.power(factor, np.floor(epoch / epochs))


def _cosine(epoch: Epochs, epochs: float, factor: float) -> Epochs:
    share = np.minimum(epoch / epochs, 1.0)
    return factor + (1.0 - factor) * (1.0 + np.cos(np.pi * share)) / 2.0


# The first update of a warm-up learns a little: a rate of exactly 0 would look like a program that stands still.
_FIRST = 0.01


def _warm_up(epoch: Epochs, epochs: float, _factor: float) -> Epochs:
    return np.minimum(1.0, (epoch + _FIRST) / epochs)


for _entry in (
    Schedule("constant", "Constant", r"\eta", "The same rate all the time.", _constant, "no schedule"),
    Schedule(
        "step", "Step", r"\eta\,\gamma^{\lfloor e/T\rfloor}", "Multiplied by the factor after every so many epochs.",
        _step, "He, Zhang, Ren, Sun, Deep Residual Learning, section 3.4, 2015", ("epochs", "factor"),
    ),
    Schedule(
        "cosine", "Cosine", r"\eta\left(\gamma + (1-\gamma)\,\tfrac{1+\cos(\pi \min(e/T,1))}{2}\right)",
        "Falls along half a cosine to the factor, and stays there.", _cosine,
        "Loshchilov, Hutter, SGDR, equation 5, ICLR 2017", ("epochs", "factor"),
    ),
    Schedule(
        "warm_up", "Warm-up", r"\eta\,\min\left(1,\tfrac{e}{T}\right)", "Rises from almost nothing to the whole rate.",
        _warm_up, "Goyal et al., Accurate, Large Minibatch SGD, section 2.2, 2017", ("epochs",),
    ),
):  # fmt: skip
    SCHEDULES.register(_entry)
