/** What the matrices and lines are called: as TeX, as text, and in a sentence. Pure. */
import { isOutput, shortName } from "../../panels/names.js";
import { isUpsideDown, partsOf } from "./reading.js";

/** @typedef {import("./reading.js").Update} Update */
/** @typedef {import("./reading.js").Line} Line */

const DIGITS = "₀₁₂₃₄₅₆₇₈₉";

/** @param {number} number */
function lowered(number) {
  return String(number).replace(/\d/g, (digit) => DIGITS[Number(digit)]);
}

/** @param {string} name @param {Update} update @returns {string} */
export function texOf(name, update) {
  const { kind, layer } = partsOf(name);
  if (name === update.output) return "O";
  if (!layer) return kind;
  if (isUpsideDown(update.lineOf(name))) return `\\partial ${texOf(name.slice(1), update)}/\\partial L`;
  /** @type {Record<string, string>} */
  const names = {
    Z: "Z_", A: "A_", W: "W_", b: "b_", D: "\\Delta_", S: "\\sigma_", dW: "\\partial L/\\partial W_", db: "\\partial L/\\partial b_", newW: "W_", newb: "b_",
    alpha: "\\alpha_", dalpha: "\\partial L/\\partial \\alpha_", newalpha: "\\alpha_",
  };
  const tail = kind === "S" ? `'(Z_{${layer}})` : kind.startsWith("new") ? "^{\\,\\text{new}}" : "";
  return `${names[kind]}{${layer}}${tail}`;
}

/** As read aloud and in titles. @param {string} name @param {Update} update @returns {string} */
export function nameOf(name, update) {
  const { kind, layer } = partsOf(name);
  if (name === update.output) return "O";
  if (isUpsideDown(update.lineOf(name))) return `∂${nameOf(name.slice(1), update)}/∂L`;
  const sub = lowered(layer);
  /** @type {Record<string, string>} */
  const names = {
    D: `Δ${sub}`, S: `σ${sub}′(Z${sub})`, dW: `∂L/∂W${sub}`, db: `∂L/∂b${sub}`, newW: `new W${sub}`, newb: `new b${sub}`,
    alpha: `α${sub}`, dalpha: `∂L/∂α${sub}`, newalpha: `new α${sub}`,
  };
  return names[kind] ?? (layer ? `${kind}${sub}` : kind);
}

/** @param {number} layer from 1 @param {Update} update */
function layerOf(layer, update) {
  return layer === update.last ? "the output layer" : `layer ${layer}`;
}

/** What a line does, in plain words. @param {Line} line @param {Update} update */
export function sentenceOf(line, update) {
  return line.slip ? `Wrong on purpose. Right would be: ${rightSentence(line, update)}` : rightSentence(line, update);
}

/** @param {Line} line @param {Update} update */
function rightSentence(line, update) {
  if (line.phase === "update") return updateSentence(update);
  const { kind, layer } = partsOf(line.makes);
  const here = layerOf(layer || update.last, update);
  const behind = layer === 1 ? "the features" : `the outputs of layer ${layer - 1}`;
  if (kind === "Z") return `Each neuron of ${here} adds up ${behind}, each times its weight, and its bias.`;
  if (kind === "A" && update.learns(layer)) return `Each neuron of ${here} lets a positive sum through as it is, and a negative one times its own slope α.`;
  if (kind === "A" && update.joint(layer)) return `The sums of ${here} go through ${update.info.activations[layer - 1]} together.`;
  if (kind === "A") return `Each neuron of ${here} applies its activation to that sum.`;
  if (kind === "L") return `The loss says how far the outputs O are from the targets Y, on average over the ${update.count === 1 ? "point" : `${update.count} points`}.`;
  if (kind === "D" && layer === update.last) return "The error begins at the output: how the loss changes with each of its sums.";
  if (kind === "D" && update.joint(layer)) return `Each output of ${here} gets back the errors ahead of it through its own weights, E; the derivative of ${update.info.activations[layer - 1]} hands them to the sums that it is made of.`;
  if (kind === "D") return `Each neuron of ${here} gets back the errors ahead of it through its own weights, times its own slope.`;
  if (kind === "dalpha") return `The gradient of each neuron’s slope in ${here}: the error that comes back through its own weights times its own sum where that is negative, added up over the batch.`;
  return `The gradient of each weight into ${here}: what came in along it times the error at its end, added up over the batch. That of a bias is the errors alone.`;
}

/** @param {Update} update */
function updateSentence(update) {
  const learns = update.sizes.some((_, index) => update.learns(index + 1));
  if (update.info.optimizer === "sgd") return `Every ${learns ? "weight, bias and slope" : "weight and bias"} takes a small step against its gradient: all at once, after the backward pass.`;
  return `The run’s own optimizer makes a step of each gradient: all ${learns ? "weights, biases and slopes" : "weights and biases"} at once, after the backward pass.`;
}

/** A feature or a neuron, with the word for what it is. @param {import("../../wire/types.js").NetworkInfo} network @param {number} layer from 1; 0: the features @param {number} index */
export function unitOf(network, layer, index) {
  const short = shortName(network, layer - 1, index);
  if (layer === 0) return `feature ${short}`;
  if (!isOutput(network, layer - 1)) return `neuron ${short}`;
  return network.outputs === 1 ? short : `class ${short}`;
}
