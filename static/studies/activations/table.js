/** The table of activation functions as the engine computed it: asked for once, for it depends on no run. */
import { html, useEffect, useState } from "../../vendor/ui.js";
import { useProbe } from "../../widgets/probe.js";

/** What every plot shows along z. */
export const GRID = { low: -5, high: 5, points: 201 };
const ASKED_HZ = 4; // only until the first answer
const VIEW = "activations.table";

/** @typedef {"left" | "right" | null} Side */

/**
 * One function, as the probe describes it.
 * @typedef {object} Described
 * @property {string} key
 * @property {string} label
 * @property {string} formula TeX in z
 * @property {string} [slope_formula]
 * @property {[number | null, number | null]} range infimum and supremum; null: it has none
 * @property {string} continuity such as "C^1"
 * @property {boolean} monotone
 * @property {boolean | null} [slope_monotone]
 * @property {number | null} max_slope null: without bound
 * @property {number | null} max_slope_at null: only approached, far away
 * @property {Side} [max_slope_side] where the slope jumps there
 * @property {number | null} [lowest_at]
 * @property {Side} [lowest_side]
 * @property {number | null} [highest_at]
 * @property {Side} [highest_side]
 * @property {number[]} kinks
 * @property {number[]} [bends] where only a later derivative jumps
 * @property {boolean} slope_is_exact
 * @property {string} source
 * @property {Record<string, number>} [parameters]
 */

/**
 * A function of several numbers.
 * @typedef {{ key: string, label: string, formula: string, help?: string, slope_formula?: string, source?: string }} VectorFunction
 */

/** @typedef {ArrayLike<number>} Curve one value for each z */
/** @typedef {Described & { z: Curve, f: Curve, slope: Curve, curvature: Curve }} Activation */
/** @typedef {{ activations: Activation[], vector: VectorFunction[] }} Table */

/** @returns {Table | null} null until the engine has answered */
export function useTable() {
  const [table, keep] = useState(/** @type {Table | null} */ (null));
  const reading = useProbe(VIEW, "activations", GRID, table === null, ASKED_HZ);
  useEffect(() => {
    if (reading && !table) keep(read(reading));
  }, [reading]);
  return table;
}

/** @param {import("../../widgets/probe.js").Reading} reading @returns {Table | null} */
function read({ array, info }) {
  const [z, f, slope, curvature] = ["z", "f", "slope", "curvature"].map(array);
  if (!z || !f || !slope || !curvature) return null;
  const points = z.length;
  const row = (/** @type {NonNullable<typeof f>} */ of, /** @type {number} */ index) => of.subarray(index * points, (index + 1) * points);
  /** @type {Described[]} */
  const described = info["activations"] ?? [];
  const activations = described.map((each, index) => ({ ...each, z, f: row(f, index), slope: row(slope, index), curvature: row(curvature, index) }));
  return { activations, vector: info["vector"] ?? [] };
}

/** Which line is which; they differ in color, dashes and width. */
export const LINES = /** @type {const} */ ([
  { name: "f", of: "f", label: "f", spoken: "f" },
  { name: "slope", of: "slope", label: "f\u2032", spoken: "its slope f\u2032" },
  { name: "curvature", of: "curvature", label: "f\u2033", spoken: "its curvature f\u2033" },
]);

/** A piece of a line, as the plots draw it. @param {{ name: string }} props */
export function LineKey({ name }) {
  return html`<svg class="act-key" viewBox="0 0 26 8" aria-hidden="true"><path class=${`act-line act-${name}`} d="M0 4H26" /></svg>`;
}
