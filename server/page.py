"""The page's shell and its files: ready before the engine is, and never stale."""

import posixpath
import re
from pathlib import Path, PurePosixPath

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from server.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
          ".woff2": "font/woff2", ".json": "application/json"}  # fmt: skip
_YEAR_S = 365 * 86400
_IMPORT = re.compile(r"""^\s*(?:import|export)\b[^"'();]*["']([^"']+\.js)["']""", re.MULTILINE)


class Files(StaticFiles):
    """Our own modules are asked for again each time (an edit shows on reload); a stamped vendor file never is."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, typed by its ending (what the machine's own table says is not to be trusted)."""
        response = await super().get_response(path, scope)
        if kind := _TYPES.get(Path(path).suffix):
            response.headers["Content-Type"] = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        stamped = path.startswith("vendor") and scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = f"public, max-age={_YEAR_S}, immutable" if stamped else "no-cache"
        return response


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

    app.mount("/static", Files(directory=static), name="static")
