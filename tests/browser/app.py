"""The page as a test drives it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.watch import Troubles
from tests.live import Address

MODULES = {
    "store": "/static/state/store.js",
    "actions": "/static/state/actions.js",
    "study": "/static/state/study.js",
    "picker": "/static/panels/samplePicker.js",
    "folds": "/static/panels/folds.js",
    "tools": "/static/panels/tools.js",
}
SHOWN = """store.connection.value === "live" && store.moment.value?.run.id === store.run.value.id
    && !store.frame.value.header.coming.some((view) => /^(picture|images.look)[.]/.test(view))"""
BEGIN = """async (body) => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    [store.selection.value, store.hover.value, store.notices.value] = [null, null, []];
    [folds.sheet.value, tools.dialog.value, store.speed.value, store.scheme.value] = ["", "", null, "system"];
    picker.sample.value = 0;
    await actions.newRun(body);
}"""
# Whether nothing fades or slides any more; a spinner never ends.
SETTLED = """document.getAnimations().every(({ playState, effect }) =>
    playState !== "running" || effect.getTiming().iterations === Infinity)"""
# What a failed wait tells of the page.
TOLD = """{
    address: location.href, entry: history.state, connection: store.connection.value,
    notices: store.notices.value, selection: store.selection.value,
    run: { ...store.run.value, experiment: null, network: null }, frame: store.frame.value?.header,
    focused: document.activeElement?.outerHTML.slice(0, 200),
    wrong: [...document.querySelectorAll("[role=alert]")].map((element) => element.innerText),
}"""
# Of axe's rules those that look at colors, as far as it runs them unasked; a test holds that there are no others.
COLOR_RULES = ["color-contrast", "link-in-text-block"]
AXE = """(rules) => axe.run({ resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}) })
    .then(({ violations }) => ({ violations }))"""
WAIT_MS = 30_000  # two shared cores; a wait ends as soon as the state is there
LOOK_MS = 40  # not in every animation frame: to ask for a frame makes one


def address(patch: dict[str, Any]) -> str:
    """The page's own link to an experiment, as what differs from the reference case."""
    return "/#e=" + quote(json.dumps(patch))


class App:
    """The page with what a test does to it and waits for. Every wait is for a state, never for a time.

    `store` and `actions` in an expression are the page's own modules: `app.wait("store.run.value.epoch > 3")`.
    """

    def __init__(self, page: Page, server: Address, troubles: Troubles | None = None) -> None:
        self.page = page
        self.server = server
        self.troubles = Troubles() if troubles is None else troubles

    def open(self, path: str = "/") -> None:
        """Go there and wait until a run is live and its first frame has come."""
        self.page.goto(self.server.url + path)
        self.attach()

    def attach(self) -> None:
        """After any load: hand the page's modules to our expressions, and wait for the first frame."""
        self.load_modules()
        self.wait(SHOWN)

    def load_modules(self) -> None:
        """Hand the page's modules to our expressions."""
        load = "async (modules) => { for (const name in modules) window[name] = await import(modules[name]); }"
        self.page.evaluate(load, MODULES)

    def reconnect(self) -> None:
        """To a server that is there again: at once, not when the page would try next."""
        self.page.evaluate("dispatchEvent(new Event('online'))")
        self.wait("store.connection.value === 'live'")

    def begin(self, experiment: dict[str, Any] | None = None) -> None:
        """A new run on the page as it is, with nothing open, selected, pointed at or being told."""
        self.page.mouse.move(2, 2)
        self.page.evaluate(BEGIN, {"experiment": experiment} if experiment else {})
        self.wait(SHOWN)

    def value(self, expression: str, argument: object = None) -> Any:
        """What the expression is now; `argument` stands for what is passed in."""
        return self.page.evaluate(f"(argument) => ({expression})", argument)

    def wait(self, expression: str, argument: object = None) -> None:
        """Until the expression is true."""
        condition = f"(argument) => ({expression})"
        try:
            self.page.wait_for_function(condition, arg=argument, timeout=WAIT_MS, polling=LOOK_MS)
        except PlaywrightTimeout as error:
            raise AssertionError(f"{expression} was not so in time; the page: {self.value(TOLD)}") from error

    def wait_for_paint(self) -> None:
        """Until what is known now has been drawn."""
        self.page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")

    def settle(self) -> None:
        """Until what fades or slides has arrived."""
        self.wait(SETTLED)
        self.wait_for_paint()

    def run(self) -> dict[str, Any]:
        """The run as the server last described it."""
        described: dict[str, Any] = self.value("store.run.value")
        return described

    def command(self, command: dict[str, Any]) -> Any:
        """Send a command as the page would, and wait for its answer."""
        return self.page.evaluate("(command) => actions.command(command)", command)

    def wear(self, scheme: str) -> None:
        """The page in the light or the dark scheme, and nothing on its way to it any more."""
        self.page.evaluate("(scheme) => { store.scheme.value = scheme; }", scheme)
        expect(self.page.locator("html")).to_have_attribute("data-scheme", scheme)
        self.settle()

    def load_axe(self) -> None:
        """Half a megabyte, once a page."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)

    def assert_accessible(self, rules: list[str] | None = None) -> None:
        """No violation that axe finds, by these of its rules or by all."""
        self.load_axe()
        results = AxeResults(self.page.evaluate(AXE, rules))
        scheme = self.value("document.documentElement.dataset.scheme")
        assert results.violations_count == 0, f"in the {scheme} scheme: {results.generate_report()}"

    def assert_accessible_in_both_schemes(self) -> None:
        """No violation that axe finds in the light scheme; nor in the dark one, where nothing but colors is another."""
        self.wear("light")
        self.assert_accessible()
        self.wear("dark")
        self.assert_accessible(COLOR_RULES)
