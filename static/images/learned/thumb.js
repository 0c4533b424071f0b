/** One image of several that a probe told of, small; and the way from it into the picture. */

import { aspectOf } from "../../draw/signal.js";
import { html } from "../../vendor/ui.js";
import { MapCanvas } from "../mapCanvas.js";
import { inkTable } from "../tables.js";
import { viewed } from "../viewed.js";

/** @typedef {import("../../widgets/probe.js").Values} Values */

/**
 * Image `at` of `pixels` [images, height, width, channels]; `box`: top, left, bottom and right of what is outlined, ends counted.
 * @param {{ pixels: Values, at: number, label: string, box?: number[] }} props
 */
export function Thumb({ pixels, at, label, box }) {
  const [, rows, columns, channels] = pixels.shape;
  const bytes = /** @type {Uint8Array} */ (pixels);
  const grid = { bytes, from: at * rows * columns * channels, rows, columns, rowStep: columns * channels, step: channels };
  return html`<span class="learned-thumb" style=${{ aspectRatio: String(aspectOf(grid)) }}><${MapCanvas} grid=${grid} table=${inkTable.value} label=${label} className="learned-pixels" />${box && html`<i style=${boxStyle(box, rows, columns)}></i>`}</span>`;
}

/** @param {number[]} box @param {number} rows @param {number} columns */
function boxStyle([top, left, bottom, right], rows, columns) {
  const share = (/** @type {number} */ of, /** @type {number} */ count) => `${(100 * of) / count}%`;
  return { top: share(top, rows), left: share(left, columns), width: share(right - left + 1, columns), height: share(bottom - top + 1, rows) };
}

/** @param {"train" | "test"} set @param {number} index */
export function putIntoPicture(set, index) {
  viewed.value = { set, index };
}

/** How wide a card is: as its images are. @param {Values} pixels */
export function cardWidth({ shape: [, rows, columns] }) {
  return columns > 1.5 * rows ? "132px" : "92px";
}

/** A row of an array [images, slots]. @param {Values} values @param {number} at */
export function rowOf(values, at) {
  const width = values.shape[1];
  return Array.from(values.subarray(at * width, (at + 1) * width), Number);
}
