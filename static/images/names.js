/** What the parts of a network on images are called. */

import { kindLabel, layerTitle, shortKind } from "../panels/kinds.js";
import { activationEntry, activationLabel, className } from "../panels/names.js";

export { kindLabel, layerTitle, shortKind };

/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {import("../wire/types.js").NetworkLayer} NetworkLayer */

/** Whether a layer gives maps, not single numbers. @param {NetworkLayer | undefined} layer */
export function givesMaps(layer) {
  return layer?.output_shape?.length === 3;
}

/**
 * "Conv 2 · map 4".
 * @param {NetworkInfo} network
 * @param {number} layer
 * @param {number} unit
 */
export function unitTitle(network, layer, unit) {
  const of = network.layers[layer];
  if (!of) return "";
  if (of.kind !== "head") return `${layerTitle(network, layer)} · ${givesMaps(of) ? "map" : "unit"} ${unit + 1}`;
  const slots = network.slots ?? 1;
  const name = className(network, unit % network.classes);
  return slots > 1 ? `Character ${Math.floor(unit / network.classes) + 1} · ${name}` : `Output · ${name}`;
}

/** "28 × 28 × 6", "392". @param {number[]} [shape] */
export function shapeText(shape) {
  if (!shape) return "";
  return shape.length === 3 && shape[2] === 1 ? shape.slice(0, 2).join(" × ") : shape.join(" × ");
}

/** "8 × 8" of maps, without their number. @param {number[]} [shape] */
export function sizeText(shape) {
  return shape?.length === 3 ? shape.slice(0, 2).join(" × ") : (shape ?? []).join(" × ");
}

/** The window of a layer as its header has it: "3×3"; "3" on a signal. @param {Record<string, any> | undefined} config @param {NetworkLayer} of */
export function windowText(config, of) {
  const side = config?.["kernel"] ?? config?.["size"];
  if (typeof side !== "number") return "";
  return of.input_shape?.[0] === 1 ? String(side) : `${side}×${side}`;
}

/** @param {string} key @returns {string} also of what only an output has */
export function activationText(key) {
  if (key === "softmax") return "softmax";
  return activationEntry(key) ? activationLabel(key) : key;
}
