/** A small menu behind a button, on the browser's own popover. */
import { html, useRef, useState } from "../vendor/ui.js";
import { icon } from "./icons.js";

let count = 0;

/** @typedef {{ label: string, icon?: string, keys?: string, disabled?: boolean, act: () => void }} Item */

/**
 * @param {{ label: string, items: Item[], disabled?: boolean, className?: string, symbol?: string }} props
 */
export function Menu({ label, items, disabled, className = "more", symbol = "down" }) {
  const [id] = useState(() => `menu-${(count += 1)}`);
  const popover = useRef(/** @type {HTMLElement | null} */ (null));
  const button = useRef(/** @type {HTMLElement | null} */ (null));

  /** @param {{ newState: string }} event */
  function toggled(event) {
    const [from, menu] = [button.current, popover.current];
    if (!from || !menu) return;
    const open = event.newState === "open";
    from.setAttribute("aria-expanded", String(open));
    if (!open) return;
    place(menu, from);
    // Told a moment after the opening: whoever is on an item by now stays there.
    if (!menu.contains(document.activeElement)) menu.querySelector("button")?.focus();
  }

  /** @param {Item} item */
  function choose(item) {
    popover.current?.hidePopover();
    button.current?.focus();
    item.act();
  }

  return html`<button type="button" ref=${button} class=${className} aria-label=${label} title=${label} aria-expanded="false"
      popovertarget=${id} disabled=${disabled}>${icon(symbol)}</button>
    <div id=${id} ref=${popover} popover="auto" class="menu" role="group" aria-label=${label} onToggle=${toggled}
      onKeyDown=${walk}>
      ${items.map(
        (item) => html`<button type="button" disabled=${item.disabled} onClick=${() => choose(item)}>
          ${item.icon !== undefined && icon(item.icon)}<span>${item.label}</span>${item.keys && html`<span
            class="keys">${item.keys}</span>`}
        </button>`,
      )}
    </div>`;
}

/** Under the button, moved so that it stays on the page. @param {HTMLElement} menu @param {HTMLElement} from */
export function place(menu, from) {
  const box = from.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8));
  const below = box.bottom + menu.offsetHeight + 12 < innerHeight;
  menu.style.left = `${left}px`;
  menu.style.top = below ? `${box.bottom}px` : `${box.top - menu.offsetHeight - 12}px`;
}

/** Up and down walk the items. @param {KeyboardEvent & { currentTarget: HTMLElement }} event */
function walk(event) {
  const direction = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!direction) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll("button:not(:disabled)")];
  const here = items.indexOf(/** @type {Element} */ (document.activeElement));
  /** @type {HTMLElement} */ (items[(here + direction + items.length) % items.length]).focus();
}
