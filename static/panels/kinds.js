/** What the layers of a network on images are called, by their kind. */
import { catalog } from "../state/store.js";

/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */

/** What stands over a column, where the catalog's own name is too long. @type {Record<string, string>} */
const SHORT = { conv2d: "Conv", conv1d: "Conv", max_pool: "Max pool", average_pool: "Mean pool", global_pool: "Global pool", batch_norm: "Batch norm", layer_norm: "Layer norm", residual: "Residual" };

/** @param {string} kind */
export function kindLabel(kind) {
  if (kind === "head") return "Output";
  return catalog.value?.layers.find((entry) => entry.key === kind)?.label ?? kind;
}

/** @param {string} kind */
export function shortKind(kind) {
  return SHORT[kind] ?? kindLabel(kind);
}

/**
 * "Conv 2": the second of its kind.
 * @param {NetworkInfo} network
 * @param {number} layer
 */
export function layerTitle(network, layer) {
  if (layer < 0) return "Input";
  const { kind } = network.layers[layer] ?? { kind: "" };
  const alike = network.layers.filter((each) => each.kind === kind).length;
  if (alike < 2) return shortKind(kind);
  const before = network.layers.slice(0, layer).filter((each) => each.kind === kind).length;
  return `${shortKind(kind)} ${before + 1}`;
}
