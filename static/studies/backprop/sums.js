/** The sum that made a number: its parts with this moment's values, and the cells they stand in. Pure. */
import { JOINT } from "./joint.js";
import { axesOf, isUpsideDown, partsOf } from "./reading.js";
import { isCrossed, misread, slopeLayer } from "./slots.js";
import { texOf } from "./words.js";

/** @typedef {import("./reading.js").Update} Update */
/** @typedef {{ name: string, row: number, column: number }} Cell */
/** @typedef {{ name: string, row: number | null, column: number | null }} Source cells of a matrix; null: all along that side */
/**
 * value = times[0] · times[1] · … · (Σ of the products + plus + rest), one over that, or call(argument).
 * @typedef {object} Sum
 * @property {string} tex in symbols
 * @property {number} value as the probe says
 * @property {number[][]} products
 * @property {number | null} plus a bias, or what is subtracted
 * @property {{ count: number, value: number } | null} rest what the samples that were not sent add
 * @property {number[]} times
 * @property {boolean} over one over that, and 0 where it is 0
 * @property {{ name: string, argument: number, bare: boolean } | null} call bare: a phrase, no name of a function
 * @property {string} note in words, where there is no sum to show
 * @property {Source[]} sources
 */

const CLOSE = 1e-9;

/** @param {Update} update @param {Cell} cell @returns {Sum | null} null where there is no such cell */
export function sumOf(update, cell) {
  const value = update.matrix(cell.name)?.at(cell.row, cell.column);
  if (value === undefined) return null;
  const { kind, layer } = partsOf(cell.name);
  const made = maker(kind)?.(update, cell, layer);
  const blank = { value, products: [], plus: null, rest: null, times: [], over: false, call: null, note: "", sources: [] };
  const sum = { ...blank, tex: `${entry(update, cell)}`, ...made };
  if (sum.call || sum.note || !Number.isFinite(value) || comesTo(sum, sum.over ? inverse(value) : value)) return sum;
  return { ...blank, tex: sum.tex, sources: sum.sources, note: "made by the engine’s own program, in more steps than are shown here" };
}

/** One over a number, and 0 where it is 0. @param {number} value */
function inverse(value) {
  return value === 0 ? 0 : 1 / value;
}

/** Whether the parts of a sum come to a number, to rounding. @param {Sum} sum @param {number} value */
function comesTo(sum, value) {
  return Math.abs(inner(sum) - value) <= CLOSE * (size(sum) + Math.abs(value));
}

/** What a sum comes to. @param {Sum} sum */
export function total(sum) {
  return sum.over ? inverse(inner(sum)) : inner(sum);
}

/** What its parts come to, before one is divided by it. @param {Sum} sum */
function inner({ products, plus, rest, times }) {
  const sum = products.reduce((so, factors) => so + product(factors), 0) + (plus ?? 0) + (rest?.value ?? 0);
  return sum * product(times);
}

/** @param {number[]} factors */
export function product(factors) {
  return factors.reduce((so, factor) => so * factor, 1);
}

/** The size of a sum's largest parts, that its rounding goes by. @param {Sum} sum */
function size({ products, plus, times }) {
  return (products.reduce((so, factors) => so + Math.abs(product(factors)), 0) + Math.abs(plus ?? 0)) * Math.abs(product(times));
}

/** A cell as TeX, counted from one as people do. @param {Update} update @param {Cell} cell */
export function entry(update, { name, row, column }) {
  const tex = texOf(name, update);
  if (name === "L") return "L";
  return axesOf(name, update.last)[0] === "one" ? `${tex}[${column + 1}]` : `${tex}[${row + 1}, ${column + 1}]`;
}

/** @typedef {(update: Update, cell: Cell, layer: number) => Partial<Sum> | null} Maker */

/** @param {string} kind @returns {Maker | undefined} */
function maker(kind) {
  return /** @type {Record<string, Maker>} */ ({ Z: forward, A: activated, S: slope, D: error, dW: gradient, db: biasGradient, dalpha: slopeGradient, newW: updated, newb: updated, newalpha: updated, L: loss })[kind];
}

/** @type {Maker} */
function forward(update, cell, layer) {
  const before = layer === 1 ? "X" : `A${layer - 1}`;
  const [inputs, weights, bias] = [update.matrix(before), update.matrix(`W${layer}`), update.matrix(`b${layer}`)];
  if (!inputs || !weights || !bias) return null;
  const { row, column } = cell;
  return {
    tex: `${entry(update, cell)} = \\sum_i ${texOf(before, update)}[${row + 1}, i]\\, W_{${layer}}[i, ${column + 1}] + b_{${layer}}[${column + 1}]`,
    products: each(weights.rows, (i) => [inputs.at(row, i), weights.at(i, column)]),
    plus: bias.at(0, column),
    sources: [{ name: before, row, column: null }, { name: `W${layer}`, row: null, column }, { name: `b${layer}`, row: 0, column }],
  };
}

/** @type {Maker} */
function activated(update, cell, layer) {
  const sums = update.matrix(`Z${layer}`);
  if (!sums) return null;
  const { row, column } = cell;
  const learned = update.matrix(`alpha${layer}`);
  if (learned) return bent(update, cell, layer, sums.at(row, column), learned.at(0, column));
  const key = update.info.activations[layer - 1];
  if (update.joint(layer)) return JOINT[key]?.made(entry(update, cell), layer, cell, each(sums.columns, (k) => sums.at(row, k))) ?? null;
  return {
    tex: `${entry(update, cell)} = \\sigma_{${layer}}(Z_{${layer}}[${row + 1}, ${column + 1}])`,
    call: { name: key, argument: sums.at(row, column), bare: false },
    sources: [{ name: `Z${layer}`, row, column }],
  };
}

/** Of a PReLU: a positive sum as it is, a negative one times α. @param {Update} update @param {Cell} cell @param {number} layer @param {number} z @param {number} alpha @returns {Partial<Sum>} */
function bent(update, cell, layer, z, alpha) {
  const place = { row: cell.row, column: cell.column };
  const [sum, own] = [entry(update, { name: `Z${layer}`, ...place }), entry(update, { name: `alpha${layer}`, row: 0, column: cell.column })];
  const below = z < 0;
  return {
    tex: `${entry(update, cell)} = ${below ? `${own}\\, ${sum}` : sum} \\quad (${sum} ${below ? "<" : "\\ge"} 0)`,
    products: [below ? [alpha, z] : [z]],
    sources: [{ name: `Z${layer}`, ...place }, ...(below ? [{ name: `alpha${layer}`, row: 0, column: cell.column }] : [])],
  };
}

/** @type {Maker} */
function slope(update, cell, layer) {
  const sums = update.matrix(`Z${layer}`);
  if (!sums) return null;
  const { row, column } = cell;
  const learned = update.matrix(`alpha${layer}`);
  if (learned) {
    const below = sums.at(row, column) < 0;
    const [own, sum] = [entry(update, { name: `alpha${layer}`, row: 0, column }), entry(update, { name: `Z${layer}`, row, column })];
    return {
      tex: `\\sigma_{${layer}}'(${sum}) = ${below ? own : "1"} \\quad (${sum} ${below ? "<" : "\\ge"} 0)`,
      products: [[below ? learned.at(0, column) : 1]],
      sources: [{ name: `Z${layer}`, row, column }, ...(below ? [{ name: `alpha${layer}`, row: 0, column }] : [])],
    };
  }
  const key = update.info.activations[layer - 1];
  return {
    tex: `\\sigma_{${layer}}'(Z_{${layer}}[${row + 1}, ${column + 1}])`,
    call: { name: `slope of ${key} at`, argument: sums.at(row, column), bare: true },
    sources: [{ name: `Z${layer}`, row, column }],
  };
}

/** @type {Maker} */
function error(update, cell, layer) {
  if (layer === update.last) return outputError(update, cell, layer);
  const { row, column } = cell;
  const line = update.lineOf(cell.name);
  if (!line) return null;
  const [crossed, of] = [isCrossed(line), slopeLayer(line) || layer];
  const [errors, weights, slopes] = [update.matrix(`D${layer + 1}`), update.matrix(`W${layer + 1}`), update.matrix(`S${of}`)];
  if (!errors || !weights) return null;
  if (!slopes) return jointError(update, cell, layer, line);
  const read = weights.rows === weights.columns ? `W_{${layer + 1}}` : `\\tilde W_{${layer + 1}}`;
  const along = crossed ? `${read}[k, ${column + 1}]` : `W_{${layer + 1}}[${column + 1}, k]`;
  const places = each(errors.columns, (k) => (crossed ? misread(weights, k, column) : { row: column, column: k }));
  const steep = slopes.columns === 1 ? 0 : column; // the one slope of a layer of one unit is every unit's, where a slip broadcasts it
  return {
    tex: `${entry(update, cell)} = \\Big(\\sum_k \\Delta_{${layer + 1}}[${row + 1}, k]\\, ${along}\\Big)\\, \\sigma_{${of}}'(Z_{${of}}[${row + 1}, ${steep + 1}])`,
    products: places.map((place, k) => [errors.at(row, k), weights.at(place.row, place.column)]),
    times: [slopes.at(row, steep)],
    sources: [
      { name: `D${layer + 1}`, row, column: null },
      ...places.map((place) => ({ name: `W${layer + 1}`, ...place })),
      { name: `S${of}`, row, column: steep },
    ],
  };
}

/** Of a layer whose activation is one of several sums: Σ_i E_i ∂a_i/∂z_j, with E_i what comes back to output i. @param {Update} update @param {Cell} cell @param {number} layer @param {import("./reading.js").Line} line */
function jointError(update, cell, layer, line) {
  const { row, column } = cell;
  const [errors, weights, sums] = [update.matrix(`D${layer + 1}`), update.matrix(`W${layer + 1}`), update.matrix(`Z${layer}`)];
  const key = update.info.activations[layer - 1];
  if (!errors || !weights || !sums || !JOINT[key]) return null;
  const place = (/** @type {number} */ i, /** @type {number} */ k) => (isCrossed(line) ? misread(weights, k, i) : { row: i, column: k });
  const behind = (/** @type {number} */ i) => each(errors.columns, (k) => errors.at(row, k) * weights.at(place(i, k).row, place(i, k).column)).reduce((so, part) => so + part, 0);
  const slopes = JOINT[key].slopes(each(sums.columns, (k) => sums.at(row, k)), column);
  const used = [...slopes.keys()];
  return {
    tex: `${entry(update, cell)} = \\sum_i E_{${layer}}[${row + 1}, i]\\, \\frac{\\partial A_{${layer}}[${row + 1}, i]}{\\partial Z_{${layer}}[${row + 1}, ${column + 1}]}`,
    products: used.map((i) => [behind(i), slopes.get(i) ?? 0]),
    sources: [
      { name: `D${layer + 1}`, row, column: null },
      ...used.flatMap((i) => each(errors.columns, (k) => ({ name: `W${layer + 1}`, ...place(i, k) }))),
      ...used.map((i) => ({ name: `Z${layer}`, row, column: i })),
    ],
  };
}

/** @type {Maker} */
function outputError(update, cell, layer) {
  const { row, column } = cell;
  const [line, outputs, targets, slopes] = [update.lineOf(cell.name), update.matrix(update.output), update.matrix("Y"), update.matrix(`S${layer}`)];
  if (!line || !outputs || !targets) return null;
  const [output, target] = [outputs.at(row, column), targets.at(row, column)];
  const { rule } = update.info;
  const { slip } = line;
  const sloped = slopeLayer(line) === layer;
  const whole = slip === "output_error_bare" || slip === "no_batch_mean";
  const place = `[${row + 1}, ${column + 1}]`;
  const difference = `O${place} - Y${place}`;
  /** @type {Record<string, [string, number[][]]>} */
  const parts = {
    huber: [`\\operatorname{clip}(${difference})`, [[Math.max(-1, Math.min(1, output - target))]]],
    hinge: [`-Y${place}\\,[Y${place} O${place} < 1]`, [[-target, target * output < 1 ? 1 : 0]]],
  };
  const [symbols, products] = slip === "output_error_bare" ? [difference, [[output], [-target]]] : parts[rule] ?? [difference, [[output], [-target]]];
  const inner = products.length > 1 && (!whole || sloped) ? `(${symbols})` : symbols;
  return {
    tex: `${entry(update, cell)} = ${whole ? "" : "\\tfrac1N\\,"}${inner}${sloped ? `\\,\\sigma_{${layer}}'(Z_{${layer}}${place})` : ""}`,
    products,
    times: [...(whole ? [] : [1 / update.count]), ...(sloped && slopes ? [slopes.at(row, column)] : [])],
    sources: [{ name: update.output, row, column }, { name: "Y", row, column }, ...(sloped ? [{ name: `S${layer}`, row, column }] : [])],
  };
}

/** @type {Maker} */
function gradient(update, cell, layer) {
  const { row, column } = cell;
  const slipped = update.lineOf(cell.name)?.uses.includes(`Z${layer - 1}`);
  const before = layer === 1 ? "X" : slipped ? `Z${layer - 1}` : `A${layer - 1}`;
  const [inputs, errors] = [update.matrix(before), update.matrix(`D${layer}`)];
  if (!inputs || !errors) return null;
  const products = each(update.sent, (n) => [inputs.at(n, row), errors.at(n, column)]);
  return {
    ...overSamples(update, cell, products, `\\sum_n ${texOf(before, update)}[n, ${row + 1}]\\, \\Delta_{${layer}}[n, ${column + 1}]`),
    sources: [{ name: before, row: null, column: row }, { name: `D${layer}`, row: null, column }],
  };
}

/** @type {Maker} */
function biasGradient(update, cell, layer) {
  const errors = update.matrix(`D${layer}`);
  if (!errors) return null;
  const products = each(update.sent, (n) => [errors.at(n, cell.column)]);
  return {
    ...overSamples(update, cell, products, `\\sum_n \\Delta_{${layer}}[n, ${cell.column + 1}]`),
    sources: [{ name: `D${layer}`, row: null, column: cell.column }],
  };
}

/** @type {Maker} */
function slopeGradient(update, cell, layer) {
  const [errors, weights, sums] = [update.matrix(`D${layer + 1}`), update.matrix(`W${layer + 1}`), update.matrix(`Z${layer}`)];
  if (!errors || !weights || !sums) return null;
  const { column } = cell;
  const behind = (/** @type {number} */ n) => each(errors.columns, (k) => errors.at(n, k) * weights.at(column, k)).reduce((so, part) => so + part, 0);
  const products = each(update.sent, (n) => [behind(n), Math.min(0, sums.at(n, column))]);
  return {
    ...overSamples(update, cell, products, `\\sum_n (\\Delta_{${layer + 1}} W_{${layer + 1}}^{\\mathsf T})[n, ${column + 1}]\\, Z_{${layer}}^-[n, ${column + 1}]`),
    sources: [{ name: `D${layer + 1}`, row: null, column: null }, { name: `W${layer + 1}`, row: column, column: null }, { name: `Z${layer}`, row: null, column }],
  };
}

/** A gradient's sum over the samples, or where a slip turns it upside down, one over it. @param {Update} update @param {Cell} cell @param {number[][]} products @param {string} tex */
function overSamples(update, cell, products, tex) {
  const over = isUpsideDown(update.lineOf(cell.name));
  const value = update.matrix(cell.name)?.at(cell.row, cell.column) ?? NaN;
  return { tex: `${entry(update, cell)} = ${over ? "1 \\Big/ " : ""}${tex}`, products, over, rest: restOf(update, products, over ? inverse(value) : value) };
}

/** What the samples add whose rows are not here: the difference. @param {Update} update @param {number[][]} products @param {number} value */
function restOf(update, products, value) {
  const count = update.count - update.sent;
  return count > 0 ? { count, value: value - products.reduce((so, factors) => so + product(factors), 0) } : null;
}

/** @type {Maker} */
function updated(update, cell) {
  const old = cell.name.replace("new", "");
  const slopes = `d${old}`;
  const [before, gradients, after] = [update.matrix(old), update.matrix(slopes), update.matrix(cell.name)];
  if (!before || !gradients || !after) return null;
  const { row, column } = cell;
  const [from, to, rise] = [before.at(row, column), after.at(row, column), gradients.at(row, column)];
  const place = { row, column };
  const sources = [{ name: old, ...place }, { name: slopes, ...place }];
  const { optimizer, rate } = update.info;
  const plain = optimizer === "sgd" && Math.abs(from - rate * rise - to) <= CLOSE * (Math.abs(from) + Math.abs(rate * rise));
  const tex = entry(update, { name: old, row, column });
  if (plain) return { tex: `${tex} \\leftarrow ${tex} - \\eta\\, ${entry(update, { name: slopes, row, column })}`, products: [[from], [-rate, rise]], sources };
  return { tex: `${tex} \\leftarrow ${tex} + \\text{step}`, products: [[from], [to - from]], sources };
}

/** @type {Maker} */
function loss(update) {
  const [sums, outputs, targets] = [update.matrix(`Z${update.last}`), update.matrix(update.output), update.matrix("Y")];
  if (!sums || !outputs || !targets) return null;
  const of = (/** @type {import("./reading.js").Matrix} */ matrix, /** @type {number} */ n) => each(matrix.columns, (k) => matrix.at(n, k));
  const products = each(update.sent, (n) => [lossOf(update.info.rule, of(sums, n), of(outputs, n), of(targets, n))]);
  const value = update.info.loss * update.count;
  return {
    tex: "L = \\tfrac1N \\sum_n \\ell_n",
    products,
    rest: restOf(update, products, value),
    times: [1 / update.count],
    sources: [{ name: update.output, row: null, column: null }, { name: "Y", row: null, column: null }],
  };
}

/** The loss of one sample. @param {string} rule @param {number[]} z @param {number[]} o @param {number[]} y */
function lossOf(rule, z, o, y) {
  const add = (/** @type {(k: number) => number} */ term) => z.reduce((so, _, k) => so + term(k), 0);
  if (rule === "squared_error") return add((k) => (o[k] - y[k]) ** 2 / 2);
  if (rule === "huber") return add((k) => (Math.abs(o[k] - y[k]) <= 1 ? (o[k] - y[k]) ** 2 / 2 : Math.abs(o[k] - y[k]) - 0.5));
  if (rule === "hinge") return add((k) => Math.max(0, 1 - y[k] * o[k]));
  if (rule === "sigmoid_cross_entropy") return add((k) => Math.max(z[k], 0) + Math.log1p(Math.exp(-Math.abs(z[k]))) - y[k] * z[k]);
  const largest = Math.max(...z);
  const log = largest + Math.log(add((k) => Math.exp(z[k] - largest)));
  return rule === "softmax_cross_entropy" ? add((k) => y[k] * (log - z[k])) : NaN;
}

/** @template T @param {number} count @param {(index: number) => T} make @returns {T[]} */
function each(count, make) {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Whether a cell is one of those that a sum was made of. @param {Source[]} sources @param {string} name @param {number} row @param {number} column */
export function isSource(sources, name, row, column) {
  return sources.some((of) => of.name === name && (of.row === null || of.row === row) && (of.column === null || of.column === column));
}
