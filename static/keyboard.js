/** Keys that work anywhere on the page, except where text is typed or a control needs the key itself. */
import { redo, reset, step, togglePlay, undo } from "./state/actions.js";
import { first } from "./images/opening.js";
import { sheet } from "./panels/folds.js";
import { run, selection } from "./state/store.js";
import { closeStudy, study } from "./state/study.js";
import { said } from "./widgets/edit.js";

/** @typedef {{ keys: string[], what: string, act?: () => void }} Key */

/** What the help dialog lists; `act` runs for the keys as `name()` spells them. @type {(Key & { name?: string })[]} */
export const KEYS = [
  { keys: ["space"], name: " ", what: "Play or pause", act: () => said(togglePlay()) },
  { keys: ["→"], name: "arrowright", what: "Step one update", act: () => said(step({ updates: 1 })) },
  { keys: ["shift", "→"], name: "shift+arrowright", what: "Step one epoch", act: () => said(step({ epochs: 1 })) },
  { keys: ["R"], name: "r", what: "Reset to the same start", act: () => said(reset("same")) },
  { keys: ["shift", "R"], name: "shift+r", what: "Reset to a new start", act: () => said(reset("new")) },
  { keys: ["Z"], name: "z", what: "Undo the last edit", act: () => run.value?.undo && said(undo()) },
  { keys: ["shift", "Z"], name: "shift+z", what: "Redo it", act: () => run.value?.redo && said(redo()) },
  { keys: ["Esc"], name: "escape", what: "Close what stands open, let go of what is selected", act: letGo },
  { keys: ["?"], name: "?", what: "This list" },
  { keys: ["tab"], what: "Walk through every control" },
  { keys: ["←", "→", "↑", "↓"], what: "In the picture: walk from square to square" },
  { keys: ["enter"], what: "In the picture: open the square, or close it" },
  { keys: ["+", "−"], what: "In the picture: add to the square's layer, or remove the square" },
];

/** The topmost thing that stands open, or else what is selected. */
function letGo() {
  if (study.value) closeStudy();
  else if (first.value !== null) first.value = null;
  else if (sheet.value) sheet.value = "";
  else selection.value = null;
}

const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=file]), textarea, select, [contenteditable]";
const PRESSED_BY_SPACE = "button, summary, a[href], input, select, [role=button], [role=switch]";
const CLOSED = "dialog:not([open])"; // until the next frame the browser leaves the focus inside one that has just closed
const WALKED_BY_ARROWS = "[data-arrows], [role=grid], [role=tree], [role=application], .menu";

/**
 * @param {() => void} openHelp
 * @returns {() => void} stops listening
 */
export function listen(openHelp) {
  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const on = /** @type {Element} */ (event.target);
    if (on.closest(TYPING) || document.querySelector("dialog[open]")) return;
    if (event.key === " " && on.closest(PRESSED_BY_SPACE) && !on.closest(CLOSED)) return;
    if (event.key === "Escape" && document.querySelector(":popover-open")) return; // it is a menu's
    if (event.key.startsWith("Arrow") && on.closest(WALKED_BY_ARROWS)) return;
    const wanted = name(event);
    const key = KEYS.find((listed) => listed.name === wanted);
    if (!key || (event.repeat && event.key !== "ArrowRight")) return;
    event.preventDefault();
    if (wanted === "?") openHelp();
    else key.act?.();
  }
  addEventListener("keydown", pressed);
  return () => removeEventListener("keydown", pressed);
}

/** @param {KeyboardEvent} event */
function name(event) {
  const key = event.key.toLowerCase();
  return event.shiftKey && key !== "?" ? `shift+${key}` : key;
}
