"""A real server in a thread of the tests, and a viewer of its stream."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import httpx
import numpy as np
import uvicorn
from safetensors.numpy import load
from websockets.sync.client import ClientConnection, connect

from server.__main__ import listen
from server.app import create_app
from server.settings import Settings

Json = dict[str, Any]
PARAMETERS = {"p": {"probe": "parameters", "params": {}}}


class Served:
    """A running server: `.api` is a client of /api/v1, `.url` where it is."""

    def __init__(self, settings: Settings, port: int) -> None:
        self.settings = settings
        self.host = f"127.0.0.1:{port}"
        self.url = f"http://{self.host}"
        self.api = httpx.Client(base_url=f"{self.url}/api/v1", timeout=60)

    def new_run(self, **body: Any) -> str:
        answer = self.api.post("/runs", json=body or None)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def info(self, run: str) -> Json:
        return dict(self.api.get(f"/runs/{run}").raise_for_status().json())

    def command(self, run: str, **command: Any) -> Json:
        return dict(self.api.post(f"/runs/{run}/commands", json=command).raise_for_status().json())

    def watch(self, run: str, views: Json | None = None, query: str = "", **options: Any) -> Watching:
        return Watching(f"ws://{self.host}/api/v1/runs/{run}/stream{query}", views, **options)


class Frame:
    """A frame as a viewer reads it."""

    def __init__(self, data: bytes) -> None:
        length = int.from_bytes(data[:8], "little")
        self.header: Json = json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["frame"])
        self.tensors: dict[str, np.ndarray] = load(data)
        self.number: int = self.header["frame"]


class Watching:
    """A viewer: subscribes when it comes; draws and acknowledges what it is sent only when told to."""

    def __init__(self, url: str, views: Json | None, **options: Any) -> None:
        self._opened = connect(url, compression=None, max_size=None, **options)
        self.socket: ClientConnection = self._opened.__enter__()
        self.texts: list[Json] = []
        self.passed: deque[Frame] = deque()
        if views is not None:
            self.subscribe(views)

    def send(self, **message: Any) -> None:
        self.socket.send(json.dumps(message))

    def subscribe(self, views: Json) -> None:
        self.send(type="subscribe", views=views)

    def acknowledge(self, frame: Frame) -> None:
        self.send(type="ack", frame=frame.number)

    def next(self, timeout: float = 60) -> Frame | Json:
        message = self.socket.recv(timeout=timeout)
        if isinstance(message, bytes):
            return Frame(message)
        self.texts.append(json.loads(message))
        return self.texts[-1]

    def frame(self, wanted: Callable[[Frame], bool] = lambda _: True, *, acknowledge: bool = True) -> Frame:
        """The next frame that is wanted; those before it are acknowledged, and it too."""
        while True:
            message = self.passed.popleft() if self.passed else self.next()
            if isinstance(message, Frame):
                if acknowledge:
                    self.acknowledge(message)
                if wanted(message):
                    return message

    def text(self, kind: str, wanted: Callable[[Json], bool] = lambda _: True) -> Json:
        """The next text of that type that is wanted; frames on the way are acknowledged, and kept for `frame`."""
        while True:
            message = self.next()
            if isinstance(message, Frame):
                self.acknowledge(message)
                self.passed.append(message)
            elif message["type"] == kind and wanted(message):
                return message

    def steer(self, id: int, **command: Any) -> Json:
        """The answer to a command, or the error."""
        self.send(type="command", id=id, command=command)
        while True:
            message = self.next()
            if isinstance(message, Frame):
                self.acknowledge(message)
                self.passed.append(message)
            elif message.get("id") == id:
                return message

    def no_frame_for(self, seconds: float) -> bool:
        """Whether nothing but text comes for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                if isinstance(self.next(left), Frame):
                    return False
            except TimeoutError:
                break
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: Any) -> None:
        self._opened.__exit__(*failure)


@contextmanager
def serving(data: Path, **changes: Any) -> Iterator[Served]:
    """A server on a free port with these settings, stopped at the end."""
    settings = Settings(**{"data": data, "port": 0, "warm": False, **changes})
    listener = listen("127.0.0.1", settings.port)
    port = listener.getsockname()[1]
    settings = settings.model_copy(update={"port": port})
    config = uvicorn.Config(
        create_app(settings), log_level="error", ws_per_message_deflate=False, ws_max_size=settings.max_message_bytes,
        timeout_graceful_shutdown=5,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="server under test")
    thread.start()
    served = Served(settings, port)
    try:
        yield served
    finally:
        served.api.close()
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive(), "the server did not stop"


def eventually(holds: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until it holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)
