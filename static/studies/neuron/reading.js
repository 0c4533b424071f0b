/** The probe's answer: one unit as a sum of terms and a curve. Pure. */

/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {import("../../widgets/probe.js").Values} Values */
/** @typedef {{ kind: "input", input: number, term: number, from: number, to: number }} InputRow */
/** @typedef {{ kind: "rest", count: number, term: number, from: number, to: number }} RestRow the inputs that have no row of their own */
/** @typedef {{ kind: "bias", term: number, from: number, to: number }} BiasRow */
/** @typedef {InputRow | RestRow | BiasRow} Row a bar from where the sum stood to where it goes */

const NONE = /** @type {Values} */ (Object.assign(new Float64Array(0), { shape: [0] }));

export class Neuron {
  /** @param {import("../../widgets/probe.js").Reading} reading */
  constructor(reading) {
    const { info } = reading;
    const array = (/** @type {string} */ name) => reading.array(name) ?? NONE;
    this.reading = reading;
    this.header = reading.header;
    /** @type {number} */
    this.layer = info.layer;
    /** @type {number} */
    this.unit = info.unit;
    /** @type {number | null} */
    this.sample = info.sample;
    /** @type {string} */
    this.activation = info.activation;
    /** Training points. @type {number} */
    this.points = info.points;
    this.weights = array("weights");
    this.inputs = array("inputs");
    this.terms = array("terms");
    /** Of each training point. */
    this.z = array("z");
    this.a = array("a");
    this.counts = array("histogram");
    this.curve = { z: array("curve_z"), a: array("curve_a"), slope: array("curve_slope") };
    /** @type {{ low: number, high: number }} */
    this.range = { low: info.low, high: info.high };
    /** @type {number | null} */
    this.bias = info.bias;
    /** z at the point, or the mean z. @type {number | null} */
    this.sum = info.preactivation;
    /** a at the point, or the mean a. @type {number | null} */
    this.output = info.output;
    /** @type {boolean} */
    this.finite = info.finite;
  }

  /** Whether it is of a network of this shape. @param {NetworkInfo} network */
  fits(network) {
    const shape = network.layers[this.layer];
    return Boolean(shape) && this.unit < shape.units && this.weights.length === shape.inputs && this.activation === shape.activation;
  }

  get isMean() {
    return this.sample === null;
  }

  /** A softmax or maxout over many points is no curve. */
  get hasCurve() {
    return this.curve.z.length > 0;
  }

  /** What the curve gives at z: of the mean, not the mean of what it gives. @returns {number | null} */
  get onCurve() {
    return this.isMean ? this.reading.info.output_of_mean : this.output;
  }

  /** The inputs that have a row of their own, where not all are asked for. @returns {number[]} */
  get shown() {
    return this.reading.info.shown;
  }
}

/**
 * The sum, term by term, from zero to z.
 * @param {Neuron} neuron
 * @param {boolean} all also the small terms one by one
 * @returns {Row[]}
 */
export function rowsOf(neuron, all) {
  const { terms, bias } = neuron;
  const shown = all ? Array.from(terms, (_, input) => input) : neuron.shown;
  let at = 0;
  /** @param {number} term */
  const next = (term) => ({ term, from: at, to: (at += term) });
  /** @type {Row[]} */
  const rows = shown.map((input) => ({ kind: "input", input, ...next(Number(terms[input])) }));
  const kept = new Set(shown);
  const rest = Array.from(terms, Number).filter((_, input) => !kept.has(input));
  if (rest.length) rows.push({ kind: "rest", count: rest.length, ...next(rest.reduce((sum, term) => sum + term, 0)) });
  rows.push({ kind: "bias", ...next(bias ?? NaN) });
  return rows;
}

/** Where a value stands along the axis, in percent of its length. @param {number} value @param {{ low: number, high: number }} range */
export function placeOf(value, { low, high }) {
  return (100 * (value - low)) / (high - low);
}

/** Round places along the axis, zero among them. @param {{ low: number, high: number }} range @param {number} most about how many */
export function ticksOf({ low, high }, most) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((digit) => digit * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}
