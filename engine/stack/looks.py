"""The programs that look over many images, and for which stacks they are compiled."""

from collections.abc import Callable
from typing import Any

import jax
import numpy as np

from engine.stack.network import Stack
from engine.stack.program import BLOCK, SPREAD, State, backward, forward, observing

Look = Callable[[Stack, str], Callable[..., Any]]  # makes the program of a stack and a precision

_LOOKS: tuple[Look, ...] = (observing, backward, forward)  # losses and answers, gradients, pre-activations
_MOST = 1000
_COMPILED: dict[tuple[Look, Stack, str], None] = {}  # the oldest first


def has(look: Look, stack: Stack, precision: str) -> bool:
    """Whether that program is compiled."""
    return (look, stack, precision) in _COMPILED


def lacking(stack: Stack, precision: str) -> Look | None:
    """The next of the programs to compile; None where all are there."""
    return next((look for look in _LOOKS if not has(look, stack, precision)), None)


def note(look: Look, stack: Stack, precision: str) -> None:
    """Note that a program has looked over images, and so is compiled."""
    if not has(look, stack, precision):
        while len(_COMPILED) >= _MOST:
            _COMPILED.pop(next(iter(_COMPILED)), None)
        _COMPILED[look, stack, precision] = None


def look_once(look: Look, stack: Stack, precision: str, state: State, pixels: np.ndarray, classes: np.ndarray) -> None:
    """Compile a program by looking once, over as many of the images as it is always given."""
    rows = np.arange(SPREAD if look is forward else BLOCK) % max(1, len(pixels))
    seen, named = jax.device_put((pixels[rows], classes[rows]))
    given = (state, seen) if look is forward else (state, seen, named)
    jax.block_until_ready(look(stack, precision)(*given))
    note(look, stack, precision)
