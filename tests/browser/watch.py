"""What a page must never do: reach for another host, or complain. Watches every page of a browser context."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request


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

    def forget(self) -> None:
        """Begin anew, for the next test on the same page."""
        self.clear()
        self.expected.clear()


class Watch:
    """Notes where a context's pages reached for another host, which `chromium.ALONE` refuses, and what went wrong."""

    def __init__(self, context: BrowserContext, troubles: Troubles) -> None:
        self.troubles = troubles
        self.outside: list[str] = []
        context.on("requestfailed", self._request)  # as every one does there; to be told of all costs more than a load
        context.on("page", self._page)
        context.on("console", self._console)

    def check(self) -> None:
        """Fail where a page did what it must not."""
        assert self.outside == [], "the page reached for another host"
        assert self.troubles.left() == [], "the page complained"

    def _request(self, request: Request) -> None:
        if foreign(request.url):
            self.outside.append(request.url)

    def _page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.troubles.append(f"uncaught: {error}"))
        page.on("websocket", lambda socket: self.outside.append(socket.url) if foreign(socket.url) else None)
        page.on("crash", lambda _: self.troubles.append("the page crashed"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")


def foreign(url: str) -> bool:
    """Whether an address leads away from this machine."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("127.0.0.1", "localhost", "::1")
