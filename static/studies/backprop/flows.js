/** What goes along the edges of the picture at a line, and what stands in its nodes. Pure. */
import { isUpsideDown, partsOf } from "./reading.js";
import { isCrossed, misread } from "./slots.js";

/** @typedef {import("./reading.js").Update} Update */
/** @typedef {{ layer: number, input: number, unit: number, value: number }} Flow along the edge from `input` of the layer before to `unit`; layer last + 1 leads to the targets */
/** @typedef {{ flows: Flow[], way: "forward" | "backward" | "none", what: string }} Flowing what: in words */

/**
 * @param {Update} update
 * @param {number} at index of the line
 * @param {number} row of the batch
 * @returns {Flowing}
 */
export function flowsOf(update, at, row) {
  const line = update.lines[at];
  const { kind, layer } = partsOf(line.makes);
  if (line.phase === "update") return { flows: update.sizes.flatMap((_, index) => steps(update, index + 1)), way: "none", what: "the change of each weight" };
  if (kind === "Z") return { flows: products(update, layer, row), way: "forward", what: "output × weight" };
  if (kind === "dW") return { flows: gradients(update, layer), way: "none", what: isUpsideDown(line) ? "the gradient of each weight, upside down" : "the gradient of each weight" };
  if (kind === "D" && layer === update.last) return { flows: outputErrors(update, row), way: "backward", what: "the error of each output" };
  if (kind === "D") return { flows: errors(update, layer + 1, row, isCrossed(line)), way: "backward", what: "error × weight" };
  if (kind === "dalpha") return { flows: errors(update, layer + 1, row, false), way: "backward", what: "error × weight" };
  return { flows: [], way: "none", what: "" };
}

/** @param {Update} update @param {number} layer @param {(input: number, unit: number) => number} value @returns {Flow[]} */
function edges(update, layer, value) {
  const [units, inputs] = update.sizes[layer - 1];
  const flows = [];
  for (let unit = 0; unit < units; unit += 1) for (let input = 0; input < inputs; input += 1) flows.push({ layer, input, unit, value: value(input, unit) });
  return flows;
}

/** @param {Update} update @param {number} layer @param {number} row */
function products(update, layer, row) {
  const [inputs, weights] = [update.matrix(layer === 1 ? "X" : `A${layer - 1}`), update.matrix(`W${layer}`)];
  return inputs && weights ? edges(update, layer, (input, unit) => inputs.at(row, input) * weights.at(input, unit)) : [];
}

/** @param {Update} update @param {number} layer @param {number} row @param {boolean} crossed */
function errors(update, layer, row, crossed) {
  const [deltas, weights] = [update.matrix(`D${layer}`), update.matrix(`W${layer}`)];
  if (!deltas || !weights) return [];
  return edges(update, layer, (input, unit) => {
    const place = crossed ? misread(weights, unit, input) : { row: input, column: unit };
    return deltas.at(row, unit) * weights.at(place.row, place.column);
  });
}

/** @param {Update} update @param {number} row @returns {Flow[]} */
function outputErrors(update, row) {
  const deltas = update.matrix(`D${update.last}`);
  if (!deltas) return [];
  return Array.from({ length: deltas.columns }, (_, unit) => ({ layer: update.last + 1, input: unit, unit, value: deltas.at(row, unit) }));
}

/** @param {Update} update @param {number} layer */
function gradients(update, layer) {
  const found = update.matrix(`dW${layer}`);
  return found ? edges(update, layer, (input, unit) => found.at(input, unit)) : [];
}

/** @param {Update} update @param {number} layer */
function steps(update, layer) {
  const [before, after] = [update.matrix(`W${layer}`), update.matrix(`newW${layer}`)];
  return before && after ? edges(update, layer, (input, unit) => after.at(input, unit) - before.at(input, unit)) : [];
}

/**
 * The number in a node: the newest that the lines up to this one have made.
 * @param {Update} update @param {number} at @param {number} row @param {number} layer 0: features; last + 1: targets @param {number} unit
 * @returns {{ value: number, name: string } | null}
 */
export function nodeValue(update, at, row, layer, unit) {
  if (layer === 0) return { value: update.matrix("X")?.at(row, unit) ?? NaN, name: "X" };
  if (layer > update.last) return { value: update.matrix("Y")?.at(row, unit) ?? NaN, name: "Y" };
  const name = [`A${layer}`, `Z${layer}`].find((of) => (update.made.get(of) ?? Infinity) <= at);
  return name ? { value: update.matrix(name)?.at(row, unit) ?? NaN, name } : null;
}

/** A unit's error, once it is there. @param {Update} update @param {number} at @param {number} row @param {number} layer @param {number} unit */
export function nodeError(update, at, row, layer, unit) {
  const name = `D${layer}`;
  return layer >= 1 && layer <= update.last && (update.made.get(name) ?? Infinity) <= at ? update.matrix(name)?.at(row, unit) ?? null : null;
}
