"""The page opens on the reference case, laid out, one press from learning."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from tests.browser.app import LOOK_MS, App
from tests.browser.watch import Troubles
from tests.live import LiveServer

# The first point and both losses of reference/playground.md.
TRAIN_LOSS, TEST_LOSS = 0.5406762190605782, 0.516072889596888
FIRST_POINT = {"x": -1.0300984273536729, "y": 2.513996604763555, "label": 1}


def stat(name: str) -> str:
    """The number under that name in the top bar."""
    return f".stats div:has(dt:text-is('{name}')) dd"


def test_it_opens_on_the_reference_case(app: App) -> None:
    page = app.page
    assert app.run()["train_loss"] == pytest.approx(TRAIN_LOSS, abs=1e-12)
    assert app.run()["test_loss"] == pytest.approx(TEST_LOSS, abs=1e-12)
    expect(page.locator(stat("epoch"))).to_have_text("0")
    expect(page.locator(stat("train loss"))).to_have_text("0.541")
    expect(page.locator(stat("test loss"))).to_have_text("0.516")
    expect(page.locator(stat("accuracy"))).to_have_text(re.compile(r"^\d+\.\d\s%$"))
    expect(page.locator(".net-feature")).to_have_text(["x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂"])
    assert [layer["units"] for layer in app.run()["experiment"]["layers"]] == [4, 2]
    expect(page.locator(".net-unit")).to_have_count(7 + 4 + 2 + 1)
    assert app.value("location.pathname + location.search + location.hash") == "/"


def test_its_data_are_the_reference_points(desktop: App) -> None:
    desktop.wait("store.data.value !== null")
    assert desktop.value("store.data.value.train[0]") == pytest.approx(FIRST_POINT, abs=1e-12)
    assert desktop.value("[store.data.value.train.length, store.data.value.test.length]") == [250, 250]


def test_it_learns_after_one_press(desktop: App) -> None:
    assert not desktop.run()["playing"]
    assert desktop.run()["updates"] == 0
    desktop.page.get_by_role("button", name="Play", exact=True).click()
    desktop.wait("store.frame.value.header.epoch > 10 && store.frame.value.header.train_loss < 0.478")
    expect(desktop.page.locator(stat("epoch"))).not_to_have_text("0")
    expect(desktop.page.get_by_role("button", name="Pause", exact=True)).to_be_visible()


def test_the_shell_has_become_the_page(desktop: App) -> None:
    page = desktop.page
    expect(page.locator(".ghost")).to_have_count(0)
    expect(page.locator(".starting")).to_have_count(0)
    expect(page.locator(".net")).to_have_attribute("data-state", "live")
    expect(page.locator(".notice")).to_have_count(0)
    for heading in ("Loss", "Pre-activations by layer", "Output"):
        expect(page.locator(".charts").get_by_role("heading", name=heading, exact=True)).to_be_visible()


def test_every_field_of_the_catalog_that_applies_is_in_the_settings(desktop: App) -> None:
    """A new field needs no code of the page: the panel is built from what the engine declares."""
    document = desktop.run()["experiment"]
    for field in desktop.value("store.catalog.value.fields"):
        rule = field["shown_when"] or {}
        applies = field["family"] != "images" and all(
            value_at(document, path) in values for path, values in rule.items()
        )
        row = desktop.page.locator(f"#field-{field['path'].replace('.', '-')}") if "[" not in field["path"] else None
        if row is not None:
            expect(row, field["path"]).to_have_count(1 if applies else 0)


def value_at(document: dict[str, object], path: str) -> object:
    """The value at a dotted path."""
    value: object = document
    for key in path.split("."):
        assert isinstance(value, dict)
        value = value[key]
    return value


def test_nothing_can_be_loaded_from_elsewhere(desktop: App) -> None:
    """What the fixtures watch for (no request to another host) is also forbidden by the page's own policy."""
    answer = desktop.page.request.get(desktop.server.url)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http:" not in policy
    assert "https:" not in policy


@pytest.mark.parametrize("elsewhere", ["http://example.com/", "http://192.0.2.1/"])
def test_the_browser_that_tests_reaches_nothing_but_this_machine(browser: Browser, elsewhere: str) -> None:
    page = browser.new_page()
    with pytest.raises(Error, match="ERR_PROXY_CONNECTION_FAILED"):
        page.goto(elsewhere)
    page.close()


def test_what_is_waited_for_is_named(page: Page, live_server: LiveServer) -> None:
    """First the engine, then the network: to draw its images may take seconds."""
    held: dict[str, Route] = {}
    for what in ("catalog", "runs"):
        page.route(f"**/api/v1/{what}", lambda route: held.update({route.request.url.rpartition("/")[2]: route}))

    def answer(what: str) -> None:
        while what not in held:
            page.wait_for_timeout(LOOK_MS)
        held[what].fallback()

    page.goto(live_server.url)
    starting = page.locator(".starting")
    expect(starting).to_have_text("The engine is starting…")
    answer("catalog")
    expect(starting).to_have_text("The network is being made ready…")
    answer("runs")
    expect(starting).to_have_count(0)


def test_an_engine_that_cannot_be_loaded_is_said_where_it_would_have_started(
    page: Page, live_server: LiveServer, troubles: Troubles
) -> None:
    """A server whose engine failed answers 503 without a time to come back."""
    troubles.expect("503")
    body = {"error": {"path": "engine", "expected": "to be loaded", "got": "a failure", "hint": "The log says why."}}
    page.route("**/api/v1/catalog", lambda route: route.fulfill(status=503, json=body))
    page.goto(live_server.url)
    told = page.locator(".starting[role=alert]")
    expect(told).to_contain_text("engine: expected to be loaded, got a failure. The log says why.")
    page.unroute("**/api/v1/catalog")
    told.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="Play")).to_be_enabled()
