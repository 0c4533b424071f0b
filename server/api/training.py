"""Training: so much and answer, or play and pause; start again, undo, redo."""

from typing import Literal

from fastapi import Request
from pydantic import Field, model_validator

from engine.errors import InputError
from server.api.asking import ask, command, command_and_run, long_command
from server.api.context import ThisRun, router
from server.api.models import Body, Edited, NoBody, Stepped, Trained
from server.runs.commands import FASTEST_PER_S, SLOWEST_PER_S
from server.runs.info import RunInfo

routes = router("training")


class Amount(Body):
    """How much to train: epochs or updates."""

    epochs: int | None = Field(None, ge=1, description="Whole epochs, or else updates.")
    updates: int | None = Field(None, ge=1, description="Updates, or else epochs.")

    @model_validator(mode="after")
    def _one_of_both(self) -> "Amount":
        if (self.updates is None) == (self.epochs is None):
            got = "neither" if self.updates is None else "both"
            raise InputError("epochs", "either epochs or updates", got, 'Try {"epochs": 1}.')
        return self


class Speed(Body):
    """How to play."""

    updates_per_s: float | None = Field(
        None, ge=SLOWEST_PER_S, le=FASTEST_PER_S, description="Updates a second; null is as fast as it goes."
    )
    unattended: bool = Field(True, description="Whether to go on when no page watches.")


class Start(Body):
    """Where to start again."""

    start: Literal["same", "new"] = Field("same", description="From the same first weights, or from new ones.")


@routes.post("/runs/{id}/train")
async def train(request: Request, run: ThisRun, body: Amount) -> Trained:
    """Train so much and answer when done with the losses of each epoch; hanging up ends it.

    The same call gives the same numbers: where each epoch learns from new images it waits until they are made. What
    plays does not wait: it learns from those of the epoch before once more.
    """
    return Trained.model_validate(
        await long_command(request, run, {"type": "train", **body.model_dump(exclude_none=True)})
    )


@routes.post("/runs/{id}/step")
async def step(request: Request, run: ThisRun, body: Amount | None = None) -> Stepped:
    """Pause, then train so much (one epoch where nothing is said) and no more."""
    body = body or Amount(epochs=1)
    result = await long_command(request, run, {"type": "step", **body.model_dump()})
    return Stepped.model_validate(result | {"run": await ask(run, "info")})


@routes.post("/runs/{id}/play")
async def play(run: ThisRun, body: Speed | None = None) -> RunInfo:
    """Train at a speed until told otherwise."""
    await command(run, "play", **(body or Speed()).model_dump())
    return RunInfo.model_validate(await ask(run, "info"))


@routes.post("/runs/{id}/pause")
async def pause(run: ThisRun, _body: NoBody | None = None) -> RunInfo:
    """Train no more."""
    await command(run, "pause")
    return RunInfo.model_validate(await ask(run, "info"))


@routes.post("/runs/{id}/reset")
async def reset(run: ThisRun, body: Start | None = None) -> Edited:
    """Start the training again; undo brings back what was."""
    return Edited.model_validate(await command_and_run(run, "reset", start=(body or Start()).start))


@routes.post("/runs/{id}/undo")
async def undo(run: ThisRun, _body: NoBody | None = None) -> Edited:
    """Take the last edit back."""
    return Edited.model_validate(await command_and_run(run, "undo"))


@routes.post("/runs/{id}/redo")
async def redo(run: ThisRun, _body: NoBody | None = None) -> Edited:
    """Make the edit again that was taken back last."""
    return Edited.model_validate(await command_and_run(run, "redo"))


@routes.post("/runs/{id}/restore")
async def restore(run: ThisRun, _body: NoBody | None = None) -> RunInfo:
    """Go back to the last good state after a divergence."""
    await command(run, "restore")
    return RunInfo.model_validate(await ask(run, "info"))
