"""Runs: made, listed, read, deleted."""

from typing import Any

from fastapi import Response
from pydantic import BaseModel, Field, model_validator

from engine.errors import InputError
from server.api.asking import ask
from server.api.context import AllRuns, RunId, ThisRun, router
from server.api.models import Body
from server.runs.info import RunInfo

routes = router("runs")


class NewRun(Body):
    """What the run begins with; with neither, the reference case."""

    experiment: dict[str, Any] | None = Field(
        None,
        description="An experiment; what it leaves out has its default. A set of images without layers comes with the "
        "network that it starts with.",
    )
    playground_link: str | None = Field(None, max_length=8192, description="A TensorFlow Playground link.")

    @model_validator(mode="after")
    def _not_both(self) -> "NewRun":
        if self.experiment is not None and self.playground_link is not None:
            raise InputError("playground_link", "an experiment or a playground_link", "both")
        return self


class RunSummary(BaseModel):
    """A run in the list of all."""

    id: str
    created: float = Field(description="Seconds since 1970.")
    playing: bool
    experiment: dict[str, Any]
    epoch: int
    train_loss: float | None
    test_loss: float | None


class RunList(BaseModel):
    """All runs, the newest first."""

    runs: list[RunSummary]


@routes.post("/runs", status_code=201)
async def create_run(runs: AllRuns, response: Response, body: NewRun | None = None) -> RunInfo:
    """Make a run; `notices` lists what of a link or an experiment could not be honored."""
    run = await runs.create(body.model_dump() if body else {})
    response.headers["Location"] = f"/api/v1/runs/{run.id}"
    return RunInfo.model_validate(await ask(run, "info"))


@routes.get("/runs")
async def list_runs(runs: AllRuns) -> RunList:
    """All runs, the newest first."""
    return RunList.model_validate({"runs": await runs.list()})


@routes.get("/runs/{id}")
async def read_run(run: ThisRun) -> RunInfo:
    """The run as it is now."""
    return RunInfo.model_validate(await ask(run, "info"))


@routes.delete("/runs/{id}", status_code=204)
async def delete_run(id: RunId, runs: AllRuns) -> None:
    """Let the run go, and all that is kept of it."""
    await runs.delete(id)
