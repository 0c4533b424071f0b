/** A bias: a small disc with a rim, at the corner of its unit's tile. */

import { blend } from "./surface.js";

/** @typedef {import("./surface.js").Surface} Surface */

/** Half the hairline's width, as a share of the rim's; and its strength, of 256. */
const LINE = 0.6;
const LINE_ALPHA = 110;

/**
 * @param {Surface} surface
 * @param {number} x center, device pixels
 * @param {number} y
 * @param {number} radius without the rim
 * @param {number} rim width of the rim
 * @param {number} pixel color of the disc
 * @param {number} rimPixel
 * @param {number} linePixel a hairline around it, so that a value near zero is seen too
 * @param {{ right: number, bottom: number } | null} [within] nothing is drawn from there on
 */
export function drawDisc(surface, x, y, radius, rim, pixel, rimPixel, linePixel, within = null) {
  const { pixels, width, height } = surface;
  const outer = radius + rim + 0.5;
  const bottom = Math.min(height - 1, Math.ceil(y + outer), (within?.bottom ?? height) - 1);
  const right = Math.min(width - 1, Math.ceil(x + outer), (within?.right ?? width) - 1);
  for (let row = Math.max(0, Math.floor(y - outer)); row <= bottom; row += 1) {
    for (let column = Math.max(0, Math.floor(x - outer)); column <= right; column += 1) {
      const distance = Math.hypot(column + 0.5 - x, row + 0.5 - y);
      const cover = outer - distance;
      if (cover <= 0) continue;
      const inner = Math.min(1, Math.max(0, radius + 0.5 - distance));
      const line = Math.max(0, 1 - Math.abs(distance - radius) / (LINE * rim));
      const filled = inner <= 0 ? rimPixel : blend(rimPixel, pixel, Math.round(inner * 256));
      const color = line > 0 ? blend(filled, linePixel, Math.round(line * LINE_ALPHA)) : filled;
      const at = row * width + column;
      pixels[at] = blend(pixels[at], color, Math.round(Math.min(1, cover) * 256));
    }
  }
}
