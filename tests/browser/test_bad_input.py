"""What can't be: refused in a sentence at its field, with what was typed still there; the run goes on as it was."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.app import App

# The field, what is typed, and what its sentence must say.
REFUSED = [
    ("optimizer.learning_rate", "fast", "Learning rate: expected a number from 0 to 1000, got “fast”."),
    ("optimizer.learning_rate", "-1", "Learning rate: expected 0 to 1000, got -1. Try 0.03."),
    ("optimizer.learning_rate", "1e400", "expected a number"),
    ("data.noise", "2000", "1000"),
    ("batch.size", "2.5", "Batch size: expected a whole number, 1 to 4096, got 2.5. Try 10."),
    ("batch.size", "0", "1 to 4096"),
    ("regularization.dropout", "1", "0.95"),
    ("regularization.l2", "NaN", "expected a number"),
]


@pytest.mark.parametrize(("path", "text", "sentence"), REFUSED, ids=lambda value: str(value)[:24])
def test_bad_typing_is_refused_at_its_field(desktop: App, path: str, text: str, sentence: str) -> None:
    desktop.command({"type": "play", "updates_per_s": 100})
    before = desktop.run()["experiment"]
    row = desktop.page.locator(f"#field-{path.replace('.', '-')}")
    box = row.locator("input[inputmode=decimal]")
    box.fill(text)
    box.press("Enter")
    wrong = row.get_by_role("alert")
    expect(wrong).to_contain_text(sentence)
    expect(box).to_have_value(
        re.compile(f"^{re.escape(text).replace(re.escape('-'), '[-−]')}(\\s%)?$")
    )  # minus as print has it
    expect(box).to_have_attribute("aria-invalid", "true")
    assert box.get_attribute("aria-describedby") == wrong.get_attribute("id")
    expect(desktop.page.locator(".notice")).to_have_count(0)  # said once, where it happened
    updates = desktop.value("store.frame.value.header.updates")
    desktop.wait("store.run.value.playing && store.frame.value.header.updates > argument", updates)
    assert desktop.run()["experiment"] == before
    assert desktop.run()["undo"] is None
    box.fill("0.5" if path != "batch.size" else "5")
    box.press("Enter")
    desktop.wait("store.run.value.undo !== null")
    expect(wrong).to_have_count(0)
    expect(box).not_to_have_attribute("aria-invalid", "true")


def test_a_weight_past_all_is_refused_in_words(desktop: App) -> None:
    desktop.page.evaluate("actions.select({ kind: 'weight', layer: 0, unit: 1, input: 0 })")
    box = desktop.page.get_by_label("Weight", exact=True)
    box.fill("2000000")
    box.press("Enter")
    wrong = desktop.page.locator(".weight").get_by_role("alert")
    expect(wrong).to_have_text("Value: expected at most 1,000,000, got 2000000.")
    expect(desktop.page.locator(".notice")).to_have_count(0)


def test_a_batch_that_is_never_full_is_told_beside_its_size(desktop: App) -> None:
    row = desktop.page.locator("#field-batch-size")
    box = row.locator("input[inputmode=decimal]")
    box.fill("251")
    box.press("Enter")
    expect(row.get_by_role("status")).to_contain_text(
        "There are 250 training points, so that no batch is ever full and nothing is learned: take at most 250"
    )
    desktop.command({"type": "step", "epochs": 3})
    assert desktop.value("store.run.value.updates") == 0
    desktop.command({"type": "edit", "patch": {"batch": {"tail": "own"}}})
    expect(row.get_by_role("status")).to_have_count(0)


def test_escape_takes_back_what_was_typed(desktop: App) -> None:
    box = desktop.page.locator("#field-optimizer-learning_rate input")
    box.fill("0.7")
    box.press("Escape")
    expect(box).to_have_value("0.03")
    assert desktop.run()["undo"] is None


def test_an_empty_seed_is_refused_at_its_field(desktop: App) -> None:
    seed = desktop.page.get_by_label("Seed", exact=True)
    seed.fill("")
    seed.press("Enter")
    expect(desktop.page.locator("#field-seed").get_by_role("alert")).not_to_be_empty()
    assert desktop.run()["experiment"]["seed"] == "0.16152"
    desktop.begin()  # of another run it says nothing
    expect(desktop.page.locator("#field-seed").get_by_role("alert")).to_have_count(0)
    expect(seed).to_have_value("0.16152")


def test_an_edit_that_cannot_be_is_told_and_nothing_is_lost(desktop: App) -> None:
    """A command that no control of the page would send: a notice in a sentence, and the connection stays."""
    before = desktop.run()
    refused = desktop.page.evaluate(
        "actions.command({ type: 'remove_unit', layer: 7, unit: 0 }).then(() => null, (error) => error.message)"
    )
    assert "layer" in refused
    expect(desktop.page.locator(".notice[role=alert]")).to_contain_text(refused)
    assert desktop.value("store.connection.value") == "live"
    assert desktop.run() == before


def test_a_frame_of_nonsense_is_told_and_the_stream_goes_on(desktop: App) -> None:
    """Messages that are no JSON, of no known type, or without end are refused one by one on a live connection."""
    answers = desktop.page.evaluate(
        """async (messages) => {
          const socket = new WebSocket(`ws://${location.host}/api/v1/runs/${store.run.value.id}/stream`);
          const answers = [];
          socket.onmessage = ({ data }) => typeof data === "string" && answers.push(JSON.parse(data));
          await new Promise((resolve) => (socket.onopen = resolve));
          for (const message of messages) socket.send(message);
          while (answers.filter(({ type }) => type === "error").length < messages.length) {
            await new Promise((resolve) => setTimeout(resolve, 10));
          }
          const live = socket.readyState === WebSocket.OPEN;
          socket.close();
          return { live, errors: answers.filter(({ type }) => type === "error") };
        }""",
        [
            "{",
            "[]",
            json.dumps({"type": "dance"}),
            json.dumps({"type": "ack", "frame": -1}),
            json.dumps({"type": "command"}),
        ],
    )
    assert answers["live"]
    assert all(answer["error"]["expected"] and answer["error"]["message"] for answer in answers["errors"])
