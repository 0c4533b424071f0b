"""The engine's own programs on the same network in float64: what the lines are checked against."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax
from jaxtyping import Array, Float, Int

from engine.programs import observe
from engine.programs.contract import CAPACITY
from engine.programs.forward import activated, losses, preactivations
from engine.programs.gradient import Seen, see
from engine.programs.kept import glance
from engine.programs.packed import OUTPUT, Params, Rule, State, Wiring, leaf, slot_of

_NUMBERS = 16384  # of a block of pre-activations to go on from


def _onward(
    params: Params,
    wiring: Wiring,
    layer: Int[Array, ""],
    z: Float[Array, "rows width"],
    targets: Float[Array, "rows width"],
) -> Float[Array, " rows"]:
    """Each row's loss, from the pre-activations of a layer on; `layer` counts from 0, the output layer last."""

    def further(index: Array, carry: tuple[Array, Array]) -> tuple[Array, Array]:
        z, _ = carry
        slot = jnp.where(index < wiring.depth, index, OUTPUT)
        a = activated(params, wiring, slot, z)
        following = jnp.where(index + 1 < wiring.depth, index + 1, OUTPUT)
        return jnp.where(index < wiring.depth, preactivations(params, following, a), z), a

    logits, outputs = lax.fori_loop(layer, wiring.depth + 1, further, (z, z))
    return losses(wiring, logits, outputs, targets)


@cache
def _losses_onward() -> Any:
    return glance(_onward)


@dataclass(frozen=True)
class Program:
    """The run's network as its programs hold it, in float64. `inputs` and `targets` are of `CAPACITY` rows."""

    params: Params
    wiring: Wiring
    inputs: np.ndarray
    targets: np.ndarray
    sizes: list[tuple[int, int]]  # (units, inputs) of each layer

    @property
    def width(self) -> int:
        """Of the packed layout."""
        return int(self.inputs.shape[1])

    def see(self, rows: np.ndarray) -> Seen:
        """What the programs make of these rows of the data."""
        padded = np.zeros(CAPACITY, np.int32)
        padded[: len(rows)] = rows
        count = np.asarray(len(rows), np.int32)
        seen: Seen = see()(self.params, self.wiring, self.inputs, self.targets, padded, count)
        return seen

    def values(self, seen: Seen, l: int, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Pre-activations and outputs of layer l, from 1, for the first `count` samples."""
        depth, units = len(self.sizes) - 1, self.sizes[l - 1][0]
        z = np.asarray(seen.preactivations)[slot_of(l - 1, depth)]
        a = np.asarray(seen.outputs) if l > depth else np.asarray(seen.incoming)[slot_of(l, depth)]
        return z[:count, :units], a[:count, :units]

    def losses_from(self, l: int, z: Float[np.ndarray, "rows units"], rows: np.ndarray) -> np.ndarray:
        """The loss of each of these samples, where layer l, from 1, has the pre-activations z."""
        size = _NUMBERS // self.width
        layer = np.asarray(l - 1, np.int32)
        found = []
        for start in range(0, len(z), size):
            some = z[start : start + size]
            block, targets = np.zeros((2, size, self.width))
            block[: len(some), : z.shape[1]] = some
            targets[: len(some)] = self.targets[rows[start : start + size]]
            found.append(np.asarray(_losses_onward()(self.params, self.wiring, layer, block, targets))[: len(some)])
        return np.concatenate(found)

    def step(self, seen: Seen, state: State, rule: Rule, rate: float, age: int) -> Params:
        """Every parameter after the run's own update with this gradient."""
        gathered = state._replace(params=self.params, gradient=seen.gradient, gathered=leaf(1, np.float64))
        mask = self.wiring.mask
        numbers = np.asarray(rate, np.float64), np.asarray(age, np.float64)
        after: Params = observe.stepped()(gathered, mask, rule, *numbers)
        return after
