/** A quantized map as a tile: bytes through the color table, smoothly enlarged, with rounded corners. */

import { blend } from "./surface.js";

/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {{ x: number, y: number, size: number }} Square in device pixels, whole numbers */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box the same, of any sides */
/** @typedef {{ radius: number, behind: number }} Corners round, softened against the pixel behind them */
/** @typedef {{ low: Uint16Array, share: Uint16Array }} Axis for each pixel: the sample before it, and how far past it in 256ths */

const MOST_AXES = 128;
/** @type {Map<number, Axis>} */
const axes = new Map();

/**
 * @param {Surface} surface
 * @param {Uint8Array} maps
 * @param {number} from where the map begins in `maps`
 * @param {number} side samples a side, both ends included
 * @param {Uint32Array} table color of each byte
 * @param {Square} square
 * @param {Corners} corners
 */
export function drawTile(surface, maps, from, side, table, square, corners) {
  const axis = axisOf(square.size, side);
  eachRow(surface, square, corners, (row, first, last, edge, target) => {
    const above = from + axis.low[row] * side;
    const below = above + side;
    const down = axis.share[row];
    for (let column = first; column < last; column += 1) {
      const low = axis.low[column];
      const right = axis.share[column];
      const top = maps[above + low] * (256 - right) + maps[above + low + 1] * right;
      const bottom = maps[below + low] * (256 - right) + maps[below + low + 1] * right;
      const q = (top * (256 - down) + bottom * down + 32768) >> 16;
      target[edge + column] = table[q];
    }
  });
}

/**
 * A tile of one color: where there is nothing to show yet.
 * @param {Surface} surface
 * @param {Square} square
 * @param {Corners} corners
 * @param {number} pixel
 */
export function drawBlank(surface, square, corners, pixel) {
  eachRow(surface, square, corners, (_row, first, last, edge, target) => target.fill(pixel, edge + first, edge + last));
}

/**
 * Calls `paint` for each visible row with the columns inside the rounded box, then softens its corners.
 * @param {Surface} surface
 * @param {Square | Box} box
 * @param {Corners} corners
 * @param {(row: number, first: number, last: number, edge: number, target: Uint32Array) => void} paint
 *   columns counted from the box's left side; edge + column is the pixel
 */
export function eachRow(surface, box, { radius, behind }, paint) {
  const { pixels, width, height } = surface;
  const { x, y } = box;
  const [wide, high] = "size" in box ? [box.size, box.size] : [box.width, box.height];
  const left = Math.max(0, -x);
  const right = Math.min(wide, width - x);
  const end = Math.min(high, height - y);
  for (let row = Math.max(0, -y); row < end; row += 1) {
    const fromCorner = radius - 0.5 - Math.min(row, high - 1 - row);
    const inset = fromCorner > 0 ? radius - Math.sqrt(Math.max(0, radius * radius - fromCorner * fromCorner)) : 0;
    const whole = Math.floor(inset);
    const edge = (y + row) * width + x;
    const first = Math.max(left, whole);
    const last = Math.min(right, wide - whole);
    if (first >= last) continue;
    paint(row, first, last, edge, pixels);
    if (inset === whole) continue;
    const cover = Math.round((1 - inset + whole) * 256);
    if (first === whole) pixels[edge + first] = blend(behind, pixels[edge + first], cover);
    if (last === wide - whole) pixels[edge + last - 1] = blend(behind, pixels[edge + last - 1], cover);
  }
}

/**
 * @param {number} size pixels
 * @param {number} side samples, at least 2
 * @returns {Axis}
 */
export function axisOf(size, side) {
  const key = size * 4096 + side;
  const known = axes.get(key);
  if (known) return known;
  if (axes.size >= MOST_AXES) axes.clear();
  const low = new Uint16Array(size);
  const share = new Uint16Array(size);
  for (let at = 0; at < size; at += 1) {
    // The outermost samples lie on the outermost pixels.
    const place = size > 1 ? (at * (side - 1)) / (size - 1) : 0;
    low[at] = Math.min(side - 2, Math.floor(place));
    share[at] = Math.round((place - low[at]) * 256);
  }
  const made = { low, share };
  axes.set(key, made);
  return made;
}
