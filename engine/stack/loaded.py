"""An experiment on images made ready on the device, and runs of so many updates from a position."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import partial
from typing import Any

import jax
import numpy as np

from engine.data.added import MOST_ADDED
from engine.data.images import Images
from engine.errors import InputError
from engine.experiment import Experiment
from engine.given import planes_given
from engine.loaded import Place, Ran, learning_rates
from engine.optimizers import OPTIMIZERS, Hyper
from engine.position import Position
from engine.programs import batches
from engine.programs.packed import leaf
from engine.reports import number
from engine.stack import surgery
from engine.stack.batching import order, placed
from engine.stack.network import drawn, initial_planes, stack
from engine.stack.program import (
    BLOCK,
    Clock,
    Rule,
    Samples,
    State,
    Traits,
    observing,
    training,
)
from engine.streams import generator
from engine.structure import inside

EVALUATED = 1000  # images, at most, that the loss of an epoch is taken over: of the training's and of the test's

Program = Callable[[State, Rule, Samples, Clock], tuple[State, Any]]


class StackLoaded:
    """The experiment's stack, rule, images and plan as the programs read them. Never changes."""

    def __init__(self, experiment: Experiment, data: Images) -> None:
        self.experiment, self.data = experiment, data
        self.dtype = np.dtype(experiment.precision)
        self.stack = stack(experiment)
        count = data.train_count
        batch = max(1, min(experiment.batch.size, count))
        self.plan = batches.plan(count, batch, False, batch, max(1, -(-count // batch)))
        self.traits = Traits(self.stack, experiment.optimizer.kind, batch, experiment.precision)
        self.longest = self.plan.steps
        # Places for every image that may be added, whichever of them train: what changes neither compiles nothing.
        self.rows = len(data.pixels) - data.added + MOST_ADDED
        self.places = -(-self.rows // batch) * batch
        self.rule = jax.device_put(self._rule())

    def on(self, data: Images) -> "StackLoaded":
        """The same, with other images of the same shapes and split."""
        other = copy(self)
        other.data = data
        return other

    @property
    def samples(self) -> Samples:
        """All images on the device, and room for those that may be added."""
        return placed(self.data, self.rows)

    def _rule(self) -> Rule:
        given, dtype = self.experiment.optimizer, self.dtype
        decay = given.weight_decay if "weight_decay" in OPTIMIZERS[given.kind].uses else 0.0
        hyper = Hyper(*(leaf(x, dtype) for x in (given.momentum, given.decay, given.decay2, given.epsilon, decay)))
        penalty = self.experiment.regularization
        key = generator(self.experiment.seed, "dropout").integers(2**32)
        return Rule(hyper, leaf(penalty.l1, dtype), leaf(penalty.l2, dtype), leaf(key, np.uint32))

    # ---- numbers in and out ------------------------------------------------------------------------------------

    def pack(self, body: surgery.Body) -> State:
        """The body's numbers on the device."""
        numbers = (body.params, body.first, body.second, body.averages)
        state = State(*([{k: leaf(v, self.dtype) for k, v in layer.items()} for layer in n] for n in numbers))
        placed: State = jax.device_put(state)
        return placed

    def unpack(self, state: State, roster: surgery.Roster) -> surgery.Body:
        """The body of a state, in the run's precision."""
        numbers = (tuple({k: np.array(v) for k, v in layer.items()} for layer in n) for n in state)
        params, first, second, averages = numbers
        return surgery.Body(roster, self.stack, params, first, second, averages)

    def params(self, state: State) -> list[dict[str, np.ndarray]]:
        """Every layer's numbers by name in float64, the head last, running averages among them."""
        both = zip(state.params, state.averages, strict=True)
        return [{k: np.array(v, np.float64) for k, v in {**own, **kept}.items()} for own, kept in both]

    def first(self, new_units: Callable[[int], tuple[int, ...]]) -> surgery.Body:
        """The network at its start."""
        hidden = tuple(new_units(config.width) for config in self.experiment.layers)
        roster = surgery.Roster(new_units(len(hidden)), hidden)
        return surgery.newborn(self.stack, roster, initial_planes(self.experiment))

    # ---- looking -----------------------------------------------------------------------------------------------

    def losses(self, state: State) -> tuple[float, float]:
        """Mean loss over the training and the test images, over the first `EVALUATED` of each; NaN where none."""
        n, end = self.data.train_count, len(self.data.pixels)
        parts = ((0, min(n, EVALUATED)), (n, min(end, n + EVALUATED)))
        train, test = (self.observed(state, *part)[0] for part in parts)
        return float(train.mean()) if len(train) else np.nan, float(test.mean()) if len(test) else np.nan

    def observed(self, state: State, start: int, stop: int) -> tuple[np.ndarray, np.ndarray]:
        """Loss [n] and answers [n, slots, classes] of the images from `start` to before `stop`, in float64."""
        return self.answered(state, self.data.pixels[start:stop], self.data.classes[start:stop])

    def predicted(self, state: State, images: np.ndarray) -> np.ndarray:
        """The answers [n, slots, classes] to images; raises `InputError` where that is not what they are."""
        pixels, shape = np.asarray(images), self.data.spec.shape
        if pixels.ndim != 4 or pixels.shape[1:] != shape:
            raise InputError("images", f"images [height, width, channels] of shape {list(shape)}", list(pixels.shape))
        if pixels.dtype != np.uint8:
            raise InputError("images", "pixels from 0 to 255", str(pixels.dtype))
        return self.answered(state, pixels, np.zeros((len(pixels), self.data.spec.slots), np.int32))[1]

    def answered(self, state: State, pixels: np.ndarray, classes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Loss and answers of any images."""
        look = observing(self.stack, self.experiment.precision)
        losses, answers = [], []
        for at in range(0, len(pixels), BLOCK):
            part, named = pixels[at : at + BLOCK], classes[at : at + BLOCK]
            here = len(part)
            if here < BLOCK:  # of one size, so that no number of images compiles anything
                part = np.concatenate([part, np.zeros((BLOCK - here, *part.shape[1:]), part.dtype)])
                named = np.concatenate([named, np.zeros((BLOCK - here, named.shape[1]), named.dtype)])
            each, shown = look(state, *jax.device_put((part, named)))
            losses.append(np.asarray(each, np.float64)[:here])
            answers.append(np.asarray(shown, np.float64)[:here])
        head = self.stack.head
        empty = np.zeros(0), np.zeros((0, head.slots, head.classes))
        return (np.concatenate(losses), np.concatenate(answers)) if losses else empty

    # ---- running -----------------------------------------------------------------------------------------------

    def rates(self, epoch: int, epochs: int) -> np.ndarray:
        """The learning rates of `epochs` epochs from `epoch` on."""
        return learning_rates(self.experiment, epoch, epochs)

    @property
    def ready(self) -> bool:
        """Whether the training program is compiled, and what takes the losses, so that a run begins at once."""
        return self._key in _PROGRAMS and self.looked

    @property
    def looked(self) -> bool:
        """Whether what answers to images is compiled."""
        return observing(self.stack, self.experiment.precision).made  # it has one form only

    @property
    def _key(self) -> Any:
        return self.traits, self.rows, self.places

    def run(self, state: State, at: Position, steps: int, _special: Any = None) -> Ran:
        """`steps` updates from a position on, over the ends of epochs."""
        if self._key not in _PROGRAMS:
            self._compile(state)
        program: Program = _PROGRAMS[self._key]
        losses: list[tuple[float, float]] = []
        first = at.epoch + 1
        while steps > 0:
            taken = min(steps, self.plan.steps - at.step)
            if self.data.train_count:
                state, _ = program(state, self.rule, self.samples, self._clock(at, taken))
            made = self.plan.between(at.step, taken)
            at = replace(at, step=at.step + taken, updates=at.updates + made, age=at.age + made)
            steps -= taken
            if at.step == self.plan.steps:
                at = replace(at, epoch=at.epoch + 1, step=0)
                losses.append(self.losses(state))
        train, test = np.array(losses, np.float64).reshape(-1, 2).T
        return Ran(state, at, first + np.arange(len(losses)), train, test)

    def compile(self, state: State) -> bool:
        """Compile what trains this stack, or else what takes its losses: seconds, less from the disk cache. False where
        both are there."""
        if self._key not in _PROGRAMS:
            self._compile(state)
            return True
        looked = self.looked
        if not looked:
            self.observed(state, 0, 1)
        return not looked

    def _compile(self, state: State) -> None:
        arguments = (state, self.rule, self.samples, self._clock(Position(), 1))
        made = training(self.traits).compiled(*arguments)
        while len(_PROGRAMS) >= _MOST_PROGRAMS:
            _PROGRAMS.pop(next(iter(_PROGRAMS)))
        _PROGRAMS[self._key] = made

    def _clock(self, at: Position, steps: int) -> Clock:
        rows = order(self.experiment.seed, self.experiment.batch.order == "shuffled", at.epoch, self.data.train_count)
        whole = np.zeros(self.places, np.int32)
        whole[: len(rows)] = rows
        numbers = (at.step, at.step + steps, self.data.train_count, at.updates, at.age)
        rate = leaf(self.rates(at.epoch, 1)[0], self.dtype)
        start, stop, rows, update, age = (leaf(number, np.int32) for number in numbers)
        clock: Clock = jax.device_put(Clock(leaf(whole, np.int32), start, stop, rows, update, age, rate))
        return clock

    # ---- what edits do -----------------------------------------------------------------------------------------

    def carried(
        self, body: surgery.Body, roster: surgery.Roster, _before: Experiment, donor: surgery.Body | None, revision: int
    ) -> tuple[surgery.Body, int]:
        """What another network's body becomes in this one, and how many of its numbers are kept. New units draw from a
        stream of the revision's own; what `donor` had and `body` lacks comes back: an undo."""
        rng = generator(self.experiment.seed, "edits", revision)
        return surgery.carry(body, self.stack, roster, partial(drawn, experiment=self.experiment, rng=rng), donor)

    def continued(self, state: State, _old: State, _before: Experiment) -> State:
        """The state as it is: nothing is ever gathered towards a later update."""
        return state

    def emptied(self, state: State) -> State:
        """The state as it is: nothing is ever gathered towards a later update."""
        return state

    def output_change(self, state: State, old: Any, before: State, data: Images) -> float | None:
        """How far at most an answer to one of the first images is from what the old network gave; None where both do
        not read the same images, or where it is not known without a compile."""
        if old.stack == self.stack and old.dtype == self.dtype and _equal(state, before):
            return 0.0
        if old.data.spec.shape != self.data.spec.shape or not (old.looked and self.looked):
            return None
        pixels, classes = data.pixels[:BLOCK], data.classes[:BLOCK]
        ours, theirs = (each.answered(at, pixels, classes)[1] for each, at in ((self, state), (old, before)))
        return number(np.abs(ours - theirs).max())

    @property
    def count(self) -> int:
        """How many numbers the network learns."""
        return self.stack.parameters

    def named(self, where: Place) -> str:
        """The words for one parameter; raises `InputError` where there is none at that place."""
        layer, unit, source = where
        inside("layer", layer, len(self.stack.layers))
        name = "weights" if isinstance(source, int) else "slopes" if source == "slope" else "biases"
        plane = next((plane for plane in self.stack.layers[layer].planes if plane.name == name), None)
        if plane is None:
            raise InputError("layer", f"a layer with {name}", layer, "It learns none.")
        inside("unit", unit, plane.shape[0])
        if isinstance(source, int):
            inside("input", source, plane.size // plane.shape[0])
        what = f"Weight {source + 1}" if isinstance(source, int) else source.capitalize()
        return f"{what} of layer {layer + 1}, unit {unit + 1}"

    def value(self, state: State, where: Place) -> float:
        """One parameter; the inputs of a unit are counted through its whole kernel, row by row."""
        name, at = _place(where)
        return float(np.asarray(state.params[where[0]][name])[where[1]].reshape(-1)[at])

    def with_value(self, state: State, where: Place, value: float) -> State:
        """The state with one parameter set."""
        name, at = _place(where)
        plane = np.array(state.params[where[0]][name])
        plane[where[1] : where[1] + 1].reshape(-1)[at] = value
        layers = list(state.params)
        layers[where[0]] = {**layers[where[0]], name: jax.device_put(plane)}
        return state._replace(params=layers)

    def given(self, body: surgery.Body, layers: Sequence[Mapping[str, Any]]) -> surgery.Body:
        """The body with every number replaced; raises `InputErrors` naming each plane that does not fit."""
        both = [{**own, **kept} for own, kept in zip(body.params, body.averages, strict=True)]
        planes = planes_given(layers, [{k: v.shape for k, v in own.items()} for own in both], self.dtype)
        params, averages = (
            tuple({name: new[name] for name in own} for new, own in zip(planes, numbers, strict=True))
            for numbers in (body.params, body.averages)
        )
        return replace(body, params=params, averages=averages)

    # ---- snapshots ---------------------------------------------------------------------------------------------

    def arrays(self, state: State, _roster: surgery.Roster) -> dict[str, np.ndarray]:
        """All numbers of a state by name, for a snapshot."""
        return {
            f"{kind}.{index}.{name}": np.asarray(array)
            for kind, layers in state._asdict().items()
            for index, layer in enumerate(layers)
            for name, array in layer.items()
        }

    def restored(self, arrays: Mapping[str, np.ndarray], body: surgery.Body) -> State:
        """The state of a snapshot's arrays; what it lacks is as in `body`."""
        state = self.pack(body)
        kinds = {
            kind: [
                {name: leaf(arrays.get(f"{kind}.{index}.{name}", array), self.dtype) for name, array in own.items()}
                for index, own in enumerate(layers)
            ]
            for kind, layers in state._asdict().items()
        }
        placed: State = jax.device_put(State(**kinds))
        return placed


def _place(where: Place) -> tuple[str, int]:
    """The plane of a parameter, and where in its unit's part of it."""
    source = where[2]
    if isinstance(source, int):
        return "weights", source
    return ("slopes" if source == "slope" else "biases"), 0


_MOST_PROGRAMS = 32
_PROGRAMS: dict[Any, Program] = {}


def _equal(a: State, b: State) -> bool:
    """Whether two states of one stack answer alike, because all their numbers are the same."""
    pairs = zip(jax.tree.leaves((a.params, a.averages)), jax.tree.leaves((b.params, b.averages)), strict=True)
    return all(np.array_equal(ours, theirs) for ours, theirs in pairs)
