"""Play, pause, step, reset and the speed, by the buttons of the top bar."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.study import number

# Whether the last epoch's label ends before the chart does: no ink in its right edge.
LABEL_FITS = """(() => {
    const canvas = document.querySelector(".chart-loss canvas");
    const { width, height } = canvas;
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const inked = (from, columns) => copy.getImageData(from, height - 18, columns, 18).data.some(Boolean);
    return inked(0, width) && !inked(width - 1, 1);
})()"""
LONG = """() => {
    const of = (...numbers) => Float64Array.from(numbers);
    const columns = { epochs: of(0, 1e6, 2e6), train: of(0.5, 0.4, 0.3), test: of(0.6, 0.5, 0.4) };
    store.lossHistory.value = { ...store.lossHistory.value, ...columns };
}"""
EPOCH_1 = (0.5169672575330952, 0.5218916464561819)  # reference/playground.md
EPOCH_10 = (0.47710961952514314, 0.5117055097513273)


def press(app: App, name: str) -> None:
    app.page.get_by_role("button", name=name, exact=True).click()


def choose(app: App, menu: str, item: str) -> None:
    """An item of the small menu beside a button."""
    press(app, menu)
    app.page.locator(".menu:popover-open").get_by_role("button", name=item).click()


def header(app: App) -> dict[str, Any]:
    """What the newest frame says."""
    said: dict[str, Any] = app.value("store.frame.value.header")
    return said


def weights(app: App) -> list[Any]:
    """All parameters in full precision."""
    layers: list[Any] = app.server.request("GET", f"/api/v1/runs/{app.run()['id']}/params")["layers"]
    return layers


def test_play_and_pause(desktop: App) -> None:
    press(desktop, "Play")
    desktop.wait("store.run.value.playing && store.frame.value.header.epoch > 5")
    press(desktop, "Pause")
    desktop.wait("!store.run.value.playing && !store.frame.value.header.playing")
    stopped = desktop.server.request("GET", f"/api/v1/runs/{desktop.run()['id']}")
    desktop.wait("store.frame.value.header.updates === argument", stopped["updates"])
    expect(desktop.page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_step_is_one_update(desktop: App) -> None:
    press(desktop, "Step one update")
    desktop.wait("store.frame.value.header.updates === 1")
    assert header(desktop)["epoch"] == 0
    press(desktop, "Step one update")
    desktop.wait("store.frame.value.header.updates === 2")
    assert not desktop.run()["playing"]


def test_within_an_epoch_and_after_an_edit_the_losses_are_those_of_the_weights_shown(desktop: App) -> None:
    def shown() -> tuple[float, float]:
        """As the top bar has them, once the chart ends with them; both titles have every digit."""
        numbers = desktop.page.locator(".stats dd[title]")
        train, test = (number(numbers.nth(at).get_attribute("title") or "") for at in (0, 1))
        ends = desktop.page.get_by_role("img", name="Loss by epoch").get_attribute("aria-label") or ""
        assert f"train {train:.3f}, test {test:.3f}" in ends
        return train, test

    choose(desktop, "More ways to step", "One epoch")
    desktop.wait("store.frame.value.header.epoch === 1")
    press(desktop, "Step one update")
    desktop.wait("store.frame.value.header.updates === 26")
    desktop.settle()
    run = desktop.run()["id"]
    data = desktop.server.request("GET", f"/api/v1/runs/{run}/data")
    for share, loss in zip(("train", "test"), shown(), strict=True):
        points = data[share]
        answers = desktop.server.request(
            "POST", f"/api/v1/runs/{run}/predict", {"points": [[p["x"], p["y"]] for p in points]}
        )
        targets = np.array([point["label"] for point in points])
        assert loss == pytest.approx(np.mean((np.ravel(answers["outputs"]) - targets) ** 2) / 2, rel=1e-9)
        assert loss != EPOCH_1[0 if share == "train" else 1]
    desktop.command({"type": "edit", "patch": {"data": {"dataset": "circle"}}})
    desktop.wait("store.frame.value.header.revision === store.run.value.revision")
    desktop.settle()
    assert shown() != EPOCH_1


def test_a_step_of_an_epoch_gives_the_reference_losses(desktop: App) -> None:
    choose(desktop, "More ways to step", "One epoch")
    desktop.wait("store.frame.value.header.epoch === 1")
    assert header(desktop)["updates"] == 25
    assert (header(desktop)["train_loss"], header(desktop)["test_loss"]) == pytest.approx(EPOCH_1, abs=1e-12)
    for epoch in range(2, 11):
        choose(desktop, "More ways to step", "One epoch")
        desktop.wait("store.frame.value.header.epoch === argument", epoch)
    assert (header(desktop)["train_loss"], header(desktop)["test_loss"]) == pytest.approx(EPOCH_10, abs=1e-12)
    desktop.wait("store.lossHistory.value.epochs.length === 11")
    assert desktop.value("store.lossHistory.value.train[10]") == pytest.approx(EPOCH_10[0], abs=1e-12)


def test_reset_goes_back_to_the_same_start(desktop: App) -> None:
    first = weights(desktop)
    desktop.command({"type": "step", "epochs": 20})
    assert weights(desktop) != first
    press(desktop, "Reset to the same start")
    desktop.wait("store.frame.value.header.updates === 0 && store.frame.value.header.epoch === 0")
    assert weights(desktop) == first
    assert header(desktop)["train_loss"] == pytest.approx(0.5406762190605782, abs=1e-12)
    desktop.wait("store.lossHistory.value.epochs.length === 1")


def test_a_new_start_draws_other_weights_on_the_same_points(desktop: App) -> None:
    first = weights(desktop)
    desktop.wait("store.data.value !== null")
    points = desktop.value("store.data.value.train")
    choose(desktop, "More ways to reset", "New start")
    desktop.wait("store.run.value.experiment.initialization.start === 1 && store.frame.value.header.epoch === 0")
    assert weights(desktop) != first
    assert desktop.value("store.data.value.train") == points
    desktop.wait("location.hash.includes('start')")  # the address gives this start to whoever opens it
    desktop.page.keyboard.press("z")
    desktop.wait("store.run.value.experiment.initialization.start === 0")
    assert weights(desktop) == first


def test_one_update_a_second_is_as_slow_as_it_goes(desktop: App) -> None:
    slider = desktop.page.get_by_role("slider", name="Speed")
    slider.press("Home")
    expect(desktop.page.locator(".speed-head b")).to_have_text("1 update / s")
    press(desktop, "Play")
    desktop.wait("store.run.value.playing && store.run.value.updates_per_s === 1")
    desktop.wait("store.frame.value.header.updates >= 1")
    assert header(desktop)["updates"] < 25  # at full speed an epoch takes less than a millisecond
    slider.press("End")
    expect(desktop.page.locator(".speed-head b")).to_have_text("as fast as it goes")
    desktop.wait("store.run.value.updates_per_s === null && store.frame.value.header.epoch > 20")


GO_BACK = """async () => {
    const { followEpoch, recordGradients } = await import("/static/panels/gradientRecord.js");
    const epochs = [];
    const at = (epoch, rms) => {
        epochs.push([...followEpoch("a run", epoch)[0]]);
        if (rms) recordGradients("a run", epoch, rms);
    };
    at(5, [1, 2]);
    at(9, [1, 2]);
    at(9);
    at(7);  // to the last good state
    at(0);  // another network, whose gradients come late
    at(3, [3, 4]);
    at(4);
    return epochs;
}"""


def test_gradients_from_before_the_run_went_back_are_forgotten(app: App) -> None:
    recorded = app.page.evaluate(GO_BACK)
    assert recorded == [[], [5], [5, 9], [5], [], [], [3]]


GROW = "import('/static/views/survey.js').then(({ weightScale }) => { weightScale.value = 8; })"


def test_the_scale_of_the_weights_is_not_that_of_a_training_before(desktop: App) -> None:
    legend = desktop.page.locator(".net-legend")
    desktop.page.evaluate(GROW)  # as in a training whose weights have grown
    expect(legend).to_contain_text("weights ±8")
    desktop.begin()
    expect(legend).to_contain_text("weights ±1")


def test_a_training_goes_on_from_the_last_moment_unless_it_went_back_or_is_of_another_run(desktop: App) -> None:
    moments = [["a", 0], ["a", 0], ["a", 9], ["a", 5], ["a", 6], ["b", 7], ["a", 8]]
    told = desktop.page.evaluate(
        """async (moments) => {
          const goesOn = (await import("/static/draw/scale.js")).following();
          return moments.map(([run, updates]) => goesOn(run, updates));
        }""",
        moments,
    )
    assert told == [False, True, True, False, True, False, False]


def test_the_label_of_a_late_epoch_and_the_accuracy_are_not_cut(desktop: App) -> None:
    desktop.command({"type": "step", "epochs": 2})
    desktop.wait("store.lossHistory.value.epochs.at(-1) === 2")
    desktop.page.evaluate(LONG)
    expect(desktop.page.locator(".chart-loss .plot")).to_have_attribute("aria-label", re.compile("2000000"))
    desktop.wait_for_paint()
    assert desktop.value(LABEL_FITS)
    reading = desktop.page.locator(".chart-output .chart-reading")
    expect(reading).to_contain_text("accuracy")
    reading.locator("b").evaluate("(widest) => { widest.textContent = '> 99.9 %'; }")
    assert reading.evaluate("(shown) => shown.scrollWidth <= shown.clientWidth")
