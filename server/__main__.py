"""The command line: `picturevis [LINK] [--host] [--port] [--data DIR] [--open]` serves the page, prints its address."""

import argparse
import contextlib
import socket
import sys
import threading
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from engine.errors import InputError, InputErrors
from server.settings import Settings, read_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C; the exit status."""
    flags = _parser().parse_args(arguments)
    try:
        given = {name: getattr(flags, name) for name in ("host", "port", "data", "link")}
        settings = read_settings(given)
    except InputErrors as errors:
        return _refused(2, *errors.errors)
    if settings.link is not None and (wrong := _wrong_link(settings.link)):
        return _refused(2, wrong)
    try:
        listener = listen(settings.host, settings.port)
    except OSError as error:
        return _refused(1, _why_not(settings, error))
    return _serve(settings.model_copy(update={"port": listener.getsockname()[1]}), listener, flags.open)


def _refused(status: int, *why: object) -> int:
    """Say why to whoever called; the exit status."""
    sys.stderr.writelines(f"{line}\n" for line in why)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "picturevis",
        description="A neural-network playground in the browser: the network itself is the picture.",
        epilog="Each setting may also be given by the environment: PICTUREVIS_PORT=8123, PICTUREVIS_MAX_RUNS=50, ...",
    )
    parser.add_argument("link", nargs="?", metavar="LINK", help="a TensorFlow Playground link to open with")
    parser.add_argument("--host", help="address to listen on (127.0.0.1; others ask callers for a token)")
    parser.add_argument("--port", type=int, help="port to listen on (8000; 0 takes a free one)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder for runs and compiled programs")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    return parser


def _wrong_link(link: str) -> str | None:
    """What is wrong with a link to open with; one of ours is left to the page, which reads it."""
    if link.rpartition("#")[2].startswith("e="):
        return None
    from engine.playground.link import parse

    try:
        parse(link)
    except InputError as error:
        return f"LINK: expected {error.expected}, got {error.got}. {error.hint}"
    return None


def listen(host: str, port: int) -> socket.socket:
    """A listening socket: from now on a browser that connects waits instead of failing."""
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    listener = socket.create_server((host, port), family=family, backlog=128)
    # Passed on to what it accepts. An answer's head and body are written one after the other, and without this the body
    # waits for the head to be acknowledged: 40 ms (asyncio sees to it only for the sockets that it makes itself).
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.set_inheritable(True)
    return listener


def _why_not(settings: Settings, error: OSError) -> str:
    place = f"{settings.host}:{settings.port}"
    if isinstance(error, socket.gaierror):
        return f"host: expected an address of this machine, got {settings.host}. Try 127.0.0.1."
    hint = f"Something else listens there: stop it, or try --port {settings.port + 1}."
    return f"port: expected a free one, got {place} ({error.strerror or error}). {hint}"


def address(settings: Settings, token: str | None) -> str:
    """What to open in a browser: the token in the query, the link's experiment after the hash."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
    host = f"[{name}]" if ":" in name and not name.startswith("[") else name
    query = f"?{urlencode({'token': token})}" if token else ""
    link = settings.link or ""
    # A link with nothing after its hash is told by its host.
    return f"http://{host}:{settings.port}/{query}" + (f"#{link.rpartition('#')[2] or link}" if link else "")


def _serve(settings: Settings, listener: socket.socket, open_page: bool) -> int:
    import uvicorn

    from server.app import create_app
    from server.security import find_token

    class Server(uvicorn.Server):
        """Uvicorn, which before it stops answers those who wait for a training."""

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            """Let nobody wait, then stop."""
            app.state.runs.end_waiting()
            await super().shutdown(sockets)

    app = create_app(settings)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        # Frames are quantized arrays: compressing them takes 25 to 80 times longer than sending them.
        ws_per_message_deflate=False,
        ws_max_size=settings.max_message_bytes,
        timeout_graceful_shutdown=5,
        date_header=False,
        server_header=False,
    )
    where = address(settings, find_token(settings))
    print(f"picturevis is at {where}", flush=True)  # noqa: T201
    if open_page:
        threading.Thread(target=webbrowser.open, args=(where,), daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listener])
    return 0


if __name__ == "__main__":
    sys.exit(main())
