"""Questions and commands put to a run by a request, given up when the one who asked is gone."""

import asyncio
from typing import Any

from fastapi import Request

from server.runs.run import Run


async def ask(run: Run, what: str, **values: Any) -> Any:
    """What the run answers to a question of the server's own."""
    return await asyncio.wrap_future(run.ask({"ask": what, **values}))


async def command(run: Run, type: str, **values: Any) -> dict[str, Any]:
    """The result of a command."""
    return await _given(run, {"type": type, **values})


async def _given(run: Run, command: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = await asyncio.wrap_future(run.ask({"command": command}))
    return result


async def command_and_run(run: Run, type: str, **values: Any) -> dict[str, Any]:
    """The result of a command with the run after it under `run`."""
    result = await command(run, type, **values)
    return {**result, "run": await ask(run, "info")}


async def long_command(request: Request, run: Run, given: dict[str, Any]) -> dict[str, Any]:
    """A command that may take long; paused when the caller hangs up."""
    work = asyncio.ensure_future(_given(run, given))
    gone = asyncio.ensure_future(_hang_up(request))
    try:
        await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            await command(run, "pause")
        return await work
    finally:
        gone.cancel()


async def _hang_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
