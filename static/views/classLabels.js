/** Which class each output is, and dashed lines to the map that mixes them: no weights, so drawn in another style. */

import { classCss } from "../draw/palette.js";
import { ports } from "../layout/hit.js";
import { appearance } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { className } from "../panels/names.js";

/** @param {{ scene: import("../layout/network.js").Scene, network: import("../wire/types.js").NetworkInfo }} props */
export function ClassLabels({ scene, network }) {
  void appearance.value;
  const { flow, map, columns } = scene;
  const { slots } = columns[columns.length - 1];
  const target = ports(map, flow).arrive;
  return html`<svg class="net-classes-lines" width="1" height="1" aria-hidden="true">
      ${slots.map((slot) => html`<path d=${curve(ports(slot, flow).leave, target, flow)} />`)}
    </svg>
    ${slots.map((slot) => {
      const { x, y } = ports(slot, flow).leave;
      const place = flow === "right" ? { left: `${x + 6}px`, top: `${y}px` } : { left: `${x - 20}px`, top: `${y + 12}px` };
      return html`<span class="net-class" style=${place} aria-hidden="true"><i style=${{ background: classCss(slot.index) }}></i>${className(network, slot.index)}</span>`;
    })}`;
}

/**
 * @param {{ x: number, y: number }} from
 * @param {{ x: number, y: number }} to
 * @param {"right" | "down"} flow
 */
function curve(from, to, flow) {
  const [middleX, middleY] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
  return flow === "right"
    ? `M${from.x} ${from.y}C${middleX} ${from.y} ${middleX} ${to.y} ${to.x} ${to.y}`
    : `M${from.x} ${from.y}C${from.x} ${middleY} ${to.x} ${middleY} ${to.x} ${to.y}`;
}
