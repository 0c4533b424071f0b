"""What there is to choose from, and whether the engine is there."""

import asyncio
from typing import Any, Literal

from fastapi import Request
from pydantic import BaseModel

from server.api.context import AllRuns, router
from server.runs.commands import FASTEST_PER_S, SLOWEST_PER_S

routes = router("catalog")

LIMITS = {"max_points", "max_train_epochs", "max_train_updates", "max_views", "max_upload_bytes", "max_dataset_images"}


class Health(BaseModel):
    """Whether the server can train yet."""

    status: Literal["ok", "failed"]
    engine: Literal["loading", "ready", "failed"]
    version: str


@routes.get("/healthz")
async def healthz(request: Request) -> Health:
    """Whether the engine is loaded. Answers at once."""
    state = request.app.state.engine.state
    return Health(status="failed" if state == "failed" else "ok", engine=state, version=request.app.version)


@routes.get("/catalog")
async def catalog(runs: AllRuns) -> dict[str, Any]:
    """Every table with labels, help, ranges and formulas: fields, data sets, activations, losses, probes and so on."""
    await runs.engine.wait(runs.settings.engine_wait_s)
    from engine.catalog import catalog as read

    limits = runs.settings.model_dump(include=LIMITS)
    found, own = await asyncio.to_thread(read), await asyncio.to_thread(_own)
    told = found["limits"] | limits | {"updates_per_s": [SLOWEST_PER_S, FASTEST_PER_S]}
    return found | {"limits": told, "datasets": found["datasets"] + own}


def _own() -> list[dict[str, Any]]:
    """The sets of people's own, as the catalogue tells of a set of images."""
    from engine.data.images import described
    from engine.data.own import kept
    from engine.data.shelf import OWN

    return [described(kept(facts.id, "id")) for facts in OWN.all()]
