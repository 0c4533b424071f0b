/** The weights as curves: width for size, color for sign. Drawn pixel by pixel, each curve one strip along its run. */

import { heightAt, slopeAt } from "../layout/curve.js";
import { blend } from "./surface.js";

/** @typedef {import("./surface.js").Surface} Surface */

/**
 * One curve in device pixels: along the flow from `start` to `end` (whole numbers), across it from `low` to `high`.
 * @typedef {object} Stroke
 * @property {boolean} down the flow is downwards
 * @property {number} start
 * @property {number} end
 * @property {number} low
 * @property {number} high
 * @property {number} width
 * @property {number} pixel its color, ABGR
 * @property {number} alpha 0 to 1
 * @property {number} dash length of dashes and gaps; 0: a full line
 */

const MOST_PROFILES = 96;
/** @type {Map<number, { heights: Float32Array, slopes: Float32Array }>} */
const profiles = new Map();

/**
 * @param {Surface} surface
 * @param {Stroke} stroke
 */
export function drawEdge(surface, { down, start, end, low, high, width, pixel, alpha, dash }) {
  const { pixels } = surface;
  const run = end - start;
  if (run < 1) return;
  const [alongStep, acrossStep] = down ? [surface.width, 1] : [1, surface.width];
  const [alongEnd, acrossEnd] = down ? [surface.height, surface.width] : [surface.width, surface.height];
  const margin = width + 2;
  if (Math.max(low, high) < -margin || Math.min(low, high) > acrossEnd + margin) return;
  const { heights, slopes } = profileOf(run);
  const rise = high - low;
  const half = width / 2;
  // A line thinner than a pixel covers less of it.
  const most = 256 * alpha * Math.min(1, width);
  const reach = Math.max(half, 0.5) + 0.5;
  const last = Math.min(run, alongEnd - start);
  let travelled = 0;
  for (let step = Math.max(0, -start); step < last; step += 1) {
    const slope = (rise * slopes[step]) / run;
    const stretch = Math.sqrt(1 + slope * slope);
    travelled += stretch;
    if (dash > 0 && Math.floor(travelled / dash) & 1) continue;
    const middle = low + rise * heights[step] - 0.5;
    const extent = reach * stretch;
    const first = Math.max(0, Math.ceil(middle - extent));
    const final = Math.min(acrossEnd - 1, Math.floor(middle + extent));
    const perStep = 1 / stretch;
    let at = (start + step) * alongStep + first * acrossStep;
    for (let across = first; across <= final; across += 1, at += acrossStep) {
      const distance = across < middle ? (middle - across) * perStep : (across - middle) * perStep;
      const cover = reach - distance;
      if (cover <= 0) continue;
      pixels[at] = blend(pixels[at], pixel, cover >= 1 ? most : most * cover);
    }
  }
}

/**
 * The curve's height and slope at the middle of each pixel of its run.
 * @param {number} run pixels
 */
function profileOf(run) {
  const known = profiles.get(run);
  if (known) return known;
  if (profiles.size >= MOST_PROFILES) profiles.clear();
  const heights = Float32Array.from({ length: run }, (_, step) => heightAt((step + 0.5) / run));
  const slopes = Float32Array.from({ length: run }, (_, step) => slopeAt((step + 0.5) / run));
  const made = { heights, slopes };
  profiles.set(run, made);
  return made;
}
