/** A + that offers things to add: the browser's own menu, from which one is taken at a time. */
import { html } from "../vendor/ui.js";

/** On a closed menu these choose by themselves, one thing after the other. */
const CHOOSING = /^(Arrow(Up|Down|Left|Right)|Home|End|Page(Up|Down)|\S)$/;

/**
 * @param {{ label: string, first: string, disabled?: boolean, onTake: (key: string) => void, children?: any }} props `first` stands where nothing is taken yet
 */
export function Offer({ label, first, disabled, onTake, children }) {
  /** @param {KeyboardEvent & { currentTarget: HTMLSelectElement }} event */
  function open(event) {
    if (!CHOOSING.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.showPicker?.();
  }
  /** @param {{ currentTarget: HTMLSelectElement }} event */
  function take({ currentTarget: menu }) {
    const key = menu.value;
    menu.value = "";
    if (key) onTake(key);
  }
  return html`<select aria-label=${label} disabled=${disabled} value="" onKeyDown=${open} onChange=${take}>
    <option value="">${first}</option>
    ${children}
  </select>`;
}
