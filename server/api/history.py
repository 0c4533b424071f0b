"""The losses of every epoch kept."""

from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, Field

from server.api.asking import ask
from server.api.context import ThisRun, router
from server.api.models import EpochLosses
from server.json_text import write

routes = router("history")


class History(BaseModel):
    """Losses by epoch; a long history keeps every `stride`-th."""

    history: list[EpochLosses]
    version: int = Field(description="Grows when points that were there are gone.")
    stride: int


@routes.get("/runs/{id}/history", response_model=History)
async def read_history(
    run: ThisRun, from_epoch: Annotated[int, Query(ge=0, description="Leave out what came before.")] = 0
) -> Response:
    """The losses of every epoch since the start."""
    found = await ask(run, "history")
    points = zip(found["epochs"].tolist(), found["train"].tolist(), found["test"].tolist(), strict=True)
    history = [{"epoch": e, "train_loss": a, "test_loss": b} for e, a, b in points if e >= from_epoch]
    text = write({"history": history, "version": found["version"], "stride": found["stride"]})
    return Response(text, media_type="application/json")
