/** A few numbers as a table, each on its color. */

import { css, rgb } from "../draw/palette.js";
import { html } from "../vendor/ui.js";
import { exact } from "../widgets/format.js";

/** Up to so many cells a side have room for their numbers. */
const MOST_SIDE = 7;

/** @param {{ values: import("../widgets/probe.js").Values, from: number, rows: number, columns: number, scale: number, label: string }} props */
export function Numbers({ values, from, rows, columns, scale, label }) {
  if (Math.max(rows, columns) > MOST_SIDE) return html`<p class="quiet small">${rows} × ${columns}: too many numbers to print</p>`;
  const row = (/** @type {number} */ at) => Array.from({ length: columns }, (_, column) => Number(values[from + at * columns + column]));
  return html`<table class="opened-table" aria-label=${label}><tbody>${Array.from({ length: rows }, (_, at) => html`<tr>${row(at).map((value) => html`<td title=${exact(value)} style=${{ background: css(value, scale), color: inkOn(value, scale) }}>${short(value)}</td>`)}</tr>`)}</tbody></table>`;
}

/** Two digits: there is room for no more; the whole number is its title. @param {number} value */
function short(value) {
  if (Number.isNaN(value)) return "–";
  const text = Math.abs(value) >= 10 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 1 ? 1 : 2);
  return text.replace("-", "\u2212");
}

/** Black or white, whichever has the larger contrast with the value's color: at least 4.5. @param {number} value @param {number} scale */
function inkOn(value, scale) {
  const [red, green, blue] = rgb(value, scale).map((channel) => (channel / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}
