"""Looking at a packed network: its losses, its values over many rows, its gradient. Compiled once a width."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import jax
import numpy as np
from jax import lax
from jaxtyping import Array, Float, Int

from engine.activations import ACTIVATIONS, value_and_slope
from engine.programs.contract import CAPACITY, Samples
from engine.programs.forward import Forward, forward, output, shown_outputs
from engine.programs.gradient import Seen, see
from engine.programs.kept import glance
from engine.programs.packed import Params, Rule, State, Wiring
from engine.programs.padded import evaluate
from engine.programs.update import applied, by_index

BLOCK = CAPACITY  # rows that one call looks at
_EVERY_ROW = np.arange(CAPACITY, dtype=np.int32)


@cache
def evaluation() -> Any:
    """Mean loss over the training rows and over the test rows."""
    return glance(evaluate)


@cache
def _shown() -> Any:
    def look(params: Params, wiring: Wiring, inputs: Float[Array, "rows width"]) -> Array:
        return shown_outputs(wiring, *output(params, wiring, inputs))

    return glance(look)


def shown(params: Params, wiring: Wiring, block: Array) -> np.ndarray:
    """The outputs shown for one block of rows on the device, in float64, padded to the packed width."""
    return np.asarray(_shown()(params, wiring, block), np.float64)


def _values(params: Params, wiring: Wiring, inputs: Float[Array, "rows width"]) -> Forward:
    everything = forward(params, wiring, inputs)
    last = shown_outputs(wiring, everything.preactivations[-1], everything.outputs[-1])
    return everything._replace(outputs=everything.outputs.at[-1].set(last))


@cache
def values() -> Any:
    """Every pre-activation and output of a block of rows."""
    return glance(_values)


@cache
def activation() -> Any:
    """Value and slope of the activation of an index for each number of a block, with the learned slope of each."""

    def look(index: Int[Array, ""], z: Float[Array, " rows"], slopes: Float[Array, " rows"]) -> tuple[Array, Array]:
        functions = [value_and_slope(partial(entry.at, slopes=slopes)) for entry in ACTIVATIONS]
        both: tuple[Array, Array] = lax.switch(index, functions, z)
        return both

    return glance(look)


def gradient() -> Callable[[Params, Wiring, Samples], Params]:
    """The gradient of the mean loss over all training rows, without penalties and without dropout."""

    def look(params: Params, wiring: Wiring, samples: Samples) -> Params:
        seen: Seen = see()(params, wiring, samples.inputs, samples.targets, _EVERY_ROW, samples.train_count)
        return seen.gradient

    return look


@cache
def stepped() -> Any:
    """The parameters after one update by the rule, with the gradient that the state has gathered."""

    def look(state: State, mask: Params, rule: Rule, rate: Float[Array, ""], age: Float[Array, ""]) -> Params:
        return applied(state, mask, rule, by_index(rule), rate, age).params

    return glance(look)


def blocks(inputs: np.ndarray, width: int, dtype: Any, rows: int = BLOCK) -> list[np.ndarray]:
    """The rows in blocks of a fixed size and width, so that no number of rows compiles anything."""
    count = max(1, -(-len(inputs) // rows))
    padded = np.zeros((count * rows, width), dtype)
    padded[: len(inputs), : inputs.shape[1]] = inputs
    return np.split(padded, count)


def outputs_at(params: Params, wiring: Wiring, inputs: Float[np.ndarray, "rows features"]) -> np.ndarray:
    """The outputs shown for any number of rows, in float64, padded to the packed width."""
    width, dtype = params.biases.shape[1], params.biases.dtype
    parts = [shown(params, wiring, jax.device_put(block)) for block in blocks(inputs, width, dtype)]
    return np.concatenate(parts)[: len(inputs)]
