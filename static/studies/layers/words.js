/** What the stages are called, and what happens on the way to each, in a sentence. */
import { activationLabel, isJoint, isOutput, jointly, shortName } from "../../panels/names.js";
import { percent, three } from "../../widgets/format.js";

/** What the activations of several sums do. @type {Record<string, string>} */
const JOINT = {
  softmax: "Softmax makes the sums of a point into probabilities that add up to 1.",
  maxout: "Maxout gives both neurons of a pair the larger of their two sums: it folds the plane where they are equal.",
};

/** So many singular values are told one by one. */
const MOST_FACTORS = 4;

/** @typedef {import("./reading.js").Stage} Stage */
/** @typedef {import("./reading.js").Film} Film */
/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */

/** @param {Stage} stage @param {NetworkInfo} network */
export function stageTex({ kind, layer, key }, network) {
  if (kind === "input") return "(x_1, x_2)";
  if (kind === "features") return "x";
  const l = Number(layer) + 1;
  if (kind === "affine") return `z_{${l}}`;
  return isOutput(network, Number(layer)) ? "o" : `h_{${key.slice(1)}}`;
}

/** @param {Stage} stage @param {NetworkInfo} network */
export function stageName({ kind, layer, activation }, network) {
  if (kind === "input") return "The plane";
  if (kind === "features") return "The features";
  const output = isOutput(network, Number(layer));
  const name = output ? "Output layer" : `Layer ${Number(layer) + 1}`;
  return kind === "affine" ? `${name}, its weighted sums` : `${name}, after ${activationLabel(activation ?? "")}`;
}

/** What an axis is called. @param {Stage} stage @param {number} unit @param {NetworkInfo} network */
export function axisName({ kind, layer }, unit, network) {
  if (kind === "input") return unit === 0 ? "x₁" : "x₂";
  const name = shortName(network, layer ?? -1, unit);
  if (layer === null) return name;
  return !isOutput(network, layer) ? `neuron ${name}` : network.outputs === 1 ? name : `class ${name}`;
}

/** What happened on the way to a stage. @param {Stage} stage @param {NetworkInfo} network @param {number} perLine points of a line of the grid */
export function happened({ kind, layer, activation }, network, perLine) {
  const l = Number(layer) + 1;
  const source = layer === 0 ? "x" : `h${subscript(l - 1)}`;
  if (kind === "input") return `The grid has a line at every whole number from −6 to 6, each followed at ${perLine} of its points; the heavy ones are x₁ = 0 and x₂ = 0.`;
  if (kind === "features") return `Each point of the plane becomes ${network.inputs.length === 1 ? "one feature" : `${network.inputs.length} features`}: what the first layer is given.`;
  if (kind === "affine") return `W${subscript(l)} turns and stretches ${source}, and b${subscript(l)} shifts it: straight lines that come in stay straight.`;
  if (activation && isJoint(activation)) return JOINT[activation] ?? `${jointly(activation)}: that is what bends the plane.`;
  return `Each coordinate goes through ${activationLabel(activation ?? "")} by itself: that is what bends the plane.`;
}

/** What the axes show of the stage. @param {Stage} stage */
export function sharing({ kind, units, axes, share, largest, finite }) {
  if (!finite) return "Some of its numbers are too large to be finite: those are not drawn.";
  if (kind === "input") return "";
  if (units === 0) return "The network is given no features, so every point is the same to it.";
  if (units === 1) return "One number: the whole plane lies on a line. The points are set above and below it by their class.";
  if (units === 2) return "Two numbers: the two axes hold all of it.";
  if (share === null) return `Two of its ${units} numbers are the axes.`;
  const most = axes.length === 2 && [...axes].sort((a, b) => a - b).join() === largest.join();
  return `Two of its ${units} numbers are the axes${most ? ", those that vary most" : ""}: they hold ${percent(share)} of the variance over the training points.`;
}

/** Where the output decides between the classes. @param {import("./cut.js").Cut} cut @param {Stage} stage @param {NetworkInfo} network */
export function cutWords({ weights, bias }, stage, network) {
  if (isOutput(network, Number(stage.layer))) return `The heavy line is where the output decides: at ${stage.kind === "activation" ? three(-bias) : "the sum 0"}.`;
  const terms = weights.map((weight, axis) => `${three(weight)} · ${axisName(stage, stage.axes[axis], network)}`);
  return `The heavy line is where the output’s sum is 0: ${[...terms, three(bias)].join(" + ").replaceAll("+ −", "− ")} = 0. Its sides have the colors of their classes.`;
}

/** det W and what it means, or why there is none. @param {Film} film @param {number} layer */
export function determinantWords(film, layer) {
  const { shape: [units, inputs], determinant } = film.layers[layer];
  const name = `W${subscript(layer + 1)}`;
  if (units !== inputs) return `${name} is ${units} × ${inputs}, not square: it has no determinant.`;
  if (determinant === null) return `det ${name} is too large to be finite.`;
  const what = units === 1 ? "lengths" : units === 2 ? "areas" : `volumes in the ${units} dimensions`;
  const flat = units === 2 ? "the plane is pressed onto a line" : "everything is pressed flat";
  if (determinant === 0) return `det ${name} = 0: ${flat}, and nothing can undo that.`;
  const turned = determinant < 0 ? (units === 2 ? ", and the plane is flipped over" : ", and what was left-handed becomes right-handed") : "";
  return `det ${name} = ${three(determinant)}: ${what} are multiplied by ${three(Math.abs(determinant))}${turned}.`;
}

/** @param {Film} film @param {number} layer */
export function singularWords(film, layer) {
  const { singular } = film.layers[layer];
  if (!singular?.length) return "";
  if (singular.length === 1) return `Its singular value is ${three(singular[0])}: so much it stretches what lies along it.`;
  const factors = singular.length > MOST_FACTORS ? `from ${three(singular[0])} down to ${three(singular.at(-1))}` : singular.map((value) => three(value)).join(", ");
  return `Along its ${singular.length} own directions it stretches by ${factors}: its singular values.`;
}

/** @param {number} number */
export function subscript(number) {
  return String(number).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);
}
