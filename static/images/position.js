/** One position of an opened map: the sum with its numbers, and its largest part, window times kernel. */

import { css, rgb } from "../draw/palette.js";
import { html } from "../vendor/ui.js";
import { exact, three } from "../widgets/format.js";
import { activationText } from "./names.js";
import { scales } from "./reading.js";
import { mapScale, pinned } from "./tables.js";

/** @typedef {import("./opening.js").Opened} Opened */

const MOST_TERMS = 8;
/** Up to so many cells a side have room for their numbers. */
const MOST_SIDE = 7;

/** @param {{ of: Opened }} props */
export function Position({ of }) {
  const { row, column, info, kernels } = of;
  return html`<div class="opened-position">
    <h3>Position (${row + 1}, ${column + 1})</h3>
    ${kernels ? html`<${Sum} of=${of} /><${Largest} of=${of} />` : html`<p class="opened-equation">a = <b title=${exact(info["a"])}>${three(info["a"])}</b></p><p class="quiet small">its window</p>
      <${Numbers} values=${of.window} from=${0} rows=${of.window.shape[1]} columns=${of.window.shape[2]} scale=${pinned.value ?? mapScale.value ?? 1} label="Window" />`}
  </div>`;
}

/** z = its parts + the bias; a = f(z). @param {{ of: Opened }} props */
function Sum({ of: { info } }) {
  const sums = /** @type {number[]} */ (info["sums"]);
  const order = sums.map((_, at) => at).sort((a, b) => Math.abs(sums[b]) - Math.abs(sums[a]));
  const shown = order.slice(0, MOST_TERMS).sort((a, b) => a - b);
  const rest = order.slice(MOST_TERMS).reduce((sum, at) => sum + sums[at], 0);
  const term = (/** @type {number} */ value, /** @type {boolean} */ first, /** @type {string} */ title) => html`<span class=${value < 0 ? "negative" : "positive"} title=${`${title}: ${exact(value)}`}>${first ? (value < 0 ? "\u2212" : "") : value < 0 ? " \u2212 " : " + "}${three(Math.abs(value))}</span>`;
  return html`<p class="opened-equation">z = ${shown.map((at, place) => term(sums[at], place === 0, `map ${at + 1}`))}${order.length > MOST_TERMS && term(rest, false, `${order.length - MOST_TERMS} more`)}${term(info["bias"], false, "bias")}</p>
    <p class="opened-equation">= <b title=${exact(info["z"])}>${three(info["z"])}</b>, a = ${activationText(info["activation"])}(z) = <b title=${exact(info["a"])}>${three(info["a"])}</b></p>`;
}

/** @param {{ of: Opened }} props */
function Largest({ of: { info, window, kernels } }) {
  if (!kernels) return null;
  const sums = /** @type {number[]} */ (info["sums"]);
  const at = sums.reduce((best, value, index) => (Math.abs(value) > Math.abs(sums[best]) ? index : best), 0);
  const [, rows, columns] = kernels.shape;
  const from = at * rows * columns;
  return html`<p class="quiet small">${sums.length > 1 ? `its largest part: map ${at + 1}, ` : ""}window × kernel</p>
    <div class="opened-numbers">
      <${Numbers} values=${window} from=${from} rows=${rows} columns=${columns} scale=${pinned.value ?? mapScale.value ?? 1} label="Window" />
      <span aria-hidden="true">×</span>
      <${Numbers} values=${kernels} from=${from} rows=${rows} columns=${columns} scale=${scales.value.kernels} label="Kernel" /></div>`;
}

/** @param {{ values: import("../widgets/probe.js").Values, from: number, rows: number, columns: number, scale: number, label: string }} props */
function Numbers({ values, from, rows, columns, scale, label }) {
  if (Math.max(rows, columns) > MOST_SIDE) return html`<p class="quiet small">${rows} × ${columns}: too many numbers to print</p>`;
  const row = (/** @type {number} */ at) => Array.from({ length: columns }, (_, column) => Number(values[from + at * columns + column]));
  return html`<table class="opened-table" aria-label=${label}><tbody>${Array.from({ length: rows }, (_, at) => html`<tr>${row(at).map((value) => html`<td title=${exact(value)} style=${{ background: css(value, scale), color: inkOn(value, scale) }}>${short(value)}</td>`)}</tr>`)}</tbody></table>`;
}

/** Two digits: there is room for no more; the whole number is its title. @param {number} value */
function short(value) {
  const text = Math.abs(value) >= 10 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 1 ? 1 : 2);
  return text.replace("-", "\u2212");
}

/** Dark or light, whichever can be read on the value's color. @param {number} value @param {number} scale */
function inkOn(value, scale) {
  const [red, green, blue] = rgb(value, scale).map((channel) => (channel / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.19 ? "#14171a" : "#ffffff";
}
