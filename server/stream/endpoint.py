"""The websocket of a run: `/api/v1/runs/{id}/stream`."""

from typing import Annotated

from fastapi import APIRouter, Query, WebSocket

from engine.errors import InputError, InputErrors
from server.errors import Refusal
from server.runs.runs import Runs
from server.stream import protocol
from server.stream.viewer import Viewer

router = APIRouter()

_CODES = {404: 4404, 429: 4429, 503: 1013}


@router.websocket("/runs/{id}/stream")
async def stream(
    socket: WebSocket,
    id: str,
    read_only: Annotated[bool, Query(description="Watch without steering.")] = False,
) -> None:
    """Frames and events of a run out, subscriptions and commands in."""
    runs: Runs = socket.app.state.runs
    await socket.accept()
    try:
        run = await runs.get(id)
        _check_room(runs, id)
    except (Refusal, InputError, InputErrors) as error:
        # After the handshake, so that a page can read why: browsers hide the status of a refused one.
        await socket.send_text(protocol.refusal(None, error))
        code = _CODES.get(error.status_code, 1008) if isinstance(error, Refusal) else 1008
        await socket.close(code)
        return
    watching = runs.watching
    watching[id] += 1
    try:
        await Viewer(socket, run, read_only, runs.settings.max_views).serve()
    finally:
        watching[id] -= 1
        if not watching[id]:
            del watching[id]


def _check_room(runs: Runs, id: str) -> None:
    settings, watching = runs.settings, runs.watching
    full = (
        (watching.total(), settings.max_viewers, "streams in all"),
        (watching[id], settings.max_viewers_per_run, "streams of one run"),
    )
    for open_now, most, what in full:
        if open_now >= most:
            raise Refusal(429, InputError("stream", f"at most {most} {what}", "one more", "Close another page first."))
