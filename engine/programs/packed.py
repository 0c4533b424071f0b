"""The packed layout: any dense network as arrays of one of a few fixed shapes, so that no edit changes a shape.

Hidden layer l stands in slot l, the output layer in the last slot. What a network lacks is masked, never cut off.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from engine.activations import ACTIVATIONS, OF_LAYERS, VECTORS
from engine.experiment import MAX_LAYERS, MAX_UNITS, Experiment
from engine.losses import TERMS, output_activation, resolve
from engine.optimizers import OPTIMIZERS, Hyper

SLOTS = MAX_LAYERS + 1
OUTPUT = SLOTS - 1
WIDTHS = (8, 16, 32, MAX_UNITS)


class Params(NamedTuple):
    """Weights, biases and learned slopes (or anything that has one number for each: moments, gradients).

    The packed layout has a slope for every unit; a layer of its true shape has them only where they are learned.
    """

    weights: Float[Array, "slots width width"]  # [slot, unit, input]
    biases: Float[Array, "slots width"]
    slopes: Any = None  # Float[Array, "slots width"]


class State(NamedTuple):
    """All that training changes."""

    params: Params
    first: Params  # first moment m of the optimizer
    second: Params  # second moment v
    gradient: Params  # summed over the samples seen since the last update
    gathered: Float[Array, ""]  # how many samples that is
    alive: Float[Array, "slots width width"]  # 0 where L1 has cut a link


class Wiring(NamedTuple):
    """Which network the packed arrays hold, as numbers a compiled program reads."""

    depth: Int[Array, ""]  # hidden layers
    activations: Int[Array, " slots"]
    term: Int[Array, ""]  # index of the loss term
    softmax: Bool[Array, ""]  # the outputs shown are softmax(z)
    way_back: Int[Array, " slots"]  # 0: a slope a unit; 1: it learns its slope; 2 + k: entry k of VECTORS
    mask: Params  # 1 where a parameter exists
    outputs: Float[Array, " width"]  # 1 where an output exists


class Rule(NamedTuple):
    """How a gradient becomes an update; every member may change between two calls."""

    optimizer: Int[Array, ""]
    hyper: Hyper
    decoupled: Bool[Array, ""]  # the penalty is a step of its own
    l1: Float[Array, ""]
    l2: Float[Array, ""]
    dropout: Float[Array, ""]
    dead_links: Bool[Array, ""]


def leaf(value: Any, dtype: Any) -> Any:
    """A number or array for a program to read: numpy's until the whole tree goes to the device at once."""
    return np.asarray(value, dtype)


def width_for(experiment: Experiment) -> int:
    """The narrowest of the widths that holds the network."""
    widest = max([layer.units for layer in experiment.layers] + [len(experiment.features), experiment.outputs])
    return next(width for width in WIDTHS if widest <= width)


def slot_of(layer: int, depth: int) -> int:
    """The slot of a layer; layer `depth` is the output layer."""
    return OUTPUT if layer == depth else layer


def shapes(experiment: Experiment) -> list[tuple[int, int]]:
    """`(units, inputs)` of each layer, the output layer last."""
    units = [layer.units for layer in experiment.layers] + [experiment.outputs]
    return list(zip(units, [len(experiment.features), *units[:-1]], strict=True))


# Weights [units, inputs], biases [units] and slopes [units] of each layer.
Layers = Sequence[tuple[np.ndarray, np.ndarray, np.ndarray | float]]


def pack(layers: Layers, width: int, dtype: Any) -> Params:
    """Params of a list of layers, the output layer last; what is not there is zero."""
    weights = np.zeros((SLOTS, width, width), dtype)
    biases, slopes = np.zeros((2, SLOTS, width), dtype)
    for index, (w, b, s) in enumerate(layers):
        slot = slot_of(index, len(layers) - 1)
        weights[slot, : w.shape[0], : w.shape[1]] = w
        biases[slot, : len(b)] = b
        slopes[slot, : len(b)] = s
    return Params(leaf(weights, dtype), leaf(biases, dtype), leaf(slopes, dtype))


def unpack(params: Params, sizes: Sequence[tuple[int, int]]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Weights [units, inputs] and biases [units] of packed params, as numpy arrays of their true shapes."""
    weights, biases = np.asarray(params.weights), np.asarray(params.biases)
    slots = [slot_of(index, len(sizes) - 1) for index in range(len(sizes))]
    return [
        (weights[slot, :units, :inputs].copy(), biases[slot, :units].copy())
        for slot, (units, inputs) in zip(slots, sizes, strict=True)
    ]


def unpack_slopes(params: Params, sizes: Sequence[tuple[int, int]]) -> list[np.ndarray]:
    """The slopes [units] of each layer, learned or not."""
    slopes = np.asarray(params.slopes)
    return [slopes[slot_of(index, len(sizes) - 1), :units].copy() for index, (units, _) in enumerate(sizes)]


def joined(params: Params) -> Params:
    """The same with the slopes below the biases, as rows of one plane: what the training loop carries costs time by
    the number of its planes."""
    return Params(params.weights, jnp.concatenate([params.biases, params.slopes]))


def parted(params: Params) -> Params:
    """The opposite of `joined`."""
    return Params(params.weights, params.biases[:SLOTS], params.biases[SLOTS:])


def with_planes(state: State, change: Callable[[Params], Params]) -> State:
    """The state with each of its params changed in the same way."""
    params, first, second, gradient, gathered, alive = state
    return State(change(params), change(first), change(second), change(gradient), gathered, alive)


def learning(experiment: Experiment) -> list[bool]:
    """For each layer whether its units learn their slopes, the output layer last."""
    return [*(OF_LAYERS[layer.activation].learns for layer in experiment.layers), False]


def learned_slopes(params: Params, experiment: Experiment) -> dict[int, np.ndarray]:
    """The slopes [units] of each layer that learns them, by its index."""
    slopes = np.asarray(params.slopes)  # a hidden layer's slot is its index
    return {
        index: slopes[index, : layer.units].copy()
        for index, layer in enumerate(experiment.layers)
        if OF_LAYERS[layer.activation].learns
    }


def wiring(experiment: Experiment, width: int, dtype: Any) -> Wiring:
    """The experiment's network as the numbers that the padded program reads."""
    sizes = shapes(experiment)
    ones = [
        (np.ones(size), np.ones(size[0]), float(learned))
        for size, learned in zip(sizes, learning(experiment), strict=True)
    ]
    activations, way_back = np.zeros((2, SLOTS), np.int32)
    for index, layer in enumerate(experiment.layers):
        activations[index] = OF_LAYERS.index(layer.activation)
        whole = layer.activation in VECTORS
        way_back[index] = 2 + VECTORS.index(layer.activation) if whole else OF_LAYERS[layer.activation].learns
    shown = output_activation(experiment.loss, experiment.problem, experiment.classes)
    activations[OUTPUT] = 0 if shown == "softmax" else ACTIVATIONS.index(shown)
    term = resolve(experiment.loss, experiment.problem, experiment.classes)
    outputs = np.zeros(width, dtype)
    outputs[: experiment.outputs] = 1
    return Wiring(
        leaf(len(experiment.layers), np.int32),
        leaf(activations, np.int32),
        leaf([entry.key for entry in TERMS].index(term.key), np.int32),
        leaf(shown == "softmax", np.bool_),
        leaf(way_back, np.int32),
        pack(ones, width, dtype),
        leaf(outputs, dtype),
    )


def rule(experiment: Experiment, dtype: Any) -> Rule:
    """The experiment's optimizer, penalties and dropout as numbers."""
    given = experiment.optimizer
    optimizer = OPTIMIZERS[given.kind]
    decay = given.weight_decay if "weight_decay" in optimizer.uses else 0.0
    hyper = Hyper(*(leaf(x, dtype) for x in (given.momentum, given.decay, given.decay2, given.epsilon, decay)))
    penalty = experiment.regularization
    return Rule(
        leaf(OPTIMIZERS.index(given.kind), np.int32),
        hyper,
        leaf(optimizer.decoupled, np.bool_),
        leaf(penalty.l1, dtype),
        leaf(penalty.l2, dtype),
        leaf(penalty.dropout, dtype),
        leaf(penalty.dead_links, np.bool_),
    )
