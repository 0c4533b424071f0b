"""The commands that steer a run, beside the engine's own edits: play, pause, step, train, reset, undo and so on."""

from functools import cache
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from engine.errors import InputError
from server.messages import by_type, read_message

SLOWEST_PER_S = 0.2
FASTEST_PER_S = 1e6


class Command(BaseModel):
    """The base of every command: strict, and without unknown keys."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class Play(Command):
    """Train at a speed until told otherwise."""

    type: Literal["play"] = "play"
    updates_per_s: float | None = Field(
        None, ge=SLOWEST_PER_S, le=FASTEST_PER_S, description="Updates a second; null is as fast as it goes."
    )
    unattended: bool | None = Field(None, description="Whether to go on when nobody watches; null leaves it as it is.")


class Pause(Command):
    """Stop training; what was begun by train or step ends here too."""

    type: Literal["pause"] = "pause"


class _Amount(Command):
    updates: int | None = Field(None, ge=1, description="How many updates; or else epochs.")
    epochs: int | None = Field(None, ge=1, description="How many epochs; or else updates.")

    @model_validator(mode="after")
    def _one_of_both(self) -> "_Amount":
        if (self.updates is None) == (self.epochs is None):
            got = "neither" if self.updates is None else "both"
            raise InputError("epochs", "either epochs or updates", got, 'Try {"epochs": 1}.')
        return self


class Step(_Amount):
    """Pause, then train so much and no more."""

    type: Literal["step"] = "step"


class Train(_Amount):
    """Pause, train so much, and answer with the losses of each epoch."""

    type: Literal["train"] = "train"


class Reset(Command):
    """Start the training again: from the same first weights, or from new ones."""

    type: Literal["reset"] = "reset"
    start: Literal["same", "new"] = "same"


class Undo(Command):
    """Take the last edit back."""

    type: Literal["undo"] = "undo"


class Redo(Command):
    """Make the edit again that was taken back last."""

    type: Literal["redo"] = "redo"


class Restore(Command):
    """Go back to the last good state after a divergence."""

    type: Literal["restore"] = "restore"


Steering = Annotated[
    Play | Pause | Step | Train | Reset | Undo | Redo | Restore,
    Field(discriminator="type"),
]
_STEERING: dict[str, type[Command]] = by_type(*get_args(get_args(Steering)[0]))
STEERING_TYPES = tuple(_STEERING)


def parse_steering(message: dict[str, Any]) -> Command:
    """The steering command of plain data; raises `InputErrors`."""
    return read_message(_STEERING, message)


def parse_edit(message: dict[str, Any]) -> Any:
    """The engine's edit of plain data; raises `InputErrors`, or `InputError` for a type that there is not."""
    return read_message(_edits(), message, STEERING_TYPES)


@cache
def _edits() -> dict[str, type[BaseModel]]:
    """The engine's edits by their types."""
    from engine.edits import Edit

    return by_type(*get_args(get_args(Edit)[0]))
