"""The forward pass of a packed network: a loop over the layers it has, each activation chosen by its index."""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Bool, Float, Int

from engine.activations import ACTIVATIONS, VECTORS, Activation, VectorActivation, value_and_slope
from engine.losses import OUTPUT_ACTIVATIONS, TERMS
from engine.programs.packed import OUTPUT, SLOTS, Params, Wiring

# An output layer applies only what a loss asks for; each branch more would be compiled for every program.
_COUNT = 1 + max(ACTIVATIONS.index(key) for key in OUTPUT_ACTIVATIONS)
_AT_OUTPUT = [entry.fn for entry in ACTIVATIONS][:_COUNT]
_BOTH_AT_OUTPUT = [value_and_slope(fn) for fn in _AT_OUTPUT]
_ON_LOGITS = [term.on == "logits" for term in TERMS]


class Forward(NamedTuple):
    """Pre-activations and outputs of every layer, each in its slot."""

    preactivations: Float[Array, "slots batch width"]
    outputs: Float[Array, "slots batch width"]


class Backward(NamedTuple):
    """What backpropagation needs of a forward pass. Slot l of `incoming` is what layer l was given."""

    incoming: Float[Array, "slots batch width"]
    slopes: Float[Array, "slots batch width"]  # da/dz of the hidden layers, with dropout's factor; 0 of a whole layer's
    logits: Float[Array, "batch width"]
    outputs: Float[Array, "batch width"]
    output_slope: Float[Array, "batch width"]
    factors: Float[Array, "slots batch width"]  # dropout's


def _put(values: Array, row: Array, index: Array | int) -> Array:
    put: Array = lax.dynamic_update_index_in_dim(values, row, index, 0)
    return put


def slopes_of(params: Params, slot: Int[Array, ""] | int) -> Array:
    """The slopes of one layer, which may stand below the biases: see `packed.joined`."""
    slopes: Array = params.biases[SLOTS + slot] if params.slopes is None else params.slopes[slot]
    return slopes


def exists(wiring: Wiring, slot: Int[Array, ""] | int) -> Bool[Array, " width"]:
    """Which units a layer has."""
    return wiring.mask.biases[slot] > 0


def _of_numbers(params: Params, slot: Int[Array, ""] | int, column: bool = False) -> list[Callable[[Array], Array]]:
    """What each activation of the table is to one layer, by index. Slopes are read only where they are learned."""

    def function(entry: Activation) -> Callable[[Array], Array]:
        if entry.learned is None:
            return entry.fn
        learned = entry.learned
        return lambda z: learned(z, slopes_of(params, slot)[:, None] if column else slopes_of(params, slot))

    return [function(entry) for entry in ACTIVATIONS]


def _of_layers(wiring: Wiring, slot: Int[Array, ""] | int, column: bool = False) -> list[Callable[[Array], Array]]:
    """What each activation of a whole layer is to one layer; they follow those of the table."""

    def function(entry: VectorActivation) -> Callable[[Array], Array]:
        if column:
            return lambda z: entry.fn(z.T, exists(wiring, slot)).T
        return lambda z: entry.fn(z, exists(wiring, slot))

    return [function(entry) for entry in VECTORS]


def activated(
    params: Params, wiring: Wiring, slot: Int[Array, ""] | int, z: Float[Array, "..."], column: bool = False
) -> Float[Array, "..."]:
    """A hidden layer's values; its units are the columns of z, or where `column` is true its rows."""
    functions = [*_of_numbers(params, slot, column), *_of_layers(wiring, slot, column)]
    values: Array = lax.switch(wiring.activations[slot], functions, z)
    return values


def preactivations(params: Params, slot: Int[Array, ""] | int, a: Float[Array, "batch width"]) -> Array:
    """`Z = A Wᵀ + b` of one layer."""
    z: Array = jnp.matmul(a, params.weights[slot].T) + params.biases[slot]  # (batch, width)
    return z


def at_output(wiring: Wiring, z: Float[Array, "..."]) -> Float[Array, "..."]:
    """The output layer's values, before softmax."""
    a: Array = lax.switch(wiring.activations[OUTPUT], _AT_OUTPUT, z)
    return a


def _without_slope(function: Callable[[Array], Array]) -> Callable[[Array], tuple[Array, Array]]:
    """Of a whole layer there is no slope a unit: its way back is a product."""
    return lambda z: (function(z), jnp.zeros_like(z))


def training_pass(
    params: Params,
    wiring: Wiring,
    inputs: Float[Array, "batch width"],
    factors: Float[Array, "slots batch width"],
) -> Backward:
    """What backpropagation needs of a forward pass. `factors` is dropout's factor for each hidden layer's outputs."""
    empty = jnp.zeros((SLOTS, *inputs.shape), inputs.dtype)

    def layer(index: Array, carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        given, incoming, slopes = carry
        z = preactivations(params, index, given)
        both = [value_and_slope(function) for function in _of_numbers(params, index)]
        both += [_without_slope(function) for function in _of_layers(wiring, index)]
        a, slope = lax.switch(wiring.activations[index], both, z)
        a, slope = a * factors[index], slope * factors[index]
        return a, _put(incoming, a, index + 1), _put(slopes, slope, index)

    a, incoming, slopes = lax.fori_loop(0, wiring.depth, layer, (inputs, empty.at[0].set(inputs), empty))
    z = preactivations(params, OUTPUT, a)
    shown, slope = lax.switch(wiring.activations[OUTPUT], _BOTH_AT_OUTPUT, z)
    return Backward(incoming.at[OUTPUT].set(a), slopes, z, shown, slope, factors)


def forward(params: Params, wiring: Wiring, inputs: Float[Array, "batch width"]) -> Forward:
    """All the values of a forward pass, without dropout: what is shown."""
    empty = jnp.zeros((SLOTS, *inputs.shape), inputs.dtype)

    def layer(index: Array, carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        given, zs, outputs = carry
        z = preactivations(params, index, given)
        a = activated(params, wiring, index, z)
        return a, _put(zs, z, index), _put(outputs, a, index)

    a, zs, outputs = lax.fori_loop(0, wiring.depth, layer, (inputs, empty, empty))
    z = preactivations(params, OUTPUT, a)
    return Forward(_put(zs, z, OUTPUT), _put(outputs, at_output(wiring, z), OUTPUT))


def output(params: Params, wiring: Wiring, inputs: Float[Array, "batch width"]) -> tuple[Array, Array]:
    """Pre-activations and values of the output layer, and nothing kept of the layers before it."""

    def layer(index: Array, a: Array) -> Array:
        return activated(params, wiring, index, preactivations(params, index, a))

    a = lax.fori_loop(0, wiring.depth, layer, inputs)
    z = preactivations(params, OUTPUT, a)
    return z, at_output(wiring, z)


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
