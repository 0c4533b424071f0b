/** What the picture asks of the engine, and the arrays of a frame under their names. */

import { subscribe, unsubscribe } from "../state/actions.js";
import { info, tensor } from "../state/store.js";

/** @typedef {import("../wire/types.js").Frame} Frame */
/** @typedef {import("../wire/types.js").RunInfo} RunInfo */
/** @typedef {import("../wire/types.js").Tensor} Tensor */

/**
 * Maps of several units: [count, side, side].
 * @typedef {{ bytes: Uint8Array, count: number, side: number, info: Record<string, any> }} Maps
 */

/**
 * @typedef {object} Reading
 * @property {ArrayLike<number>[]} weights of each layer, [units, inputs]
 * @property {ArrayLike<number>[]} biases
 * @property {(ArrayLike<number> | null)[]} dead
 * @property {Maps | null} features
 * @property {Maps | null} hidden
 * @property {Maps | null} output
 */

const TILE_RESOLUTION = 50;
const OUTPUT_RESOLUTION = 100;
export const POINT_VIEW = "picture.point";
export const VIEWS = { parameters: "picture.parameters", features: "picture.features", hidden: "picture.hidden", output: "picture.output" };

/** @returns {() => void} takes it back */
export function askForPicture() {
  subscribe(VIEWS.parameters, "parameters");
  subscribe(VIEWS.features, "features", { resolution: TILE_RESOLUTION });
  subscribe(VIEWS.hidden, "maps", { resolution: TILE_RESOLUTION });
  subscribe(VIEWS.output, "output_map", { resolution: OUTPUT_RESOLUTION });
  return () => Object.values(VIEWS).forEach(unsubscribe);
}

/** @type {{ frame: Frame | null, reading: Reading | null }} */
const newest = { frame: null, reading: null };

/**
 * @param {{ run: RunInfo, frame: Frame } | null} moment
 * @returns {Reading | null} null until every layer's weights are there
 */
export function readingOf(moment) {
  if (!moment) return null;
  if (newest.frame !== moment.frame) {
    newest.frame = moment.frame;
    newest.reading = gather(moment.frame, moment.run.network.layers.length);
  }
  return newest.reading;
}

/**
 * @param {Frame} frame
 * @param {number} layers
 * @returns {Reading | null}
 */
function gather(frame, layers) {
  /** @type {Reading} */
  const reading = {
    weights: [],
    biases: [],
    dead: [],
    features: mapsOf(frame, VIEWS.features),
    hidden: mapsOf(frame, VIEWS.hidden),
    output: mapsOf(frame, VIEWS.output),
  };
  for (let layer = 0; layer < layers; layer += 1) {
    const weights = numbers(tensor(frame, VIEWS.parameters, `weights.${layer}`));
    const biases = numbers(tensor(frame, VIEWS.parameters, `biases.${layer}`));
    if (!weights || !biases) return null;
    reading.weights.push(weights);
    reading.biases.push(biases);
    reading.dead.push(numbers(tensor(frame, VIEWS.parameters, `dead.${layer}`)));
  }
  return reading;
}

/**
 * @param {Frame} frame
 * @param {string} view
 * @returns {Maps | null}
 */
function mapsOf(frame, view) {
  const bytes = tensor(frame, view, "maps");
  if (!(bytes instanceof Uint8Array) || bytes.shape.length !== 3) return null;
  return { bytes, count: bytes.shape[0], side: bytes.shape[2], info: info(frame, view) ?? {} };
}

/**
 * @param {Tensor | null} of
 * @returns {ArrayLike<number> | null}
 */
function numbers(of) {
  return /** @type {ArrayLike<number> | null} */ (/** @type {unknown} */ (of));
}

/**
 * Place of a hidden unit among the maps of all; past their end for one that is folding away.
 * @param {{ layers: { units: number }[] }} network
 * @param {number} layer
 * @param {number} unit
 */
export function mapIndex(network, layer, unit) {
  let before = 0;
  for (let at = 0; at < layer; at += 1) before += network.layers[at]?.units ?? 0;
  return before + unit;
}
