"""ASGI middleware around every answer: a body is cut off at its limit as it comes in; headers keep the page safe."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.errors import InputError
from server.errors import Refusal, error_response

_LINGER_S = 2.0
_LINGER_BYTES = 64 << 20


class BodyLimit:
    """Refuses a body past the limit as soon as its announced or received size shows it."""

    def __init__(self, app: ASGIApp, max_bytes: int, larger: Mapping[str, int]) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.larger = larger  # by path, for what takes more

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or refuse it."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        most = self.larger.get(scope["path"], self.max_bytes)
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > most:
            return await self._refuse(most, announced, scope, receive, send)
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                await _let_it_finish(receive)
                raise self._refusal(most, "more")
            return message

        return await self.app(scope, counted, send)

    def _refusal(self, most: int, got: str) -> Refusal:
        error = InputError("body", f"at most {most} bytes", got, "Send less at a time.")
        return Refusal(413, error, headers={"Connection": "close"})

    async def _refuse(self, most: int, got: str, scope: Scope, receive: Receive, send: Send) -> None:
        await _let_it_finish(receive)
        refusal = self._refusal(most, got)
        await error_response(413, refusal, dict(refusal.headers or {}))(scope, receive, send)


async def _let_it_finish(receive: Receive) -> None:
    """Read on and forget, within bounds: a connection closed on a caller who still sends loses the answer."""
    read = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(_LINGER_S):
            while read < _LINGER_BYTES:
                message = await receive()
                read += len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body"):
                    return


class SafeHeaders:
    """Adds what tells a browser to load and run nothing but our own files."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request with these headers on its answer."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        host = Headers(scope=scope).get("host", "")

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
                headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
                headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
                headers.setdefault("Content-Security-Policy", content_security_policy(host))
            await send(message)

        return await self.app(scope, receive, guarded)


def content_security_policy(host: str) -> str:
    """Own files only; older browsers need the websocket of this host by name. KaTeX sets style attributes."""
    streams = f"ws://{host} wss://{host}"
    return (
        f"default-src 'self'; connect-src 'self' {streams}; img-src 'self' data: blob:; "
        "style-src 'self'; style-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )
