"""Surgery: weights and moments carried across an edit of the network, so that what was learned stays.

Every unit has an identity that lasts. A number is kept where both ends of its link lived on; a new unit starts with
zero outgoing weights (the function is kept exactly, but where its layer's activation is of several sums at once and its
neighbors feel it), an inserted layer as the identity, and a removed layer leaves its matrix multiplied into the next
one's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from engine.activations import ACTIVATIONS
from engine.experiment import Dense

T = TypeVar("T")
Unit = int | str  # a hidden unit's number, an input's feature key, or an output's name
Draw = Callable[[int, int], np.ndarray]  # (units, inputs) -> first weights


@dataclass(frozen=True)
class Roster:
    """Who is who: the identities of the inputs, of each hidden layer's units, and of the outputs."""

    features: tuple[str, ...]
    hidden: tuple[tuple[int, ...], ...]
    outputs: int

    def columns(self) -> list[tuple[Unit, ...]]:
        """All columns of the picture: inputs, hidden layers, outputs."""
        return [self.features, *self.hidden, tuple(f"output {index}" for index in range(self.outputs))]

    def layers(self) -> list[tuple[tuple[Unit, ...], tuple[Unit, ...]]]:
        """`(units, their inputs)` of each layer, the output layer last."""
        columns = self.columns()
        return list(zip(columns[1:], columns[:-1], strict=True))


@dataclass(frozen=True)
class Layer:
    """All numbers of one layer. Planes of links are [units, inputs], planes of units [units]."""

    weights: np.ndarray
    biases: np.ndarray
    first_weights: np.ndarray  # the optimizer's moments
    first_biases: np.ndarray
    second_weights: np.ndarray
    second_biases: np.ndarray
    alive: np.ndarray  # 0 where L1 has cut a link
    slopes: np.ndarray  # of every unit, learned or not: a layer that was PReLU and is again goes on from them
    first_slopes: np.ndarray
    second_slopes: np.ndarray


LINKS = ("weights", "first_weights", "second_weights", "alive")
UNITS = ("biases", "first_biases", "second_biases", "slopes", "first_slopes", "second_slopes")
FIRST_SLOPE = next(entry.start for entry in ACTIVATIONS if entry.start is not None)


def new_layer(weights: np.ndarray, biases: np.ndarray, slopes: np.ndarray | None = None) -> Layer:
    """A layer with these parameters, moments at zero and every link alive; slopes start at PReLU's first one."""
    links, units = np.zeros_like(weights), np.zeros_like(biases)
    slopes = np.full_like(biases, FIRST_SLOPE) if slopes is None else slopes
    return Layer(weights, biases, links, units, links, units, np.ones_like(weights), slopes, units, units)


@dataclass(frozen=True)
class Body:
    """A network's numbers and whose they are."""

    roster: Roster
    layers: tuple[Layer, ...]

    @property
    def size(self) -> int:
        """Weights and biases in all."""
        return sum(layer.weights.size + layer.biases.size for layer in self.layers)

    def rested(self) -> "Body":
        """The body with the optimizer's moments at zero."""
        return replace(self, layers=tuple(new_layer(at.weights, at.biases, at.slopes) for at in self.layers))

    def revived(self) -> "Body":
        """The body with every link alive that L1 had cut."""
        return replace(self, layers=tuple(replace(at, alive=np.ones_like(at.weights)) for at in self.layers))

    def with_layer(self, index: int, layer: Layer) -> "Body":
        """The body with one layer's numbers replaced."""
        return replace(self, layers=(*self.layers[:index], layer, *self.layers[index + 1 :]))


def align(old: Sequence[Dense], new: Sequence[Dense]) -> list[int | None]:
    """For each new layer the old layer that it continues."""

    def alteration(a: Dense, b: Dense) -> float:
        units = 0.0 if a.units == b.units else 0.5 + abs(a.units - b.units) / (a.units + b.units)
        return units + (0.0 if a.activation == b.activation else 0.4)

    return aligned(old, new, alteration)


def aligned(old: Sequence[T], new: Sequence[T], alteration: Callable[[T, T], float]) -> list[int | None]:
    """For each new layer the old layer that it continues, in order, with the least change in all.

    Source: edit distance, Wagner & Fischer 1974; altering a layer costs `alteration`, taking or giving one costs 1.
    """
    cost = np.zeros((len(old) + 1, len(new) + 1))
    cost[:, 0] = np.arange(len(old) + 1)
    cost[0, :] = np.arange(len(new) + 1)
    for i, a in enumerate(old):
        for j, b in enumerate(new):
            cost[i + 1, j + 1] = min(cost[i, j] + alteration(a, b), cost[i, j + 1] + 1, cost[i + 1, j] + 1)
    matched: list[int | None] = [None] * len(new)
    i, j = len(old), len(new)
    while i and j:
        if cost[i, j] == cost[i - 1, j - 1] + alteration(old[i - 1], new[j - 1]):
            i, j = i - 1, j - 1
            matched[j] = i
        elif cost[i, j] == cost[i, j - 1] + 1:
            j -= 1
        else:
            i -= 1
    return matched


def carry(body: Body, roster: Roster, draw: Draw, bias: float) -> Body:
    """The body for a new roster. New units draw their incoming weights; their biases start at `bias`."""
    old = body.roster.hidden
    homes = {unit: index for index, units in enumerate(old) for unit in units}
    kept = {homes[unit] for units in roster.hidden for unit in units if unit in homes}
    for index in reversed(range(len(old))):
        if index not in kept:
            body = _without_layer(body, index)
    for index, units in enumerate(roster.hidden):
        if not any(unit in homes for unit in units):
            body = _with_identity(body, index, units, draw, bias)
        else:
            body = _with_units(body, index, units, draw, bias)
    return _with_outputs(_with_features(body, roster.features), roster.outputs, draw, bias)


def recall(body: Body, current: Body, donor: Body) -> Body:
    """The body with every number that `current` did not have taken from an older body that had it: an undo."""
    known = [_where(each.roster) for each in (current, donor)]
    layers = []
    for layer, (units, inputs) in zip(body.layers, body.roster.layers(), strict=True):
        planes = {name: getattr(layer, name).copy() for name in LINKS + UNITS}
        for row, unit in enumerate(units):
            place = known[1].get(unit)
            if place is None:
                continue
            depth, old_row = place
            had = known[0].get(unit)
            given = {source: column for column, source in enumerate(donor.roster.layers()[depth][1])}
            lately = set(current.roster.layers()[had[0]][1]) if had is not None else set()
            if had is None or not lately.intersection(inputs):  # a unit that heard others also had another bias
                for name in UNITS:
                    planes[name][row] = getattr(donor.layers[depth], name)[old_row]
            for column, source in enumerate(inputs):
                if source in given and source not in lately:
                    for name in LINKS:
                        planes[name][row, column] = getattr(donor.layers[depth], name)[old_row, given[source]]
        layers.append(Layer(**planes))
    return Body(body.roster, tuple(layers))


def _where(roster: Roster) -> dict[Unit, tuple[int, int]]:
    """The layer and row of each unit."""
    return {unit: (depth, row) for depth, (units, _) in enumerate(roster.layers()) for row, unit in enumerate(units)}


def _chosen(layer: Layer, rows: Sequence[int | None], columns: Sequence[int | None], at_birth: Layer) -> Layer:
    """The layer's rows and columns in a new order; None stands for one that `at_birth` describes."""
    row_to = [index for index, row in enumerate(rows) if row is not None]
    column_to = [index for index, column in enumerate(columns) if column is not None]
    row_from = [row for row in rows if row is not None]
    column_from = [column for column in columns if column is not None]
    planes = {name: getattr(at_birth, name).copy() for name in LINKS + UNITS}
    for name in LINKS:
        planes[name][np.ix_(row_to, column_to)] = getattr(layer, name)[np.ix_(row_from, column_from)]
    for name in UNITS:
        planes[name][row_to] = getattr(layer, name)[row_from]
    return Layer(**planes)


def _places(old: Sequence[Unit], new: Sequence[Unit]) -> list[int | None]:
    known = {unit: index for index, unit in enumerate(old)}
    return [known.get(unit) for unit in new]


def _with_rows(layer: Layer, rows: Sequence[int | None], draw: Draw, bias: float) -> Layer:
    """The layer with rows kept, dropped and born: a new unit listens to all inputs."""
    inputs = layer.weights.shape[1]
    born = [index for index, row in enumerate(rows) if row is None]
    weights, biases = np.zeros((len(rows), inputs)), np.zeros(len(rows))
    if born:
        weights[born] = draw(len(born), inputs)
        biases[born] = bias
    return _chosen(layer, rows, range(inputs), new_layer(weights, biases))


def _with_columns(layer: Layer, columns: Sequence[int | None]) -> Layer:
    """The layer with inputs kept, dropped and born: a new input is given weight zero, which keeps the function."""
    units = layer.weights.shape[0]
    blank = new_layer(np.zeros((units, len(columns))), np.zeros(units))
    return _chosen(layer, range(units), columns, blank)


def _with_units(body: Body, index: int, units: tuple[int, ...], draw: Draw, bias: float) -> Body:
    old = body.roster.hidden[index]
    if units == old:
        return body
    places = _places(old, units)
    roster = replace(body.roster, hidden=(*body.roster.hidden[:index], units, *body.roster.hidden[index + 1 :]))
    body = body.with_layer(index, _with_rows(body.layers[index], places, draw, bias))
    body = body.with_layer(index + 1, _with_columns(body.layers[index + 1], places))
    return replace(body, roster=roster)


def _with_features(body: Body, features: tuple[str, ...]) -> Body:
    places = _places(body.roster.features, features)
    body = body.with_layer(0, _with_columns(body.layers[0], places))
    return replace(body, roster=replace(body.roster, features=features))


def _with_outputs(body: Body, outputs: int, draw: Draw, bias: float) -> Body:
    places = [index if index < body.roster.outputs else None for index in range(outputs)]
    last = len(body.layers) - 1
    body = body.with_layer(last, _with_rows(body.layers[last], places, draw, bias))
    return replace(body, roster=replace(body.roster, outputs=outputs))


def _with_identity(body: Body, index: int, units: tuple[int, ...], draw: Draw, bias: float) -> Body:
    """The body with a layer inserted that hands its inputs on: unit k repeats input k, or the k-th strongest where
    there are fewer units than inputs; units beyond the inputs draw their weights and are not yet listened to."""
    following = body.layers[index]
    inputs = following.weights.shape[1]
    strength = np.abs(following.weights).sum(axis=0)
    heard = sorted(np.argsort(-strength, kind="stable")[: len(units)].tolist())
    weights, biases = np.zeros((len(units), inputs)), np.zeros(len(units))
    weights[np.arange(len(heard)), heard] = 1.0
    if len(units) > inputs:
        weights[inputs:] = draw(len(units) - inputs, inputs)
        biases[inputs:] = bias
    columns: list[int | None] = [*heard, *[None] * (len(units) - len(heard))]
    # The next layer now listens to the new units: what its links have learned stays, moments included.
    layers = (*body.layers[:index], new_layer(weights, biases), _with_columns(following, columns))
    hidden = body.roster.hidden
    roster = replace(body.roster, hidden=(*hidden[:index], units, *hidden[index:]))
    return Body(roster, (*layers, *body.layers[index + 1 :]))


def _without_layer(body: Body, index: int) -> Body:
    """The body without a hidden layer; its matrix stays as a factor: `W' = W_next W`, `b' = W_next b + b_next`."""
    gone, following = body.layers[index], body.layers[index + 1]
    weights, biases = following.weights @ gone.weights, following.weights @ gone.biases + following.biases
    bridged = new_layer(weights, biases, following.slopes)
    hidden = body.roster.hidden
    roster = replace(body.roster, hidden=(*hidden[:index], *hidden[index + 1 :]))
    return Body(roster, (*body.layers[:index], bridged, *body.layers[index + 2 :]))
