"""Laws: an imported Playground link has Playground's points and first weights exactly, and its losses to 1e-12.

Every trainer in `TRAINERS` must obey them. A trainer is made from an experiment and has `advance_epochs(n)`,
`train_loss`, `test_loss` and `params()`.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest

from engine.data import POINT_SETS, build
from engine.experiment import Experiment
from engine.playground.link import parse
from engine.playground.reference import ReferenceTrainer
from engine.playground.stream import PlaygroundStream
from engine.trainer import Trainer
from tests.engine.playground_cases import A_HIDDEN_1, A_OUTPUT_WEIGHTS, CASE, CASES, Case


def specialized(experiment: Experiment) -> Trainer:
    """The trainer on the program specialized to the experiment from its first update on."""
    trainer = Trainer(experiment)
    assert trainer.specialize()
    return trainer


TRAINERS: dict[str, Callable[[Any], Any]] = {
    "reference": ReferenceTrainer,
    "padded": Trainer,
    "specialized": specialized,
}

# Coordinates made with sin, cos and log differ from JavaScript's in the last bit.
EXACT_POINTS = ("xor", "reg-plane", "reg-gauss")

all_cases = pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
all_trainers = pytest.mark.parametrize("trainer", TRAINERS)


class Moment(NamedTuple):
    """What a trainer holds at an epoch."""

    train_loss: float
    test_loss: float
    weights: list[np.ndarray]
    biases: list[np.ndarray]


@cache
def trained(trainer: str, case: str) -> dict[int, Moment]:
    """A case trained once to epoch 100, with what was there at each golden epoch."""
    one = TRAINERS[trainer](parse(CASE[case].link).experiment)
    moments, epoch = {}, 0
    for golden in CASE[case].losses:
        one.advance_epochs(golden - epoch)
        epoch = golden
        params = one.params()
        moments[epoch] = Moment(
            one.train_loss,
            one.test_loss,
            [np.array(layer["weights"]) for layer in params],
            [np.array(layer["biases"]) for layer in params],
        )
    return moments


@all_cases
def test_points_split_and_draws_are_playgrounds(case: Case) -> None:
    experiment = parse(case.link).experiment
    stream = PlaygroundStream(experiment.seed)
    dataset = POINT_SETS[experiment.data.dataset]
    points, labels = dataset.generate(stream, experiment.data.noise / 100)
    data = build(dataset.key, experiment.data.noise, experiment.data.train_percent, experiment.seed)

    assert (stream.drawn, data.stream.drawn) == case.draws[:2]
    assert (data.train_count, len(data.points) - data.train_count) == case.counts
    bound = 0 if dataset.key in EXACT_POINTS else 2e-15
    assert labels[0] == (case.first_generated or (0, 0, 1))[2]
    assert data.labels[0] == case.first_training[2]
    np.testing.assert_allclose(data.points[0], case.first_training[:2], rtol=0, atol=bound)
    if case.first_generated:
        np.testing.assert_allclose(points[0], case.first_generated[:2], rtol=0, atol=bound)


@all_trainers
@all_cases
def test_first_weights_are_playgrounds(case: Case, trainer: str) -> None:
    start = trained(trainer, case.key)[0]
    flat = np.concatenate([weights.ravel() for weights in start.weights])
    assert len(flat) == case.draws[2] - case.draws[1]
    assert tuple(flat[: len(case.first_weights)].tolist()) == case.first_weights
    if case.last_weight is not None:
        assert flat[-1] == case.last_weight
    bias = 0 if parse(case.link).experiment.initialization.scheme == "zeros" else 0.1
    assert all(np.all(biases == bias) for biases in start.biases)


@all_trainers
@all_cases
def test_losses_follow_playgrounds(case: Case, trainer: str) -> None:
    moments = trained(trainer, case.key)
    for epoch, golden in case.losses.items():
        bound = case.tolerances[epoch > 10]
        got = moments[epoch].train_loss, moments[epoch].test_loss
        np.testing.assert_allclose(got, golden, rtol=0, atol=bound, err_msg=f"epoch {epoch}")


@all_trainers
@all_cases
def test_output_bias_and_cut_links_are_playgrounds(case: Case, trainer: str) -> None:
    moments = trained(trainer, case.key)
    for epoch, golden in (case.output_bias or {}).items():
        bound = 10 * case.tolerances[epoch > 10]
        np.testing.assert_allclose(moments[epoch].biases[-1], [golden], rtol=0, atol=bound, err_msg=f"epoch {epoch}")
    if case.cut_links is not None:
        # A living weight is never exactly 0.
        assert sum(int(np.sum(weights == 0)) for weights in moments[100].weights) == case.cut_links


@all_trainers
def test_every_parameter_after_one_epoch_is_playgrounds(trainer: str) -> None:
    after = trained(trainer, "A")[1]
    np.testing.assert_allclose(after.biases[0], [bias for bias, _ in A_HIDDEN_1], rtol=0, atol=1e-14)
    np.testing.assert_allclose(after.weights[0], [weights for _, weights in A_HIDDEN_1], rtol=0, atol=1e-14)
    np.testing.assert_allclose(after.weights[-1], [A_OUTPUT_WEIGHTS], rtol=0, atol=1e-14)


@all_trainers
def test_a_new_start_goes_on_in_the_stream(trainer: str) -> None:
    experiment = parse(CASE["A"].link).experiment
    second = experiment.initialization.model_copy(update={"start": 1})
    weights = TRAINERS[trainer](experiment.model_copy(update={"initialization": second})).params()[0]["weights"]
    stream = PlaygroundStream("0.59704")
    stream.uniforms(2518)
    np.testing.assert_array_equal(np.ravel(weights), stream.uniforms(8) - 0.5)
