"""Surgery on a stack: what was learned is carried across an edit, plane by plane, by the identities of its units.

An entry is kept where both ends of its link lived on. A new unit draws its incoming weights and has zero outgoing
ones; a kernel grows around its middle with zeros, and shrinks to its middle: with same padding a grown one keeps the
function. A way around a block that comes to have weights begins as what it was: each unit's own input as it is.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.layers.base import Plane, StackLayer
from engine.stack.network import Stack

Identity = Hashable
Arrays = Mapping[str, np.ndarray]
Draw = Callable[[Plane], np.ndarray]


@dataclass(frozen=True)
class Roster:
    """Who is who: an identity for each hidden layer, and for each unit or channel that is its own."""

    layers: tuple[int, ...]
    hidden: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Body:
    """A stack's numbers and whose they are; the head's come last."""

    roster: Roster
    stack: Stack
    params: tuple[Arrays, ...]
    first: tuple[Arrays, ...]  # the optimizer's moments
    second: tuple[Arrays, ...]
    averages: tuple[Arrays, ...]

    @property
    def size(self) -> int:
        """How many numbers it learns."""
        return self.stack.parameters

    def rested(self) -> "Body":
        """The body with the optimizer's moments at zero."""
        still = tuple({name: np.zeros_like(array) for name, array in layer.items()} for layer in self.params)
        return Body(self.roster, self.stack, self.params, still, still, self.averages)


def newborn(stack: Stack, roster: Roster, planes: Sequence[Arrays]) -> Body:
    """A body at its start: moments at zero."""
    params, averages = [], []
    for layer, arrays in zip(stack.layers, planes, strict=True):
        learned = {plane.name for plane in layer.planes if plane.learned}
        params.append({name: array for name, array in arrays.items() if name in learned})
        averages.append({name: array for name, array in arrays.items() if name not in learned})
    nothing = tuple({name: np.zeros_like(array) for name, array in layer.items()} for layer in params)
    return Body(roster, stack, tuple(params), nothing, nothing, tuple(averages))


def identities(stack: Stack, roster: Roster) -> list[tuple[list[Identity], list[Identity]]]:
    """`(units, inputs)` of each layer, the head last: who its units are, and who each of its inputs comes from.

    The inputs of a layer that reads numbers in a row are `(channel, row, column)` of the maps they were flattened from;
    a head's that is shared count from the left of its slot's own columns.
    """
    fed: list[Identity] = [f"channel {index}" for index in range(stack.input_shape[-1])]
    shape = stack.input_shape
    found = []
    for index, layer in enumerate(stack.layers):
        last = index == len(stack.layers) - 1
        if last:
            head = stack.head
            units: list[Identity] = [f"output {unit}" for unit in range(head.units)]
            columns = head.columns if head.shared else (shape[1] if len(shape) == 3 else 1)
            inputs = _flat(fed, (shape[0], columns, shape[-1])) if len(shape) == 3 else fed
            found.append((units, inputs))
            break
        own: list[Identity] = list(roster.hidden[index])
        found.append((own or fed, fed))
        after = layer.output_shape
        if own:
            fed = own
        elif len(shape) == 3 and after == (shape[0] * shape[1] * shape[2],):
            fed = _flat(fed, shape)
        shape = after
    return found


def _flat(fed: Sequence[Identity], shape: Sequence[int]) -> list[Identity]:
    """Identities of maps laid out in a row: by row, by column, by channel."""
    height, width, _ = shape
    if height * width == 1:
        return list(fed)
    return [(channel, y, x) for y in range(height) for x in range(width) for channel in fed]


def carry(body: Body, stack: Stack, roster: Roster, draw: Draw, donor: Body | None = None) -> tuple[Body, int]:
    """The body for a new stack and roster, and how many learned numbers it kept.

    `draw` gives a plane's first numbers. An inserted layer that can repeat what it is fed does so, and the next one
    goes on listening to it as before. What the body lacks is taken from a `donor` that has it: an undo.
    """
    givers = [Giver(body)] if donor is None else [Giver(donor), Giver(body)]  # the later one has the last word
    repeats: dict[Identity, Identity] = {}
    made: list[tuple[dict[str, np.ndarray], ...]] = []
    kept = 0
    for index, (layer, (own, fed)) in enumerate(zip(stack.layers, identities(stack, roster), strict=True)):
        identity = roster.layers[index] if index < len(roster.layers) else None
        units, inputs = ([_original(repeats, each) for each in some] for some in (own, fed))
        born = not any(giver.has(identity) for giver in givers)
        repeated = _repeated(layer) if born else 0
        new: tuple[dict[str, np.ndarray], ...] = ({}, {}, {}, {})
        for plane in layer.planes:
            planes = (draw(plane), np.zeros(plane.shape), np.zeros(plane.shape))
            if repeated:
                _repeat(planes[0], plane, repeated)
            ours = np.zeros(plane.shape, bool)  # what was learned before
            for giver in givers:
                giver.give(planes, ours, plane, identity, units, inputs, silent=giver is givers[-1])
            kept += int(ours.sum()) if plane.learned else 0
            for kind, array in zip(new[:3] if plane.learned else new[3:], planes, strict=False):
                kind[plane.name] = array
        repeats |= {own[place]: inputs[place] for place in range(repeated)}
        made.append(new)
    params, first, second, averages = (tuple(layer[kind] for layer in made) for kind in range(4))
    return Body(roster, stack, params, first, second, averages), kept


class Giver:
    """A body that gives its numbers to another."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._at = {identity: index for index, identity in enumerate(body.roster.layers)}
        self._identities = identities(body.stack, body.roster)

    def has(self, identity: int | None) -> bool:
        """Whether it has that layer; None is the head."""
        return identity is None or identity in self._at

    def give(
        self,
        planes: tuple[np.ndarray, ...],
        ours: np.ndarray,
        plane: Plane,
        identity: int | None,
        units: Sequence[Identity],
        inputs: Sequence[Identity],
        silent: bool,
    ) -> None:
        """Put what it has of a plane into `planes` (numbers and two moments) and mark the places in `ours`. With
        `silent`, units that lived on do not listen yet to what is new."""
        if not self.has(identity):
            return
        body = self._body
        at = len(body.params) - 1 if identity is None else self._at[identity]
        given = (body.params if plane.learned else body.averages)[at].get(plane.name)
        bypassed = given is None and plane.bypass and not ours.any()
        if bypassed:
            own, fed = self._identities[at]
            given = np.eye(len(own), len(fed)).reshape(len(own), len(fed), *plane.shape[2:])
        if given is None or given.ndim != len(plane.axes):
            return
        whose = dict(zip(("units", "inputs"), zip(self._identities[at], (units, inputs), strict=True), strict=True))
        moves = [_move(given.shape[n], plane.shape[n], whose.get(axis)) for n, axis in enumerate(plane.axes)]
        source, target = (np.ix_(*(move[side] for move in moves)) for side in (0, 1))
        ours[target] = not bypassed
        if silent and len(plane.axes) > 1 and plane.axes[0] == "units" and (ours.any() or bypassed):
            lived = np.zeros(plane.shape, bool)
            lived[moves[plane.axes.index("units")][1]] = True
            planes[0][lived & ~ours] = 0.0
        for mine, theirs in zip(
            planes, (given, body.first[at].get(plane.name), body.second[at].get(plane.name)), strict=True
        ):
            if theirs is not None:
                mine[target] = theirs[source]


def _move(
    old: int, new: int, whose: tuple[Sequence[Identity], Sequence[Identity]] | None
) -> tuple[list[int], list[int]]:
    """`(from, to)`: which old places of an axis go to which new ones; places of a kernel go around its middle."""
    if whose is None:
        further = (new - 1) // 2 - (old - 1) // 2  # as far as `windows.same` puts more in front of the middle
        kept = range(max(0, -further), min(old, new - further))
        return list(kept), [place + further for place in kept]
    theirs, ours = whose
    assert (len(theirs), len(ours)) == (old, new), "a plane counts its layer's units and inputs"
    at = {identity: place for place, identity in enumerate(theirs)}
    pairs = [(at[identity], place) for place, identity in enumerate(ours) if identity in at]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _original(repeats: Mapping[Identity, Identity], identity: Identity) -> Identity:
    """Who it was that an inserted unit repeats; places in maps stay the same places."""
    if isinstance(identity, tuple):
        return (repeats.get(identity[0], identity[0]), *identity[1:])
    return repeats.get(identity, identity)


def _repeated(layer: StackLayer) -> int:
    """How many inputs a layer can hand on unchanged, before its activation; 0 where it cannot hand on all of them."""
    weights = next((plane for plane in layer.planes if plane.name in ("weights", "weights_1")), None)
    if weights is None or weights.axes[:2] != ("units", "inputs") or layer.output_shape[:-1] != layer.input_shape[:-1]:
        return 0
    units, inputs, *kernel = weights.shape
    return inputs if units >= inputs and all(size % 2 for size in kernel) else 0


def _repeat(numbers: np.ndarray, plane: Plane, count: int) -> None:
    """Make unit k hand on input k; a residual block does so on its way around, and adds nothing to it."""
    if plane.name in ("weights", "weights_skip"):
        numbers[:count] = 0.0
        middle = tuple(size // 2 for size in plane.shape[2:])
        for unit in range(count):
            numbers[(unit, unit, *middle)] = 1.0
    elif plane.name in ("biases", "weights_2", "biases_2"):
        numbers[:count] = 0.0
