"""The page's shell and its files: ready before the engine is, and never stale."""

import hashlib
import mimetypes
import os
import posixpath
import re
import stat
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from server.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
          ".woff2": "font/woff2", ".json": "application/json"}  # fmt: skip
_YEAR_S = 365 * 86400
_IMPORT = re.compile(r"""^\s*(?:import|export)\b[^"'();]*["']([^"']+\.js)["']""", re.MULTILINE)


class Held(NamedTuple):
    """A file in memory, as it was when it was read."""

    place: str
    stamp: tuple[int, int]  # time of its last change in nanoseconds, bytes
    body: bytes
    headers: dict[str, str]


class Files(StaticFiles):
    """Our own modules are asked for again each time (an edit shows on reload); a stamped vendor file never is.

    They are held in memory and read again when they change: a page asks for three hundred of them, and to open a file
    in another thread takes five times as long as to send it.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory)
        self._held: dict[str, Held] = {}

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, typed by its ending (what the machine's own table says is not to be trusted)."""
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        try:
            held = self._as_it_is(path)
        except (OSError, ValueError):  # a name too long, with a null byte, of what may not be read
            held = None
        if held is None:
            raise HTTPException(404)
        stamped = path.startswith("vendor") and scope["query_string"].startswith(b"v=")
        cached = {"Cache-Control": f"public, max-age={_YEAR_S}, immutable" if stamped else "no-cache"}
        response = Response(held.body, headers=held.headers | cached)
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response

    def _as_it_is(self, path: str) -> Held | None:
        held = self._held.get(path)
        place, found = self.lookup_path(path) if held is None else (held.place, os.stat(held.place))
        if found is None or not stat.S_ISREG(found.st_mode):
            return None
        stamp = found.st_mtime_ns, found.st_size
        if held is None or held.stamp != stamp:
            body, ending = Path(place).read_bytes(), Path(path).suffix
            kind = _TYPES.get(ending) or mimetypes.types_map.get(ending, "application/octet-stream")
            headers = {
                "Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
                "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
            }
            held = self._held[path] = Held(place, stamp, body, headers)
        return held


def own_modules(static: Path, start: str = "main.js") -> list[str]:
    """What `start` imports, directly or not, for the page to preload: `main.js`, `draw/edges.js`, ..."""
    found: list[str] = []
    waiting = [start]
    while waiting:
        name = waiting.pop()
        file = static / name
        if name in found or not file.is_file():
            continue
        found.append(name)
        if name.startswith("vendor/"):
            continue  # one bundled file each
        for place in _IMPORT.findall(file.read_text(encoding="utf-8")):
            base = "/" if place.startswith("/static/") else f"/{PurePosixPath(name).parent}/"
            waiting.append(posixpath.normpath(posixpath.join(base, place.removeprefix("/static/"))).lstrip("/"))
    return sorted(found)


def install(app: FastAPI, settings: Settings, version: str) -> None:
    """Serve the page at `/` and its files under `/static`."""
    static = ROOT / "static"
    templates = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=select_autoescape(["html"]))
    modules = own_modules(static)

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def page(request: Request) -> Response:
        context = {"version": version, "modules": modules, "link": settings.link or "", "request": request}
        text = templates.get_template("page.html").render(context)
        return HTMLResponse(text, headers={"Cache-Control": "no-cache"})

    @app.api_route("/favicon.ico", methods=["GET", "HEAD"], include_in_schema=False)
    async def favicon() -> Response:
        return FileResponse(static / "favicon.svg", media_type="image/svg+xml")

    app.mount("/static", Files(static), name="static")
