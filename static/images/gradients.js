/** The back of every square: how the image's loss changes with it, on a logarithmic scale, for gradients span decades. */

import { drawMap } from "./drawMap.js";
import { weightTable } from "./tables.js";
import { signal } from "../vendor/ui.js";

/** @typedef {import("./reading.js").Picture} Picture */

/** From the smallest gradient that has a color to the largest. */
export const DECADES = 5;

/** The largest power of ten in sight: steady, it moves when the gradients leave its decade. */
export const top = signal(0);

/** @type {WeakMap<object, Map<number, Uint8Array>>} */
const made = new WeakMap();

/**
 * @param {import("../draw/surface.js").Surface} surface
 * @param {Picture} picture
 * @param {{ layer: number, unit: number }} of layer -1: the image; unit -1: all numbers of the layer
 * @param {import("./layout.js").Box} box
 * @param {import("../draw/tiles.js").Corners} corner
 * @returns {boolean} false where the engine told no gradient
 */
export function drawBack(surface, picture, { layer, unit }, box, corner) {
  const gradient = gradientOf(picture, layer);
  if (!gradient) return false;
  const bytes = bytesOf(picture, layer, gradient);
  const [rows, columns, channels] = gradient.shape.length === 3 ? gradient.shape : unit < 0 ? [gradient.length, 1, 1] : [1, 1, 1];
  const from = gradient.shape.length === 3 ? Math.max(0, unit) : Math.max(0, unit);
  if (from >= gradient.length) return false;
  drawMap(surface, { bytes, from, rows, columns, rowStep: columns * channels, step: channels }, weightTable.peek(), box, corner);
  return true;
}

/** @param {Picture} picture @param {number} layer */
export function gradientOf(picture, layer) {
  return picture.array(layer < 0 ? "gradients.input" : `gradients.${layer}`);
}

/** @param {Picture} picture @param {number} layer @param {Float32Array} gradient */
function bytesOf(picture, layer, gradient) {
  const known = made.get(picture) ?? new Map();
  made.set(picture, known);
  const found = known.get(layer);
  if (found) return found;
  const bytes = Uint8Array.from(gradient, (value) => 128 + Math.sign(value) * Math.round(127 * shareOf(value, top.peek())));
  known.set(layer, bytes);
  return bytes;
}

/**
 * How strong a gradient's color is: 1 at the top power of ten, 0 so many decades below.
 * @param {number} value
 * @param {number} power
 */
export function shareOf(value, power) {
  const size = Math.abs(value);
  if (!(size > 0)) return 0;
  return Math.min(1, Math.max(0, (Math.log10(size) - power + DECADES) / DECADES));
}

/** Moves the scale to what is in sight, a decade at a time. @param {Picture} picture */
export function surveyGradients(picture) {
  let most = 0;
  for (let layer = -1; layer < picture.run.network.layers.length; layer += 1) for (const value of gradientOf(picture, layer) ?? []) if (Math.abs(value) > most) most = Math.abs(value);
  if (!(most > 0) || !Number.isFinite(most)) return;
  const power = Math.ceil(Math.log10(most));
  // It shrinks only once what is in sight is well below.
  if (power > top.peek() || Math.log10(most) < top.peek() - 1.5) top.value = power;
}
