"""Where a training went wrong: the first step after which a number is not finite, and in which layer."""

from collections.abc import Callable, Mapping, Sequence

import jax
import numpy as np

from engine.loaded import Ran


def is_sound(ran: Ran, trained: bool) -> bool:
    """Whether every parameter, and where there is training data every training loss, is a finite number."""
    losses = bool(np.isfinite(ran.train).all()) if trained else True
    return losses and all(bool(np.isfinite(np.asarray(plane)).all()) for plane in jax.tree.leaves(ran.state.params))


def first_failure(run: Callable[[int], Ran], steps: int, trained: bool) -> Ran:
    """The run that ends with the first step that is not sound, where a run of `steps` steps is not.

    Training is deterministic, so `run(k)` repeats the first k steps; bisection needs log₂(steps) repeats.
    """
    good, bad = 0, steps
    while bad - good > 1:
        middle = (good + bad) // 2
        if is_sound(run(middle), trained):
            good = middle
        else:
            bad = middle
    return run(bad)


def failed_layer(layers: Sequence[Mapping[str, np.ndarray]]) -> int | None:
    """The first layer with a parameter that is not finite; None where only the loss is not."""
    for index, planes in enumerate(layers):
        if not all(np.isfinite(plane).all() for plane in planes.values()):
            return index
    return None


def sentence(layer: int | None, hidden: int, epoch: int, updates: int) -> str:
    """What happened and where, in words."""
    name = "the output layer" if layer == hidden else f"hidden layer {(layer or 0) + 1}"
    what = f"the weights of {name} are no longer finite"
    if layer is None:
        what = "the loss is no longer finite, though every weight still is"
    return (
        f"Training diverged in epoch {epoch + 1:,}, at update {updates:,}: {what}. "
        "Lower the learning rate, then go on from the last good state."
    )
