"""What a network on images has learned: the images in a cell of its confusion, the worst mistakes, every class."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.images import DRAWN, on_digits

CONFUSION = """[...store.frame.value.tensors].find(([name]) => name === 'metrics/confusion.test')?.[1]"""
METRICS = "store.frame.value.header.views.metrics"
MISTAKES = "Object.entries(store.frame.value.header.views).find(([view]) => view.startsWith('images.mistakes.'))?.[1]"

LINES = """(element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getClientRects().length;
}"""


@pytest.fixture
def app(desktop: App) -> App:
    """The page on digits that has learned a little, paused with its metrics told."""
    return learned(on_digits(desktop))


def learned(app: App) -> App:
    """The run after some epochs, its confusion shown."""
    app.command({"type": "train", "epochs": 2})
    app.wait("store.frame.value.header.epoch >= 2 && !store.run.value.playing")
    app.wait(f"{CONFUSION} !== undefined")
    return app


def confusion(app: App) -> list[int]:
    """Counts, row by row."""
    app.wait(f"{CONFUSION} !== undefined")
    counts: list[int] = app.value(f"[...{CONFUSION}]")
    return counts


def test_a_cell_opens_the_images_in_it_and_one_goes_into_the_picture(app: App) -> None:
    counts = confusion(app)
    at = max((at for at in range(100) if at // 10 != at % 10), key=lambda at: counts[at])
    count = counts[at]
    assert count
    title = f"true {at // 10}, read as {at % 10}: {count} {'image' if count == 1 else 'images'}"
    expect(app.page.locator(f"[data-cell='{at}']")).to_have_attribute("title", title)
    app.page.get_by_role("button", name=title).click()
    dialog = app.page.get_by_role("dialog", name=f"true {at // 10}, read as {at % 10}")
    expect(dialog.locator(".learned-image")).to_have_count(min(24, count))
    expect(dialog.locator(".learned-image").first).to_contain_text(f"label {at // 10}")
    expect(dialog.locator(".learned-image").first).to_contain_text(f"read {at % 10}")
    app.settle()
    app.assert_accessible()
    name = dialog.locator(".learned-image canvas").first.get_attribute("aria-label")
    dialog.locator(".learned-image").first.click()
    expect(dialog).to_be_hidden()
    expect(app.page.locator(".images-caption p").first).to_have_text(f"{name} · label {at // 10}")


def test_the_worst_mistakes_come_with_their_number(app: App) -> None:
    counts = confusion(app)
    wrong = sum(counts) - sum(counts[11 * at] for at in range(10))
    button = app.page.get_by_role("button", name="worst mistakes")
    expect(button).to_have_text(f"worst mistakes {wrong}")
    button.click()
    app.wait(f"{MISTAKES}?.count === argument", wrong)
    expect(app.page.locator(".learned-image")).to_have_count(min(24, wrong))
    app.page.keyboard.press("Escape")
    expect(app.page.locator(".learned-image")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_arrows_walk_the_cells_and_an_empty_one_says_so(app: App) -> None:
    counts = confusion(app)
    empty = next(at for at in range(10, 100) if counts[at] == 0)
    above = app.page.locator(f"[data-cell='{empty - 10}']")
    above.focus()
    above.press("ArrowDown")
    expect(app.page.locator(f"[data-cell='{empty}']")).to_be_focused()
    expect(app.page.locator(".learned-said")).to_contain_text(f"{empty // 10} read as {empty % 10}: 0 of")
    app.page.keyboard.press("Enter")
    expect(app.page.get_by_role("dialog").get_by_text("No image here.")).to_be_visible()
    app.page.keyboard.press("Escape")


def test_the_training_images_have_cells_of_their_own(app: App) -> None:
    app.page.locator(".chart-images").get_by_role("button", name="train").click()
    app.page.get_by_role("button", name="worst mistakes").click()
    expect(app.page.get_by_role("dialog")).to_contain_text("of 1\u202f000 training images")
    name = app.page.locator(".learned-image canvas").first.get_attribute("aria-label")
    assert name
    app.page.locator(".learned-image").first.click()
    expect(app.page.locator(".images-caption p").first).to_contain_text(name)
    app.page.locator(".chart-images").get_by_role("button", name="test").click()


def test_each_class_says_how_much_of_it_is_read(app: App) -> None:
    counts = confusion(app)
    rows = app.page.locator(".learned-classes li")
    expect(rows).to_have_count(10)
    expect(rows.nth(3)).to_have_attribute("title", f"3: {counts[33]} of {sum(counts[30:40])} read right")


@pytest.fixture
def captchas(desktop: App) -> App:
    """The page on a few captchas of four characters."""
    desktop.page.mouse.move(2, 2)
    layers = [{"kind": "average_pool", "size": 4}, {"kind": "conv2d", "channels": 3}]
    desktop.command({"type": "edit", "patch": {"data": {"dataset": "captcha", "count": 200}, "layers": layers}})
    desktop.wait("store.run.value.network.slots === 4")
    desktop.wait(DRAWN)
    return desktop


def test_captchas_say_characters_words_and_what_words_would_be(captchas: App) -> None:
    app = captchas
    app.wait(f"{METRICS}?.slots === 4")
    told = app.value(METRICS)
    assert told["expected_words_test"] == pytest.approx(told["accuracy_test"] ** 4)
    for key, name in (("characters", "accuracy"), ("words", "words"), ("expected", "expected_words")):
        bar = app.page.locator(f"[data-score='{key}'] i")
        share = bar.evaluate("(bar) => Number(bar.style.getPropertyValue('--share'))")
        assert share == pytest.approx(told[f"{name}_test"])
    few = app.page.locator("[data-score='expected'] dd span")
    expect(few).to_have_text("<\u202f0.1\u202f%")
    assert few.evaluate(LINES) == 1
    expect(app.page.locator("[data-cell='0']")).to_have_attribute(
        "title", re.compile(r"0, read as 0: \d+ characters?$")
    )


def test_on_a_phone_the_cells_open_under_a_finger(phone: App) -> None:
    app = learned(on_digits(phone))
    app.page.get_by_role("button", name="Charts").tap()
    app.page.locator(".chart-images").scroll_into_view_if_needed()
    counts = confusion(app)
    at = max(range(100), key=lambda at: counts[at])
    app.page.locator(f"[data-cell='{at}']").tap()
    expect(app.page.locator(".learned-image")).to_have_count(min(24, counts[at]))
    assert app.value("document.documentElement.scrollWidth <= innerWidth")
    app.settle()
    app.assert_accessible()
    app.page.locator(".learned-image").first.tap()
    expect(app.page.locator(".images-caption p").first).to_contain_text(f"label {at // 10}")


EXCITING = "Object.entries(store.frame.value.header.views).find(([view]) => view.startsWith('images.exciting.'))?.[1]"
ASCENT = "Object.keys(store.frame.value.header.views).some((view) => view.startsWith('images.ascent.'))"


def test_a_map_shows_the_images_that_excite_it_and_one_goes_into_the_picture(app: App) -> None:
    page = app.page
    page.locator("[data-slot='2.3']").click()
    exciting = page.locator(".learned-exciting")
    exciting.scroll_into_view_if_needed()
    app.wait(f"{EXCITING}?.searched > 1000")
    expect(exciting.locator(".learned-image")).to_have_count(9)
    expect(exciting.locator(".learned-thumb i")).to_have_count(9)
    values = exciting.locator(".learned-image b").all_inner_texts()
    assert [float(value) for value in values] == sorted(map(float, values), reverse=True)
    name = exciting.locator("canvas").nth(1).get_attribute("aria-label")
    exciting.locator(".learned-image").nth(1).press("Enter")
    expect(page.locator(".images-caption p").first).to_contain_text(f"{name} · label")
    assert app.value("store.selection.value.unit") == 3


def test_an_image_is_made_for_a_map_only_when_asked(app: App) -> None:
    page = app.page
    page.locator("[data-slot='2.3']").click()
    page.locator(".learned-exciting").scroll_into_view_if_needed()
    expect(page.locator(".learned-exciting .learned-image")).to_have_count(9)
    assert not app.value(ASCENT)
    page.get_by_role("button", name="Draw an image for it").click()
    expect(page.get_by_role("img", name="Made to excite Conv 2 · map 4")).to_be_visible()
    rise = page.locator(".learned-rise").get_attribute("aria-label")
    assert rise
    first, last = (float(part.replace("\u2212", "-")) for part in re.findall(r"[\u2212\d.]+", rise)[:2])
    assert last > first
    app.settle()
    app.assert_accessible()


def test_a_unit_that_sees_all_has_no_box_and_a_class_is_not_searched_for(app: App) -> None:
    page = app.page
    page.evaluate("store.selection.value = { kind: 'unit', layer: 4, unit: 2 }")
    page.locator(".learned-exciting").scroll_into_view_if_needed()
    expect(page.locator(".learned-exciting .learned-image")).to_have_count(9)
    expect(page.locator(".learned-thumb i")).to_have_count(0)
    page.locator(".images-bar").first.click()
    expect(page.locator("#inspector h2")).to_have_text("Answer")
    expect(page.locator(".learned-exciting")).to_have_count(0)


LOOKED = "Object.entries(store.frame.value.header.views).find(([view]) => /saliency|grad_cam/.test(view))?.[1]"


def test_saliency_and_grad_cam_lie_over_the_image_and_cost_nothing_when_plain(app: App) -> None:
    page = app.page
    assert not app.value(LOOKED)
    choice = page.get_by_label("Over the image")
    choice.select_option("saliency")
    answered = page.locator(".learned-overlay")
    expect(answered).to_have_attribute("data-look", "saliency")
    told = app.value(LOOKED)
    expect(answered).to_have_attribute("aria-label", f"∂ sum of {told['answer']} / ∂ pixel")
    expect(page.locator(".images-legend")).to_contain_text("log, to ±10")
    other = (told["answer"] + 1) % 10
    page.locator(".images-bar").nth(other).click()
    expect(answered).to_have_attribute("aria-label", f"∂ sum of {other} / ∂ pixel")
    choice.select_option("grad_cam")
    expect(answered).to_have_attribute("aria-label", f"Grad-CAM of {other} · Max pool 2")
    app.settle()
    app.assert_accessible()
    page.get_by_role("button", name="flip squares to gradients").click()
    expect(answered).to_have_count(0)
    page.get_by_role("button", name="flip squares to activations").click()
    choice.select_option("plain")
    expect(answered).to_have_count(0)
    app.wait(f"!({LOOKED})")


def test_on_a_phone_saliency_is_chosen_in_the_legend(phone: App) -> None:
    app = on_digits(phone)
    app.page.locator(".images-legend").get_by_label("Over the image").select_option("saliency")
    expect(app.page.locator(".learned-overlay")).to_be_visible()
    app.settle()
    app.assert_accessible()
    app.page.get_by_label("Over the image").select_option("plain")
    expect(app.page.locator(".learned-overlay")).to_have_count(0)


def test_saliency_of_a_later_character_is_that_of_its_selected_bar(captchas: App) -> None:
    app = captchas
    app.page.get_by_label("Over the image").select_option("saliency")
    app.page.locator(".images-slot").nth(2).locator(".images-bar").first.click()
    app.wait("store.selection.value?.unit >= 20")
    name = f"∂ sum of {app.value('store.selection.value.unit') % 10}, character 3 / ∂ pixel"
    expect(app.page.locator(".learned-overlay")).to_have_attribute("aria-label", name)
    expect(app.page.locator("#inspector h3")).to_contain_text("Character 3")
    rows, columns, channels = app.run()["network"]["layers"][-1]["input_shape"]
    fields = app.page.locator("#inspector .images-kernel")
    expect(fields).to_have_count(channels)  # its weights, a field for each map, on the columns of one character
    ratio = fields.first.evaluate("({ width, height }) => width / height")
    assert ratio == pytest.approx((columns // 4) / rows, rel=0.1)
    app.page.get_by_label("Over the image").select_option("plain")
