/** What stands where a wide layer is folded: how many more there are; once opened, the pages of all. */

import { html } from "../vendor/ui.js";
import { layerTitle } from "./naming.js";
import { opened, places } from "./stage.js";

/** @typedef {import("../layout/network.js").Column} Column */

/** @param {{ column: Column, network: import("../wire/types.js").NetworkInfo }} props */
export function Fold({ column, network }) {
  const { layer, units, slots, more } = column;
  if (!more) return null;
  const title = layerTitle(network, layer);
  const page = opened.value[layer];
  const style = { left: `${more.x}px`, top: `${more.y}px` };
  /** @param {number | undefined} to */
  const turn = (to) => {
    const { [layer]: _, ...rest } = opened.value;
    opened.value = to === undefined ? rest : { ...rest, [layer]: to };
  };
  if (page === undefined) {
    return html`<button type="button" class="net-more" style=${style} aria-label=${`Show all ${units} neurons of ${title}; the ${slots.length} strongest are shown`} title=${`The ${slots.length} strongest of ${units} are shown`} onClick=${() => turn(0)} data-ui>+${units - slots.length}</button>`;
  }
  const pages = Math.ceil(units / places.value);
  const [first, last] = [(slots[0]?.index ?? 0) + 1, (slots.at(-1)?.index ?? 0) + 1];
  return html`<span class="net-pages" style=${style} role="group" aria-label=${`Neurons ${first} to ${last} of ${units}`} data-ui>
    <button type="button" aria-label=${`Previous neurons of ${title}`} disabled=${page <= 0} onClick=${() => turn(page - 1)}>‹</button>
    <button type="button" class="net-pages-now" aria-label=${`Fold ${title} to its strongest neurons`} title="Fold to the strongest" onClick=${() => turn(undefined)}>${first}–${last}<small> / ${units}</small></button>
    <button type="button" aria-label=${`More neurons of ${title}`} disabled=${page >= pages - 1} onClick=${() => turn(page + 1)}>›</button>
  </span>`;
}
