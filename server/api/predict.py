"""What the network says of any points, or of any images."""

from typing import Annotated, Any

from fastapi import Response
from pydantic import BaseModel, Field

from engine.errors import InputError, shown
from server.api.asking import ask
from server.api.context import AllRuns, ThisRun, router
from server.api.models import Body
from server.json_text import write

routes = router("predict")


FARTHEST = 1e6

Coordinate = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST)]


MOST_IMAGES = 1000


class Asked(Body):
    """Points [x, y], or images: rows of numbers from 0 to 255 (255 is ink), or pictures as base64."""

    points: list[Annotated[list[Coordinate], Field(min_length=2, max_length=2)]] | None = None
    images: list[Any] | None = Field(
        None, description="Each as rows of numbers, of the size that the network reads; or as a picture of any size."
    )


class Predicted(BaseModel):
    """The outputs [points][outputs] or [images][slots][classes]: values, or probabilities where it is a softmax."""

    outputs: list[list[float | None]] | list[list[list[float | None]]]
    answers: list[list[str]] | None = Field(None, description="Of images: the likeliest class of each slot.")


@routes.post("/runs/{id}/predict", response_model=Predicted)
async def predict(run: ThisRun, runs: AllRuns, body: Asked) -> Response:
    """The network's outputs at the points, or for the images."""
    if (body.points is None) == (body.images is None):
        images = (await ask(run, "info"))["network"]["family"] == "images"
        path, example = ("images", "a picture as base64") if images else ("points", [0, 0])
        got = "neither" if body.points is None else "both"
        raise InputError(path, "either points or images", got, f"Try {shown({path: [example]})}.")
    if body.images is not None:
        if len(body.images) > MOST_IMAGES:
            raise InputError("images", f"at most {MOST_IMAGES} images", len(body.images), "Ask for less at a time.")
        return Response(write(await ask(run, "read", images=body.images)), media_type="application/json")
    assert body.points is not None, "one of both is there"
    most = runs.settings.max_points
    if len(body.points) > most:
        raise InputError("points", f"at most {most} points", len(body.points), "Ask for less at a time.")
    return Response(write({"outputs": await ask(run, "predict", points=body.points)}), media_type="application/json")
