/** What the picture of a network on images asks of the engine, and the newest answer to draw. */

import { FIRST, following, octave, robustSize } from "../draw/scale.js";
import { toBytes } from "../draw/cells.js";
import { subscribe, unsubscribe } from "../state/actions.js";
import { info, moment, run, tensor } from "../state/store.js";
import { computed, effect, signal, untracked } from "../vendor/ui.js";
import { counts, flipped, viewed } from "./viewed.js";

/** @typedef {import("../wire/types.js").RunInfo} RunInfo */
/** @typedef {import("../wire/types.js").Frame} Frame */
/** @typedef {import("./viewed.js").Viewed} Viewed */
/** @typedef {{ values: Float32Array, bytes: Uint8Array, shape: number[], sizes: Float32Array, sums: Float32Array }} Weights
 *   sizes, sums: of each unit's weights from each input, [units, inputs]: their norm and their sum */

/**
 * All that is drawn of one moment: a network, an image, and what the one makes of the other.
 * @typedef {object} Picture
 * @property {RunInfo} run
 * @property {Viewed} of the image
 * @property {Record<string, any>} info the probe's own words
 * @property {(name: string) => any} array of the probe `image`
 * @property {Map<number, Weights>} weights of each layer that has them
 * @property {Map<number, Float32Array>} biases
 */

const PARAMETERS = "images.parameters";
const PARAMETERS_S = 0.1;
const SCALE_S = 0.25;

export const picture = signal(/** @type {Picture | null} */ (null));
/** Weight of full color: of kernels, and of the weights of dense layers. */
export const scales = signal({ kernels: FIRST, weights: FIRST });

let asked = 0;
/** The view that looks at each image. @type {Map<string, Viewed>} */
const views = new Map();

/** @returns {() => void} stops asking */
export function askForPicture() {
  const missing = computed(() => picture.value?.run.id !== run.value?.id || picture.value?.run.revision !== run.value?.revision);
  // What is asked for now and then waits while a program is compiled: of a network not seen yet every frame is asked for.
  const stopLearning = effect(() => subscribe(PARAMETERS, "parameters", {}, missing.value ? undefined : PARAMETERS_S));
  const stopLooking = effect(() => {
    const of = viewed.value;
    const which = of.pixels === undefined ? { set: of.set, index: of.index } : { pixels: of.pixels };
    asked += 1;
    const view = `images.look.${asked}`;
    // A view of its own for each image, so that what is drawn is never under another's name.
    for (const old of views.keys()) unsubscribe(old);
    views.clear();
    views.set(view, of);
    subscribe(view, "image", { ...which, ...(flipped.value ? { gradients: true } : {}) });
  });
  const stopReading = effect(() => {
    const now = moment.value;
    if (now) untracked(() => read(now));
  });
  const stopSizing = keepWithin();
  return () => {
    for (const stop of [stopLearning, stopLooking, stopReading, stopSizing]) stop();
    for (const view of [...views.keys(), PARAMETERS]) unsubscribe(view);
    views.clear();
  };
}

/** A smaller set of images may be without the one in view; one's own drawing may not fit the new images. */
function keepWithin() {
  let before = "";
  let added = run.peek()?.experiment.data["added"];
  return effect(() => {
    const data = run.value?.experiment.data;
    const now = viewed.peek();
    if (data?.["added"] !== added && now.pixels === undefined && now.set === "train") viewed.value = { set: "train", index: 0 };
    added = data?.["added"];
    const key = JSON.stringify([run.value?.id, data?.dataset, data?.count, data?.train_percent, run.value?.network.input_shape]);
    if (before && key !== before) viewed.value = { set: "test", index: 0 };
    before = key;
  });
}

/** @param {{ run: RunInfo, frame: Frame }} now */
function read({ run: of, frame }) {
  if (of.network.family !== "images") return;
  for (const [view, image] of views) {
    const told = info(frame, view);
    if (!told || told.error) continue;
    const before = picture.peek();
    const same = before !== null && before.run.id === of.id && before.run.revision === of.revision;
    const learned = tensor(frame, PARAMETERS, `biases.${of.network.layers.length - 1}`) ? parametersOf(frame, of) : same ? before : null;
    if (!learned) continue;
    const { train, test } = counts.peek();
    if (told.train !== train || told.test !== test) counts.value = { train: told.train, test: told.test };
    picture.value = { run: of, of: image, info: told, array: (name) => tensor(frame, view, name), weights: learned.weights, biases: learned.biases };
  }
}

let surveyed = -Infinity;
let surveyedRun = "";
const goesOn = following();

/**
 * @param {Frame} frame
 * @param {RunInfo} of
 * @returns {{ weights: Map<number, Weights>, biases: Map<number, Float32Array> }}
 */
function parametersOf(frame, of) {
  const weights = new Map();
  const biases = new Map();
  const arrays = of.network.layers.map((_, layer) => /** @type {any} */ (tensor(frame, PARAMETERS, `weights.${layer}`)));
  survey(arrays, of, frame.header.updates);
  arrays.forEach((values, layer) => {
    if (!values) return;
    const scale = values.shape.length > 2 ? scales.peek().kernels : scales.peek().weights;
    weights.set(layer, { values, shape: values.shape, bytes: toBytes(values, scale), ...summed(values, values.shape) });
    biases.set(layer, /** @type {any} */ (tensor(frame, PARAMETERS, `biases.${layer}`)));
  });
  return { weights, biases };
}

/**
 * The scales of the weights, looked at a few times a second: robust, in octaves, steady.
 * @param {(any)[]} arrays
 * @param {RunInfo} of
 * @param {number} updates
 */
function survey(arrays, of, updates) {
  const now = performance.now();
  const fresh = `${of.id} ${of.revision}` !== surveyedRun;
  if (!fresh && now - surveyed < 1000 * SCALE_S) return;
  surveyed = now;
  surveyedRun = `${of.id} ${of.revision}`;
  const last = scales.peek();
  const before = goesOn(of.id, updates) ? last : { kernels: FIRST, weights: FIRST };
  const size = (/** @type {boolean} */ kernels) => {
    const all = arrays.filter((values) => values && values.shape.length > 2 === kernels);
    const every = Math.max(1, Math.floor(all.reduce((sum, values) => sum + values.length, 0) / 4096));
    return robustSize(Float32Array.from(all.flatMap((values) => Array.from({ length: Math.floor(values.length / every) }, (_, at) => Math.abs(values[at * every])))));
  };
  const next = { kernels: octave(size(true), before.kernels), weights: octave(size(false), before.weights) };
  if (next.kernels !== last.kernels || next.weights !== last.weights) scales.value = next;
}

/**
 * Norm and sum of what each unit takes from each input.
 * @param {Float32Array} values [units, inputs, …]
 * @param {number[]} shape
 */
function summed(values, shape) {
  const pairs = shape[0] * shape[1];
  const each = values.length / pairs;
  const sizes = new Float32Array(pairs);
  const sums = new Float32Array(pairs);
  for (let pair = 0, at = 0; pair < pairs; pair += 1) {
    let [squares, sum] = [0, 0];
    for (const end = at + each; at < end; at += 1) {
      squares += values[at] * values[at];
      sum += values[at];
    }
    sizes[pair] = Math.sqrt(squares);
    sums[pair] = sum;
  }
  return { sizes, sums };
}
