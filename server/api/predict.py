"""What the network says of any points."""

from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from engine.errors import InputError
from server.api.asking import ask
from server.api.context import AllRuns, ThisRun, router
from server.api.models import Body
from server.json_text import write

routes = router("predict")


FARTHEST = 1e6

Coordinate = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST)]


class Asked(Body):
    """Points [x, y]."""

    points: list[Annotated[list[Coordinate], Field(min_length=2, max_length=2)]]


class Predicted(BaseModel):
    """The outputs [points][outputs]: values, or probabilities of the classes where the output is a softmax."""

    outputs: list[list[float | None]]


@routes.post("/runs/{id}/predict", response_model=Predicted)
async def predict(run: ThisRun, runs: AllRuns, body: Asked) -> Response:
    """The network's outputs at the points."""
    most = runs.settings.max_points
    if len(body.points) > most:
        raise InputError("points", f"at most {most} points", len(body.points), "Ask for less at a time.")
    return Response(write({"outputs": await ask(run, "predict", points=body.points)}), media_type="application/json")
