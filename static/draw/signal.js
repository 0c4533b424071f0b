/** A signal, a map of one row, as what it is: a curve of its values along its places, over the bars of each. */

import { blend } from "./surface.js";
import { eachRow } from "./tiles.js";

/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {import("./cells.js").Grid} Grid */
/**
 * @typedef {object} Look
 * @property {Uint32Array} table color of each byte's bar
 * @property {(byte: number) => number} level how high a byte stands: 0 the foot of the box, 1 its top
 * @property {number} zero the byte that stands for 0
 * @property {number} card color behind it
 * @property {number} line color of the curve
 */

const LINE = 1.3;
/** Left free above and below, of the box's height. */
const AIR = 0.07;
const AXIS = 60;

/** Whether a grid is a signal, and long enough for a curve. @param {{ rows: number, columns: number }} grid */
export function isSignal({ rows, columns }) {
  return rows === 1 && columns > 1;
}

/** Width over height that a map is drawn with; that of a signal is of its curve. @param {{ rows: number, columns: number }} grid */
export function aspectOf(grid) {
  return isSignal(grid) ? Math.min(2.6, 0.8 + grid.columns / 16) : grid.columns / grid.rows;
}

/**
 * @param {Surface} surface
 * @param {Grid} grid
 * @param {Look} look
 * @param {import("./tiles.js").Box} box
 * @param {import("./tiles.js").Corners} corners
 */
export function drawSignal(surface, { bytes, from, columns, step }, { table, level, zero, card, line }, box, corners) {
  const air = Math.round(box.height * AIR);
  const inner = box.height - 2 * air - 1;
  const rowOf = (/** @type {number} */ byte) => air + (1 - Math.min(1, Math.max(0, level(byte)))) * inner;
  const values = Array.from({ length: columns }, (_, at) => bytes[from + at * step]);
  const heights = values.map(rowOf);
  const foot = rowOf(zero);
  const half = (LINE * surface.ratio) / 2;
  const per = columns / box.width;
  const across = Array.from({ length: box.width }, (_, x) => {
    const place = Math.min(columns - 1, Math.max(0, (x + 0.5) * per - 0.5));
    const low = Math.min(columns - 2, Math.floor(place));
    const slope = (heights[low + 1] - heights[low]) * per;
    const at = Math.min(columns - 1, Math.floor((x + 0.5) * per));
    return { bar: heights[at], color: table[values[at]], middle: heights[low] + (heights[low + 1] - heights[low]) * (place - low), stretch: Math.sqrt(1 + slope * slope) };
  });
  eachRow(surface, box, corners, (row, first, last, edge, target) => {
    for (let x = first; x < last; x += 1) {
      const { bar, color, middle, stretch } = across[x];
      let pixel = row >= Math.min(bar, foot) && row <= Math.max(bar, foot) ? color : card;
      if (row === Math.round(foot)) pixel = blend(pixel, line, AXIS);
      const cover = half + 0.5 - Math.abs(row - middle) / stretch;
      target[edge + x] = cover > 0 ? blend(pixel, line, Math.min(256, Math.round(256 * cover))) : pixel;
    }
  });
}
