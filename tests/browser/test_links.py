"""The link is the document: the address follows, an address opens, Playground's too, nonsense is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import App, address
from tests.live import LiveServer

# Configuration B of reference/playground.md, and its losses after 10 epochs.
PLAYGROUND = (
    "https://playground.tensorflow.org/#activation=relu&regularization=L1&batchSize=30&dataset=spiral"
    "&regDataset=reg-plane&learningRate=0.03&regularizationRate=0.001&noise=20&networkShape=8,8&seed=0.12345"
    "&percTrainData=90&x=true&y=true&xTimesY=true&xSquared=true&ySquared=true&sinX=true&sinY=true"
    "&problem=classification"
)
LOSSES = (0.4527381833447945, 0.5175763144359389)
TEN_EPOCHS = {"type": "step", "epochs": 10}
ON_DIGITS = {"layers": [{"kind": "flatten"}], "loss": "cross_entropy"}
# Playground's own default, which each of these opens in another way.
CIRCLE = ("circle", ["x", "y"])
ASKED = "[store.run.value.experiment.data.dataset, store.run.value.experiment.features]"
# A paste as the browser tells the page of it, where the focus is: a text, and maybe a file.
PASTE = """(pasted) => {
    const [text, file] = [pasted].flat();
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    if (file) clipboardData.items.add(new File([], file));
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    return !(document.activeElement ?? document.body).dispatchEvent(event);
}"""
# What the server writes into the page that is started with a link, there before a script of the page runs.
GIVEN = """document.addEventListener("readystatechange", () => {
    const meta = Object.assign(document.createElement("meta"), { name: "picturevis-link" });
    meta.content = "https://playground.tensorflow.org/#";
    document.head.append(meta);
}, { once: true });"""
OPEN_FIELD = "Link to open"


def paste(app: App, text: str) -> None:
    """Open the Link dialog, paste, and press Open."""
    app.page.get_by_role("button", name="Link", exact=True).click()
    app.page.get_by_label(OPEN_FIELD).fill(text)
    app.page.locator("dialog").get_by_role("button", name="Open").click()


def test_the_address_follows_an_edit_and_opens_as_the_same_experiment(
    desktop: App, new_app: Callable[..., App]
) -> None:
    app, page = desktop, desktop.page
    assert app.value("location.hash") == ""
    page.get_by_role("button", name="Add a neuron to hidden layer 2").click()
    page.get_by_role("slider", name="Noise", exact=True).press("ArrowRight")
    page.get_by_label("Activation of hidden layer 1").select_option("gelu")
    app.wait("store.run.value.experiment.layers[0].activation === 'gelu' && location.hash.includes('gelu')")
    other = new_app(page.url.removeprefix(app.server.url))
    assert other.run()["id"] != app.run()["id"]
    assert other.run()["experiment"] == app.run()["experiment"]
    app.wait("store.data.value !== null")
    other.wait("store.data.value !== null")
    assert other.value("store.data.value") == app.value("store.data.value")
    assert other.value("location.hash") == app.value("location.hash")
    assert len(other.value("location.hash")) < 300  # what differs, not everything


def test_the_default_experiment_needs_no_hash(desktop: App) -> None:
    desktop.page.get_by_label("Loss", exact=True).select_option("huber")
    desktop.wait("location.hash.includes('huber')")
    desktop.page.get_by_role("button", name="Loss: back to Squared error").click()
    desktop.wait("store.run.value.experiment.loss === 'squared_error' && location.hash === ''")


def test_back_undoes_edits_made_with_controls_and_forward_redoes_them(desktop: App) -> None:
    desktop.page.get_by_label("Optimizer", exact=True).select_option("adam")
    desktop.wait("store.run.value.experiment.optimizer.kind === 'adam' && location.hash.includes('adam')")
    desktop.page.get_by_role("button", name="Insert a layer before the output").click()
    desktop.wait("store.run.value.experiment.layers.length === 3 && location.hash.includes('layers')")
    desktop.page.go_back()
    desktop.wait("store.run.value.experiment.layers.length === 2 && store.run.value.redo !== null")
    desktop.page.go_back()
    desktop.wait("store.run.value.experiment.optimizer.kind === 'sgd' && location.hash === ''")
    desktop.page.go_forward()
    desktop.wait("store.run.value.experiment.optimizer.kind === 'adam'")
    desktop.page.go_forward()
    desktop.wait("store.run.value.experiment.layers.length === 3 && location.hash.includes('layers')")


def test_a_playground_link_opens_as_the_same_experiment(desktop: App) -> None:
    paste(desktop, PLAYGROUND)
    desktop.wait("store.run.value.experiment.seed === '0.12345' && store.connection.value === 'live'")
    expect(desktop.page.locator("dialog[open]")).to_have_count(0)
    expect(desktop.page.locator(".notice")).to_have_count(0)  # all of it could be honored
    desktop.command(TEN_EPOCHS)
    desktop.wait("store.frame.value?.header.epoch === 10")
    header = desktop.value("store.frame.value.header")
    assert (header["train_loss"], header["test_loss"]) == pytest.approx(LOSSES, abs=1e-9)


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("https://playground.tensorflow.org/", CIRCLE),
        ("https://playground.tensorflow.org/#", CIRCLE),
        ("https://playground.tensorflow.org/#regularization=L1&x=true&sinX=true", ("circle", ["x", "y", "sin_x"])),
        ("collectStats=false", CIRCLE),
    ],
)
def test_all_that_the_server_takes_for_a_playground_link_opens(
    desktop: App, link: str, asked: tuple[str, list[str]]
) -> None:
    paste(desktop, link)
    desktop.wait("store.run.value.experiment.data.dataset === 'circle'")
    assert desktop.value(ASKED) == list(asked)
    expect(desktop.page.locator(".notice[role=status] li")).to_contain_text("The link has no seed")


def test_a_whole_link_after_our_hash_as_the_command_line_prints_it_opens(unopened: App) -> None:
    unopened.open("/#https://playground.tensorflow.org/#")
    assert unopened.value(ASKED) == list(CIRCLE)


def test_the_link_given_on_the_command_line_opens_as_a_whole(unopened: App) -> None:
    unopened.page.add_init_script(GIVEN)
    unopened.open()
    assert unopened.value(ASKED) == list(CIRCLE)


def test_a_link_pasted_anywhere_opens(desktop: App) -> None:
    page = desktop.page
    page.get_by_label("Optimizer", exact=True).select_option("adam")
    desktop.wait("location.hash.includes('adam')")
    ours = page.url
    page.get_by_role("slider", name="Noise", exact=True).focus()
    assert page.evaluate(PASTE, f"  {PLAYGROUND}\n")
    desktop.wait("store.run.value.experiment.seed === '0.12345'")
    page.get_by_role("button", name="Link", exact=True).click()
    assert page.evaluate(PASTE, ours)
    desktop.wait("store.run.value.experiment.optimizer.kind === 'adam'")
    expect(page.locator("dialog[open]")).to_have_count(0)
    desktop.troubles.expect("422")
    assert page.evaluate(PASTE, "https://example.org/")
    expect(page.locator(".notice[role=alert]")).to_contain_text("This link cannot be opened: expected")


def test_what_is_no_link_or_pasted_where_text_is_typed_is_left_alone(desktop: App) -> None:
    run = desktop.run()["id"]
    assert not desktop.page.evaluate(PASTE, "what a loss = 3 / 4 means")
    assert not desktop.page.evaluate(PASTE, [PLAYGROUND, "image.png"])
    desktop.page.get_by_label("Seed", exact=True).focus()
    assert not desktop.page.evaluate(PASTE, PLAYGROUND)
    desktop.page.get_by_role("button", name="Link", exact=True).click()
    desktop.page.get_by_label(OPEN_FIELD).focus()
    assert not desktop.page.evaluate(PASTE, PLAYGROUND)
    desktop.page.keyboard.press("Escape")
    desktop.page.get_by_role("button", name="Keyboard and help").click()
    assert not desktop.page.evaluate(PASTE, PLAYGROUND)
    desktop.page.keyboard.press("Escape")
    assert desktop.run()["id"] == run


def test_the_link_of_the_reference_case_opens_it(desktop: App) -> None:
    desktop.page.get_by_role("button", name="Link", exact=True).click()
    link = desktop.page.get_by_label("Link of this experiment").input_value()
    assert "#" not in link
    desktop.page.keyboard.press("Escape")
    desktop.page.get_by_label("Optimizer", exact=True).select_option("adam")
    desktop.wait("location.hash.includes('adam')")
    before = desktop.run()["id"]
    paste(desktop, link)
    desktop.wait("store.run.value.id !== argument", before)
    assert desktop.run()["experiment"] == desktop.value("store.catalog.value.default_experiment")


def test_what_a_playground_link_asks_for_in_vain_is_listed(desktop: App) -> None:
    paste(desktop, PLAYGROUND + "&cosX=true&initZero=false&activation=swish&tutorial=deep")
    desktop.wait("store.run.value.experiment.seed === '0.12345' && store.run.value.notices.length > 0")
    listed = desktop.page.locator(".notice[role=status] li")
    expect(listed.filter(has_text="cosX")).to_have_count(1)
    expect(listed.filter(has_text="swish")).to_contain_text("Used: tanh")
    desktop.page.locator(".notice").get_by_role("button", name="Dismiss").click()
    expect(desktop.page.locator(".notice")).to_have_count(0)
    paste(desktop, address({"data": {"dataset": "digits", "count": 150, "added": "0123456789abcdef"}, **ON_DIGITS}))
    expect(listed).to_contain_text("add them again")  # of images that are not on this server
    assert desktop.run()["experiment"]["data"]["added"] is None
    assert "added" not in desktop.value("location.hash")


def test_the_dialog_offers_our_link_and_playgrounds(desktop: App) -> None:
    desktop.page.get_by_role("button", name="Link", exact=True).click()
    expect(desktop.page.get_by_label("Link of this experiment")).to_have_value(desktop.page.url)
    shown = desktop.page.get_by_label("TensorFlow Playground link").input_value()
    assert "networkShape=4,2" in shown
    assert "seed=0.16152" in shown
    desktop.page.keyboard.press("Escape")
    expect(desktop.page.locator("dialog[open]")).to_have_count(0)
    desktop.command({"type": "edit", "patch": {"optimizer": {"kind": "adam"}}})
    desktop.page.get_by_role("button", name="Link", exact=True).click()
    expect(desktop.page.locator("dialog[open]")).to_contain_text("TensorFlow Playground can't express this experiment.")


@pytest.mark.parametrize(
    "text",
    ["hello", "https://example.org/#tab=2", "#e=%7Bbroken", '#e={"layers":[{"units":0}]}'],
)
def test_a_link_of_nonsense_is_refused_at_its_field_and_the_run_goes_on(desktop: App, text: str) -> None:
    desktop.troubles.expect("422")  # what the server refuses, the browser tells the console too
    desktop.command({"type": "play", "updates_per_s": 100})
    run = desktop.run()["id"]
    paste(desktop, text)
    wrong = desktop.page.locator("#link-wrong")
    expect(wrong).not_to_be_empty()
    assert len(wrong.inner_text()) > 20
    field = desktop.page.get_by_label(OPEN_FIELD)
    expect(field).to_have_value(text)
    expect(field).to_have_attribute("aria-invalid", "true")
    assert desktop.run()["id"] == run
    updates = desktop.value("store.frame.value.header.updates")
    desktop.wait("store.frame.value.header.updates > argument", updates)
    field.fill("")
    expect(wrong).to_be_empty()


@pytest.mark.parametrize("text", ["#garbage", "#networkShape"])
def test_an_address_of_nonsense_typed_over_the_page_is_explained(desktop: App, text: str) -> None:
    desktop.troubles.expect("422")
    run = desktop.run()["id"]
    desktop.page.evaluate("(text) => { location.hash = text; }", text)
    expect(desktop.page.locator(".notice[role=alert]")).to_contain_text("This link cannot be opened: expected")
    desktop.wait("location.hash === ''")
    assert desktop.run()["id"] == run


def test_an_address_of_nonsense_opens_the_reference_case_and_says_why(page: Page, live_server: LiveServer) -> None:
    app = App(page, live_server)
    app.open("/#e=%7Bbroken")
    expect(page.locator(".notice[role=alert]")).to_contain_text("This link cannot be opened")
    assert app.run()["experiment"] == app.value("store.catalog.value.default_experiment")
    assert app.value("location.hash") == ""
