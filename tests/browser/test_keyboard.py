"""All of it by keyboard alone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.app import App

# What a person can reach by Tab: focusable, shown, enabled, and not left to the arrow keys.
REACHABLE = """() => {
  const wanted = "a[href], button, input, select, summary, textarea, [tabindex]";
  return [...document.querySelectorAll(wanted)].filter((element) => element.tabIndex >= 0 && !element.disabled
    && element.checkVisibility({ visibilityProperty: true }) && !element.closest("details:not([open]) > :not(summary)"))
    .map((element, index) => { element.dataset.reach ??= String(index); return element.dataset.reach; });
}"""
FOCUSED = "document.activeElement?.dataset.reach ?? ''"


def focus_page(app: App) -> None:
    """As after a load: Tab begins at the top."""
    app.page.evaluate(
        "() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }"
    )


def test_tab_reaches_every_control_and_begins_with_the_way_past_them(app: App) -> None:
    page = app.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    for section in ("stop", "advanced"):
        page.locator(f"[data-group={section}] > summary").click()
    page.locator(".skip").focus()
    wanted = page.evaluate(REACHABLE)
    assert len(wanted) > 60
    reached = {app.value(FOCUSED)}
    for _ in range(len(wanted) + 5):
        page.keyboard.press("Tab")
        reached.add(app.value(FOCUSED))
    missed = [number for number in wanted if number not in reached]
    names = [page.locator(f"[data-reach='{number}']").evaluate("(e) => e.outerHTML.slice(0, 200)") for number in missed]
    assert names == []


def test_every_stop_of_tab_shows_where_it_is(desktop: App) -> None:
    """Each focused control has an outline, a ring or another edge than at rest."""
    desktop.page.emulate_media(reduced_motion="reduce")  # no look on its way to another
    wanted = desktop.page.evaluate(REACHABLE)
    hidden = desktop.page.evaluate(
        """(numbers) => {
          const look = (element) => {
            const style = getComputedStyle(element);
            return [style.outlineStyle, style.boxShadow, style.borderColor, style.opacity].join();
          };
          const around = (element) =>
            [element, element.parentElement, element.nextElementSibling].filter(Boolean).map(look).join("|");
          return numbers.filter((number) => {
            const element = document.querySelector(`[data-reach='${number}']`);
            if (element.id === "picture") return false;
            document.activeElement?.blur();
            const rest = around(element);
            element.focus({ focusVisible: true });
            return around(element) === rest;
          }).map((number) => document.querySelector(`[data-reach='${number}']`).outerHTML.slice(0, 200));
        }""",
        wanted,
    )
    desktop.page.emulate_media(reduced_motion="no-preference")
    assert hidden == []


def test_the_skip_link_leads_to_the_picture(desktop: App) -> None:
    hash_before = desktop.value("location.hash")
    desktop.page.locator(".skip").focus()
    desktop.page.keyboard.press("Enter")
    expect(desktop.page.locator("#picture")).to_be_focused()
    desktop.wait("location.hash === argument", hash_before)  # the address is the experiment's
    desktop.page.keyboard.press("Tab")
    assert desktop.value("document.activeElement.closest('.net') !== null")


def test_space_plays_and_the_arrow_steps(desktop: App) -> None:
    focus_page(desktop)
    press = desktop.page.keyboard.press
    press("ArrowRight")
    desktop.wait("store.frame.value.header.updates === 1")
    press("Shift+ArrowRight")
    desktop.wait("store.frame.value.header.epoch === 1")
    press("Space")
    desktop.wait("store.run.value.playing && store.frame.value.header.epoch > 3")
    press("Space")
    desktop.wait("!store.run.value.playing")
    press("r")
    desktop.wait("store.frame.value.header.updates === 0")
    press("Shift+R")
    desktop.wait("store.run.value.experiment.initialization.start === 1")


def test_a_key_that_is_typed_does_nothing_else(desktop: App) -> None:
    box = desktop.page.get_by_label("Seed", exact=True)
    box.focus()
    box.press("End")
    desktop.page.keyboard.type(" rz?")
    expect(box).to_have_value("0.16152 rz?")
    assert not desktop.run()["playing"]
    box.press("Enter")
    desktop.wait("store.run.value.experiment.seed === '0.16152 rz?'")


def test_the_network_is_walked_opened_edited_and_left(desktop: App) -> None:
    press = desktop.page.keyboard.press
    slot = desktop.page.locator
    slot("[data-slot='0.0']").focus()
    press("ArrowRight")
    expect(slot("[data-slot='1.0']")).to_be_focused()
    press("ArrowDown")
    expect(slot("[data-slot='1.1']")).to_be_focused()
    press("Enter")
    desktop.wait("store.selection.value?.kind === 'unit' && store.selection.value.layer === 1")
    expect(desktop.page.locator(".inspector h3")).to_have_text("Layer 2 · neuron 2")
    press("+")
    desktop.wait("store.run.value.experiment.layers[1].units === 3")
    press("-")
    desktop.wait("store.run.value.experiment.layers[1].units === 2")
    press("Enter")
    press("Escape")
    desktop.wait("store.selection.value === null")
    expect(desktop.page.locator(".inspector h2").first).to_have_text("Network")
    press("ArrowRight")
    expect(slot("[data-slot='2.0']")).to_be_focused()
    assert desktop.run()["updates"] == 0  # the arrows walked, and stepped nothing


def test_help_opens_by_key_and_escape_returns(desktop: App) -> None:
    focus_page(desktop)
    desktop.page.keyboard.press("?")
    shown = desktop.page.get_by_role("dialog", name="Keyboard")
    expect(shown).to_be_visible()
    expect(shown.locator("dt")).to_have_count(13)
    for keys, what in (("← → ↑ ↓", "walk"), ("enter", "open"), ("+ −", "add")):
        listed = (
            shown.locator("dt").get_by_text(keys.split()[0], exact=True).locator("xpath=../following-sibling::dd[1]")
        )
        expect(listed.filter(has_text=f"In the picture: {what}")).to_have_count(1)
    desktop.page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    desktop.page.keyboard.press("Space")  # the keys work again
    desktop.wait("store.run.value.playing")


def test_a_key_right_after_a_dialog_closes_is_not_lost(desktop: App) -> None:
    """The browser leaves the focus on the closed dialog's button until the next frame."""
    focus_page(desktop)
    desktop.page.keyboard.press("?")
    expect(desktop.page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    prevented = desktop.page.evaluate(
        """() => {
          document.querySelector("dialog[open]").close();
          return !document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key: " ", bubbles: true, cancelable: true }));
        }"""
    )
    assert prevented  # so that the hidden button is not pressed as well
    desktop.wait("store.run.value.playing")


def test_a_menu_is_opened_walked_and_chosen_by_key(desktop: App) -> None:
    button = desktop.page.get_by_role("button", name="Appearance", exact=True)
    button.focus()
    desktop.page.keyboard.press("Enter")
    menu = desktop.page.locator(".menu:popover-open")
    expect(menu.get_by_role("button", name="Light")).to_be_focused()
    desktop.page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("button", name="Dark")).to_be_focused()
    desktop.page.keyboard.press("Enter")
    expect(menu).to_have_count(0)
    expect(button).to_be_focused()
    expect(desktop.page.locator("html")).to_have_attribute("data-scheme", "dark")


def test_an_opening_menu_does_not_take_the_focus_from_one_of_its_items(desktop: App) -> None:
    """The browser tells of the opening a moment later; whoever is on an item by then stays there."""
    desktop.page.get_by_role("button", name="A closer look").evaluate(
        """async (button) => {
          const menu = button.popoverTargetElement;
          const told = new Promise((done) => menu.addEventListener("toggle", done, { once: true }));
          button.click();
          menu.querySelector("button:last-of-type").focus();
          await told;
        }"""
    )
    expect(desktop.page.locator(".menu:popover-open button").last).to_be_focused()
    desktop.page.keyboard.press("Escape")
