"""The run's own network, data and optimizer as the mechanics read them: float64, rows for samples."""

from typing import Any

import numpy as np

from engine.errors import InputError
from engine.experiment import Experiment
from engine.losses import LOSSES, output_activation, resolve
from engine.mechanics.costs import COSTS
from engine.mechanics.descent import Descent
from engine.mechanics.lines import Model
from engine.mechanics.program import Program
from engine.optimizers import Hyper
from engine.probes.base import Subject
from engine.programs import packed
from engine.programs.packed import Params, Rule, State, leaf

Numbers = np.dtype(np.float64)


def with_loss(experiment: Experiment, key: str | None) -> Experiment:
    """The experiment with another loss; raises `InputError` where that loss does not fit its problem."""
    if key is None or key == experiment.loss:
        return experiment
    if experiment.problem not in LOSSES.get(key, "params.loss").tasks:
        fitting = ", ".join(entry.key for entry in LOSSES if experiment.problem in entry.tasks)
        raise InputError("params.loss", f"one for {experiment.problem}: {fitting}", key)
    return experiment.model_copy(update={"loss": key})


def exactly(plane: Any) -> np.ndarray:
    """The run's numbers as float64."""
    return np.asarray(plane, np.float64)


def _exact_params(params: Params) -> Params:
    return Params(*(leaf(plane, Numbers) for plane in params))


def _in_columns(params: Params, sizes: list[tuple[int, int]]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Weights [inputs, units] and biases of each layer."""
    return [(exactly(w).T.copy(), exactly(b)) for w, b in packed.unpack(params, sizes)]


def slopes_of(params: Params, experiment: Experiment) -> dict[int, np.ndarray]:
    """The slopes of each layer that learns them, numbered from 1."""
    return {index + 1: exactly(slopes) for index, slopes in packed.learned_slopes(params, experiment).items()}


def model_of(subject: Subject, experiment: Experiment) -> Model:
    """The network, with the cost of `experiment`."""
    layers = _in_columns(subject.state.params, packed.shapes(experiment))
    of = experiment.loss, experiment.problem, experiment.classes
    activations = (*(layer.activation for layer in experiment.layers), output_activation(*of))
    weights, biases = zip(*layers, strict=True)
    slopes = slopes_of(subject.state.params, experiment)
    return Model(weights, biases, activations, COSTS[resolve(*of).key], slopes)


def batch_of(subject: Subject, model: Model, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """X and Y of these rows of the data; Y as the cost wants it."""
    X = exactly(subject.samples.inputs)[rows, : model.weights[0].shape[0]]
    Y = exactly(subject.samples.targets)[rows, : model.biases[-1].size]
    return X, (Y + 1) / 2 if model.cost.zero_one else Y


def program_of(subject: Subject, experiment: Experiment) -> Program:
    """The engine's programs of the same network, in float64."""
    wiring = packed.wiring(experiment, subject.width, Numbers)
    params = _exact_params(subject.state.params)
    inputs, targets = exactly(subject.samples.inputs), exactly(subject.samples.targets)
    return Program(params, wiring, inputs, targets, packed.shapes(experiment))


def descent_of(subject: Subject, rule: Rule) -> Descent:
    """How the run steps from here."""
    experiment, state = subject.experiment, subject.state
    sizes = packed.shapes(experiment)
    alive = _in_columns(Params(state.alive, state.params.biases), sizes)
    return Descent(
        experiment.optimizer.kind,
        Hyper(*(float(number) for number in rule.hyper)),
        subject.rate,
        subject.age + 1,
        float(rule.l1),
        float(rule.l2),
        bool(rule.dead_links),
        _in_columns(state.first, sizes),
        _in_columns(state.second, sizes),
        [weights for weights, _ in alive],
        slopes_of(state.first, experiment),
        slopes_of(state.second, experiment),
    )


def state_of(subject: Subject) -> State:
    """All that training changes, in float64."""
    state = subject.state
    params, first, second, gradient = (_exact_params(pair) for pair in state[:4])
    return State(params, first, second, gradient, leaf(state.gathered, Numbers), leaf(state.alive, Numbers))
