/** The activations of several sums of a layer at once: how a value is made, and how the outputs answer to one of the sums. */
import { softmax } from "../activations/vector.js";

/** @typedef {import("./sums.js").Cell} Cell */
/** @typedef {import("./sums.js").Sum} Sum */
/**
 * @typedef {object} Joint
 * @property {(left: string, layer: number, cell: Cell, z: number[]) => Partial<Sum>} made the value in a cell; left: its symbol, z: the sums of its row
 * @property {(z: number[], unit: number) => Map<number, number>} slopes ∂a_i/∂z_unit of each output i that depends on it
 */

/** @type {Record<string, Joint>} by the activation's key */
export const JOINT = {
  softmax: {
    made(left, layer, { row, column }, z) {
      return {
        tex: `${left} = \\frac{e^{Z_{${layer}}[${row + 1}, ${column + 1}]}}{\\sum_k e^{Z_{${layer}}[${row + 1}, k]}}`,
        call: { name: `softmax over the ${z.length} sums, at`, argument: z[column], bare: true },
        sources: [{ name: `Z${layer}`, row, column: null }],
      };
    },
    slopes(z, unit) {
      const p = softmax(z);
      return new Map(p.map((of, i) => [i, of * ((i === unit ? 1 : 0) - p[unit])]));
    },
  },
  maxout: {
    made(left, layer, { row, column }, z) {
      const pair = pairOf(column, z.length);
      return {
        tex: `${left} = ${pair.length > 1 ? "\\max(" : ""}${pair.map((i) => `Z_{${layer}}[${row + 1}, ${i + 1}]`).join(",\\, ")}${pair.length > 1 ? ")" : ""}`,
        products: [[Math.max(...pair.map((i) => z[i]))]],
        sources: pair.map((i) => ({ name: `Z${layer}`, row, column: i })),
      };
    },
    slopes(z, unit) {
      const pair = pairOf(unit, z.length);
      const others = pair.filter((i) => i !== unit).map((i) => z[i]);
      const share = others.some((other) => other > z[unit]) ? 0 : others.some((other) => other === z[unit]) ? 0.5 : 1;
      return new Map(pair.map((i) => [i, share]));
    },
  },
};

/** The units that pass on the larger of their sums: two neighbors, or a last one alone. @param {number} unit @param {number} units */
function pairOf(unit, units) {
  const first = unit - (unit % 2);
  return first + 1 < units ? [first, first + 1] : [first];
}
