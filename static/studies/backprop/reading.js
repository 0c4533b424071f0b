/** One update's mathematics as the probe `backprop` answers it: its lines in order, and its matrices by name. Pure. */

/** @typedef {{ kind: "exact" | "difference", error: number | null, ok: boolean | null, bound: number, checked: number, entries: number, why: string }} Check */
/**
 * A formula of the update.
 * @typedef {object} Line
 * @property {string} key as in the address
 * @property {"forward" | "backward" | "update"} phase
 * @property {string} tex
 * @property {string} where TeX that explains a symbol of it; "" where there is none
 * @property {string} makes name of a matrix
 * @property {string[]} also further ones that it makes
 * @property {string[]} uses names of matrices
 * @property {number | null} layer from 1
 * @property {string} slip the slip that wrote it; "" where it is right
 * @property {Check} check
 */

/** What the sides of a matrix count: samples of the batch, the features (0), the units of a layer (from 1), or one thing. @typedef {"samples" | "one" | number} Axis */
/** @typedef {{ kind: string, layer: number }} Parts the name "dW2" is { kind: "dW", layer: 2 } */
/** @typedef {{ name: string, rows: number, columns: number, at: (row: number, column: number) => number }} Matrix rows: those that were sent */

const NAME = /^(X|Y|L|Z|A|D|S|W|b|alpha|dW|db|dalpha|newW|newb|newalpha)(\d*)$/;

/** @param {string} name @returns {Parts} */
export function partsOf(name) {
  const [, kind = "", layer = ""] = NAME.exec(name) ?? [];
  return { kind, layer: Number(layer) };
}

/** @param {string} name @param {number} last the output layer, counted from 1 @returns {[Axis, Axis]} what its rows and its columns count */
export function axesOf(name, last) {
  const { kind, layer } = partsOf(name);
  if (kind === "X") return ["samples", 0];
  if (kind === "Y") return ["samples", last];
  if (kind === "L") return ["one", "one"];
  if (kind.endsWith("b") || kind.endsWith("alpha")) return ["one", layer];
  if (kind.endsWith("W")) return [layer - 1, layer];
  return ["samples", layer];
}

/** Whether a line makes one over each slope, as one of the slips does. @param {Line | null} line */
export function isUpsideDown(line) {
  return line?.slip === "upside_down";
}

/** What the probe answered, with its matrices by name. */
export class Update {
  /** @type {Map<string, Matrix | null>} */
  #matrices = new Map();
  #reading;

  /** @param {import("../../widgets/probe.js").Reading} reading */
  constructor(reading) {
    this.#reading = reading;
    this.info = reading.info;
    this.header = reading.header;
    /** @type {Line[]} */
    this.lines = reading.info.lines;
    /** @type {[number, number][]} units and inputs of each layer */
    this.sizes = reading.info.sizes;
    this.last = this.sizes.length;
    /** Samples that the update is over. */
    this.count = reading.info.N;
    /** Samples whose rows are here. */
    this.sent = reading.array("X")?.shape[0] ?? 0;
    /** Their places among the training points. */
    this.samples = Array.from(reading.array("rows") ?? [], Number);
    this.output = `A${this.last}`;
    /** Whether every number of it is one. @type {boolean} */
    this.finite = reading.info.finite;
    /** @type {Map<string, number>} the line that makes each matrix */
    this.made = new Map(this.lines.flatMap((line, at) => [line.makes, ...line.also].map((name) => /** @type {[string, number]} */ ([name, at]))));
  }

  /** The line that makes a matrix; null where it is given. @param {string} name */
  lineOf(name) {
    return this.lines[this.made.get(name) ?? -1] ?? null;
  }

  /** Whether a layer's units learn the slopes of their activation. @param {number} layer from 1 */
  learns(layer) {
    return this.matrix(`alpha${layer}`) !== null;
  }

  /** Whether a layer's activation is one of several of its sums at once, so that it has no slope a unit. @param {number} layer from 1 */
  joint(layer) {
    return this.matrix(`A${layer}`) !== null && this.matrix(`S${layer}`) === null;
  }

  /** @param {Axis} axis how many there are of it, sent or not */
  size(axis) {
    if (axis === "samples") return this.count;
    if (axis === "one") return 1;
    return axis === 0 ? this.sizes[0][1] : this.sizes[axis - 1][0];
  }

  /** @param {string} name @returns {Matrix | null} null where the probe has none of the name */
  matrix(name) {
    const known = this.#matrices.get(name);
    if (known !== undefined) return known;
    const made = this.#read(name);
    this.#matrices.set(name, made);
    return made;
  }

  /** @param {string} name @returns {Matrix | null} */
  #read(name) {
    if (name === "L") return { name, rows: 1, columns: 1, at: () => this.info.loss ?? NaN };
    const values = this.#reading.array(name);
    if (!values) return null;
    const columns = values.shape[1] ?? values.shape[0];
    return { name, rows: values.shape.length > 1 ? values.shape[0] : 1, columns, at: (row, column) => values[row * columns + column] };
  }

  /** Every number of some matrices, for their common scale. @param {string[]} names @returns {Float32Array} their sizes */
  magnitudes(names) {
    const found = names.flatMap((name) => Array.from(this.#reading.array(name) ?? [], Math.abs));
    return Float32Array.from(found.filter(Number.isFinite));
  }
}
