"""The bodies of requests and answers that more than one route has in common."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from server.runs.info import RunInfo, Stopped


class Body(BaseModel):
    """The base of every request body: strict, and without unknown keys."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class NoBody(Body):
    """Nothing: an empty object, or no body at all."""


class EpochLosses(BaseModel):
    """The losses at the end of an epoch; null where there is no such data."""

    epoch: int
    train_loss: float | None
    test_loss: float | None


_PLANE = {"type": "array", "items": {}, "description": "Numbers, nested as deep as the plane has dimensions."}
LayerParams = Annotated[
    dict[str, Any],
    Field(description="weights [units][inputs] (of a convolution [channels out][channels in][height][width]), biases "
          "[units], slopes [units] of a PReLU layer, scale, shift, mean and variance of a normalization."),
    WithJsonSchema({"type": "object", "additionalProperties": _PLANE}),
]  # fmt: skip


class Edited(BaseModel):
    """What an edit kept and touched; `output_change` is the largest change of an output over the data (images: over the
    first of them), null where it is not known yet: the run tells it later."""

    label: str
    touched: list[str] = Field(description="display, hyper, architecture, data or weights")
    parameters_kept: int
    parameters_new: int
    parameters_lost: int
    output_change: float | None
    restarted: bool
    revision: int
    run: RunInfo


class Trained(BaseModel):
    """The losses of the epochs just trained, and why the training ended early, if it did."""

    history: list[EpochLosses]
    epoch: int
    updates: int
    stopped: Stopped | None


class Stepped(BaseModel):
    """Where a step ended."""

    epoch: int
    updates: int
    stopped: Stopped | None
    run: RunInfo


class CommandResult(BaseModel):
    """What a command answers (as the route of its own does), and the run after it."""

    result: dict[str, Any]
    run: RunInfo
