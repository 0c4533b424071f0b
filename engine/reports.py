"""What the trainer answers: how far an advance came, and what an edit kept and touched."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.stopping import Stop


def number(value: Any) -> float | None:
    """The value as a float, or None where it is not a finite number."""
    plain = float(value)
    return plain if np.isfinite(plain) else None


@dataclass(frozen=True)
class Advanced:
    """What one call of `advance` did: its updates, the epochs it finished with their losses, and whether it stopped."""

    updates: int
    epochs: np.ndarray
    train: np.ndarray
    test: np.ndarray
    stopped: Stop | None


@dataclass(frozen=True)
class EditReport:
    """What an edit kept and touched. `output_change` is the largest change of an output over the data before it, on
    images over the first of them; None where that is not known, or not without a compile: see the trainer's own."""

    label: str
    touched: list[str]
    parameters_kept: int
    parameters_new: int
    parameters_lost: int
    output_change: float | None
    restarted: bool
    revision: int

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return dict(vars(self))
