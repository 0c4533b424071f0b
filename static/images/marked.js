/** A map of an opened layer with a frame on it; the position follows the pointer, and the arrow keys. */

import { aspectOf } from "../draw/signal.js";
import { html } from "../vendor/ui.js";
import { MapCanvas } from "./mapCanvas.js";
import { lookAt, movePosition, slidingOf } from "./opening.js";
import { mapTable } from "./tables.js";

/** @typedef {import("./opening.js").Opened} Opened */
/** @typedef {import("../draw/cells.js").Grid} Grid */
/** @typedef {{ x: number, y: number, width: number, height: number }} Mark in places of the map */

/**
 * @param {{ of: Opened, grid: Grid, mark: Mark | null, label: string, table?: Uint32Array, steered?: boolean, windows?: boolean }} props
 *   windows: the frame is a window on what is read, not a place of what is made
 */
export function Marked({ of, grid, mark, label, table, steered = false, windows = false }) {
  const { rows, columns } = grid;
  /** @param {PointerEvent & { currentTarget: HTMLElement }} event */
  const follow = (event) => {
    if (!mark) return;
    const box = event.currentTarget.getBoundingClientRect();
    const at = [((event.clientY - box.top) / box.height) * rows, ((event.clientX - box.left) / box.width) * columns];
    const { stride, before, span } = slidingOf(of);
    const [y, x] = at.map((place, axis) => (windows ? Math.round((place + before[axis] - span[axis] / 2) / stride[axis]) : Math.floor(place)));
    lookAt(y, x, of.places);
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    movePosition(of, step[0], step[1]);
  };
  const style = mark && { left: share(mark.x, columns), top: share(mark.y, rows), width: share(mark.width, columns), height: share(mark.height, rows) };
  return html`<span class="opened-marked" onPointerMove=${follow} onPointerDown=${follow} style=${{ aspectRatio: String(aspectOf(grid)) }}>
    <${MapCanvas} grid=${grid} table=${table ?? mapTable.value} label=${label} className="opened-map" />
    ${style && html`<i class="opened-mark" style=${style}></i>`}
    ${steered && html`<button type="button" class="opened-steer" data-arrows aria-label=${`Position row ${of.row + 1}, column ${of.column + 1}: arrow keys move it`} onKeyDown=${key}></button>`}
  </span>`;
}

/** @param {number} at @param {number} count */
function share(at, count) {
  return `${(100 * at) / count}%`;
}

/** One map of several. @param {Uint8Array} bytes @param {number[]} shape @param {number} at @returns {Grid} */
export function slice(bytes, [, rows, columns], at) {
  return { bytes, from: at * rows * columns, rows, columns, rowStep: columns, step: 1 };
}

/** @param {Uint8Array} bytes @param {number[]} shape @returns {Grid} */
export function plane(bytes, [rows, columns]) {
  return { bytes, from: 0, rows, columns, rowStep: columns, step: 1 };
}
