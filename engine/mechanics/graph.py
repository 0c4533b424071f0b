"""A network on one sample as a graph of single numbers: each node with its value, and the target's slope along it.

forward    every node computes its value and ∂value/∂input for each of its inputs
backward   ∂t/∂input = Σ over the nodes that use it of ∂t/∂node · ∂node/∂input, from the target t back
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.mechanics.activation import SOFTMAX, softmax, value_and_slope
from engine.mechanics.lines import Model


@dataclass(eq=False)
class Node:
    """A number: how it was made, of which numbers, and how it answers to each of them. `gradient` is the target's."""

    value: float
    name: str = ""
    made: str = ""  # +, ×, σ, …; nothing for a number that is given
    inputs: tuple[Node, ...] = ()
    slopes: tuple[float, ...] = ()
    gradient: float = field(default=0.0, init=False)

    def __add__(self, other: Node | float) -> Node:
        other = node(other)
        return Node(self.value + other.value, "", "+", (self, other), (1.0, 1.0))

    def __mul__(self, other: Node | float) -> Node:
        other = node(other)
        return Node(self.value * other.value, "", "×", (self, other), (other.value, self.value))

    def __pow__(self, power: float) -> Node:
        return Node(self.value**power, "", f"^{power:g}", (self,), (power * self.value ** (power - 1),))

    def __sub__(self, other: Node | float) -> Node:
        return self + node(other) * -1

    def __truediv__(self, other: Node | float) -> Node:
        return self * node(other) ** -1

    def apply(self, activation: str, name: str = "") -> Node:
        """`σ(self)`, by the engine's table."""
        value, slope = value_and_slope(activation, np.array([[self.value]]))
        return Node(float(value[0, 0]), name, activation, (self,), (float(slope[0, 0]),))


def node(number: Node | float) -> Node:
    """A number as a node."""
    return number if isinstance(number, Node) else Node(float(number))


def total(terms: list[Node], name: str) -> Node:
    """`Σ terms`, as one node."""
    return Node(sum(term.value for term in terms), name, "+", tuple(terms), (1.0,) * len(terms))


def in_order(target: Node) -> list[Node]:
    """The target and every node that it is made of, each after its own inputs."""
    ordered: list[Node] = []
    seen: set[Node] = set()
    waiting = [(target, False)]
    while waiting:
        at, ready = waiting.pop()
        if ready:
            ordered.append(at)
        elif at not in seen:
            seen.add(at)
            waiting.append((at, True))
            waiting += [(source, False) for source in at.inputs]
    return ordered


def backward(target: Node) -> list[Node]:
    """Give every node its gradient, and return them all in order, the target last."""
    ordered = in_order(target)
    for at in ordered:
        at.gradient = 0.0
    target.gradient = 1.0
    for at in reversed(ordered):
        for source, slope in zip(at.inputs, at.slopes, strict=True):
            source.gradient += at.gradient * slope
    return ordered


def of_sample(model: Model, x: np.ndarray, y: np.ndarray) -> Node:
    """The graph of one sample's cost; nodes are named as in the lines: x_1, W1_{2,3}, b1_3, z1_3, a1_3, ℓ."""
    incoming = [Node(float(value), f"x_{i}") for i, value in enumerate(x, 1)]
    logits: list[Node] = []
    for l, (W, b, activation) in enumerate(zip(model.weights, model.biases, model.activations, strict=True), 1):
        logits = []
        for j, bias in enumerate(b, 1):
            weights = [Node(float(w), f"W{l}_{{{i},{j}}}") for i, w in enumerate(W[:, j - 1], 1)]
            terms = [source * weight for source, weight in zip(incoming, weights, strict=True)]
            logits.append(total([*terms, Node(float(bias), f"b{l}_{j}")], f"z{l}_{j}"))
        if activation != SOFTMAX:
            incoming = [z.apply(activation, f"a{l}_{j}") for j, z in enumerate(logits, 1)]
    return _cost(model, logits, incoming, y)


def _cost(model: Model, logits: list[Node], outputs: list[Node], y: np.ndarray) -> Node:
    """ℓ as one node: of the logits where the cost is written on them, else of the outputs."""
    cost, Y = model.cost, y[None]
    Z = np.array([[z.value for z in logits]])
    if cost.on_logits:
        last = model.activations[-1]
        O = softmax(Z) if last == SOFTMAX else value_and_slope(last, Z)[0]
        slopes, inputs = cost.error(O, Y, O), logits
    else:
        O = np.array([[a.value for a in outputs]])
        slopes, inputs = cost.by_output(Z, O, Y), outputs
    value = float(cost.each(Z, O, Y)[0])
    return Node(value, "ℓ", cost.key, tuple(inputs), tuple(slopes[0].tolist()))
