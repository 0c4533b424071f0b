/** The probe's answer as a graph: its nodes in order, each with the edges that make it and the edges that use it. Pure. */

/** @typedef {"input" | "weight" | "product" | "bias" | "sum" | "slope" | "activation" | "cost"} Kind */
/** @typedef {{ from: number, to: number, slope: number }} Edge slope: ∂to/∂from */
/**
 * A number of the graph.
 * @typedef {object} Node
 * @property {number} index its place in the order: after all that it is made of
 * @property {string} name as the engine calls it, such as W1_{2,3}
 * @property {string} op how it was made; "" where it is given
 * @property {Kind} kind
 * @property {number} layer from 0, the output last; -1: an input; behind the output: the cost
 * @property {number} unit
 * @property {number} input what a weight or product comes from, in the layer before
 * @property {number} value
 * @property {number} gradient ∂ℓ/∂node
 * @property {number} outside what of the gradient comes from nodes that are not in this graph
 * @property {Edge[]} inputs
 * @property {Edge[]} users
 */
/** @typedef {{ key: string, tex: string, slope_tex: string, on_logits: boolean }} Cost */

export class Graph {
  /** @param {import("../../widgets/probe.js").Reading} reading */
  constructor(reading) {
    const { info, header } = reading;
    const array = (/** @type {string} */ name) => reading.array(name) ?? new Float64Array(0);
    const [values, gradients, outside, edges, slopes] = ["values", "gradients", "outside", "edges", "slopes"].map(array);
    this.header = header;
    /** @type {number} */
    this.sample = info.sample;
    /** @type {[number, number] | null} the unit that this is around; null: the whole graph */
    this.unit = info.unit;
    /** Nodes of the whole graph, here or not. @type {number} */
    this.size = info.nodes;
    /** How many a graph may have to be shown whole. @type {number} */
    this.most = info.most;
    /** @type {Cost} */
    this.cost = info.cost;
    /** @type {number[]} */
    this.targets = info.targets;
    /** @type {boolean} */
    this.finite = info.finite;
    /** The cost. @type {number | null} */
    this.value = info.value;
    /** @type {string[]} by layer */
    this.activations = info.activations;
    /** @type {Node[]} */
    this.nodes = info.graph.map((/** @type {any} */ node, /** @type {number} */ index) => ({
      ...node, index, value: values[index], gradient: gradients[index], outside: outside[index], inputs: [], users: [],
    }));
    slopes.forEach((/** @type {number} */ slope, /** @type {number} */ at) => {
      const edge = { from: Number(edges[2 * at]), to: Number(edges[2 * at + 1]), slope };
      this.nodes[edge.from].users.push(edge);
      this.nodes[edge.to].inputs.push(edge);
    });
  }

  /** Whether it is of a network of this shape. @param {import("../../wire/types.js").NetworkInfo} network */
  fits(network) {
    return this.activations.length === network.layers.length && this.nodes.every(({ kind, layer, unit, input }) => {
      if (kind === "cost") return layer === network.layers.length;
      if (layer < 0) return unit < network.inputs.length;
      const shape = network.layers[layer];
      return shape !== undefined && unit < shape.units && (kind !== "weight" || input < shape.inputs);
    });
  }

  /** @param {string | undefined} name @returns {Node | null} */
  named(name) {
    return (name && this.nodes.find((node) => node.name === name)) || null;
  }
}

/** Whether a graph may be shown whole. @param {Graph} graph */
export function readable(graph) {
  return graph.size <= graph.most;
}

/** Of a unit with more inputs or users so many are drawn. */
export const MOST_ROWS = 12;

/**
 * The nodes that are drawn: all of them, or of a wide unit those with the largest products and the largest gradients.
 * @param {Graph} graph
 * @returns {Set<string>} their names
 */
export function drawn(graph) {
  if (!graph.unit) return new Set(graph.nodes.map(({ name }) => name));
  const products = graph.nodes.filter(({ kind }) => kind === "product");
  const [own, after] = [0, 1].map((further) => products.filter(({ layer }) => layer === (graph.unit?.[0] ?? 0) + further));
  const kept = new Set([
    ...largest(own, ({ value }) => value),
    ...largest(after, ({ gradient, inputs }) => gradient * (inputs[0]?.slope ?? 0)),
  ]);
  const left = (/** @type {Node} */ node) => (node.kind === "product" ? !kept.has(node) : node.users.length > 0
    && node.users.every(({ to }) => graph.nodes[to].kind === "product" && !kept.has(graph.nodes[to])));
  return new Set(graph.nodes.filter((node) => !left(node)).map(({ name }) => name));
}

/** @param {Node[]} nodes @param {(node: Node) => number} by */
function largest(nodes, by) {
  const size = (/** @type {Node} */ node) => Math.abs(by(node)) || 0;
  return [...nodes].sort((a, b) => size(b) - size(a)).slice(0, MOST_ROWS);
}
