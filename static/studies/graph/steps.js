/** The order in which the numbers are computed: every value going forward, then every gradient going back. Pure. */

/** @typedef {import("./reading.js").Graph} Graph */
/** @typedef {import("./reading.js").Node} Node */

export class Steps {
  /** @param {Graph} graph @param {Set<string>} names of the nodes that are drawn */
  constructor(graph, names) {
    const nodes = graph.nodes.filter(({ name }) => names.has(name));
    this.forward = nodes.filter(({ op }) => op !== "");
    this.backward = [...nodes].reverse();
    this.count = this.forward.length + this.backward.length;
    /** @type {Map<Node, number>} the step that gives a node its value */
    this.valued = new Map(this.forward.map((node, rank) => /** @type {[Node, number]} */ ([node, rank + 1])));
    /** @type {Map<Node, number>} the step that gives it its gradient */
    this.answered = new Map(this.backward.map((node, rank) => /** @type {[Node, number]} */ ([node, this.forward.length + rank + 1])));
  }

  /** What a step computes; null before the first. @param {number} at */
  node(at) {
    if (at <= 0) return null;
    return (at <= this.forward.length ? this.forward[at - 1] : this.backward[at - this.forward.length - 1]) ?? null;
  }

  /** @param {number} at */
  phase(at) {
    return at <= this.forward.length ? "forward" : "backward";
  }

  /** Whether the value is known after so many steps. @param {Node} node @param {number} at */
  hasValue(node, at) {
    return (this.valued.get(node) ?? 0) <= at;
  }

  /** Whether the gradient is. @param {Node} node @param {number} at */
  hasGradient(node, at) {
    return (this.answered.get(node) ?? Infinity) <= at;
  }
}
