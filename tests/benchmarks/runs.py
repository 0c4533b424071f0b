"""runs_at_15_fps: how many runs, each with its own viewer, one server process keeps at 15 frames a second each."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator

from websockets.asyncio.client import ClientConnection, connect

from tests.benchmarks.measure import Row, benchmark
from tests.benchmarks.networks import LARGE, document
from tests.benchmarks.processes import settle
from tests.benchmarks.viewer import VIEWS, header_of, new_run
from tests.live import LiveServer, temporary_server

FPS = 15.0
TOLERANCE = 0.98  # a frame that falls just outside the window is not a dropped one
SETTLE_S = 5.0  # until the programs of these very networks are compiled and have taken over
WINDOW_S = 3.0
MOST = 160


class Paced:
    """A viewer that asks for 15 frames a second: it acknowledges no faster."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames = 0

    async def watch(self) -> None:
        """Read frames for as long as the connection stands."""
        due = time.monotonic()
        async for message in self.socket:
            if not isinstance(message, bytes):
                continue
            self.frames += 1
            due = max(due + 1 / FPS, time.monotonic() - 1 / FPS)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await self.socket.send(json.dumps({"type": "ack", "frame": header_of(message)["frame"]}))


async def slowest_fps(server: LiveServer, runs: list[str]) -> float:
    """Frames a second that the worst served of all these viewers gets."""
    async with asyncio.TaskGroup() as group:
        opening = [group.create_task(opened(server, run)) for run in runs]
    viewers = [Paced(task.result()) for task in opening]
    watching = [asyncio.ensure_future(viewer.watch()) for viewer in viewers]
    await asyncio.sleep(SETTLE_S)
    before = [viewer.frames for viewer in viewers]
    begin = time.monotonic()
    await asyncio.sleep(WINDOW_S)
    frames = min(viewer.frames - count for viewer, count in zip(viewers, before, strict=True))
    fps = frames / (time.monotonic() - begin)
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, *(viewer.socket.close() for viewer in viewers), return_exceptions=True)
    return fps


async def opened(server: LiveServer, run: str) -> ClientConnection:
    """A connection that is subscribed as the page is and has the run playing at full speed."""
    url = f"{server.url.replace('http', 'ws', 1)}/api/v1/runs/{run}/stream"
    socket = await connect(url, compression=None, max_size=None, open_timeout=60)
    await socket.send(json.dumps({"type": "subscribe", "views": VIEWS}))
    await socket.send(json.dumps({"type": "command", "id": 1, "command": {"type": "play", "updates_per_s": None}}))
    return socket


@benchmark("runs_at_15_fps")
def runs_at_15_fps() -> Iterator[Row]:
    """Doubled until it is too many, then halved in between."""
    with temporary_server() as server:
        settle(server)
        runs: list[str] = []
        seen: dict[int, float] = {}

        def holds(count: int) -> bool:
            while len(runs) < count:
                runs.append(new_run(server, document(LARGE)))
            seen[count] = asyncio.run(slowest_fps(server, runs[:count]))
            for run in runs[:count]:
                server.request("POST", f"/api/v1/runs/{run}/pause")
            return seen[count] >= FPS * TOLERANCE

        good, bad = 0, 8
        while bad <= MOST and holds(bad):
            good, bad = bad, bad * 2
        while bad - good > max(1, good // 12):
            middle = (good + bad) // 2
            good, bad = (middle, bad) if holds(middle) else (good, middle)
    tried = ", ".join(f"{count} at {fps:.3g}" for count, fps in sorted(seen.items()))
    note = f"2-8x6-1 at full speed, frames a second of the slowest viewer: {tried}; viewers on the same cores"
    yield Row("runs_at_15_fps", good, "runs", note)
