"""What a slip does to training: the curves are the probe's, the run is left as it is."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.backprop import shown
from tests.browser.study import number
from tests.browser.test_phone import OVERFLOW, SMALL

pytestmark = pytest.mark.of_studies

ASK = "Train on from here with it"


def probe(app: App, slip: str, updates: int = 200, loss: str = "squared_error") -> dict[str, Any]:
    """What the probe says by REST."""
    asked = quote(json.dumps({"slip": slip, "updates": updates, "loss": loss}))
    path = f"/api/v1/runs/{app.run()['id']}/probes/slip_training?params={asked}"
    answer: dict[str, Any] = app.server.request("GET", path)
    return answer


def trained(app: App, slip: str) -> App:
    """The study with this slip, and its outcome asked for."""
    shown(app, slip=slip)
    app.page.get_by_role("button", name=ASK).click()
    expect(app.page.locator(".slip-training-outcome")).to_be_visible()
    return app


def ends(app: App) -> list[float]:
    """The losses at the end of both curves."""
    lines = app.page.locator(".slip-training-values [data-line]")
    return [number(text) for text in lines.evaluate_all("(all) => all.map((line) => line.title)")]


def test_both_curves_are_the_probes_and_the_run_stays(desktop: App) -> None:
    desktop.command({"type": "step", "updates": 37})
    app = trained(desktop, "output_error_bare")
    answer = probe(app, "output_error_bare")
    info = answer["info"]
    assert ends(app) == [info["right"]["last"], info["slipped"]["last"]]
    drawn = app.page.locator(".slip-training .plot")
    label = drawn.get_attribute("aria-label") or ""
    assert label.startswith("Training loss over 200 updates")
    words = app.page.locator(".slip-training-words")
    expect(words).to_contain_text("with the slip, and to")
    expect(words).to_contain_text("weights of update 37")
    expect(app.page.locator(".slip-training-values")).to_contain_text("update 237")
    app.page.get_by_role("button", name="log").click()
    expect(app.page.get_by_role("button", name="log")).to_have_attribute("aria-pressed", "true")
    assert (app.run()["updates"], app.run()["revision"]) == (37, app.run()["revision"])
    assert app.server.request("GET", f"/api/v1/runs/{app.run()['id']}")["updates"] == 37
    app.page.get_by_role("button", name="Close what the slip did").click()
    expect(app.page.locator(".slip-training-outcome")).to_have_count(0)


def test_it_is_for_as_many_updates_and_the_loss_that_are_chosen(desktop: App) -> None:
    shown(desktop, slip="no_batch_mean", loss="cross_entropy")
    desktop.page.get_by_label("Updates", exact=True).select_option("50")
    desktop.page.get_by_role("button", name=ASK).click()
    expect(desktop.page.locator(".slip-training-values")).to_contain_text("update 50")
    info = probe(desktop, "no_batch_mean", 50, "cross_entropy")["info"]
    assert ends(desktop) == [info["right"]["last"], info["slipped"]["last"]]


def test_another_slip_begins_anew(desktop: App) -> None:
    app = trained(desktop, "no_batch_mean")
    app.page.get_by_label("Updates", exact=True).select_option("50")
    app.page.get_by_label("Break it").select_option("output_error_bare")
    expect(app.page.locator(".banner-alarm")).to_contain_text("Output error without slope")
    expect(app.page.locator(".slip-training-outcome")).to_have_count(0)
    expect(app.page.get_by_label("Updates", exact=True)).to_have_value("50")
    app.page.get_by_role("button", name="Mend it").click()
    expect(app.page.locator(".slip-training")).to_have_count(0)


def test_a_divergence_is_told_with_its_update(desktop: App) -> None:
    experiment = desktop.run()["experiment"]
    experiment["data"] |= {"dataset": "reg-plane"}
    experiment["layers"] = [{"kind": "dense", "units": 4, "activation": "relu"}]
    experiment["optimizer"] |= {"learning_rate": 0.3}
    experiment["batch"] |= {"size": 50}
    desktop.begin(experiment)
    app = trained(desktop, "no_batch_mean")
    at = probe(app, "no_batch_mean")["info"]["slipped"]["diverged_at"]
    expect(app.page.locator(".slip-training-words")).to_contain_text(
        re.compile(f"no longer finite after {at} updates?, at update {at}")
    )
    expect(app.page.locator(".slip-training-values [data-line=slip]")).to_have_text("slip not finite")


def test_what_is_too_large_is_refused_in_a_sentence(desktop: App) -> None:
    experiment = desktop.run()["experiment"]
    experiment["layers"] = [{"kind": "dense", "units": 64, "activation": "tanh"}] * 8
    desktop.begin(experiment)
    shown(desktop, slip="no_batch_mean")
    desktop.troubles.expect("400|422")
    desktop.page.get_by_role("button", name=ASK).click()
    note = desktop.page.locator(".slip-training-note[role=alert]")
    expect(note).to_contain_text("at most")
    expect(note).to_contain_text("fewer updates")


def test_nothing_that_axe_finds(desktop: App) -> None:
    trained(desktop, "no_batch_mean").assert_accessible_in_both_schemes()


def test_a_phone_has_it_too(phone: App) -> None:
    app = trained(phone, "no_batch_mean")
    app.settle()
    assert app.page.evaluate(OVERFLOW) == []
    assert app.page.evaluate(SMALL) == []
    app.assert_accessible()
