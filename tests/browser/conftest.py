"""The page in a real browser: a live server, a browser that reaches nothing else, and tests that fail on any error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Request, Route

from tests.browser import chromium
from tests.browser.app import WAIT_MS, App
from tests.live import PROGRAM_CACHE, LiveServer


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Playwright) -> dict[str, Any]:
    """The browser of this machine, quiet."""
    executable = chromium.find(playwright)
    if executable is None:
        pytest.fail(chromium.MISSING)
    return {**browser_type_launch_args, "executable_path": executable, "args": chromium.flags()}


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for all tests; each opens runs of its own."""
    with LiveServer(tmp_path_factory.mktemp("server") / "data", cache=PROGRAM_CACHE) as server:
        yield server


@pytest.fixture
def restartable_server(tmp_path: Path) -> Iterator[LiveServer]:
    """A server of this test's own, which it may stop and start again."""
    with LiveServer(tmp_path / "data", cache=PROGRAM_CACHE) as server:
        yield server


class Troubles(list[str]):
    """What a page complained about; a test that provokes a complaint says which it expects."""

    def __init__(self) -> None:
        super().__init__()
        self.expected: list[str] = []

    def expect(self, pattern: str) -> None:
        """Let pass what matches this regular expression."""
        self.expected.append(pattern)

    def left(self) -> list[str]:
        """The complaints that no test expected."""
        return [text for text in self if not any(re.search(pattern, text) for pattern in self.expected)]


@pytest.fixture
def troubles() -> Troubles:
    """The page's errors so far; `troubles.expect(pattern)` before provoking one."""
    return Troubles()


@pytest.fixture
def context(context: BrowserContext, troubles: Troubles) -> Iterator[BrowserContext]:
    """A context whose pages reach loopback only, and whose every error fails the test."""
    outside: list[str] = []

    def watch(request: Request) -> None:
        if foreign(request.url):
            outside.append(request.url)

    def refuse(route: Route) -> None:
        route.abort() if foreign(route.request.url) else route.fallback()

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: troubles.append(f"uncaught: {error}"))
        page.on("websocket", lambda socket: outside.append(socket.url) if foreign(socket.url) else None)
        page.on("crash", lambda _: troubles.append("the page crashed"))

    def read(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            troubles.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    context.on("request", watch)
    context.on("page", listen)
    context.on("console", read)
    context.route(re.compile(".*"), refuse)
    context.set_default_timeout(WAIT_MS)
    yield context
    assert outside == [], "the page reached for another host"
    assert troubles.left() == [], "the page complained"


def foreign(url: str) -> bool:
    """Whether an address leads away from this machine."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("127.0.0.1", "localhost", "::1")


@pytest.fixture
def new_app(context: BrowserContext, live_server: LiveServer) -> Callable[..., App]:
    """Opens further pages of the live server: `new_app("/#e=...")`."""

    def make(path: str = "/", server: LiveServer = live_server) -> App:
        made = App(context.new_page(), server)
        made.open(path)
        return made

    return make


@pytest.fixture
def app(page: Page, live_server: LiveServer) -> App:
    """The page on its first screen: the reference case, live, not yet learning."""
    opened = App(page, live_server)
    opened.open()
    return opened
