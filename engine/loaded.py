"""An experiment and its data made ready on the device, and runs of so many steps from a position."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any, Literal, NamedTuple

import jax
import numpy as np

from engine import surgery
from engine.data import Data
from engine.errors import InputError
from engine.experiment import Experiment
from engine.given import with_parameters
from engine.initializers import INITIALIZERS
from engine.network import features_of, initial_params, network, targets_of
from engine.position import Position
from engine.programs import batches, packed
from engine.programs.contract import CAPACITY, CHUNK, EPOCHS, Clock, Samples, Steps
from engine.programs.observe import evaluation, outputs_at
from engine.programs.packed import Params, Rule, State, Wiring, leaf
from engine.programs.padded import padded
from engine.programs.specialized import Traits, after, moving, specialized, traits
from engine.programs.upcoming import Order, Upcoming, following, order_of, upcoming
from engine.reports import number
from engine.schedules import SCHEDULES
from engine.streams import generator
from engine.structure import inside, kept_parameters, kept_slopes
from engine.surgery import Body, Layer, Roster

Place = tuple[int, int, int | Literal["bias", "slope"]]  # layer, unit, and the input whose weight it is, or which


class Ran(NamedTuple):
    """What a run of steps came to: the losses are those of each epoch it finished."""

    state: Any
    position: Position
    epochs: np.ndarray
    train: np.ndarray
    test: np.ndarray


Special = tuple[Traits, Callable[..., Any]]  # a specialized program and what it was compiled for
_READY = set[tuple[int, "np.dtype[Any]"]]()  # widths and precisions whose padded program is there


class Loaded:
    """The experiment's network, rule, data and plans as the programs read them. Never changes."""

    def __init__(self, experiment: Experiment, data: Data) -> None:
        self.experiment, self.data = experiment, data
        self.width, self.dtype = packed.width_for(experiment), np.dtype(experiment.precision)
        self.sizes = packed.shapes(experiment)
        count = len(data.points)
        self.plan = batches.plan_for(experiment, data.train_count, CHUNK, CAPACITY)
        self.traits = traits(experiment, data.train_count, count)
        self._special_plan = batches.plan_for(experiment, data.train_count, self.traits.batch, CAPACITY)
        self.longest = (EPOCHS - 2) * self.plan.steps  # steps that one run may take
        placed: tuple[Samples, Wiring, Rule, Steps, Steps] = (
            self._packed_samples(),
            packed.wiring(experiment, self.width, self.dtype),
            packed.rule(experiment, self.dtype),
            _device_plan(self.plan),
            _device_plan(self._special_plan),
        )
        placed = jax.device_put(placed)
        self.samples, self.wiring, self.rule, self._steps, self._special_steps = placed

    def _packed_samples(self) -> Samples:
        experiment, data, n = self.experiment, self.data, len(self.data.points)
        inputs, targets = np.zeros((2, CAPACITY, self.width), self.dtype)
        inputs[:n, : len(experiment.features)] = features_of(experiment.features, data.points)
        targets[:n, : experiment.outputs] = targets_of(experiment, data.labels)
        return Samples(
            leaf(inputs, self.dtype),
            leaf(targets, self.dtype),
            leaf(data.train_count, np.int32),
            leaf(n, np.int32),
            leaf(generator(experiment.seed, "batches").integers(2**32), np.uint32),
            leaf(generator(experiment.seed, "dropout").integers(2**32), np.uint32),
            leaf(experiment.batch.order == "shuffled", np.bool_),
        )

    # ---- numbers in and out of the packed layout ---------------------------------------------------------------

    def pack(self, body: Body) -> State:
        """The body's numbers on the device, with nothing gathered towards the next update."""

        def params(kind: str) -> Params:
            weights, biases, slopes = (kind + name for name in Params._fields)
            layers = [(getattr(at, weights), getattr(at, biases), getattr(at, slopes)) for at in body.layers]
            return packed.pack(layers, self.width, self.dtype)

        alive = packed.pack([(at.alive, at.biases, at.slopes) for at in body.layers], self.width, self.dtype).weights
        state = State(params(""), params("first_"), params("second_"), *self._nothing(), alive)
        placed: State = jax.device_put(state)
        return placed

    def unpack(self, state: State, roster: Roster) -> Body:
        """The body of a state, in the run's precision."""
        planes: dict[str, list[np.ndarray]] = {}
        for kind, params in (("", state.params), ("first_", state.first), ("second_", state.second)):
            pairs = packed.unpack(params, self.sizes)
            planes[f"{kind}weights"], planes[f"{kind}biases"] = map(list, zip(*pairs, strict=True))
            planes[f"{kind}slopes"] = packed.unpack_slopes(params, self.sizes)
        planes["alive"] = [alive for alive, _ in packed.unpack(Params(state.alive, state.params.biases), self.sizes)]
        layers = [Layer(**dict(zip(planes, layer, strict=True))) for layer in zip(*planes.values(), strict=True)]
        return Body(roster, tuple(layers))

    def emptied(self, state: State) -> State:
        """The state with nothing gathered towards the next update."""
        gradient, count = jax.device_put(self._nothing())
        return state._replace(gradient=gradient, gathered=count)

    def _nothing(self) -> tuple[Params, Any]:
        return packed.pack([], self.width, self.dtype), leaf(0, self.dtype)

    def losses(self, state: State) -> tuple[float, float]:
        """Mean loss over the training and the test points; NaN where there are none."""
        train, test = evaluation()(state.params, self.wiring, self.samples)
        return float(train), float(test)

    def outputs(self, state: State, data: Data) -> np.ndarray:
        """The outputs shown for every point of some data [n, outputs]."""
        inputs = features_of(self.experiment.features, data.points)
        return outputs_at(state.params, self.wiring, inputs)[:, : self.experiment.outputs]

    def output_change(self, state: State, old: Any, before: State, data: Data) -> float | None:
        """How far at most an output for one of the points is from what the old network gave."""
        ours, theirs = self.outputs(state, data), old.outputs(before, data)
        return number(np.abs(ours - theirs).max())

    def predicted(self, state: State, points: np.ndarray) -> np.ndarray:
        """The outputs shown at points [n, 2]; raises `InputError` where that is not what they are."""
        points = np.asarray(points, np.float64)
        if points.ndim != 2 or points.shape[1] != 2:
            raise InputError("points", "pairs [x, y]", f"an array of shape {list(points.shape)}")
        if not np.isfinite(points).all():
            raise InputError("points", "finite numbers", "NaN or Infinity")
        inputs = features_of(self.experiment.features, points)
        return outputs_at(state.params, self.wiring, inputs)[:, : self.experiment.outputs]

    def params(self, state: State) -> list[dict[str, np.ndarray]]:
        """Weights [units, inputs] and biases [units] of each layer in float64, the output layer last, and the slopes
        [units] where the layer learns them."""
        pairs = packed.unpack(state.params, self.sizes)
        layers = [{"weights": w.astype(np.float64), "biases": b.astype(np.float64)} for w, b in pairs]
        for index, slopes in packed.learned_slopes(state.params, self.experiment).items():
            layers[index]["slopes"] = slopes.astype(np.float64)
        return layers

    def arrays(self, state: State, roster: Roster) -> dict[str, np.ndarray]:
        """All numbers of a state by name, for a snapshot."""
        arrays = {f"gradient.{name}": np.asarray(plane) for name, plane in state.gradient._asdict().items()}
        arrays["gathered"] = np.asarray(state.gathered)
        for index, layer in enumerate(self.unpack(state, roster).layers):
            arrays |= {f"layers.{index}.{name}": plane for name, plane in vars(layer).items()}
        return arrays

    def restored(self, arrays: Mapping[str, np.ndarray], body: Body) -> State:
        """The state of a snapshot's arrays; what it lacks is as in `body`."""
        layers = []
        for index, layer in enumerate(body.layers):
            prefix = f"layers.{index}."
            planes = {key.removeprefix(prefix): np.array(a) for key, a in arrays.items() if key.startswith(prefix)}
            layers.append(replace(layer, **planes))
        state = self.pack(Body(body.roster, tuple(layers)))
        nothing = state.gradient._asdict()  # what a snapshot from before there were slopes lacks
        given = (arrays.get(f"gradient.{name}", plane) for name, plane in nothing.items())
        gradient = packed.Params(*(leaf(plane, self.dtype) for plane in given))
        gradient, count = jax.device_put((gradient, leaf(arrays["gathered"], self.dtype)))
        return state._replace(gradient=gradient, gathered=count)

    # ---- what edits do -----------------------------------------------------------------------------------------

    def first(self, new_units: Callable[[int], tuple[int, ...]]) -> Body:
        """The network at its start."""
        hidden = tuple(new_units(layer.units) for layer in self.experiment.layers)
        roster = Roster(self.experiment.features, hidden, self.experiment.outputs)
        numbers = initial_params(self.experiment, self.data)
        return Body(roster, tuple(surgery.new_layer(w, b) for w, b in numbers))

    def carried(
        self, body: Body, roster: Roster, before: Experiment, donor: Body | None, revision: int
    ) -> tuple[Body, int]:
        """What another network's body becomes in this one, and how many of its numbers are kept. New units draw from a
        stream of the revision's own; what `donor` had and `body` lacks comes back: an undo."""
        scheme = INITIALIZERS[self.experiment.initialization.scheme]
        rng = generator(self.experiment.seed, "edits", revision)
        made = surgery.carry(body, roster, partial(scheme.draw, rng), scheme.bias)
        if donor is not None:
            made = surgery.recall(made, body, donor)
        if self.experiment.regularization.l1 == 0:
            made = made.revived()
        kept = kept_parameters(body.roster, roster) + kept_slopes(before, self.experiment, body.roster, roster)
        return made, kept

    def continued(self, state: State, old: State, before: Experiment) -> State:
        """The state with what `old` had gathered towards the next update, where the batches are still the same."""
        if before.data != self.experiment.data or before.batch != self.experiment.batch:
            return state
        gathered = old.gradient, old.gathered
        if old.gathered.dtype != self.dtype:  # by numpy: a cast on the device would compile
            gathered = jax.device_put(jax.tree.map(lambda x: leaf(x, self.dtype), gathered))
        return state._replace(gradient=gathered[0], gathered=gathered[1])

    def given(self, body: Body, layers: Sequence[Mapping[str, Any]]) -> Body:
        """The body with every parameter replaced; raises `InputErrors` naming each plane that does not fit."""
        return with_parameters(body, layers, self.dtype, packed.learning(self.experiment))

    def named(self, where: Place) -> str:
        """The words for one parameter; raises `InputError` where there is none at that place."""
        layer, unit, source = where
        inside("layer", layer, len(self.sizes))
        inside("unit", unit, self.sizes[layer][0])
        if isinstance(source, int):
            inside("input", source, self.sizes[layer][1])
        if source == "slope" and not packed.learning(self.experiment)[layer]:
            raise InputError("layer", "a layer of PReLU", layer, "Only its neurons learn a slope.")
        name = "output" if layer == len(self.sizes) - 1 else f"layer {layer + 1}, neuron"
        return f"{f'Weight {source + 1}' if isinstance(source, int) else source.capitalize()} of {name} {unit + 1}"

    def value(self, state: State, where: Place) -> float:
        """One parameter."""
        return float(self._number({k: np.asarray(plane) for k, plane in state.params._asdict().items()}, where)[0])

    def with_value(self, state: State, where: Place, value: float) -> State:
        """The state with one parameter set."""
        planes = {name: np.array(plane) for name, plane in state.params._asdict().items()}
        self._number(planes, where)[:] = value
        return state._replace(params=Params(**jax.device_put(planes)))

    def _number(self, planes: Mapping[str, np.ndarray], where: Place) -> np.ndarray:
        """The one number of a place, as a view of its plane."""
        layer, unit, source = where
        slot = packed.slot_of(layer, len(self.experiment.layers))
        if isinstance(source, int):
            return planes["weights"][slot, unit, source : source + 1]
        return planes["slopes" if source == "slope" else "biases"][slot, unit : unit + 1]

    @property
    def ready(self) -> bool:
        """Whether the padded program is there; it is that of any network of this width."""
        return (self.width, self.dtype) in _READY

    @property
    def count(self) -> int:
        """How many numbers the network learns."""
        return network(self.experiment).parameters

    # ---- running -----------------------------------------------------------------------------------------------

    def rates(self, epoch: int, epochs: int) -> np.ndarray:
        """The learning rates of `epochs` epochs from `epoch` on."""
        return learning_rates(self.experiment, epoch, epochs)

    def run(self, state: State, at: Position, steps: int, special: Special | None = None) -> Ran:
        """`steps` steps of the padded program's plan from a position on, by the specialized program where it fits."""
        if special is not None and self.fits(special):
            clock = self._clock(at, *self._in_whole_batches(at.step, steps), steps)
            trained = special[1](moving(self.traits, state), self.rule, self.samples, self._special_steps, clock)
            state = after(state, trained.moving)
        else:
            clock = self._clock(at, at.step, steps, steps)
            trained = padded()(state, self.wiring, self.rule, self.samples, self._steps, clock)
            _READY.add((self.width, self.dtype))
            state = trained.state
        finished, rest = divmod(at.step + steps, self.plan.steps)
        made = self.plan.between(at.step, steps)
        then = Position(at.epoch + finished, rest, at.updates + made, at.age + made)
        train, test = (np.asarray(losses, np.float64)[:finished] for losses in (trained.train, trained.test))
        return Ran(state, then, at.epoch + 1 + np.arange(finished), train, test)

    def upcoming(self, state: State, at: Position) -> Upcoming:
        """The samples that the next update from a position on takes."""
        return upcoming(self.plan, self._order(), at.epoch, at.step, int(state.gathered))

    def following(self, state: State, at: Position, updates: int) -> list[tuple[np.ndarray, float]]:
        """The samples and the learning rate of each of the next updates; empty where none ever comes."""
        found = following(self.plan, self._order(), at.epoch, at.step, int(state.gathered), updates)
        if not found:
            return []
        rates = self.rates(at.epoch, found[-1][0] - at.epoch + 1)
        return [(rows, float(rates[epoch - at.epoch])) for epoch, rows in found]

    def _order(self) -> Order:
        """Each epoch's order of the training rows, found once."""
        return cache(lambda epoch: order_of(self.samples, epoch, self.data.train_count))

    def fits(self, special: Special | None) -> bool:
        """Whether a program is the one specialized to this experiment."""
        return special is not None and special[0] == self.traits

    def prepare(self) -> None:
        """Make the padded program ready: it goes no step from a state of zeros."""
        zeros, none = self._nothing()
        self.run(jax.device_put(State(zeros, zeros, zeros, zeros, none, zeros.weights)), Position(), 0)

    def compile(self, state: State) -> Special:
        """The program specialized to this experiment, compiled for states like this one."""
        clock = self._clock(Position(), 0, 1, 1)
        arguments = (moving(self.traits, state), self.rule, self.samples, self._special_steps, clock)
        return self.traits, specialized(self.traits).compiled(*arguments)

    def _clock(self, at: Position, step: int, count: int, padded_steps: int) -> Clock:
        rates = np.zeros(EPOCHS, self.dtype)
        epochs = min(EPOCHS, (at.step + padded_steps) // self.plan.steps + 1)
        rates[:epochs] = self.rates(at.epoch, epochs)
        epoch, update, age = (leaf(number, np.int32) for number in (at.epoch, at.updates, at.age))
        return Clock(epoch, leaf(step, np.int32), update, age, leaf(count, np.int32), leaf(rates, self.dtype))

    def _in_whole_batches(self, step: int, steps: int) -> tuple[int, int]:
        """A step and a number of steps of the padded plan, in the steps of the specialized one: whole batches."""

        def converted(at: int) -> int:
            return self._special_plan.step_at(int(self.plan.start[at])) if at else 0

        finished, rest = divmod(step + steps, self.plan.steps)
        first = converted(step)
        return first, finished * self._special_plan.steps + converted(rest) - first


def learning_rates(experiment: Experiment, epoch: int, epochs: int) -> np.ndarray:
    """The learning rates of `epochs` epochs from `epoch` on, by the schedule."""
    schedule = experiment.schedule
    ahead = epoch + np.arange(epochs, dtype=np.float64)
    multiplier = SCHEDULES[schedule.kind].multiplier(ahead, schedule.epochs, schedule.factor)
    return experiment.optimizer.learning_rate * multiplier


def _device_plan(plan: batches.EpochPlan) -> Steps:
    start, length = leaf(plan.start, np.int32), leaf(plan.length, np.int32)
    return Steps(start, length, leaf(plan.applies, np.bool_), leaf(plan.steps, np.int32))
