/** Numbers as cells of flat color, at their own resolution: nothing between two places is made up. */

import { eachRow } from "./tiles.js";

/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {import("./tiles.js").Box} Box */

/**
 * Bytes of a grid: that of row r, column c is bytes[from + r · rowStep + c · step].
 * @typedef {{ bytes: Uint8Array, from: number, rows: number, columns: number, rowStep: number, step: number }} Grid
 */

const MOST_PLACES = 128;
/** @type {Map<number, Uint16Array>} */
const places = new Map();

/**
 * @param {Surface} surface
 * @param {Grid} grid
 * @param {Uint32Array} table color of each byte
 * @param {Box} box
 * @param {import("./tiles.js").Corners} corners
 */
export function drawCells(surface, { bytes, from, rows, columns, rowStep, step }, table, box, corners) {
  const across = placesOf(box.width, columns);
  const down = placesOf(box.height, rows);
  eachRow(surface, box, corners, (row, first, last, edge, target) => {
    const start = from + down[row] * rowStep;
    for (let column = first; column < last; column += 1) target[edge + column] = table[bytes[start + across[column] * step]];
  });
}

/**
 * Which of `count` cells each of `size` pixels belongs to.
 * @param {number} size
 * @param {number} count
 */
function placesOf(size, count) {
  const key = size * 8192 + count;
  const known = places.get(key);
  if (known) return known;
  if (places.size >= MOST_PLACES) places.clear();
  const made = Uint16Array.from({ length: size }, (_, at) => Math.min(count - 1, Math.floor(((at + 0.5) * count) / size)));
  places.set(key, made);
  return made;
}

/**
 * Floats as the bytes of a diverging table: 128 is zero, 1 and 255 are minus and plus the scale.
 * @param {ArrayLike<number>} values
 * @param {number} scale
 * @returns {Uint8Array}
 */
export function toBytes(values, scale) {
  const bytes = new Uint8Array(values.length);
  const by = scale > 0 ? 127 / scale : 0;
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = 128 + Math.max(-127, Math.min(127, Math.round(values[at] * by)));
  return bytes;
}
