"""How good a network on images is: characters and words right, confusion, and where it was most wrong."""

from typing import Any, Literal

import numpy as np
from pydantic import Field

from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult, inside
from engine.probes.images.base import StackSubject

SEEN = 1000  # training images, at most


def quality(subject: StackSubject) -> ProbeResult:
    """Accuracy and confusion over the first `SEEN` training images and over all test images; what was answered with no
    number is not read, and so not right."""
    data, spec = subject.data, subject.data.spec
    n, end = data.train_count, len(data.pixels)
    info: dict[str, Any] = {"r2_train": None, "r2_test": None, "slots": spec.slots}
    arrays = {}
    size = len(spec.alphabet)
    for name, start, stop in (("train", 0, min(n, SEEN)), ("test", n, end)):
        _, answers = subject.stacked.observed(subject.state, start, stop)
        known = ~np.isnan(answers).any(axis=(1, 2))
        true, named = data.classes[start:stop][known], np.argmax(answers[known], axis=2)
        right, images = true == named, stop - start
        pairs = (true * size + named).ravel()
        arrays[f"confusion.{name}"] = np.bincount(pairs, minlength=size * size).reshape(size, size).astype(np.int32)
        accuracy = float(right.sum()) / (images * spec.slots) if right.size else None
        info[f"accuracy_{name}"] = accuracy
        info[f"words_{name}"] = float(right.all(axis=1).sum()) / images if right.size else None
        info[f"expected_words_{name}"] = None if accuracy is None else accuracy**spec.slots
        info[f"images_{name}"] = images
    return ProbeResult(arrays, info)


class MistakesParams(ProbeParams):
    """Which images are wanted: the worst of all, or those of one cell of the confusion matrix."""

    set: Literal["train", "test"] = Field("test", description="Of the training images those that `metrics` counts.")
    true: int | None = Field(None, ge=0, description="The class that stands there; with `answered` a cell.")
    answered: int | None = Field(None, ge=0, description="The class that was answered.")
    most: int = Field(24, ge=1, le=100)


def mistakes(subject: StackSubject, params: MistakesParams) -> ProbeResult:
    """The images with the largest loss; or those in which `true` was `answered`, worst first."""
    data = subject.data
    n = data.train_count
    start, stop = (0, min(n, SEEN)) if params.set == "train" else (n, len(data.pixels))
    for name in ("true", "answered"):
        if (given := getattr(params, name)) is not None:
            inside(f"params.{name}", given, len(data.spec.alphabet))
    losses, answers = subject.stacked.observed(subject.state, start, stop)
    true, named = data.classes[start:stop], np.argmax(answers, axis=2)
    named = np.where(np.isnan(answers).any(axis=2), -1, named)  # nothing is read of what is no number
    chosen = (true != named) if params.true is None and params.answered is None else np.ones(true.shape, bool)
    if params.true is not None:
        chosen &= true == params.true
    if params.answered is not None:
        chosen &= named == params.answered
    rows = np.flatnonzero(chosen.any(axis=1))
    # A loss that is no number is the worst of all.
    rows = rows[np.argsort(-np.nan_to_num(losses[rows], nan=np.inf), kind="stable")][: params.most]
    surely = np.take_along_axis(answers[rows], np.maximum(named[rows], 0)[..., None], 2)[..., 0]
    arrays = {
        "index": rows.astype(np.int32),
        "pixels": np.ascontiguousarray(data.pixels[start:stop][rows]),
        "label": true[rows].astype(np.int32),
        "answered": named[rows].astype(np.int32),
        "loss": losses[rows].astype(np.float32),
        "probability": np.where(named[rows] < 0, np.nan, surely).astype(np.float32),
    }
    return ProbeResult(arrays, {"count": int(chosen.any(axis=1).sum()), "images": stop - start})


PROBES.register(
    Probe(
        "mistakes", "The images that are read worst, or those of one cell of the confusion matrix.",
        MistakesParams, mistakes,
        {
            "index": "int32 [images]: which of the set's images",
            "pixels": "uint8 [images, height, width, channels]",
            "label": "int32 [images, slots]: what stands there",
            "answered": "int32 [images, slots]: what was read; -1 of an answer that is no number",
            "loss": "float32 [images]",
            "probability": "float32 [images, slots]: what was given to the answer",
        },
        family="images",
    )
)  # fmt: skip
