/** What a part of the network is called, and what its derivative means, in a sentence. */
import { isJoint, isOutput, shortName } from "../../panels/names.js";
import { three } from "../../widgets/format.js";
import { targetWords } from "./target.js";

/** @typedef {import("./reading.js").Part} Part */
/** @typedef {import("./reading.js").Gradient} Gradient */
/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */

/** How much a part is raised in the sentences. */
export const RAISE = 0.01;

/** @param {Part} part @param {NetworkInfo} network */
export function partName(part, network) {
  const { layer, unit } = part;
  if (part.kind === "weight") return `weight ${shortName(network, layer - 1, part.input)} → ${shortName(network, layer, unit)}`;
  if (part.kind === "bias" || part.kind === "slope") return `${part.kind} of ${shortName(network, layer, unit)}`;
  if (layer < 0) return `input ${shortName(network, layer, unit)}`;
  if (isOutput(network, layer)) return network.outputs === 1 ? "output" : `output ${shortName(network, layer, unit)}`;
  return `neuron ${shortName(network, layer, unit)}`;
}

/** The derivative in symbols. @param {Part} part */
export function partTex(part) {
  const { layer, unit } = part;
  if (part.kind === "weight") return `\\frac{\\partial T}{\\partial w^{(${layer + 1})}_{${unit + 1},${part.input + 1}}}`;
  if (part.kind === "bias") return `\\frac{\\partial T}{\\partial b^{(${layer + 1})}_{${unit + 1}}}`;
  if (part.kind === "slope") return `\\frac{\\partial T}{\\partial \\alpha^{(${layer + 1})}_{${unit + 1}}}`;
  return layer < 0 ? `\\frac{\\partial T}{\\partial x_{${unit + 1}}}` : `\\frac{\\partial T}{\\partial a^{(${layer + 1})}_{${unit + 1}}}`;
}

/** One sentence of what the derivative means. @param {Part} part @param {Gradient} gradient @param {NetworkInfo} network */
export function meaning(part, gradient, network) {
  const { target, sample } = gradient;
  const value = gradient.at(part);
  const words = targetWords(target, network, sample);
  if (!Number.isFinite(value)) return "It is not finite, so it says nothing about a change.";
  if (target.kind === "unit" && part.kind === "unit" && part.layer === target.layer && part.unit === target.unit) return "It is the target itself, so its derivative is 1.";
  if (value === 0) return zeroMeaning(part, gradient, network, words);
  const where = part.kind === "unit" && sample === null ? " at every training point" : "";
  const what = part.kind !== "unit" ? `this ${part.kind}` : part.layer < 0 ? "this input" : "this output";
  const alone = part.kind === "unit" && part.layer < 0 && network.inputs.length > 1 ? ", the other inputs left as they are," : "";
  return `Raising ${what} by ${RAISE}${where}${alone} changes ${words} by about ${three(value * RAISE)}.`;
}

/** @param {Part} part @param {Gradient} gradient @param {NetworkInfo} network @param {string} words */
function zeroMeaning(part, { target }, network, words) {
  const independent = `${words[0].toUpperCase()}${words.slice(1)} does not depend on it`;
  if (target.kind === "unit" && part.layer > target.layer) return `${independent}: it comes later in the network.`;
  if (target.kind === "unit" && part.layer === target.layer && part.unit !== target.unit && !isJoint(network.layers[target.layer].activation)) return `${independent}: it belongs to another neuron of the same layer.`;
  return `The derivative is exactly 0: as the network is now, a small change of it does not change ${words}.`;
}
