/** The curves between the columns: strongest in color where something is pointed at, gray otherwise. */

import { drawEdge } from "../draw/edges.js";
import { colors, pixel } from "../draw/palette.js";

/** @typedef {import("../draw/surface.js").Surface} Surface */
/** @typedef {import("./layout.js").Scene} Scene */
/** @typedef {import("./layout.js").Column} Column */
/** @typedef {import("./reading.js").Picture} Picture */
/** @typedef {import("../state/store.js").Pick} Pick */
/** @typedef {{ x: number, y: number }} Port */

const GRAY = 0.13;
const GRAY_ALL = 0.34;
const WIDE = 2.6;
/** More gray curves than this are a hairball: then only every so-manieth is drawn, and the legend says so. */
export const MOST_CURVES = 1200;

/**
 * @param {Surface} surface
 * @param {Scene} scene
 * @param {Picture} picture
 * @param {Pick | null} pointed
 * @param {boolean} dashes
 */
export function drawCurves(surface, scene, picture, pointed, dashes) {
  const draw = pen(surface, dashes);
  for (let at = 1; at < scene.columns.length; at += 1) {
    const [from, to] = [scene.columns[at - 1], scene.columns[at]];
    const target = pointed?.kind === "unit" && pointed.layer === to.layer ? pointed.unit : -1;
    const first = at === 1 && scene.kernel > 0;
    if (first) drawToKernels(draw, scene, picture, to, target);
    else drawBetween(draw, from, to, picture, target);
  }
}

/** @typedef {(from: Port, to: Port, value: number | null, share: number) => void} Pen value: null for gray; its sign else */

/** @param {Surface} surface @param {boolean} dashes @returns {Pen} */
function pen(surface, dashes) {
  const { negative, positive, muted } = colors.peek();
  const [negativePixel, positivePixel, grayPixel] = [pixel(negative), pixel(positive), pixel(muted)];
  const { ratio } = surface;
  return (from, to, value, share) => {
    const gray = value === null;
    drawEdge(surface, {
      down: false,
      start: Math.round(from.x * ratio),
      end: Math.round(to.x * ratio),
      low: from.y * ratio,
      high: to.y * ratio,
      width: (gray ? 0.9 : 0.9 + WIDE * share) * ratio,
      pixel: gray ? grayPixel : value < 0 ? negativePixel : positivePixel,
      alpha: gray ? share : 0.35 + 0.65 * share,
      dash: !gray && dashes && value < 0 ? 5 * ratio : 0,
    });
  };
}

/** The image to each kernel, and on to its map. @param {Pen} draw @param {Scene} scene @param {Picture} picture @param {Column} to @param {number} target */
function drawToKernels(draw, scene, picture, to, target) {
  const [image] = scene.columns[0].tiles;
  const weights = picture.weights.get(to.layer);
  const most = largest(weights?.sizes);
  for (const tile of to.tiles) {
    const inputs = weights?.shape[1] ?? 1;
    const [sum, size] = total(weights, tile.unit, inputs);
    const share = (most > 0 ? size / most : 0) * (target >= 0 && target !== tile.unit ? 0.3 : 1);
    const y = tile.y + tile.height / 2;
    const kernel = kernelBox(scene, tile);
    draw(leave(image), { x: kernel.x, y }, sum, share * 0.7);
    draw({ x: kernel.x + kernel.width, y }, { x: tile.x, y }, sum, share * 0.7);
  }
}

/** Where a kernel of the first layer stands: on its curve, before its map. @param {Scene} scene @param {import("./layout.js").Box} tile */
export function kernelBox({ kernel }, tile) {
  return { x: tile.x - kernel - 12, y: Math.round(tile.y + (tile.height - kernel) / 2), width: kernel, height: kernel };
}

/** @param {import("./reading.js").Weights | undefined} weights @param {number} unit @param {number} inputs @returns {[number, number]} */
function total(weights, unit, inputs) {
  let [sum, squares] = [0, 0];
  for (let input = 0; weights && input < inputs; input += 1) {
    sum += weights.sums[unit * inputs + input];
    squares += weights.sizes[unit * inputs + input] ** 2;
  }
  return [sum, Math.sqrt(squares)];
}

/** @param {Pen} draw @param {Column} from @param {Column} to @param {Picture} picture @param {number} target the unit pointed at, -1 */
function drawBetween(draw, from, to, picture, target) {
  const weights = picture.weights.get(to.layer);
  const ends = arrivals(to);
  if (from.strip) return drawFromStrip(draw, from.strip, ends, weights, target);
  const starts = from.tiles;
  if (to.strip) {
    const strip = to.strip;
    for (const [at, tile] of starts.entries()) draw(leave(tile), { x: strip.x, y: strip.y + ((at + 0.5) / starts.length) * strip.height }, null, GRAY_ALL);
    return undefined;
  }
  const planes = picture.run.network.layers[to.layer].planes ?? [];
  const has = (/** @type {string} */ name) => planes.some((plane) => plane.name === name);
  const mixes = has("weights") || has("weights_1");
  // One map makes one map: pooling, normalization, dropout, and the way around a residual block.
  if (!mixes || (has("weights_1") && !has("weights_skip"))) {
    for (const [at, tile] of starts.entries()) draw(leave(tile), ends[at].port, null, ends[at].unit === target ? 0.9 : GRAY_ALL);
  }
  if (!mixes) return undefined;
  const paired = weights && weights.shape[1] === starts.length && weights.shape[0] >= ends.length;
  const every = Math.max(1, Math.ceil((starts.length * ends.length) / MOST_CURVES));
  let count = 0;
  // The more curves there are, and the less room for them, the fainter each one is.
  const gap = Math.max(1, ends[0].port.x - from.x - from.width);
  const faint = Math.max(0.03, GRAY * Math.min(1, Math.sqrt(128 / (starts.length * ends.length))) * Math.min(1, gap / 40));
  for (const end of ends) {
    if (end.unit === target) continue;
    for (const tile of starts) if (count++ % every === 0) draw(leave(tile), end.port, null, faint);
  }
  const chosen = ends.find((end) => end.unit === target);
  if (!chosen) return undefined;
  if (!paired) return starts.forEach((tile) => draw(leave(tile), chosen.port, null, GRAY_ALL));
  const row = target * starts.length;
  const most = largest(weights.sizes.subarray(row, row + starts.length));
  for (const tile of starts) draw(leave(tile), chosen.port, weights.sums[row + tile.unit], most ? weights.sizes[row + tile.unit] / most : 0);
  return undefined;
}

const STRONGEST = 24;

/** Single numbers to units: a gray fan, the strongest in color for the unit pointed at. @param {Pen} draw @param {import("./layout.js").Box} strip @param {End[]} ends @param {import("./reading.js").Weights | undefined} weights @param {number} target */
function drawFromStrip(draw, strip, ends, weights, target) {
  const x = strip.x + strip.width;
  const parts = Math.max(1, Math.min(6, Math.floor(MOST_CURVES / ends.length)));
  const faint = GRAY * Math.min(1, Math.sqrt(384 / (parts * ends.length)));
  for (const end of ends) {
    if (end.unit === target) continue;
    for (let part = 0; part < parts; part += 1) draw({ x, y: strip.y + ((part + 0.5) / parts) * strip.height }, end.port, null, faint);
  }
  const chosen = ends.find((end) => end.unit === target);
  if (!chosen || !weights || target >= weights.shape[0]) return;
  const inputs = weights.shape[1];
  const row = weights.sizes.subarray(target * inputs, (target + 1) * inputs);
  const order = Array.from(row.keys()).sort((a, b) => row[b] - row[a]).slice(0, STRONGEST);
  for (const input of order.reverse()) draw({ x, y: strip.y + ((input + 0.5) / inputs) * strip.height }, chosen.port, weights.sums[target * inputs + input], row[input] / row[order[order.length - 1]]);
}

/** @typedef {{ unit: number, port: Port }} End */

/** @param {Column} column @returns {End[]} */
function arrivals({ tiles, rows, strip }) {
  if (strip) return [{ unit: -2, port: { x: strip.x, y: strip.y + strip.height / 2 } }];
  const tall = rows.map(({ unit, x, y, height }) => ({ unit, port: { x, y: y + height / 2 } }));
  return [...tall, ...tiles.map((tile) => ({ unit: tile.unit, port: { x: tile.x, y: tile.y + tile.height / 2 } }))];
}

/** @param {import("./layout.js").Box} tile @returns {Port} */
function leave({ x, y, width, height }) {
  return { x: x + width, y: y + height / 2 };
}

/** @param {Float32Array | undefined} values */
function largest(values) {
  let most = 0;
  for (const value of values ?? []) if (value > most) most = value;
  return most;
}
