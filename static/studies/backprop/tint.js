/** The color of a number, and of the text on it: one diverging scale, and a steady value of full color for each kind of quantity. */
import { rgb } from "../../draw/palette.js";
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

const DARK = [26, 31, 36];

/**
 * @param {number} value
 * @param {number} scale the value of full color
 * @returns {{ background: string, color: string }} for a style; text that can be read on any of them
 */
export function tintOf(value, scale) {
  const color = rgb(value, scale);
  const light = luminance(color);
  const onDark = (light + 0.05) / (luminance(DARK) + 0.05);
  const onWhite = 1.05 / (light + 0.05);
  const text = onWhite >= 4.5 && onWhite > onDark ? "#fff" : onDark >= 4.5 ? `rgb(${DARK.join(" ")})` : "#000";
  return { background: `rgb(${color.join(" ")})`, color: text };
}

/** Relative luminance as in WCAG 2.2. @param {number[]} color 0 to 255 */
function luminance(color) {
  const [red, green, blue] = color.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
