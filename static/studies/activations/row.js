/** One function in the table: its curves, its properties, where it is used, and the switches; opened, its detail. */
import { activationEntry } from "../../panels/names.js";
import { html } from "../../vendor/ui.js";
import { Curves } from "./curves.js";
import { Detail } from "./detail.js";
import { Facts } from "./facts.js";
import { Fitted } from "./fitted.js";
import { Switches } from "./switches.js";
import { UsedChip } from "./used.js";

/** @typedef {import("./table.js").Activation} Activation */

/** @param {string} key */
export function detailId(key) {
  return `activation-${key}`;
}

/**
 * @param {{ of: Activation, used: number[], open: boolean, switching: import("./switches.js").Switching, onToggle: () => void }} props
 */
export function Row({ of, used, open, switching, onToggle }) {
  const id = detailId(of.key);
  const usable = activationEntry(of.key) !== undefined;
  return html`<li class="act" data-key=${of.key} data-open=${open ? "" : undefined} data-used=${used.length ? "" : undefined}>
    <div class="act-row">
      <div class="act-plot"><${Curves} of=${of} /></div>
      <div class="act-name">
        <h3><button type="button" class="act-open" data-cell aria-expanded=${open ? "true" : "false"} aria-controls=${open ? id : undefined}
          onClick=${onToggle}>${of.label}</button></h3>
        <${UsedChip} used=${used} hidden=${switching.layers.length} />
      </div>
      <div class="act-formula"><${Fitted} tex=${`\\displaystyle ${of.formula}`} /></div>
      <${Facts} of=${of} />
      <p class="act-source quiet small">${of.source}</p>
      <div class="act-use">${usable && html`<${Switches} name=${of.key} label=${of.label} switching=${switching} />`}</div>
    </div>
    ${open && html`<${Detail} id=${id} of=${of} used=${used} switching=${switching} onClose=${onToggle} />`}
  </li>`;
}
