"""The page's shell and files: there before the engine, typed, never stale."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException

from server import page
from tests.server.live import Served, serving


def test_shell_names_its_version_and_modules(served: Served) -> None:
    import httpx

    answer = httpx.get(f"{served.url}/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "/static/main.js" in answer.text
    assert httpx.head(f"{served.url}/").status_code == 200
    assert httpx.get(f"{served.url}/favicon.ico").headers["content-type"] == "image/svg+xml"


def test_own_module_is_typed_and_asked_for_again(served: Served) -> None:
    import httpx

    first = httpx.get(f"{served.url}/static/main.js")
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.headers["cache-control"] == "no-cache"
    again = httpx.get(f"{served.url}/static/main.js", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_file_that_changes_is_served_as_it_is(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as elsewhere:  # a browser's test before may have left its loop running here
        elsewhere.submit(asyncio.run, _changes(tmp_path)).result()


async def _changes(folder: Path) -> None:
    import httpx

    file = folder / "a.js"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(page.Files(folder)), base_url="http://here") as client:
        file.write_text("let a = 1;")
        first = await client.get("/a.js")
        assert (first.text, first.headers["content-type"]) == ("let a = 1;", "text/javascript; charset=utf-8")
        assert (await client.head("/a.js")).headers["etag"] == first.headers["etag"]
        file.write_text("let a = 12;")
        changed = await client.get("/a.js", headers={"If-None-Match": first.headers["etag"]})
        assert (changed.status_code, changed.text) == (200, "let a = 12;")
        file.unlink()
        for path in ("/a.js", "/" + "b" * 300, "/b%00.js", "/"):
            with pytest.raises(HTTPException) as refused:
                await client.get(path)
            assert refused.value.status_code == 404, path
        with pytest.raises(HTTPException) as refused:
            await client.post("/a.js")
        assert refused.value.status_code == 405


def test_files_outside_are_not_served(served: Served) -> None:
    import httpx

    for path in ("/static/../server/app.py", "/static/%2e%2e/server/app.py", "/static//etc/passwd", "/static/nope.js"):
        answer = httpx.get(f"{served.url}{path}")
        assert answer.status_code == 404, path
        assert answer.json()["error"]["path"] == "path"


def test_shell_is_there_before_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    import httpx

    from server.loading import Engine

    gate = threading.Event()
    load = Engine._load

    def late(self: Engine) -> None:
        gate.wait(20)
        load(self)

    monkeypatch.setattr(Engine, "_load", late)
    with serving(tmp_path, engine_wait_s=0.2) as served:
        assert httpx.get(f"{served.url}/").status_code == 200
        assert served.api.get("/healthz").json()["engine"] == "loading"
        refused = served.api.get("/catalog")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert refused.json()["error"]["path"] == "engine"
        gate.set()
        answers = [served.api.get("/catalog").status_code for _ in range(50)]
        assert answers[-1] == 200


def test_own_modules_follows_imports(tmp_path: Path) -> None:
    files = {
        "main.js": 'import { a } from "./draw/a.js";\nimport "/static/state/b.js";\nimport("./late.js");',
        "draw/a.js": 'export * from "../state/b.js";\nimport { h } from "/static/vendor/ui.js";',
        "state/b.js": "export const b = 1; // import x from './no.js'",
        "vendor/ui.js": 'import "./never.js"',
        "late.js": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert page.own_modules(tmp_path) == ["draw/a.js", "main.js", "state/b.js", "vendor/ui.js"]
