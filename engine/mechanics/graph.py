"""A network on one sample as a graph of single numbers: each node with its value, and the target's slope along it.

forward    every node computes its value and ∂value/∂input for each of its inputs
backward   ∂t/∂input = Σ over the nodes that use it of ∂t/∂node · ∂node/∂input, from the target t back
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from engine.activations import joint
from engine.mechanics.activation import value, value_and_slope
from engine.mechanics.lines import Model, Values, incoming

Kind = Literal["input", "weight", "product", "bias", "sum", "slope", "activation", "cost"]
_STAGES: dict[Kind, int] = {
    "input": 0, "weight": 0, "product": 0, "bias": 1, "sum": 2, "slope": 3, "activation": 4, "cost": 5,
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where in the network a number belongs. Layers count from 0, the output last; -1 has the inputs.

    `unit` is the unit in its layer, `input` what a weight or product comes from, counted in the layer before.
    """

    kind: Kind
    layer: int
    unit: int
    input: int = 0


@dataclass(eq=False)
class Node:
    """A number: how it was made, of which numbers, and how it answers to each of them. `gradient` is the target's."""

    value: float
    name: str = ""
    made: str = ""  # +, ×, σ, …; nothing for a number that is given
    inputs: tuple[Node, ...] = ()
    slopes: tuple[float, ...] = ()
    place: Place | None = None
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

    def apply(self, activation: str, name: str = "", alpha: Node | None = None) -> Node:
        """`σ(self)`, or `σ(self, α)` of a σ that learns its slope: by the engine's table."""
        own = None if alpha is None else np.array([alpha.value])
        value, slope = value_and_slope(activation, np.array([[self.value]]), own)
        along_z = float(slope[0, 0])
        if alpha is None:
            return Node(float(value[0, 0]), name, activation, (self,), (along_z,))
        return Node(float(value[0, 0]), name, activation, (self, alpha), (along_z, min(0.0, self.value)))


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
    _flow_back(ordered)
    return ordered


def _flow_back(ordered: list[Node]) -> None:
    for at in reversed(ordered):
        for source, slope in zip(at.inputs, at.slopes, strict=True):
            source.gradient += at.gradient * slope


def of_sample(model: Model, x: np.ndarray, y: np.ndarray) -> Node:
    """The graph of one sample's cost; nodes are named as in the lines: x_1, W1_{2,3}, p1_{2,3}, b1_3, z1_3, a1_3, ℓ."""
    made = [_input(i, value) for i, value in enumerate(x)]
    logits: list[Node] = []
    for layer in range(model.depth):
        logits = [_sum(model, layer, unit, made) for unit in range(model.biases[layer].size)]
        made = [_output(model, layer, unit, logits) for unit in range(len(logits))]
    return _cost(model, logits, made, y)


def size(model: Model) -> int:
    """How many nodes `of_sample` has."""
    units, weights = sum(b.size for b in model.biases), sum(W.size for W in model.weights)
    unread = model.biases[-1].size if model.cost.on_logits else 0  # the outputs, where the cost is of what goes in
    learned = sum(alpha.size for alpha in model.slopes.values())
    return len(model.weights[0]) + 2 * weights + 3 * units + learned - unread + 1


@dataclass(frozen=True)
class Part:
    """Some of the nodes of a sample's graph, each after its own inputs, with the gradients that they have in all of it.

    `outside` is what each gradient has from nodes that are not in the part.
    """

    nodes: list[Node]
    outside: list[float]


def whole(model: Model, x: np.ndarray, y: np.ndarray) -> Part:
    """Every node of a sample's cost."""
    nodes = backward(of_sample(model, x, y))
    return Part(_in_turn(nodes), [0.0] * len(nodes))


def around(model: Model, values: Values, layer: int, unit: int) -> Part:
    """What a unit is made of, and what uses its output: the products of the layer after, or the cost.

    `values` are those of all lines, forward and backward, on the one sample.
    """
    l, last = layer + 1, layer + 1 == model.depth
    A = values[incoming(l)][0]
    made = [
        _input(i, a) if layer == 0 else _given(f"a{l - 1}_{i + 1}", a, "activation", layer - 1, i)
        for i, a in enumerate(A)
    ]
    z = _sum(model, layer, unit, made)
    if last:
        users = [_beside(model, values, unit, z)]
        seeds = [1.0]
    else:
        beside = _sums_beside(values, layer, unit, z)
        a = _output(model, layer, unit, beside)
        users = [_product(model, layer + 1, k, unit, a) for k in range(model.biases[layer + 1].size)]
        seeds = values[f"D{l + 1}"][0].tolist()
    nodes = _in_turn([*{at: None for user in users for at in in_order(user)}])
    outside = dict.fromkeys(nodes, 0.0)
    for user, seed in zip(users, seeds, strict=True):
        user.gradient = seed
        outside[user] = 0.0 if last else seed
    if not last:
        # What comes back to z through the outputs of the units beside it, which its activation makes of it too.
        own = a.slopes[a.inputs.index(z)] * float(model.weights[layer + 1][unit] @ values[f"D{l + 1}"][0])
        z.gradient = outside[z] = float(values[f"D{l}"][0, unit]) - own if joint(model.activations[layer]) else 0.0
    _flow_back(nodes)
    for j, at in enumerate([] if last else beside):
        if at in outside and at is not z:
            outside[at] = float(values[f"D{l}"][0, j]) - at.gradient
            at.gradient += outside[at]
    behind = (values[f"D{l}"] @ values[f"W{l}"].T)[0]
    for source, gradient in zip(made, behind.tolist(), strict=True):
        outside[source] = gradient - source.gradient
        source.gradient = gradient
    return Part(nodes, list(outside.values()))


def _in_turn(nodes: list[Node]) -> list[Node]:
    """Every number after those that it is made of: unit by unit, layer by layer."""

    def turn(at: Node) -> tuple[int, int, int, int, int]:
        assert at.place is not None, "every node of a network has its place"
        layer, unit = at.place.layer, at.place.unit
        places = [source.place for source in at.inputs if source.place]
        latest = max([unit, *(place.unit for place in places if (place.kind, place.layer) == ("sum", layer))])
        return layer, latest, _STAGES[at.place.kind], 2 * at.place.input + (at.place.kind == "product"), unit

    return sorted(nodes, key=turn)


def _given(name: str, value: float, kind: Kind, layer: int, unit: int, source: int = 0) -> Node:
    return Node(float(value), name, place=Place(kind, layer, unit, source))


def _input(index: int, value: float) -> Node:
    return _given(f"x_{index + 1}", value, "input", -1, index)


def _product(model: Model, layer: int, unit: int, source: int, incoming: Node) -> Node:
    """`w · x` of one connection."""
    which = f"{layer + 1}_{{{source + 1},{unit + 1}}}"
    weight = _given(f"W{which}", model.weights[layer][source, unit], "weight", layer, unit, source)
    made = incoming * weight
    made.name, made.place = f"p{which}", Place("product", layer, unit, source)
    return made


def _sum(model: Model, layer: int, unit: int, incoming: list[Node]) -> Node:
    """`z = Σ w x + b`."""
    which = f"{layer + 1}_{unit + 1}"
    terms = [_product(model, layer, unit, source, at) for source, at in enumerate(incoming)]
    bias = _given(f"b{which}", model.biases[layer][unit], "bias", layer, unit)
    made = total([*terms, bias], f"z{which}")
    made.place = Place("sum", layer, unit)
    return made


def _output(model: Model, layer: int, unit: int, sums: list[Node]) -> Node:
    """`a = σ(z)`, with the unit's learned slope as a number of its own; or of several sums of its layer."""
    which, alpha, z = f"{layer + 1}_{unit + 1}", model.slopes.get(layer + 1), sums[unit]
    of_layer = joint(model.activations[layer])
    if of_layer is not None:
        Z = np.array([[at.value for at in sums]])
        a, slopes = of_layer.at(Z)[0], of_layer.through(Z, np.eye(len(sums))[[unit]])[0]
        group = of_layer.among(unit, len(sums))
        inputs, along = tuple(sums[j] for j in group), tuple(float(slopes[j]) for j in group)
        return Node(float(a[unit]), f"a{which}", of_layer.key, inputs, along, Place("activation", layer, unit))
    own = None if alpha is None else _given(f"alpha{which}", alpha[unit], "slope", layer, unit)
    made = z.apply(model.activations[layer], f"a{which}", own)
    made.place = Place("activation", layer, unit)
    return made


def _sums_beside(values: Values, layer: int, unit: int, z: Node) -> list[Node]:
    """The sums of a unit's layer: its own, and the others as given numbers."""
    return [
        z if j == unit else _given(f"z{layer + 1}_{j + 1}", of_z, "sum", layer, j)
        for j, of_z in enumerate(values[f"Z{layer + 1}"][0])
    ]


def _beside(model: Model, values: Values, unit: int, z: Node) -> Node:
    """The cost of one output's own graph, the other outputs as given numbers."""
    last, outputs = model.depth - 1, []
    logits = _sums_beside(values, last, unit, z)
    for j, of_a in enumerate([] if model.cost.on_logits else values[f"A{last + 1}"][0]):
        given = _given(f"a{last + 1}_{j + 1}", of_a, "activation", last, j)
        outputs.append(_output(model, last, j, logits) if j == unit else given)
    return _cost(model, logits, outputs, values["Y"][0])


def _cost(model: Model, logits: list[Node], outputs: list[Node], y: np.ndarray) -> Node:
    """ℓ as one node: of the logits where the cost is written on them, else of the outputs."""
    cost, Y = model.cost, y[None]
    Z = np.array([[z.value for z in logits]])
    if cost.on_logits:
        O = value(model.activations[-1], Z)
        slopes, inputs = cost.error(O, Y, O), logits
    else:
        O = np.array([[a.value for a in outputs]])
        slopes, inputs = cost.by_output(Z, O, Y), outputs
    found = float(cost.each(Z, O, Y)[0])
    place = Place("cost", model.depth, 0)
    return Node(found, "ℓ", cost.key, tuple(inputs), tuple(slopes[0].tolist()), place)
