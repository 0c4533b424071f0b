/** A bias: a small disc with a rim, at the corner of its unit's tile. */

import { blend } from "./surface.js";

/** @typedef {import("./surface.js").Surface} Surface */

/**
 * @param {Surface} surface
 * @param {number} x centre, device pixels
 * @param {number} y
 * @param {number} radius without the rim
 * @param {number} rim width of the rim
 * @param {number} pixel colour of the disc
 * @param {number} rimPixel
 * @param {{ right: number, bottom: number } | null} [within] nothing is drawn from there on
 */
export function drawDisc(surface, x, y, radius, rim, pixel, rimPixel, within = null) {
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
      const colour = inner <= 0 ? rimPixel : blend(rimPixel, pixel, Math.round(inner * 256));
      const at = row * width + column;
      pixels[at] = blend(pixels[at], colour, Math.round(Math.min(1, cover) * 256));
    }
  }
}
