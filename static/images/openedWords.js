/** What a layer does to make a map or a unit, in a sentence, by its kind. */

import { shownRun } from "./stage.js";
import { activationText, layerTitle } from "./names.js";

/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {import("../wire/types.js").NetworkLayer} NetworkLayer */

/** @type {Record<string, (layer: NetworkLayer, source: string) => string>} */
const WORDS = {
  residual: ({ planes = [] }) => `each of the ${planes[0]?.shape[0]} maps of its first convolution slides under a kernel of ${sizeOf(planes[0])}; to the products and the bias comes what went around both`,
  batch_norm: () => "less the mean μ, over the spread σ: running averages over the batches; then times the scale γ, and shifted by β",
  layer_norm: ({ output_shape: shape }) => `less the mean μ, over the spread σ, of all ${shape?.length === 3 ? "channels at each place" : "units of this image"}; then times the scale γ, and shifted by β`,
  dropout: () => "looked at, all numbers go through; while it learns, each update leaves out a share of them, and what is left counts for more",
  max_pool: (_, source) => `each place takes the largest number of its window on the map of the same number of ${source}`,
  average_pool: (_, source) => `each place takes the mean of its window on the map of the same number of ${source}`,
  global_pool: (_, source) => `one number of all places of the map of the same number of ${source}`,
  dense: (_, source) => `each number of ${source} times its own weight; the products and the bias add up`,
  head: (_, source) => `each number of ${source} times its own weight; the products and the bias add up`,
};

/** @param {NetworkInfo} network @param {number} at @param {boolean} first whether it is a residual block's first convolution */
export function openedWords(network, at, first) {
  const layer = network.layers[at];
  const source = sourceTitle(network, at);
  const words = ((first ? undefined : WORDS[layer.kind]) ?? convolution)(layer, source);
  if (layer.activation === "linear") return words;
  return `${words}; ${layer.activation === "softmax" ? "softmax makes p of the z of all classes" : `${activationText(layer.activation)} makes a of z`}`;
}

/** What a layer reads, where a flatten layer only lays it in a row: the maps before. @param {NetworkInfo} network @param {number} at */
function sourceTitle(network, at) {
  const from = network.layers[at - 1]?.kind === "flatten" ? at - 2 : at - 1;
  return from < 0 ? "the image" : layerTitle(network, from);
}

/** @param {NetworkLayer} layer @param {string} source */
function convolution({ inputs, planes = [] }, source) {
  const size = sizeOf(planes[0]);
  const maps = inputs === 1 ? `${source} slides under a kernel of ${size}` : `each of the ${inputs} maps of ${source} slides under its own kernel of ${size}`;
  return `${maps}; ${inputs === 1 ? "the product" : "the products"} and the bias add up`;
}

/** @param {{ shape: number[] } | undefined} plane */
function sizeOf(plane) {
  const size = plane?.shape.slice(2) ?? [];
  return size[0] === 1 ? String(size[1]) : size.join(" × ");
}

/** What one of its inputs is called: "map 3 of Conv 1". @param {import("./opening.js").Opened} of @param {number} input */
export function readTitle({ which, kind, inputs, kernels }, input) {
  const network = shownRun.peek()?.network;
  if (!network) return "";
  const number = kernels ? input : which.unit;
  const what = inputs.shape[1] * inputs.shape[2] > 1 ? "map" : "unit";
  if (kind === "residual" && which.first === null) return `map ${number + 1} of its first convolution`;
  const source = sourceTitle(network, which.layer);
  return source === "the image" && inputs.shape[0] === 1 ? source : `${what} ${number + 1} of ${source}`;
}
