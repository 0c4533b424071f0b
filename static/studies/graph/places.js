/** Where the nodes stand: a column for each stage of each layer, a row for each product, the units one under another. Pure. */

/** @typedef {import("./reading.js").Node} Node */
/** @typedef {{ x: number, y: number, width: number, height: number, flat: boolean }} Place upper left corner; flat: value beside gradient */
/** @typedef {{ x: number, width: number, title: string }} Head */
/** @typedef {{ row: number, flat: { width: number, height: number }, tall: { width: number, height: number } }} Sizes */

/** With a mouse. @type {Sizes} */
export const FINE = { row: 21, flat: { width: 94, height: 18 }, tall: { width: 74, height: 34 } };
/** With a finger. @type {Sizes} */
export const COARSE = { row: 44, flat: { width: 104, height: 40 }, tall: { width: 76, height: 42 } };

const EDGE = { before: 60, pair: 8, sum: 40, activation: 50 };
const MARGIN = { left: 12, right: 12, top: 30, bottom: 10 };
/** Between the products of one unit and those of the next. */
const GROUP_GAP = 12;
const LEAST_GAP = 6;

/**
 * @param {Node[]} nodes those that are drawn, in order
 * @param {Sizes} sizes
 * @param {(kind: string, layer: number) => string} title of a column
 * @returns {{ places: Map<Node, Place>, heads: Head[], width: number, height: number }}
 */
export function placed(nodes, sizes, title) {
  const columns = columnsOf(nodes, sizes, title);
  const rows = rowsOf(nodes, sizes);
  const places = new Map(nodes.map((node) => {
    const { x, flat } = columns.of(node);
    const { width, height } = flat ? sizes.flat : sizes.tall;
    return /** @type {[Node, Place]} */ ([node, { x, y: (rows.middle.get(node) ?? 0) - height / 2, width, height, flat }]);
  }));
  return { places, heads: columns.heads, width: columns.width, height: rows.height };
}

/** @param {Node} node */
function isFlat({ kind }) {
  return kind === "weight" || kind === "product" || kind === "bias" || kind === "slope";
}

/** @param {Node[]} nodes @param {Sizes} sizes @param {(kind: string, layer: number) => string} title */
function columnsOf(nodes, sizes, title) {
  /** @type {Map<string, number>} */
  const at = new Map();
  /** @type {Head[]} */
  const heads = [];
  let x = MARGIN.left;
  const has = (/** @type {string} */ kind, /** @type {number} */ layer) => nodes.some((node) => node.kind === kind && node.layer === layer);
  const add = (/** @type {string} */ kind, /** @type {number} */ layer, /** @type {number} */ width, /** @type {number} */ before) => {
    if (!has(kind, layer)) return;
    if (at.size) x += before;
    at.set(`${kind} ${layer}`, x);
    heads.push({ x, width, title: title(kind, layer) });
    x += width;
  };
  const layers = [...new Set(nodes.map(({ layer }) => layer))].sort((a, b) => a - b);
  for (const layer of layers) {
    add("input", layer, sizes.tall.width, 0);
    add("weight", layer, sizes.flat.width, EDGE.before);
    add("product", layer, sizes.flat.width, EDGE.pair);
    add("sum", layer, sizes.tall.width, EDGE.sum);
    add("activation", layer, sizes.tall.width, EDGE.activation);
    add("cost", layer, sizes.tall.width, EDGE.before);
  }
  return {
    heads, width: x + MARGIN.right,
    of: (/** @type {Node} */ node) => {
      const sum = at.get(`sum ${node.layer}`) ?? 0;
      if (node.kind === "slope") return { x: sum + (sizes.tall.width - sizes.flat.width) / 2, flat: true };
      // A bias is one of the terms that are added up; without any other term it stands where they would.
      const kind = node.kind === "bias" ? "product" : node.kind;
      return { x: at.get(`${kind} ${node.layer}`) ?? Math.max(MARGIN.left, sum - EDGE.sum - sizes.flat.width), flat: isFlat(node) };
    },
  };
}

/** The middle of each node's height. @param {Node[]} nodes @param {Sizes} sizes */
function rowsOf(nodes, sizes) {
  /** @type {Map<Node, number>} */
  const middle = new Map();
  const layers = [...new Set(nodes.map(({ layer }) => layer))];
  const tallest = Math.max(...layers.map((layer) => heightOf(nodes.filter((node) => node.layer === layer), sizes)));
  for (const layer of layers) {
    const own = nodes.filter((node) => node.layer === layer);
    let y = MARGIN.top + (tallest - heightOf(own, sizes)) / 2;
    for (const unit of unitsOf(own)) {
      const terms = termsOf(unit);
      const height = unitHeight(unit, sizes);
      const first = y + (height - terms.length * sizes.row) / 2 + sizes.row / 2;
      terms.forEach((term, row) => {
        for (const node of term) middle.set(node, first + row * sizes.row);
      });
      for (const node of unit) if (!middle.has(node)) middle.set(node, y + height / 2 + (node.kind === "slope" ? underSum(sizes) : 0));
      y += height + GROUP_GAP;
    }
  }
  return { middle, height: tallest + MARGIN.top + MARGIN.bottom };
}

/** @param {Node[]} own of one layer @param {Sizes} sizes */
function heightOf(own, sizes) {
  const units = unitsOf(own);
  return units.reduce((sum, unit) => sum + unitHeight(unit, sizes), 0) + GROUP_GAP * Math.max(0, units.length - 1);
}

/** @param {Node[]} unit @param {Sizes} sizes */
function unitHeight(unit, sizes) {
  const slope = unit.some(({ kind }) => kind === "slope") ? 2 * (underSum(sizes) + sizes.flat.height / 2) + LEAST_GAP : 0;
  const tall = unit.some((node) => !isFlat(node)) ? sizes.tall.height + LEAST_GAP : 0;
  return Math.max(slope, tall, termsOf(unit).length * sizes.row);
}

/** From the middle of a sum down to that of the learned slope under it. @param {Sizes} sizes */
function underSum(sizes) {
  return (sizes.tall.height + sizes.flat.height) / 2 + LEAST_GAP;
}

/** @param {Node[]} own @returns {Node[][]} of each unit */
function unitsOf(own) {
  return [...new Set(own.map(({ unit }) => unit))].map((unit) => own.filter((node) => node.unit === unit));
}

/** The rows of a unit: each product with its weight, and the bias. @param {Node[]} unit @returns {Node[][]} */
function termsOf(unit) {
  const inputs = [...new Set(unit.filter(({ kind }) => kind === "product").map(({ input }) => input))];
  const rows = inputs.map((input) => unit.filter((node) => (node.kind === "product" || node.kind === "weight") && node.input === input));
  const bias = unit.filter(({ kind }) => kind === "bias");
  return bias.length ? [...rows, bias] : rows;
}
