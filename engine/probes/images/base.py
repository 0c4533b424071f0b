"""What the probes of networks on images have in common: which image is looked at, and what may be read of the run."""

from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
from pydantic import Field

from engine.data.images import Images, pixels_from_base64, placed
from engine.errors import InputError
from engine.experiment import Experiment
from engine.probes.base import ProbeParams, inside
from engine.stack.loaded import StackLoaded
from engine.stack.program import State


class StackSubject(Protocol):
    """What a probe may read of a run on images; the trainer is one."""

    scales: dict[str, float]

    @property
    def experiment(self) -> Experiment:
        """The document."""
        ...

    @property
    def data(self) -> Images:
        """The images and their classes."""
        ...

    @property
    def made(self) -> int | None:
        """Images made so far, where the set is made without end."""
        ...

    @property
    def state(self) -> State:
        """All that training changes."""
        ...

    @property
    def updates(self) -> int:
        """Updates done."""
        ...

    @property
    def stacked(self) -> StackLoaded:
        """The network, ready on the device."""
        ...


class ImageParams(ProbeParams):
    """Which image is looked at: one of the data, or pixels of one's own."""

    set: Literal["train", "test"] = "test"
    index: int = Field(0, ge=0)
    pixels: str | None = Field(
        None, max_length=400_000,
        description="Base64 of height x width x channels bytes: an image of one's own, in place of `set` and `index`. "
        "Its pixels change places where those of the set do.",
    )  # fmt: skip
    label: list[int] | None = Field(None, max_length=6, description="What stands in an image of one's own, if known.")


class Shown(NamedTuple):
    """An image looked at."""

    pixels: np.ndarray  # uint8 [height, width, channels]
    classes: np.ndarray  # int32 [slots]; zeros where it is not known
    known: bool


def shown(subject: StackSubject, params: ImageParams) -> Shown:
    """The image that is asked for; raises `InputError` where there is none."""
    data = subject.data
    if params.pixels is not None:
        return _own(subject, params)
    n, end = data.train_count, len(data.pixels)
    first, count = (0, n) if params.set == "train" else (n, end - n)
    if count == 0:
        raise InputError("params.set", "a set with images in it", params.set, "Change the training share.")
    inside("params.index", params.index, count)
    return Shown(data.pixels[first + params.index], data.classes[first + params.index], True)


def _own(subject: StackSubject, params: ImageParams) -> Shown:
    experiment, spec = subject.experiment, subject.data.spec
    pixels = pixels_from_base64(params.pixels or "", spec.shape, "params.pixels")
    if experiment.data.shuffled:
        pixels = placed(pixels[None], experiment.seed)[0]
    slots, names = spec.slots, len(spec.alphabet)
    if params.label is None:
        return Shown(pixels, np.zeros(slots, np.int32), False)
    if len(params.label) != slots or not all(0 <= each < names for each in params.label):
        raise InputError("params.label", f"{slots} numbers from 0 to {names - 1}", params.label)
    return Shown(pixels, np.array(params.label, np.int32), True)


def finite(value: Any) -> float | None:
    """A number for plain data; None where it is not finite."""
    number = float(value)
    return number if np.isfinite(number) else None
