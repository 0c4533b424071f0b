/** What a function's properties read like. */
import { html } from "../../vendor/ui.js";
import { exact, shortest, three } from "../../widgets/format.js";

/** @typedef {import("./table.js").Activation} Activation */

/** A number that three digits hold is written without zeros after it: 1, 0.25, 1.10. @param {number} value */
export function brief(value) {
  return Number(value.toPrecision(3)) === value ? shortest(value) : three(value);
}

/** @param {number | null} end @param {1 | -1} side */
function bound(end, side) {
  return end === null ? `${side < 0 ? "\u2212" : ""}\u221e` : brief(end);
}

/** @param {[number | null, number | null]} range */
export function rangeText([low, high]) {
  return `${bound(low, -1)} to ${bound(high, 1)}`;
}

/** "C^1" with its order raised. @param {string} order */
export function continuityOf(order) {
  const found = /^C\^\{?([^}]+)\}?$/.exec(order);
  return found ? html`<span class="math" aria-label=${orderWords(found[1] ?? "")} role="img">C<sup>${found[1]}</sup></span>` : order;
}

/** @param {string} order */
function orderWords(order) {
  if (order === "\u221e") return "smooth: every derivative is continuous";
  if (order === "0") return "C 0: continuous, its slope jumps";
  return `C ${order}: continuous up to derivative ${order}`;
}

/** Where an extreme is reached: 0, or 0⁺ just right of a jump. @param {number} at @param {import("./table.js").Side} [side] */
export function placeText(at, side) {
  return `${brief(at)}${side === "left" ? "\u207b" : side === "right" ? "\u207a" : ""}`;
}

/** @param {Activation} activation */
function maxSlope({ max_slope: slope, max_slope_at: at, max_slope_side: side }) {
  return html`<span title=${slope === null ? "it has no bound" : `${exact(slope)}${at === null ? ", approached far away and not reached" : ""}`}>${slope === null ? "\u221e" : brief(slope)}</span>${at !== null && html` <span class="quiet" title=${`at z = ${exact(at)}${side ? `, on its ${side}` : ""}`}>at ${placeText(at, side)}</span>`}`;
}

/** @param {{ of: Activation }} props */
export function Facts({ of }) {
  return html`<dl class="act-facts">
    <div><dt>range</dt><dd title=${`${exact(of.range[0])} to ${exact(of.range[1])}`}>${rangeText(of.range)}</dd></div>
    <div><dt>continuity</dt><dd>${continuityOf(of.continuity)}</dd></div>
    <div><dt>monotone</dt><dd>${of.monotone ? "yes" : "no"}</dd></div>
    <div><dt>max f\u2032</dt><dd>${maxSlope(of)}</dd></div>
  </dl>`;
}
