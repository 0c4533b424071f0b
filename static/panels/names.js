/** What the parts of the network are called, counted from one as people do. */
import { catalog } from "../state/store.js";
import { layerTitle } from "./kinds.js";

/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */

/** @param {NetworkInfo} network @param {number} layer */
export function isOutput(network, layer) {
  return layer === network.layers.length - 1;
}

/** @param {NetworkInfo} network @param {number} layer */
export function layerName(network, layer) {
  if (isOutput(network, layer)) return "Output";
  return network.family === "images" ? layerTitle(network, layer) : `Layer ${layer + 1}`;
}

/** @param {NetworkInfo} network @param {number} layer @param {number} unit */
export function unitName(network, layer, unit) {
  if (!isOutput(network, layer)) return `Layer ${layer + 1} · neuron ${unit + 1}`;
  return network.outputs === 1 ? "Output" : `Output · class ${className(network, unit)}`;
}

/** Short, as it stands in a table. @param {NetworkInfo} network @param {number} layer @param {number} unit */
export function shortName(network, layer, unit) {
  if (layer < 0) return featureLabel(network.inputs[unit] ?? "");
  if (isOutput(network, layer)) return network.outputs === 1 ? "output" : className(network, unit);
  return `${layer + 1}.${unit + 1}`;
}

/** @param {NetworkInfo} network @param {number} index */
export function className(network, index) {
  return network.class_labels?.[index] ?? String(index);
}

/** What a network on images reads: a signal is one row. @param {NetworkInfo | undefined} network */
export function sampleName(network) {
  return network?.input_shape?.[0] === 1 ? "signal" : "image";
}

/** @param {string} key */
export function featureLabel(key) {
  return catalog.value?.features.find((entry) => entry.key === key)?.label ?? key;
}

/** @param {string} key @returns {import("../wire/types.js").Entry | undefined} */
export function activationEntry(key) {
  return catalog.value?.layer_activations.find((entry) => entry.key === key);
}

/** Whether an activation is one of several sums of a layer at once, and so no curve. @param {string} key */
export function isJoint(key) {
  return activationEntry(key)?.joint ?? false;
}

/** Of such a one: what it takes. @param {string} key */
export function jointly(key) {
  const group = activationEntry(key)?.group;
  return `${activationLabel(key)} takes the z of ${group ? `${group} neurons that belong together` : "all neurons of its layer"} at once`;
}

/** @param {string} key */
export function activationLabel(key) {
  return activationEntry(key)?.label ?? key;
}

/** @param {number} count @param {string} one @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}
