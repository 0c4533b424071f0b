"""The page in a real browser: a live server, a browser that reaches nothing else, and tests that fail on any error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.browser import chromium
from tests.browser.app import WAIT_MS, App
from tests.browser.study import NOWHERE
from tests.browser.watch import Troubles, Watch
from tests.live import PROGRAM_CACHE, Address, Line, LiveServer

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Playwright) -> dict[str, Any]:
    """The browser of this machine, quiet and alone."""
    executable = chromium.find(playwright)
    if executable is None:
        pytest.fail(chromium.MISSING)
    return {**browser_type_launch_args, "executable_path": executable, "args": [*chromium.flags(), chromium.ALONE]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desktop, where a test asks for nothing else."""
    return {**browser_context_args, "viewport": DESKTOP}


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for all tests; each opens runs of its own."""
    with LiveServer(tmp_path_factory.mktemp("server") / "data", cache=PROGRAM_CACHE, warm=False) as server:
        yield server


@pytest.fixture(scope="session")
def second_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One more server, for the tests that stop theirs. Where it is enough that none answers, a `line` is cut."""
    with LiveServer(tmp_path_factory.mktemp("second") / "data", cache=PROGRAM_CACHE, warm=False) as server:
        yield server


@pytest.fixture
def restartable_server(second_server: LiveServer) -> LiveServer:
    """A running server that a test may stop and start again."""
    if second_server.process is None:
        second_server.start()
    return second_server


@pytest.fixture
def troubles() -> Troubles:
    """The page's errors so far; `troubles.expect(pattern)` before provoking one."""
    return Troubles()


@pytest.fixture
def context(context: BrowserContext, troubles: Troubles) -> Iterator[BrowserContext]:
    """A context whose every error, and every reach for another host, fails the test."""
    watch = Watch(context, troubles)
    context.set_default_timeout(WAIT_MS)
    yield context
    watch.check()


@pytest.fixture
def new_app(context: BrowserContext, live_server: LiveServer, troubles: Troubles) -> Callable[..., App]:
    """Opens further pages of the live server: `new_app("/#e=...")`."""

    def make(path: str = "/") -> App:
        made = App(context.new_page(), live_server, troubles)
        made.open(path)
        return made

    return make


@pytest.fixture
def unopened(page: Page, live_server: LiveServer, troubles: Troubles) -> App:
    """A page that has not been anywhere yet, for a test that opens an address of its own."""
    return App(page, live_server, troubles)


@pytest.fixture
def app(unopened: App) -> App:
    """The page on its first screen: the reference case, live, not yet learning."""
    unopened.open()
    return unopened


@pytest.fixture(scope="session")
def desktop_page(browser: Browser, live_server: LiveServer) -> Iterator[tuple[App, Watch]]:
    """One page for all tests that need no page of their own."""
    yield from opened_page(browser, live_server, viewport=DESKTOP)


@pytest.fixture(scope="session")
def phone_page(browser: Browser, live_server: LiveServer) -> Iterator[tuple[App, Watch]]:
    """The same on a phone."""
    yield from opened_page(browser, live_server, viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def of_studies(request: pytest.FixtureRequest) -> bool:
    """Whether the test is of studies and needs no picture before: to draw that takes longer than all else."""
    return request.node.get_closest_marker("of_studies") is not None


@pytest.fixture
def desktop(desktop_page: tuple[App, Watch], of_studies: bool) -> Iterator[App]:
    """That page with a new run of the reference case: quicker than `app`, which loads the page anew."""
    yield from begun(*desktop_page, of_studies)


@pytest.fixture
def phone(phone_page: tuple[App, Watch], of_studies: bool) -> Iterator[App]:
    """That page on a phone, with a new run of the reference case."""
    yield from begun(*phone_page, of_studies)


@pytest.fixture(scope="session")
def line_and_page(browser: Browser, live_server: LiveServer) -> Iterator[tuple[Line, tuple[App, Watch]]]:
    """A line to the server, and one page at its end for all tests that cut it."""
    with Line(live_server) as line:
        for page in opened_page(browser, line, viewport=DESKTOP):
            yield line, page


@pytest.fixture
def line(line_and_page: tuple[Line, tuple[App, Watch]]) -> Line:
    """The line that `online`'s page is at the end of; cut, all is for the page as if the server had stopped."""
    return line_and_page[0]


@pytest.fixture
def online(line: Line, line_and_page: tuple[Line, tuple[App, Watch]], of_studies: bool) -> Iterator[App]:
    """That page with a new run of the reference case."""
    app, watch = line_and_page[1]
    for begun_app in begun(app, watch, of_studies):
        watch.troubles.expect("WebSocket|Failed to load resource|ERR_CONNECTION")
        yield begun_app
        line.mend()
        app.reconnect()


def opened_page(browser: Browser, server: Address, **kind: Any) -> Iterator[tuple[App, Watch]]:
    """A page in a context of its own, for the whole session."""
    context = browser.new_context(**kind)
    watch = Watch(context, Troubles())
    context.set_default_timeout(WAIT_MS)
    app = App(context.new_page(), server, watch.troubles)
    app.open()
    yield app, watch
    context.close()


def begun(app: App, watch: Watch, of_studies: bool) -> Iterator[App]:
    """The page on a new run, with nothing open or selected; afterwards what it complained of."""
    watch.troubles.forget()
    app.page.evaluate("(key) => key ? study.openStudy(key) : study.closeStudy()", NOWHERE if of_studies else None)
    app.begin()
    yield app
    if app.run()["playing"]:
        app.command({"type": "pause"})
    watch.check()
