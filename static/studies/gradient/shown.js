/** Which nodes and edges of a network are drawn, and where: all of a small one, of a large one those that matter most. Pure. */
import { bySize } from "./reading.js";

/** @typedef {import("./reading.js").Gradient} Gradient */
/** @typedef {import("./reading.js").Part} Part */
/** @typedef {{ layer: number, unit: number, x: number, y: number, value: number }} Node layer -1: an input */
/** @typedef {{ layer: number, nodes: Node[], left: number, x: number }} Column left: how many are not drawn */
/** @typedef {{ from: Node, to: Node, value: number, part: import("./reading.js").Weight }} Edge */

export const MOST_NODES = 16;
export const MOST_EDGES = 400;

/**
 * The units of a layer that are drawn, in their order.
 * @param {ArrayLike<number>} values their derivatives
 * @param {number | null} kept one that is drawn in any case
 * @returns {number[]}
 */
export function unitsShown(values, kept) {
  const all = Array.from(values, (_, index) => index);
  if (all.length <= MOST_NODES) return all;
  const largest = all.sort((a, b) => bySize(values[a], values[b])).slice(0, MOST_NODES);
  if (kept !== null && kept < values.length && !largest.includes(kept)) largest[MOST_NODES - 1] = kept;
  return largest.sort((a, b) => a - b);
}

/**
 * @param {Gradient} gradient
 * @param {Part | null} kept what is looked at, so that it stays in the picture
 * @param {{ width: number, step: number, left: number, right: number, top: number }} room middles of the outer columns from the sides, and what is above
 * @returns {{ columns: Column[], height: number }}
 */
export function columnsOf(gradient, kept, { width, step, left, right, top }) {
  const layers = [-1, ...gradient.layers.keys()];
  const chosen = layers.map((layer) => unitsShown(gradient.units(layer), keptIn(layer, kept)));
  const height = top + Math.max(3, ...chosen.map(({ length }) => length)) * step;
  const columns = layers.map((layer, order) => {
    const [units, values] = [chosen[order], gradient.units(layer)];
    const x = left + (order / Math.max(1, layers.length - 1)) * (width - left - right);
    const first = (top + height) / 2 - ((units.length - 1) / 2) * step;
    return { layer, x, left: values.length - units.length, nodes: units.map((unit, index) => ({ layer, unit, x, y: first + index * step, value: values[unit] })) };
  });
  return { columns, height };
}

/** @param {number} layer @param {Part | null} kept */
function keptIn(layer, kept) {
  if (kept?.layer === layer) return kept.unit;
  return kept?.kind === "weight" && kept.layer === layer + 1 ? kept.input : null;
}

/**
 * The edges between drawn nodes, the smallest first so that the large ones lie over them.
 * @param {Gradient} gradient
 * @param {Column[]} columns
 * @returns {{ edges: Edge[], left: number }} left: how many connections of the whole network are not drawn
 */
export function edgesOf(gradient, columns) {
  const all = columns.slice(1).flatMap(({ nodes, layer }, order) => nodes.flatMap((to) => columns[order].nodes.map((from) => {
    const part = /** @type {import("./reading.js").Weight} */ ({ kind: "weight", layer, unit: to.unit, input: from.unit });
    return { from, to, part, value: gradient.at(part) };
  })));
  const total = gradient.layers.reduce((sum, { count, inputs }) => sum + count * inputs, 0);
  const edges = all.sort((a, b) => bySize(a.value, b.value)).slice(0, MOST_EDGES).reverse();
  return { edges, left: total - edges.length };
}
