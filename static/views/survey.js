/** What is seen of the weights as a whole, looked at a few times a second: their scale, the strongest units, what is left out. */

import { FIRST, following, octave, robustSize } from "../draw/scale.js";
import { outgoingNorms, strongest, threshold } from "../layout/folding.js";
import { moment, theme } from "../state/store.js";
import { batch, effect, signal, untracked } from "../vendor/ui.js";
import { readingOf } from "./reading.js";
import { folded, opened, places, scene, shape } from "./stage.js";

/** @typedef {import("./reading.js").Reading} Reading */

const EVERY_MS = 250;
/** More curves than this are a hairball. */
export const MOST_EDGES = 2000;

/** The weight drawn in full width and color. */
export const weightScale = signal(FIRST);
/** Set while the person holds the weights' scale. */
export const weightPin = signal(false);
/** The |weight| under which curves are left out; 0: all are drawn. */
export const weakest = signal(0);
/** How many weights the network has, and how many are drawn. */
export const drawn = signal({ all: 0, shown: 0 });

/** @type {Float32Array} */
let sizes = new Float32Array(256);
const goesOn = following();

/**
 * Surveys the frames' weights, not too often; the last frame is never left out.
 * @returns {() => void} stops
 */
export function beginSurvey() {
  let last = -Infinity;
  let lastShape = shape.peek();
  let late = 0;
  const look = () => {
    clearTimeout(late);
    late = 0;
    last = performance.now();
    lastShape = shape.peek();
    const now = moment.peek();
    const reading = readingOf(now);
    if (now && reading) untracked(() => batch(() => survey(reading, goesOn(now.run.id, now.frame.header.updates))));
  };
  const stop = effect(() => {
    void [moment.value, theme.value];
    const wait = last + EVERY_MS - performance.now();
    if (wait <= 0 || shape.value !== lastShape) look();
    else late ||= window.setTimeout(look, wait);
  });
  return () => {
    clearTimeout(late);
    stop();
  };
}

/** @param {Reading} reading @param {boolean} steady whether the training goes on from the last one */
function survey(reading, steady) {
  fold(reading);
  const count = collect(reading);
  const seen = sizes.subarray(0, count);
  if (!weightPin.value) weightScale.value = octave(robustSize(seen), steady ? weightScale.value : FIRST);
  weakest.value = threshold(seen, MOST_EDGES);
  const all = reading.weights.reduce((sum, weights) => sum + weights.length, 0);
  const shown = Math.min(count, MOST_EDGES);
  if (drawn.value.all !== all || drawn.value.shown !== shown) drawn.value = { all, shown };
}

/**
 * The sizes of the weights between shown units, into `sizes`.
 * @param {Reading} reading
 * @returns {number} how many
 */
function collect(reading) {
  const { columns } = scene.value;
  let count = 0;
  for (let to = 1; to < columns.length; to += 1) {
    const [from, into] = [columns[to - 1], columns[to]];
    const weights = reading.weights[into.layer];
    const needed = count + from.slots.length * into.slots.length;
    if (needed > sizes.length) {
      const larger = new Float32Array(2 * needed);
      larger.set(sizes);
      sizes = larger;
    }
    for (const target of into.slots) {
      for (const source of from.slots) {
        const weight = weights?.[target.index * from.units + source.index];
        if (weight !== undefined && Number.isFinite(weight)) sizes[count++] = Math.abs(weight);
      }
    }
  }
  return count;
}

/**
 * Chooses the units that stand for each wide layer.
 * @param {Reading} reading
 */
function fold(reading) {
  /** @type {Record<number, number[]>} */
  const next = {};
  let changed = false;
  shape.value.hidden.forEach((units, layer) => {
    if (shape.value.shown[layer] === null || opened.value[layer] !== undefined) return;
    const weights = reading.weights[layer + 1];
    if (!weights || weights.length % units) return;
    const before = folded.value[layer] ?? null;
    next[layer] = strongest(outgoingNorms(weights, units), places.value, before);
    changed ||= String(next[layer]) !== String(before);
  });
  if (changed) folded.value = { ...folded.value, ...next };
}
