"""The points that a run learns from."""

from fastapi import Response
from pydantic import BaseModel, Field

from server.api.asking import ask
from server.api.context import ThisRun, router
from server.json_text import write

routes = router("data")


class Point(BaseModel):
    """A point and what is to be learned of it."""

    x: float
    y: float
    label: float = Field(description="-1 or 1, the class where there are more than two, or the value.")


class Points(BaseModel):
    """Training and test points, in training order."""

    train: list[Point]
    test: list[Point]


@routes.get("/runs/{id}/data", response_model=Points)
async def read_data(run: ThisRun) -> Response:
    """The points, in training order."""
    return Response(write(await ask(run, "data")), media_type="application/json")
