"""How good the answers are: accuracy and confusion where there are classes, R² where there are values."""

from typing import Any

import numpy as np

from engine.losses import output_activation
from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult, Subject
from engine.probes.images.quality import quality
from engine.programs import observe

_SCATTERED = 500


def predicted_classes(subject: Subject, outputs: np.ndarray) -> np.ndarray:
    """The class that the outputs [n, outputs] name: the largest, or the side of the boundary."""
    if outputs.shape[1] > 1:
        largest: np.ndarray = np.argmax(outputs, axis=1)
        return largest
    experiment = subject.experiment
    shown = output_activation(experiment.loss, experiment.problem, experiment.classes)
    return (outputs[:, 0] >= (0.5 if shown == "sigmoid" else 0.0)).astype(np.int64)


def true_classes(subject: Subject) -> np.ndarray:
    """The class index of each point."""
    labels = subject.data.labels
    return labels.astype(np.int64) if subject.experiment.classes > 2 else (labels > 0).astype(np.int64)


def _share(confusion: np.ndarray, count: int) -> float | None:
    """Right answers among all; None where no answer is a number."""
    return float(np.trace(confusion)) / count if confusion.any() else None


def _r2(true: np.ndarray, predicted: np.ndarray) -> float | None:
    """`R² = 1 - Σ(t - y)² / Σ(t - mean t)²`."""
    spread = float(((true - true.mean()) ** 2).sum()) if len(true) else 0.0
    found = 1.0 - float(((true - predicted) ** 2).sum()) / spread if spread > 0 else None
    return found if found is not None and np.isfinite(found) else None


def metrics(subject: Any, _params: ProbeParams) -> ProbeResult:
    """Accuracy and confusion matrices, or R² and the pairs (true, predicted); of images also the words read whole."""
    experiment, data = subject.experiment, subject.data
    if experiment.family == "images":
        return quality(subject)
    whole = observe.shown(subject.state.params, subject.wiring, subject.samples.inputs)
    outputs = whole[: len(data.points), : experiment.outputs]
    n = data.train_count
    info: dict[str, Any] = dict.fromkeys(("accuracy_train", "accuracy_test", "r2_train", "r2_test"))
    if experiment.problem == "classification":
        true, predicted = true_classes(subject), predicted_classes(subject, outputs)
        size = experiment.classes
        pairs, known = true * size + predicted, ~np.isnan(outputs).any(axis=1)
        arrays = {}
        for name, part in {"train": slice(None, n), "test": slice(n, None)}.items():
            # What was answered with no number is not read, and so not right.
            counts = np.bincount(pairs[part][known[part]], minlength=size * size)
            arrays[f"confusion.{name}"] = counts.reshape(size, size).astype(np.int32)
            info[f"accuracy_{name}"] = _share(arrays[f"confusion.{name}"], len(pairs[part]))
        return ProbeResult(arrays, info)
    answers = outputs[:, 0]
    info["r2_train"], info["r2_test"] = _r2(data.labels[:n], answers[:n]), _r2(data.labels[n:], answers[n:])
    pairs = np.stack([data.labels, answers], axis=1).astype(np.float32)
    arrays = {"scatter.train": pairs[:n][:_SCATTERED], "scatter.test": pairs[n:][:_SCATTERED]}
    return ProbeResult(arrays, info)


PROBES.register(
    Probe(
        "metrics", "Accuracy and confusion where there are classes, R² where there are values.", ProbeParams, metrics,
        {
            "confusion.train": "int32 [classes, classes]: row is the true class, column the answer",
            "confusion.test": "the same over the test points",
            "scatter.train": "float32 [n, 2]: true value and answer, of at most 500 points",
            "scatter.test": "the same over the test points",
        },
        family=None,
    )
)  # fmt: skip
