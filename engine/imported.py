"""What a link or a document became: the experiment, and what of it could not be honored."""

from dataclasses import dataclass
from typing import TypedDict

from engine.experiment import Experiment


class Notice(TypedDict):
    """Something a link asks for that is not honored as it stands: what was asked, what is used instead, and why."""

    key: str
    asked: str
    used: str
    why: str


@dataclass(frozen=True)
class Imported:
    """A link as an experiment, and what of it could not be honored."""

    experiment: Experiment
    notices: list[Notice]
