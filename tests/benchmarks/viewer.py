"""A viewer of a run: the websocket as the page uses it, without the page."""

from __future__ import annotations

import json
import struct
import time
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

from tests.live import LiveServer

# What the page shows of a run: the network's maps, its weights and the output.
VIEWS: dict[str, dict[str, Any]] = {
    "parameters": {"probe": "parameters", "params": {}},
    "maps": {"probe": "maps", "params": {"resolution": 50}},
    "output": {"probe": "output_map", "params": {"resolution": 100}},
}


def header_of(message: bytes) -> dict[str, Any]:
    """The frame's own header, out of the metadata of its safetensors layout."""
    (length,) = struct.unpack_from("<Q", message)
    described: dict[str, Any] = json.loads(json.loads(message[8 : 8 + length])["__metadata__"]["frame"])
    return described


class Viewer:
    """Connected to a run and subscribed; acknowledges every frame it reads."""

    def __init__(self, server: LiveServer, run: str, views: dict[str, Any] = VIEWS) -> None:
        url = f"{server.url.replace('http', 'ws', 1)}/api/v1/runs/{run}/stream"
        self.socket: ClientConnection = connect(url, compression=None, max_size=None, open_timeout=60)
        self.sent = 0
        self.send(type="subscribe", views=views)

    def send(self, **message: object) -> None:
        """One control message."""
        self.socket.send(json.dumps(message))

    def next_frame(self) -> dict[str, Any]:
        """The header of the next frame; what is said in text before it is passed over."""
        while True:
            message = self.socket.recv(timeout=30)
            if isinstance(message, bytes):
                return self.acknowledged(message)

    def acknowledged(self, message: bytes) -> dict[str, Any]:
        """Read a frame's header and say so."""
        header = header_of(message)
        self.send(type="ack", frame=header["frame"])
        return header

    def command(self, **command: object) -> Any:
        """Send a command and wait for its answer; raises when it was refused."""
        self.sent += 1
        self.send(type="command", id=self.sent, command=command)
        while True:
            message = self.socket.recv(timeout=30)
            if isinstance(message, bytes):
                self.acknowledged(message)
                continue
            told = json.loads(message)
            if told.get("id") == self.sent:
                assert told["type"] == "reply", f"{command}: {told}"
                return told["result"]

    def seconds_to_frame(self, **command: object) -> float:
        """From sending a command to having the first frame that was made after it."""
        self.sent += 1
        begin = time.perf_counter()
        self.send(type="command", id=self.sent, command=command)
        revision: int | None = None
        newest = -1
        while revision is None or newest < revision:
            message = self.socket.recv(timeout=30)
            if isinstance(message, bytes):
                newest = self.acknowledged(message)["revision"]
                continue
            told = json.loads(message)
            if told.get("id") == self.sent:
                assert told["type"] == "reply", f"{command}: {told}"
                revision = told["result"]["revision"]
        return time.perf_counter() - begin

    def close(self) -> None:
        """Leave the run."""
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()


def new_run(server: LiveServer, document: dict[str, Any]) -> str:
    """The id of a new run of this experiment."""
    identity: str = server.request("POST", "/api/v1/runs", {"experiment": document})["id"]
    return identity
