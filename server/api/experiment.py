"""The experiment of a run, changed by JSON merge patch."""

from typing import Annotated, Any

from fastapi import Body

from server.api.asking import command_and_run
from server.api.context import ThisRun, router
from server.api.models import Edited

routes = router("experiment")


@routes.patch("/runs/{id}/experiment")
async def patch_experiment(run: ThisRun, patch: Annotated[dict[str, Any], Body()]) -> Edited:
    """Change the experiment while it trains (RFC 7396: objects merge, null gives a field its default back)."""
    return Edited.model_validate(await command_and_run(run, "edit", patch=patch))
