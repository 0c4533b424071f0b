"""What a viewer may send on the stream, and what it is sent besides frames."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from engine.errors import InputError
from server.errors import error_body
from server.json_text import parse, write
from server.messages import by_type, read_message

ViewId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class ViewWanted(_Message):
    """A probe and its parameters, as `GET /catalog` lists them."""

    probe: str = Field(max_length=64)
    params: dict[str, Any] = Field(default_factory=dict, max_length=16)
    every_s: float = Field(0.0, ge=0, le=60)  # while the run trains, no more often than this


class Subscribe(_Message):
    """The whole set of views from now on, each under the viewer's own name for it."""

    type: Literal["subscribe"] = "subscribe"
    views: dict[ViewId, ViewWanted]
    early: bool = False  # whether frames come before the programs of all views are made; `coming` says what they lack


class Ack(_Message):
    """This frame, and all before it, are drawn."""

    type: Literal["ack"] = "ack"
    frame: int = Field(ge=1)


class Steer(_Message):
    """A command, as `POST /runs/{id}/commands` takes it; the answer bears its id."""

    type: Literal["command"] = "command"
    id: Any = None
    command: dict[str, Any]

    @field_validator("id")
    @classmethod
    def _plain(cls, id: object) -> object:
        if not isinstance(id, int | str | None) or isinstance(id, bool):
            raise InputError("id", "a number or a text", id)
        return id


_INCOMING: dict[str, type[Subscribe | Ack | Steer]] = by_type(Subscribe, Ack, Steer)


def read(text: str) -> Subscribe | Ack | Steer:
    """The message of a text; raises `InputErrors` or `InputError`."""
    value = parse(text, "message")
    if not isinstance(value, dict):
        raise InputError("message", "an object", value)
    return read_message(_INCOMING, value)


def reply(id: int | str | None, result: Any) -> str:
    """The answer to a command."""
    return write({"type": "reply", "id": id, "result": result}).decode()


def refusal(id: int | str | None, error: BaseException) -> str:
    """What was wrong with a message, a command or a view."""
    return write({"type": "error", "id": id, **error_body(error)}).decode()


def refused_view(error: dict[str, Any]) -> str:
    """A view that cannot be shown; the others go on."""
    return write({"type": "error", "id": None, "error": error, "errors": [error]}).decode()
