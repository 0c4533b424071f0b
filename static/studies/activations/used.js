/** Where the network uses a function now. */
import { html } from "../../vendor/ui.js";
import { layerWord } from "./arrange.js";

/** @param {{ used: number[], hidden: number }} props layers as on the wire, and how many are hidden */
export function UsedChip({ used, hidden }) {
  if (used.length === 0) return null;
  return html`<span class="chip act-used">in ${used.map((layer) => layerWord(layer, hidden)).join(", ")}</span>`;
}
