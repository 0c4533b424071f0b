"""Commands: every edit and every way of steering, as the stream takes them."""

from typing import Annotated, Any

from fastapi import Body, Request

from server.api.asking import ask, long_command
from server.api.context import ThisRun, router
from server.api.models import CommandResult

routes = router("commands")


@routes.post("/runs/{id}/commands")
async def command(request: Request, run: ThisRun, command: Annotated[dict[str, Any], Body()]) -> CommandResult:
    """Do a command: an edit (edit, insert_layer, add_unit, set_weight, ...), or play, pause, step, reset, undo, ..."""
    if command.get("type") == "play" and command.get("unattended") is None:
        command = command | {"unattended": True}  # no page watches for a script
    result = await long_command(request, run, command)
    return CommandResult.model_validate({"result": result, "run": await ask(run, "info")})
