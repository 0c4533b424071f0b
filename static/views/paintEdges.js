/** Draws the weights of a frame between the slots of a scene. */

import { drawEdge } from "../draw/edges.js";
import { colors, pixel } from "../draw/palette.js";
import { ports } from "../layout/hit.js";

/** @typedef {import("./painter.js").Picture} Picture */
/** @typedef {import("../draw/surface.js").Surface} Surface */
/** @typedef {import("../state/store.js").Pick} Pick */
/** @typedef {import("../draw/edges.js").Stroke} Stroke */

const THINNEST = 0.7;
const FAINTEST = 0.2;
const STRONGEST = 0.85;
const DASH = 5;
/** What does not belong to the unit pointed at steps back. */
const ASIDE = 0.22;
/** Share of the scale that a weight must move before the curves are drawn again. */
const VISIBLE = 1 / 160;

/**
 * @param {Surface} surface
 * @param {Picture} picture
 * @param {Float32Array[]} drawn takes the weights as they are drawn, for weightsMoved()
 */
export function drawGaps(surface, picture, drawn) {
  const { scene, reading } = picture;
  drawn.length = reading?.weights.length ?? 0;
  if (!reading) return;
  for (let to = 1; to < scene.columns.length; to += 1) drawGap(surface, picture, to);
  reading.weights.forEach((weights, layer) => {
    if (drawn[layer]?.length !== weights.length) drawn[layer] = new Float32Array(weights.length);
    drawn[layer].set(weights);
  });
}

/**
 * Whether any weight moved so far that it shows.
 * @param {Float32Array[]} drawn
 * @param {import("./reading.js").Reading | null} reading
 * @param {number} scale
 */
export function weightsMoved(drawn, reading, scale) {
  if (!reading) return false;
  if (drawn.length !== reading.weights.length) return true;
  const least = scale * VISIBLE;
  return reading.weights.some((weights, layer) => {
    const before = drawn[layer];
    if (before?.length !== weights.length) return true;
    for (let at = 0; at < before.length; at += 1) if (Math.abs(weights[at] - before[at]) > least) return true;
    return false;
  });
}

/**
 * The curves into one layer.
 * @param {Surface} surface
 * @param {Picture} picture
 * @param {number} to column they arrive at
 */
function drawGap(surface, { scene, view, reading, network, pointed, dashes, weightScale, weakest }, to) {
  const [sources, targets] = [scene.columns[to - 1].slots, scene.columns[to].slots];
  const layer = scene.columns[to].layer;
  const weights = reading?.weights[layer];
  const dead = reading?.dead[layer];
  const inputs = network?.layers[layer]?.inputs ?? 0;
  if (!weights || !targets.length) return;
  const { negative, positive, ink, muted } = colors.peek();
  const [negativePixel, positivePixel, mutedPixel] = [pixel(negative), pixel(positive), pixel(muted)];
  const down = scene.flow === "down";
  // The output's map is where the pointer mostly is: nothing steps back for it.
  const aside = pointed?.kind === "unit" && pointed.layer === scene.columns.length - 2 && !scene.mixed ? null : pointed;
  const scale = view.zoom * surface.ratio;
  const stroke = /** @type {Stroke} */ ({ down, start: 0, end: 0, low: 0, high: 0, width: 1, pixel: 0, alpha: 1, dash: 0 });
  const place = (/** @type {number} */ world, /** @type {number} */ shift) => (world * view.zoom + shift) * surface.ratio;
  const leaves = sources.map((slot) => ports(slot, scene.flow).leave);
  for (const target of targets) {
    const { arrive } = ports(target, scene.flow);
    stroke.end = Math.round(down ? place(arrive.y, view.y) : place(arrive.x, view.x));
    stroke.high = down ? place(arrive.x, view.x) : place(arrive.y, view.y);
    for (let order = 0; order < sources.length; order += 1) {
      const input = sources[order].index;
      const at = target.index * inputs + input;
      const weight = weights[at];
      const size = Math.abs(weight);
      const gone = dead?.[at] === 1;
      const [near, exactly] = nearness(aside, layer, target.index, input);
      if (weight === undefined || (size < weakest && !exactly)) continue;
      stroke.start = Math.round(down ? place(leaves[order].y, view.y) : place(leaves[order].x, view.x));
      stroke.low = down ? place(leaves[order].x, view.x) : place(leaves[order].y, view.y);
      const share = Math.min(1, size / weightScale);
      stroke.width = (THINNEST + (scene.edgeWidth - THINNEST) * share) * scale;
      if (exactly) drawHalo(surface, stroke, pixel(ink), scale);
      // A link that L1 put to rest is no weight any more: dotted, in no sign's color.
      stroke.pixel = gone ? mutedPixel : weight < 0 ? negativePixel : positivePixel;
      stroke.alpha = (gone ? 0.45 : FAINTEST + (STRONGEST - FAINTEST) * share ** 0.75) * near;
      stroke.dash = gone ? 1.5 * scale : dashes && weight < 0 ? DASH * scale : 0;
      if (exactly) stroke.alpha = 1;
      drawEdge(surface, stroke);
    }
  }
}

/**
 * The curve pointed at, marked: a rim of ink around it.
 * @param {Surface} surface
 * @param {Stroke} stroke
 * @param {number} ink
 * @param {number} scale
 */
function drawHalo(surface, stroke, ink, scale) {
  drawEdge(surface, { ...stroke, width: stroke.width + 2.6 * scale, pixel: ink, alpha: 0.9, dash: 0 });
  drawEdge(surface, { ...stroke, width: stroke.width + 0.8 * scale, pixel: pixel(colors.peek().paper), alpha: 1, dash: 0 });
}

/**
 * How strongly an edge shows beside what is pointed at, and whether it is that itself.
 * @param {Pick | null} pointed
 * @param {number} layer
 * @param {number} unit
 * @param {number} input
 * @returns {[number, boolean]}
 */
function nearness(pointed, layer, unit, input) {
  switch (pointed?.kind) {
    case "unit": {
      const arrives = pointed.layer === layer && pointed.unit === unit;
      const leaves = pointed.layer === layer - 1 && pointed.unit === input;
      return [arrives || leaves ? 1 : ASIDE, false];
    }
    case "feature":
      return [layer === 0 && pointed.index === input ? 1 : ASIDE, false];
    case "weight": {
      const itself = pointed.layer === layer && pointed.unit === unit && pointed.input === input;
      return [itself ? 1 : 0.6, itself];
    }
    default:
      return [1, false];
  }
}
