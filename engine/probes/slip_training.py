"""What a slip does to training: two copies of the run's network learn on from here, one right, one with the slip."""

from typing import Any

import numpy as np
from pydantic import Field

from engine.errors import InputError
from engine.mechanics.lines import Model
from engine.mechanics.slips import chosen
from engine.mechanics.training import MOST_MOMENTS, Batch, Course, train
from engine.probes import mechanical
from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult, Subject
from engine.probes.mechanical import Numbers
from engine.programs import packed
from engine.programs.observe import BLOCK
from engine.reports import number

MOST_UPDATES = 1000
_CALL = 5e4  # products of two numbers that take as long as one call of a compiled program
_MOST_WORK = 5e8  # such products


class SlipTrainingParams(ProbeParams):
    """Which slip, for how many updates, and with the run's loss or another."""

    slip: str
    updates: int = Field(200, ge=1, le=MOST_UPDATES)
    loss: str | None = None


def slip_training(subject: Subject, params: SlipTrainingParams) -> ProbeResult:
    """Two copies trained on the run's own next batches, in float64. The run itself is not touched."""
    experiment = mechanical.with_loss(subject.experiment, params.loss)
    model = mechanical.model_of(subject, experiment)
    slip = chosen(params.slip, model)
    count = subject.data.train_count
    if not count:
        raise InputError("data.train_percent", "training points to learn from", "none")
    following = subject.following(params.updates)
    if not following:
        raise InputError("batch.size", "a batch that fills, so that updates come", experiment.batch.size)

    _bounded(model, count, max(len(rows) for rows, _ in following), params.updates)
    everything = mechanical.batch_of(subject, model, np.arange(count))
    batches = [Batch(everything[0][rows], everything[1][rows], rate) for rows, rate in following]
    descent = mechanical.descent_of(subject, packed.rule(subject.experiment, Numbers))
    courses = {
        "right": train(model, descent, batches, *everything),
        "slipped": train(model, descent, batches, *everything, slip),
    }
    updates = (subject.updates + courses["right"].moments).astype(np.int32)
    info = {
        "slip": slip.key, "label": slip.label, "loss_key": experiment.loss, "optimizer": descent.optimizer,
        "started": subject.updates, "updates": len(batches), "points": count,
        "dropout": experiment.regularization.dropout > 0,
        "right": _told(courses["right"]), "slipped": _told(courses["slipped"]),
    }  # fmt: skip
    return ProbeResult({"updates": updates} | {name: course.losses for name, course in courses.items()}, info)


def _bounded(model: Model, points: int, batch: int, updates: int) -> None:
    """Raise `InputError` where the answer would take more than some two seconds on one core."""

    def work(rows: int, passes: int) -> float:
        """Of the lines on so many rows: each call of the engine's activation takes as long as many products."""
        calls = sum(-(-rows * b.size // BLOCK) for b in model.biases)
        return calls * _CALL + passes * rows * sum(W.size for W in model.weights)

    each, loss = 2 * (work(batch, 3) + _CALL), 2 * work(points, 1)
    if each * updates + loss * min(updates, MOST_MOMENTS) > _MOST_WORK:
        rest = (_MOST_WORK - loss * MOST_MOMENTS) / each
        most = rest if rest >= MOST_MOMENTS else _MOST_WORK / (each + loss)
        raise InputError(
            "params.updates", f"at most {max(1, int(most))} for a network and data of this size", updates,
            "Ask for fewer updates.",
        )  # fmt: skip


def _told(course: Course) -> dict[str, Any]:
    """First, last and lowest loss, and the update after which it was no longer finite."""
    losses = course.losses[np.isfinite(course.losses)]
    return {
        "first": number(course.losses[0]),
        "last": number(course.losses[-1]),
        "lowest": number(losses.min()) if len(losses) else None,
        "diverged_at": course.diverged,
    }


PROBES.register(
    Probe(
        "slip_training", "What a slip in backpropagation does to the next updates: two copies learn on from here.",
        SlipTrainingParams, slip_training,
        {
            "updates": "int32 [moments]: updates of the run and then of the copies, from where the copies begin",
            "right": "float64 [moments]: mean loss over the training points of the copy that learns right",
            "slipped": "float64 [moments]: of the copy with the slip; NaN from where it is no longer finite",
        },
    )
)  # fmt: skip
