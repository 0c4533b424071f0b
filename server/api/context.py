"""What every route is given: the runs, the run of its path, and the failures that it documents."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request

from server.api.strict_route import StrictRoute
from server.errors import ErrorBody
from server.runs.run import Run
from server.runs.runs import Runs

FAILURES: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorBody, "description": "The token is missing (only where the server asks for one)."},
    403: {"model": ErrorBody, "description": "Another web page, or another host name, may not call."},
    404: {"model": ErrorBody, "description": "There is no such thing."},
    409: {"model": ErrorBody, "description": "The run is not in a state for it: nothing to undo, diverged, in use."},
    413: {"model": ErrorBody, "description": "The body is too large."},
    422: {"model": ErrorBody, "description": "The input is wrong: where, what was expected, and what came."},
    503: {"model": ErrorBody, "description": "The engine still loads; try again after `Retry-After` seconds."},
}


def router(tag: str) -> APIRouter:
    """A router whose routes read their JSON strictly and document their failures."""
    return APIRouter(route_class=StrictRoute, responses=FAILURES, tags=[tag])


def _runs(request: Request) -> Runs:
    runs: Runs = request.app.state.runs
    return runs


AllRuns = Annotated[Runs, Depends(_runs)]
RunId = Annotated[str, Path(description="The id of a run.", max_length=64)]


async def _run(id: RunId, runs: AllRuns) -> Run:
    return await runs.get(id)


ThisRun = Annotated[Run, Depends(_run)]
