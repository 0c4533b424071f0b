"""The real server as a process of its own: for the browser tests, the benchmarks and the screenshot."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent
START_S = 120.0  # the first start on a machine compiles every common program

# Compiled programs stay here, for all tests and for the next run; JAX names them by their content.
PROGRAM_CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "picturevis" / "programs"


def free_port() -> int:
    """A port that nothing listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


class Address:
    """Where a server answers."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def request(self, method: str, path: str, body: object = None) -> Any:
        """One call of the API, JSON in and out; raises urllib's HTTPError for a refusal."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if data else {}
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None


class LiveServer(Address):
    """A server on a port and a data folder of its own; both stay the same when it is stopped and started again.

    Without a `cache` it keeps its compiled programs in its data folder, as a person's does. Not `warm`, it makes a
    program ready when it is first asked for, instead of all of them at every start.
    """

    def __init__(self, data: Path, *flags: str, cache: Path | None = None, warm: bool = True) -> None:
        super().__init__(free_port())
        self.data = data
        self.flags = flags
        self.cache = cache
        self.warm = warm
        self.log = data / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start the process without waiting for anything."""
        assert self.process is None, "the server runs already"
        self.data.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "server", "--port", str(self.port), "--data", str(self.data), *self.flags]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PICTUREVIS_")}
        environment["PICTUREVIS_WARM"] = str(self.warm)
        environment.pop("JAX_COMPILATION_CACHE_DIR", None)
        if self.cache:
            environment["JAX_COMPILATION_CACHE_DIR"] = str(self.cache)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )

    def start(self) -> Self:
        """Start the process and wait until the engine answers."""
        self.launch()
        self.wait_for("/api/v1/catalog")
        return self

    def wait_for(self, path: str) -> None:
        """Ask until the answer is a success; the server says 503 while its engine loads."""
        deadline = time.monotonic() + START_S
        while True:
            try:
                self.request("GET", path)
                return
            except (OSError, urllib.error.HTTPError) as error:
                assert self.process is not None
                if self.process.poll() is not None or time.monotonic() > deadline:
                    told = self.log.read_text()[-4000:]
                    raise RuntimeError(f"The server did not come up ({error}):\n{told}") from None
                time.sleep(0.01)

    def stop(self) -> None:
        """Ask it to end, as Ctrl-C does, and wait for that."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def restart(self) -> None:
        """Stop and start: same port, same data."""
        self.stop()
        self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *failure: object) -> None:
        self.stop()


class Line(Address):
    """Another address of a running server, that leads there until it is cut: then nothing answers, as where a server
    has stopped.
    """

    def __init__(self, server: LiveServer) -> None:
        super().__init__(free_port())
        self.server = server
        self.listener: socket.socket | None = None
        self.ends: list[socket.socket] = []
        self.lock = threading.Lock()

    def mend(self) -> Self:
        """Let through what comes from now on; of no effect where it isn't cut."""
        if self.listener is None:
            self.listener = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()
        return self

    def cut(self) -> None:
        """Break what is open and refuse what comes."""
        with self.lock:
            listener, self.listener = self.listener, None
            for end in [*([listener] if listener else []), *self.ends]:
                close(end)
            self.ends.clear()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):  # as it is cut
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self.server.port))
                with self.lock:
                    if self.listener is not listener:
                        close(near)
                        close(far)
                        return
                    self.ends += near, far
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=pass_on, args=(source, sink), daemon=True).start()

    def __enter__(self) -> Self:
        return self.mend()

    def __exit__(self, *failure: object) -> None:
        self.cut()


def pass_on(source: socket.socket, sink: socket.socket) -> None:
    """All that comes out of one goes into the other, until either ends."""
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            sink.sendall(data)
    close(source)
    close(sink)


def close(end: socket.socket) -> None:
    """Closed, and whoever waits for it knows."""
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


def temporary_server(*flags: str, cache: Path | None = PROGRAM_CACHE) -> LiveServer:
    """A server, not started yet, whose data folder is new and empty."""
    return LiveServer(Path(tempfile.mkdtemp(prefix="picturevis-")), *flags, cache=cache)
