"""Who may call: hosts and origins are checked on every request, a token too where others can reach the server."""

import secrets
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from engine.errors import InputError
from server.errors import Refusal, error_response
from server.settings import Settings, is_loopback

_OPEN_PATHS = frozenset({"/healthz", "/api/v1/healthz"})
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def find_token(settings: Settings) -> str | None:
    """The token callers must show, kept in the data folder; none where only this machine can call."""
    if settings.loopback:
        return settings.token
    return settings.token or _kept_token(settings.data / "token")


def _kept_token(file: Path) -> str:
    try:
        kept = file.read_text().strip()
    except OSError:
        kept = ""
    if not kept:
        kept = secrets.token_urlsafe(18)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(kept)
    return kept


def _split(host: str) -> tuple[str, int | None]:
    """Name and port of a Host header or an origin's place; raises `ValueError` where it is neither."""
    parts = urlsplit(f"//{host}")
    if not parts.hostname or parts.path or parts.query or parts.username is not None:
        raise ValueError(host)
    return parts.hostname.rstrip("."), parts.port


def same_place(origin: str, host: str, scheme: str) -> bool:
    """Whether a page of `origin` belongs to the server called as `host`: the same, or both loopback, on one port."""
    try:
        page = urlsplit(origin)
        page_name, page_port = _split(page.netloc)
        name, port = _split(host)
    except ValueError:
        return False
    if page.scheme not in ("http", "https"):
        return False
    page_port = page_port or {"http": 80, "https": 443}[page.scheme]
    port = port or (443 if scheme in ("https", "wss") else 80)
    secure_proxy = page.scheme == "https" and {page_port, port} == {443, 80}
    same_port = page_port == port or secure_proxy
    return same_port and (page_name == name or (is_loopback(page_name) and is_loopback(name)))


class Guard:
    """ASGI middleware that refuses what another web page, or a stranger, sends."""

    def __init__(self, app: ASGIApp, settings: Settings, token: str | None) -> None:
        self.app = app
        self.settings = settings
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        refusal = self._wrong_place(scope, headers) or self._stranger(scope, headers)
        if refusal is not None:
            return await _refuse(refusal, scope, receive, send)
        if scope["type"] == "http" and (redirect := self._welcome(scope)) is not None:
            return await redirect(scope, receive, send)
        return await self.app(scope, receive, send)

    def _wrong_place(self, scope: Scope, headers: Headers) -> Refusal | None:
        host = headers.get("host", "")
        try:
            name, _ = _split(host)
        except ValueError:
            return Refusal(400, InputError("host", "the name of this server", host or "nothing"))
        # A page of another name may resolve that name to 127.0.0.1 (DNS rebinding): only loopback names will do.
        if self.token is None and not is_loopback(name) and name != self.settings.host:
            return Refusal(403, InputError("host", "localhost or 127.0.0.1", name))
        origin = headers.get("origin")
        steers = scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS
        if origin is not None and steers and not same_place(origin, host, scope["scheme"]):
            hint = "Only picturevis's own page, and programs that send no Origin, may steer it."
            return Refusal(403, InputError("origin", f"a page of {host}", origin, hint))
        return None

    def _stranger(self, scope: Scope, headers: Headers) -> Refusal | None:
        if self.token is None or scope["path"] in _OPEN_PATHS:
            return None
        shown = [headers.get("authorization", "").removeprefix("Bearer "), _cookie(headers, self._cookie_name)]
        shown += _query(scope).get("token", [])
        if any(secrets.compare_digest(one.encode(), self.token.encode()) for one in shown):
            return None
        hint = "Open the address that picturevis printed, or send Authorization: Bearer TOKEN."
        error = InputError("token", "the token of this server", "none" if not any(shown) else "another", hint)
        return Refusal(401, error, headers={"WWW-Authenticate": "Bearer"})

    def _welcome(self, scope: Scope) -> RedirectResponse | None:
        """A page opened with `?token=` keeps it as a cookie and loses it from the address."""
        query = _query(scope)
        if self.token is None or scope["path"] != "/" or "token" not in query:
            return None
        del query["token"]
        rest = urlencode(query, doseq=True)
        response = RedirectResponse(f"/?{rest}" if rest else "/", 303)
        response.set_cookie(self._cookie_name, self.token, max_age=30 * 86400, httponly=True, samesite="lax")
        return response

    @property
    def _cookie_name(self) -> str:
        return f"picturevis-{self.settings.port}"  # cookies know no ports: two servers on a machine keep apart


def _query(scope: Scope) -> dict[str, list[str]]:
    return parse_qs(scope["query_string"].decode("latin-1"))


def _cookie(headers: Headers, name: str) -> str:
    try:
        cookie: SimpleCookie = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookie[name].value if name in cookie else ""


async def _refuse(refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    response = error_response(refusal.status_code, refusal, dict(refusal.headers or {}))
    if scope["type"] == "http":
        return await response(scope, receive, send)
    message = await receive()
    assert message["type"] == "websocket.connect", "a stream begins by connecting"
    if "websocket.http.response" not in scope.get("extensions", {}):
        return await send({"type": "websocket.close", "code": 1008})
    start = {"type": "websocket.http.response.start", "status": refusal.status_code, "headers": response.raw_headers}
    await send(start)
    await send({"type": "websocket.http.response.body", "body": response.body})
    return None
