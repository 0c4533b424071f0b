"""The forward pass of a packed network: a loop over the layers it has, each activation chosen by its index."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float, Int

from engine.activations import ACTIVATIONS, value_and_slope
from engine.losses import TERMS
from engine.programs.packed import OUTPUT, SLOTS, Params, Wiring

VALUES = [entry.fn for entry in ACTIVATIONS]  # by index
# Value and slope of every activation, by its index.
BOTH = [value_and_slope(entry.fn) for entry in ACTIVATIONS]
_ON_LOGITS = [term.on == "logits" for term in TERMS]


class Forward(NamedTuple):
    """Pre-activations and outputs of every layer, each in its slot."""

    preactivations: Float[Array, "slots batch width"]
    outputs: Float[Array, "slots batch width"]


class Backward(NamedTuple):
    """What backpropagation needs of a forward pass. Slot l of `incoming` is what layer l was given."""

    incoming: Float[Array, "slots batch width"]
    slopes: Float[Array, "slots batch width"]  # da/dz of the hidden layers, with dropout's factor
    logits: Float[Array, "batch width"]
    outputs: Float[Array, "batch width"]
    output_slope: Float[Array, "batch width"]


Kept = TypeVar("Kept")


def _put(values: Array, row: Array, index: Array | int) -> Array:
    put: Array = lax.dynamic_update_index_in_dim(values, row, index, 0)
    return put


def preactivations(params: Params, slot: Int[Array, ""] | int, a: Float[Array, "batch width"]) -> Array:
    """`Z = A Wᵀ + b` of one layer."""
    z: Array = jnp.matmul(a, params.weights[slot].T) + params.biases[slot]  # (batch, width)
    return z


def _loop(
    params: Params,
    wiring: Wiring,
    inputs: Float[Array, "batch width"],
    factors: Float[Array, "slots batch width"] | None,
    record: Callable[[Kept, Array, Array, Array, Array], Kept],
    kept: Kept,
) -> tuple[Array, Kept]:
    """The hidden layers' pass: what the output layer is given, and what `record` kept of (layer, z, a, slope)."""

    def layer(index: Array, carry: tuple[Array, Kept]) -> tuple[Array, Kept]:
        given, kept = carry
        z = preactivations(params, index, given)
        a, slope = lax.switch(wiring.activations[index], BOTH, z)
        if factors is not None:
            a, slope = a * factors[index], slope * factors[index]
        return a, record(kept, index, z, a, slope)

    carried: tuple[Array, Kept] = lax.fori_loop(0, wiring.depth, layer, (inputs, kept))
    return carried


def training_pass(
    params: Params,
    wiring: Wiring,
    inputs: Float[Array, "batch width"],
    factors: Float[Array, "slots batch width"],
) -> Backward:
    """What backpropagation needs of a forward pass. `factors` is dropout's factor for each hidden layer's outputs."""
    empty = jnp.zeros((SLOTS, *inputs.shape), inputs.dtype)

    def record(kept: tuple[Array, Array], index: Array, _z: Array, a: Array, slope: Array) -> tuple[Array, Array]:
        incoming, slopes = kept
        return _put(incoming, a, index + 1), _put(slopes, slope, index)

    a, (incoming, slopes) = _loop(params, wiring, inputs, factors, record, (empty.at[0].set(inputs), empty))
    z = preactivations(params, OUTPUT, a)
    shown, slope = lax.switch(wiring.activations[OUTPUT], BOTH, z)
    return Backward(incoming.at[OUTPUT].set(a), slopes, z, shown, slope)


def forward(params: Params, wiring: Wiring, inputs: Float[Array, "batch width"]) -> Forward:
    """All the values of a forward pass, without dropout: what is shown."""
    empty = jnp.zeros((SLOTS, *inputs.shape), inputs.dtype)

    def record(kept: tuple[Array, Array], index: Array, z: Array, a: Array, _slope: Array) -> tuple[Array, Array]:
        return _put(kept[0], z, index), _put(kept[1], a, index)

    a, (zs, outputs) = _loop(params, wiring, inputs, None, record, (empty, empty))
    z = preactivations(params, OUTPUT, a)
    return Forward(_put(zs, z, OUTPUT), _put(outputs, lax.switch(wiring.activations[OUTPUT], VALUES, z), OUTPUT))


def output(params: Params, wiring: Wiring, inputs: Float[Array, "batch width"]) -> tuple[Array, Array]:
    """Pre-activations and values of the output layer, and nothing kept of the layers before it."""

    def layer(index: Array, a: Array) -> Array:
        return lax.switch(wiring.activations[index], VALUES, preactivations(params, index, a))  # type: ignore[no-any-return]

    a = lax.fori_loop(0, wiring.depth, layer, inputs)
    z = preactivations(params, OUTPUT, a)
    return z, lax.switch(wiring.activations[OUTPUT], VALUES, z)


def losses(
    wiring: Wiring, z: Float[Array, "batch width"], a: Float[Array, "batch width"], targets: Float[Array, "batch width"]
) -> Float[Array, " batch"]:
    """The loss of each sample, from the output layer's pre-activations and values."""
    terms = [jax.vmap(term.fn, in_axes=(0, 0, None)) for term in TERMS]
    on_logits = jnp.asarray(_ON_LOGITS)[wiring.term]
    return lax.switch(wiring.term, terms, jnp.where(on_logits, z, a), targets, wiring.outputs)  # type: ignore[no-any-return]


def output_error(wiring: Wiring, values: Backward, targets: Float[Array, "batch width"]) -> Float[Array, "batch width"]:
    """`δ = ∂loss/∂z` at the output layer, for each sample."""
    terms = [jax.vmap(jax.grad(term.fn), in_axes=(0, 0, None)) for term in TERMS]
    on_logits = jnp.asarray(_ON_LOGITS)[wiring.term]
    shown = jnp.where(on_logits, values.logits, values.outputs)
    error = lax.switch(wiring.term, terms, shown, targets, wiring.outputs)
    return jnp.where(on_logits, error, error * values.output_slope)


def shown_outputs(wiring: Wiring, z: Float[Array, "batch width"], a: Float[Array, "batch width"]) -> Array:
    """The outputs as a person sees them: softmax(z) over the outputs that exist, or the output layer's values."""
    exists = wiring.outputs > 0
    probabilities = jax.nn.softmax(jnp.where(exists, z, -jnp.inf), axis=-1)
    return jnp.where(wiring.softmax, probabilities, a)
