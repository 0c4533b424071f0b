"""What a run is beside its trainer: when it was made, what could not be honored, how it is played, its limits."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Limits:
    """The most that one command may train."""

    epochs: int
    updates: int


@dataclass
class Plan:
    """`playing`, `updates_per_s` and `unattended` say how a run that comes out of the store goes on."""

    created: float = 0.0  # seconds since 1970
    notices: list[dict[str, Any]] = field(default_factory=list)
    playing: bool = False
    updates_per_s: float | None = None
    unattended: bool = False
