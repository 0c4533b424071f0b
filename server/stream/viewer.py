"""One viewer: its messages in, its run's frames and events out, at the pace at which it draws."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from engine.errors import InputError
from server.errors import Refusal
from server.runs.frames import Frame, view
from server.runs.run import Run
from server.stream import protocol
from server.stream.pacing import Pacing

MAX_ANSWERS = 32  # that wait to be sent: then the viewer's messages wait too
_ids = itertools.count(1)


class Viewer:
    """A viewer of a run, on the event loop; the three methods of a `Sink` may be called from any thread."""

    def __init__(self, socket: WebSocket, run: Run, read_only: bool, max_views: int) -> None:
        self.id = next(_ids)
        self.run = run
        self._socket = socket
        self.steers = not read_only
        self._max_views = max_views
        self._pacing = Pacing()
        self._loop = asyncio.get_running_loop()
        self._texts: deque[str] = deque()
        self._event: str | None = None
        self._frame: Frame | None = None
        self._complained: set[str] = set()  # views whose error was told: once is enough
        self._over = False
        self._something = asyncio.Event()
        self._room = asyncio.Semaphore(MAX_ANSWERS)

    # Of a Sink: from a worker

    def frame(self, frame: Frame) -> None:
        """Here is the frame wished for."""
        self._post(self._take_frame, frame)

    def event(self, text: str) -> None:
        """The run as it is now."""
        self._post(self._take_event, text)

    def gone(self) -> None:
        """There will be no more."""
        self._post(self._take_end)

    def _post(self, take: Callable[..., None], *values: object) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(take, *values)

    # On the event loop

    async def serve(self) -> None:
        """Until either side ends it."""
        self.run.attach(self.id, self)
        sender = asyncio.create_task(self._send_all())
        reader = asyncio.create_task(self._read_all())
        try:
            await asyncio.wait((sender, reader), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.run.detach(self.id)
            for task in (sender, reader):
                task.cancel()
            results = await asyncio.gather(sender, reader, return_exceptions=True)
        for result in results:
            ends = (asyncio.CancelledError, WebSocketDisconnect)
            if isinstance(result, BaseException) and not isinstance(result, ends):
                raise result

    async def _read_all(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            await self._room.acquire()
            kept = False
            try:
                text = message.get("text")
                if text is None:
                    raise InputError("message", "JSON text", "a binary message")
                kept = self._take(protocol.read(text))
            except Exception as error:
                self._say(protocol.refusal(None, error))
                kept = True
            finally:
                if not kept:
                    self._room.release()

    def _take(self, message: protocol.Subscribe | protocol.Ack | protocol.Steer) -> bool:
        """Do what the message asks; whether an answer will follow."""
        match message:
            case protocol.Ack(frame=number):
                if not self._pacing.acknowledge(number):
                    raise InputError("frame", "the number of a frame that was sent", number)
                self._wish()
                return False
            case protocol.Subscribe(views=views, early=early):
                if len(views) > self._max_views:
                    raise InputError("views", f"at most {self._max_views} views", len(views))
                self._complained.clear()
                shown = (view(name, one.probe, one.params, one.every_s) for name, one in views.items())
                self._pacing.show(tuple(shown), early)
                self._wish()
                return False
            case protocol.Steer(id=id, command=command):
                if not self.steers:
                    error = InputError("command", "none from a read-only viewer", command.get("type"))
                    self._say(protocol.refusal(id, Refusal(403, error)))
                    return True
                # One hop to the loop, as events and frames take, so that they stay in order.
                answer = self.run.ask({"command": command})
                answer.add_done_callback(lambda done: self._post(self._answered, id, done))
                return True

    def _answered(self, id: int | str | None, done: Future[Any]) -> None:
        if done.cancelled():
            return
        error = done.exception()
        self._say(protocol.reply(id, done.result()) if error is None else protocol.refusal(id, error))

    def _say(self, text: str) -> None:
        """Put an answer; its place in `_room` is given back when it is sent."""
        self._texts.append(text)
        self._something.set()

    def _wish(self) -> None:
        if (wish := self._pacing.wish()) is not None:
            self.run.want(self.id, wish)

    def _take_event(self, text: str) -> None:
        self._event = text  # the newest says it all
        self._something.set()

    def _take_frame(self, frame: Frame) -> None:
        self._frame = frame
        self._something.set()

    def _take_end(self) -> None:
        self._over = True
        self._something.set()

    async def _send_all(self) -> None:
        # The event goes before the frame of the new network, and before the answer to the edit that made it.
        while not self._over:
            await self._something.wait()
            self._something.clear()
            while self._event is not None or self._texts or self._frame is not None:
                if (event := self._event) is not None:
                    self._event = None
                    await self._socket.send_text(event)
                elif self._texts:
                    await self._socket.send_text(self._texts.popleft())
                    self._room.release()
                elif (frame := self._frame) is not None:
                    self._frame = None
                    await self._send_frame(frame)
        error = Refusal(404, InputError("run", "a run that is still there", self.run.id, "It was deleted."))
        await self._socket.send_text(protocol.refusal(None, error))
        await self._socket.close(4404, "the run was deleted")

    async def _send_frame(self, frame: Frame) -> None:
        if not self._pacing.begin(frame):
            return
        for name, error in frame.refused.items():
            if name not in self._complained:
                self._complained.add(name)
                await self._socket.send_text(protocol.refused_view(error))
        await self._socket.send_bytes(frame.data)
        self._pacing.finish(frame)
        self._wish()
