/** What the parts of the picture are called, in full, for names that are read aloud. */

import { featureLabel, isOutput, unitName } from "../panels/names.js";

/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {import("../state/store.js").Pick} Pick */

/**
 * @param {NetworkInfo} network
 * @param {number} layer
 */
export function layerTitle(network, layer) {
  if (layer < 0) return "the features";
  return isOutput(network, layer) ? "the output layer" : `hidden layer ${layer + 1}`;
}

/**
 * "Neuron 3 of hidden layer 1".
 * @param {NetworkInfo} network
 * @param {number} layer
 * @param {number} unit
 */
export function unitTitle(network, layer, unit) {
  if (layer < 0) return `Feature ${featureLabel(network.inputs[unit] ?? "")}`;
  return isOutput(network, layer) ? unitName(network, layer, unit) : `Neuron ${unit + 1} of hidden layer ${layer + 1}`;
}

/**
 * @param {NetworkInfo} network
 * @param {Pick} pick
 */
export function pickTitle(network, pick) {
  switch (pick.kind) {
    case "weight":
      return `Weight from ${lower(unitTitle(network, pick.layer - 1, pick.input))} to ${lower(unitTitle(network, pick.layer, pick.unit))}`;
    case "bias":
      return `Bias of ${lower(unitTitle(network, pick.layer, pick.unit))}`;
    case "unit":
      return unitTitle(network, pick.layer, pick.unit);
    case "feature":
      return unitTitle(network, -1, pick.index);
    default:
      return "";
  }
}

/** @param {string} text */
function lower(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
