"""The commands that steer a run, beside the engine's own edits: play, pause, step, train, reset, undo and so on."""

from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from engine.errors import InputError, InputErrors, from_validation

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
STEERING: TypeAdapter[Any] = TypeAdapter(Steering)
STEERING_TYPES = ("play", "pause", "step", "train", "reset", "undo", "redo", "restore")


def parse_steering(message: dict[str, Any]) -> Command:
    """The steering command of plain data; raises `InputErrors`."""
    command: Command = _parse(STEERING, message)
    return command


def parse_edit(message: dict[str, Any]) -> Any:
    """The engine's edit of plain data; raises `InputErrors`, or `InputError` for a type that there is not."""
    adapter, types = _edits()
    kind = message.get("type")
    if kind not in types:
        known = (*types, *STEERING_TYPES)
        near = get_close_matches(str(kind), known, n=1)
        hint = f"Did you mean {near[0]}?" if near else ""
        raise InputError("type", f"one of {', '.join(known)}", "nothing" if kind is None else kind, hint)
    return _parse(adapter, message)


@cache
def _edits() -> tuple[TypeAdapter[Any], tuple[str, ...]]:
    """The engine's union of edits, and their types."""
    from engine.edits import Edit

    members = get_args(get_args(Edit)[0])
    return TypeAdapter(Edit), tuple(member.model_fields["type"].default for member in members)


def _parse(adapter: TypeAdapter[Any], message: dict[str, Any]) -> Any:
    try:
        return adapter.validate_python(message)
    except ValidationError as error:
        tag = f"{message.get('type')}"
        # Pydantic puts the tag before each path of a tagged union.
        raise InputErrors(
            InputError(one.path.removeprefix(f"{tag}."), one.expected, one.got, one.hint)
            for one in from_validation(error).errors
        ) from None
