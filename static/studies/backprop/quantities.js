/** The kinds of quantity, and a steady value of full color for each. Pure. */
import { octave, robustSize } from "../../draw/scale.js";
import { partsOf } from "./reading.js";

/** @typedef {"inputs" | "values" | "weights" | "errors" | "gradients"} Quantity */
/** @typedef {Record<Quantity, number>} Scales the value of full color */

/** What is drawn on each scale. @type {{ key: Quantity, label: string, kinds: string[] }[]} */
export const QUANTITIES = [
  { key: "inputs", label: "inputs", kinds: ["X"] },
  { key: "values", label: "values", kinds: ["Z", "A", "S", "Y", "L"] },
  { key: "weights", label: "weights", kinds: ["W", "b", "alpha", "newW", "newb", "newalpha"] },
  { key: "errors", label: "errors Δ", kinds: ["D"] },
  { key: "gradients", label: "gradients", kinds: ["dW", "db", "dalpha"] },
];

/** @param {string} name @returns {Quantity} */
export function quantityOf(name) {
  const { kind } = partsOf(name);
  return QUANTITIES.find(({ kinds }) => kinds.includes(kind))?.key ?? "values";
}

/**
 * The scales for an update, in octaves and with hysteresis against those before.
 * @param {import("./reading.js").Update} update
 * @param {Scales | null} before
 * @returns {Scales}
 */
export function scalesOf(update, before) {
  const layers = update.sizes.map((_, index) => index + 1);
  const sized = (/** @type {Quantity} */ key, /** @type {string[]} */ names) => octave(robustSize(update.magnitudes(names)), before?.[key] ?? 0);
  const all = (/** @type {string[]} */ ...kinds) => layers.flatMap((layer) => kinds.map((kind) => `${kind}${layer}`));
  return {
    inputs: sized("inputs", ["X"]),
    values: sized("values", ["Y", ...all("A", "Z")]),
    weights: sized("weights", all("W", "b", "alpha")),
    errors: sized("errors", all("D")),
    gradients: sized("gradients", all("dW", "db", "dalpha")),
  };
}
