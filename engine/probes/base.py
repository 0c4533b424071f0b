"""What a probe is: a named function of a network and of what is selected that returns arrays to draw."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from engine.data import Data
from engine.errors import InputError, from_validation
from engine.experiment import Experiment
from engine.programs.contract import Samples
from engine.programs.packed import Rule, State, Wiring
from engine.programs.upcoming import Upcoming
from engine.registry import Registry


class Subject(Protocol):
    """What a probe may read of a run; the trainer is one."""

    scales: dict[str, float]

    @property
    def experiment(self) -> Experiment:
        """The document."""
        ...

    @property
    def data(self) -> Data:
        """The points and labels."""
        ...

    @property
    def state(self) -> State:
        """Parameters, moments and cut links, packed."""
        ...

    @property
    def wiring(self) -> Wiring:
        """The network as numbers."""
        ...

    @property
    def rule(self) -> Rule:
        """The optimizer and its settings as numbers."""
        ...

    @property
    def samples(self) -> Samples:
        """The data on the device."""
        ...

    @property
    def width(self) -> int:
        """Width of the packed layout."""
        ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """What the run computes with."""
        ...

    @property
    def rate(self) -> float:
        """The learning rate now."""
        ...

    @property
    def upcoming(self) -> Upcoming:
        """The samples that the next update takes."""
        ...

    @property
    def age(self) -> int:
        """Updates since the moments were zero."""
        ...

    @property
    def updates(self) -> int:
        """Updates done."""
        ...

    def following(self, updates: int) -> list[tuple[np.ndarray, float]]:
        """The samples and the learning rate of each of the next updates; empty where none ever comes."""
        ...


class ProbeParams(BaseModel):
    """The base of what is asked of a probe."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


@dataclass(frozen=True)
class ProbeResult:
    """Arrays by name, and plain data beside them. No NaN in `info`: what is undefined is None."""

    arrays: dict[str, np.ndarray]
    info: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Probe:
    """A probe by name: what it is asked, and the function that answers. `arrays` says what each array means."""

    key: str
    help: str
    params: type[ProbeParams]
    look: Callable[[Any, Any], ProbeResult]
    arrays: dict[str, str]
    family: str | None = "points"  # the networks it looks at; None for all


PROBES: Registry[Probe] = Registry("probe")


def look(subject: Subject, key: str, params: dict[str, Any]) -> ProbeResult:
    """What the probe of that name sees; raises `InputError` for an unknown name or bad parameters."""
    probe = PROBES.get(key, "probe")
    family = subject.experiment.family
    if probe.family not in (None, family):
        fitting = ", ".join(each.key for each in PROBES if each.family in (None, family))
        raise InputError("probe", f"one for a network on {family}: {fitting}", key)
    if not isinstance(params, dict):
        raise InputError("params", "an object", params)
    try:
        asked = probe.params.model_validate(params)
    except ValidationError as error:
        raise from_validation(error, "params", keys=probe.params.model_fields) from None
    with np.errstate(over="ignore", invalid="ignore"):  # what diverges may pass float32: it is drawn as infinite
        return probe.look(subject, asked)


def inside(path: str, index: int, count: int) -> None:
    """Raise `InputError` where an index is not one of `count`."""
    if not 0 <= index < count:
        raise InputError(path, f"0 to {count - 1}", index)
