"""Who may call: other pages and other names may not; a token where the server can be reached from outside."""

from collections.abc import Iterator

import httpx
import pytest
from websockets import Origin
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from server.__main__ import address
from server.security import find_token, same_place
from server.settings import Settings
from tests.server.live import Served, serving

TOKEN = "a-token-of-tests"

PLACES = [
    ("http://localhost:8000", "localhost:8000", True),
    ("http://127.0.0.1:8000", "localhost:8000", True),
    ("http://localhost:8000", "127.0.0.1:8000", True),
    ("http://[::1]:8000", "localhost:8000", True),
    ("http://app.localhost:8000", "localhost:8000", True),
    ("http://box:8000", "box:8000", True),
    ("http://localhost", "localhost", True),
    ("https://box", "box", True),
    ("http://localhost:3000", "localhost:8000", False),
    ("http://evil.example:8000", "localhost:8000", False),
    ("http://localhost.evil.example:8000", "localhost:8000", False),
    ("http://127.0.0.1.evil.example:8000", "localhost:8000", False),
    ("http://other:8000", "box:8000", False),
    ("http://localhost:8000", "box:8000", False),
    ("null", "localhost:8000", False),
    ("file://", "localhost:8000", False),
    ("http://localhost:8000@evil.example", "localhost:8000", False),
    ("http://localhost:nonsense", "localhost:8000", False),
    ("", "localhost:8000", False),
]  # fmt: skip


@pytest.mark.parametrize(("origin", "host", "same"), PLACES, ids=[f"{o or 'nothing'} to {h}" for o, h, _ in PLACES])
def test_same_place(origin: str, host: str, same: bool) -> None:
    assert same_place(origin, host, "http") is same


def test_page_of_another_origin_cannot_open_the_stream(served: Served, shared_run: str) -> None:
    where = f"ws://{served.host}/api/v1/runs/{shared_run}/stream"
    for origin in ("http://evil.example", "null", f"http://127.0.0.1:{served.settings.port + 1}"):
        with pytest.raises(InvalidStatus) as caught:
            connect(where, origin=Origin(origin))
        assert caught.value.response.status_code == 403
        assert b'"path":"origin"' in caught.value.response.body
    with connect(where, origin=Origin(f"http://localhost:{served.settings.port}")) as socket:
        assert "run" in socket.recv(timeout=10)


def test_page_of_another_origin_cannot_steer(served: Served) -> None:
    answer = served.api.post("/runs", headers={"Origin": "http://evil.example"})
    assert (answer.status_code, answer.json()["error"]["path"]) == (403, "origin")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "", "a b", "user@localhost"])
def test_other_names_of_this_machine_are_refused(served: Served, host: str) -> None:
    answer = served.api.get("/runs", headers={"Host": host})
    assert answer.status_code in (400, 403)
    assert answer.json()["error"]["path"] == "host"


def test_page_says_what_a_browser_may_load(served: Served) -> None:
    headers = served.api.get("/healthz").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert f"ws://{served.host}" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("guarded"), token=TOKEN) as server:
        yield server


def test_token_is_asked_for(guarded: Served) -> None:
    for path in ("/api/v1/runs", "/", "/static/main.js", "/api/v1/openapi.json"):
        answer = httpx.get(f"{guarded.url}{path}")
        assert (answer.status_code, answer.json()["error"]["path"]) == (401, "token"), path
    wrong = httpx.get(f"{guarded.url}/api/v1/runs", headers={"Authorization": "Bearer wrong"})
    assert wrong.status_code == 401
    assert httpx.get(f"{guarded.url}/healthz").status_code == 200


def test_token_opens_by_header_query_and_cookie(guarded: Served) -> None:
    by_header = httpx.get(f"{guarded.url}/api/v1/runs", headers={"Authorization": f"Bearer {TOKEN}"})
    assert by_header.status_code == 200
    with httpx.Client(base_url=guarded.url) as browser:
        first = browser.get("/", params={"token": TOKEN, "read_only": "1"})
        assert (first.status_code, first.headers["location"]) == (303, "/?read_only=1")
        assert "httponly" in first.headers["set-cookie"].lower()
        assert browser.get("/").status_code == 200
        assert browser.get("/api/v1/runs").status_code == 200


def test_token_is_asked_for_by_the_stream(guarded: Served) -> None:
    where = f"ws://{guarded.host}/api/v1/runs/nope/stream"
    with pytest.raises(InvalidStatus) as caught:
        connect(where)
    assert caught.value.response.status_code == 401
    with connect(f"{where}?token={TOKEN}") as socket:
        assert "nope" in socket.recv(timeout=30)


def test_token_is_made_once_and_kept_where_others_can_call(tmp_path: object) -> None:
    settings = Settings(host="0.0.0.0", data=tmp_path)
    token = find_token(settings)
    assert token is not None
    assert len(token) >= 16
    assert find_token(settings) == token
    assert (settings.data / "token").stat().st_mode & 0o077 == 0
    assert find_token(Settings(data=tmp_path)) is None
    assert address(settings, token) == f"http://127.0.0.1:8000/?token={token}"


def test_address_carries_the_link() -> None:
    settings = Settings(link="https://playground.tensorflow.org/#dataset=xor&seed=0.5", host="::1", port=81)
    assert address(settings, None) == "http://[::1]:81/#dataset=xor&seed=0.5"
    for link in ("https://playground.tensorflow.org/", "https://playground.tensorflow.org/#"):
        assert address(Settings(link=link), None) == f"http://127.0.0.1:8000/#{link}"
