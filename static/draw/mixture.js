/** Several classes in one map: their hues mixed by probability. */

import { axisOf, eachRow } from "./tiles.js";

/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {import("./palette.js").Rgb} Rgb */

/**
 * @param {Surface} surface
 * @param {Uint8Array} maps [classes, side, side]; a class's share is its byte over the sum of all
 * @param {number} classes
 * @param {number} side
 * @param {Rgb[]} hues
 * @param {boolean} discretize only the likeliest class
 * @param {import("./tiles.js").Square} square
 * @param {import("./tiles.js").Corners} corners
 */
export function drawMixture(surface, maps, classes, side, hues, discretize, square, corners) {
  const axis = axisOf(square.size, side);
  const area = side * side;
  eachRow(surface, square, corners, (row, first, last, edge, target) => {
    const above = axis.low[row] * side;
    const down = axis.share[row] / 256;
    for (let column = first; column < last; column += 1) {
      const corner = above + axis.low[column];
      const right = axis.share[column] / 256;
      let [total, red, green, blue, best, winner] = [0, 0, 0, 0, -1, 0];
      for (let of = 0; of < classes; of += 1) {
        const at = of * area + corner;
        const top = maps[at] * (1 - right) + maps[at + 1] * right;
        const bottom = maps[at + side] * (1 - right) + maps[at + side + 1] * right;
        // Byte 1 is the lowest value: no share at all.
        const share = Math.max(0, top * (1 - down) + bottom * down - 1);
        total += share;
        red += share * hues[of][0];
        green += share * hues[of][1];
        blue += share * hues[of][2];
        if (share > best) [best, winner] = [share, of];
      }
      if (discretize || total <= 0) {
        [red, green, blue] = hues[winner];
        total = 1;
      }
      target[edge + column] = (0xff000000 | (Math.round(blue / total) << 16) | (Math.round(green / total) << 8) | Math.round(red / total)) >>> 0;
    }
  });
}
