/** What a node is called, in TeX, in short and in a sentence; and the formula of its value and of its slopes. Pure. */
import { activationEntry, shortName } from "../../panels/names.js";

/** @typedef {import("./reading.js").Node} Node */
/** @typedef {import("./reading.js").Graph} Graph */
/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */

/** The node's symbol. @param {Node} node @returns {string} TeX */
export function symbol({ kind, layer, unit, input }) {
  const up = `^{(${layer + 1})}`;
  switch (kind) {
    case "input": return `x_{${unit + 1}}`;
    case "weight": return `w${up}_{${unit + 1},${input + 1}}`;
    case "product": return `p${up}_{${unit + 1},${input + 1}}`;
    case "bias": return `b${up}_{${unit + 1}}`;
    case "sum": return `z${up}_{${unit + 1}}`;
    case "slope": return `\\alpha${up}_{${unit + 1}}`;
    case "activation": return `a${up}_{${unit + 1}}`;
    default: return "\\ell";
  }
}

/** Its name, as it stands in a sentence. @param {Node} node @param {NetworkInfo} network */
export function called({ kind, layer, unit, input }, network) {
  const of = shortName(network, layer, unit);
  switch (kind) {
    case "input": return `input ${of}`;
    case "weight": return `weight ${shortName(network, layer - 1, input)} → ${of}`;
    case "product": return `product ${shortName(network, layer - 1, input)} → ${of}`;
    case "bias": return `bias of ${of}`;
    case "sum": return `sum of ${of}`;
    case "slope": return `learned slope of neuron ${of}`;
    case "activation": return layer === network.layers.length - 1 ? `activation of ${of}` : `activation of neuron ${of}`;
    default: return "cost";
  }
}

/** The title of a column. @param {string} kind @param {number} layer @param {NetworkInfo} network */
export function columnTitle(kind, layer, network) {
  const learns = activationEntry(network.layers[layer]?.activation ?? "")?.learns;
  const last = layer === network.layers.length - 1;
  const lower = (/** @type {number} */ number) => String(number).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);
  /** @type {Record<string, string>} */
  const titles = { input: "inputs x", weight: `weights w${lower(layer + 1)}`, product: "w · input, bias", sum: `sums z${lower(layer + 1)}${learns ? `, slopes α${lower(layer + 1)}` : ""}`, activation: last ? "outputs o" : `outputs a${lower(layer + 1)}`, cost: "cost ℓ" };
  return titles[kind] ?? "";
}

/** Whether a node is an activation of several sums at once. @param {Node} node @param {Graph} graph */
function isMixed(node, graph) {
  return node.kind === "activation" && node.inputs.filter(({ from }) => graph.nodes[from].kind === "sum").length > 1;
}

/** What the value is, in symbols. @param {Node} node @param {Graph} graph @returns {string} TeX; "" where it is given */
export function valueTex(node, graph) {
  if (!node.inputs.length) return "";
  const ingoing = node.inputs.map(({ from }) => symbol(graph.nodes[from]));
  const up = `^{(${node.layer + 1})}`;
  if (node.kind === "product") return `${ingoing[1]} \\cdot ${ingoing[0]}`;
  if (node.kind === "sum") return ingoing.length === 1 ? ingoing[0] : `\\sum_i p${up}_{${node.unit + 1},i} + b${up}_{${node.unit + 1}}`;
  if (node.kind === "activation") return isMixed(node, graph) ? `\\operatorname{${node.op}}(${ingoing.join(", ")})_{${node.unit + 1}}` : `\\sigma(${ingoing.join(", ")})`;
  return node.kind === "cost" ? graph.cost.tex : "";
}

/** The local slope along an edge, in symbols. @param {import("./reading.js").Edge} edge @param {Graph} graph */
export function slopeTex({ from, to }, graph) {
  const [of, by] = [graph.nodes[to], graph.nodes[from]];
  if (of.kind === "product") return symbol(graph.nodes[of.inputs.find((edge) => edge.from !== from)?.from ?? from]);
  if (of.kind === "sum") return "1";
  if (isMixed(of, graph)) return `\\frac{\\partial ${symbol(of)}}{\\partial ${symbol(by)}}`;
  if (of.kind === "activation") return by.kind === "slope" ? `\\min(0, ${symbol(graph.nodes[of.inputs[0].from])})` : `\\sigma'(${of.inputs.map((edge) => symbol(graph.nodes[edge.from])).join(", ")})`;
  return graph.cost.slope_tex.replaceAll("_k", `_{${by.unit + 1}}`);
}

/** How the value came about, in a sentence. @param {Node} node @param {NetworkInfo} network @param {Graph} graph */
export function madeSentence(node, network, graph) {
  if (isMixed(node, graph)) return `${activationEntry(node.op)?.label ?? ""} of these sums together.`;
  switch (node.kind) {
    case "input": return "An input: the feature at this point.";
    case "weight": return "A weight, as it is now.";
    case "bias": return "A bias, as it is now.";
    case "slope": return "A learned slope, as it is now.";
    case "product": return "What comes in along this connection, times its weight.";
    case "sum": return node.inputs.length ? "Everything that comes in, weighted, and the bias." : "The sum of another output, given here as it is.";
    case "activation": return node.inputs.length ? `The activation ${activationEntry(network.layers[node.layer]?.activation ?? "")?.label ?? ""} of the sum${node.inputs.length > 1 ? ", with this neuron's own slope below zero" : ""}.` : "The output of another neuron, given here as it is.";
    default: return "How far the output is from the target, at this one point.";
  }
}

/** What the slopes along the edges into a node are, in a sentence. @param {Node} node @param {Graph} graph */
export function rule(node, graph) {
  if (isMixed(node, graph)) return "An activation of several sums answers to each of them by its slope along that one.";
  switch (node.kind) {
    case "product": return "A product answers to each factor by the other one.";
    case "sum": return "A sum answers to each of its terms by 1.";
    case "activation": return node.inputs.length > 1 ? "An activation answers to the sum by its slope there; to its own slope by the sum, where that is below zero." : "An activation answers by its slope at the sum.";
    case "cost": return "The cost answers to each output by how wrong it is.";
    default: return "";
  }
}
