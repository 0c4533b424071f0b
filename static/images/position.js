/** One position of what is opened: its rule with this moment's numbers, and what its largest part is made of. */

import { html } from "../vendor/ui.js";
import { exact, three } from "../widgets/format.js";
import { Normalized, LeftOut, Pooled } from "./equations.js";
import { activationText } from "./names.js";
import { Numbers } from "./numbers.js";
import { readTitle } from "./openedWords.js";
import { scales } from "./reading.js";
import { mapScale, pinned } from "./tables.js";

/** @typedef {import("./opening.js").Opened} Opened */

const MOST_TERMS = 8;

/** @param {{ of: Opened }} props */
export function Position({ of }) {
  const { row, column, kernels, normalized, kept, places } = of;
  const Rule = kernels ? Sum : normalized ? Normalized : kept ? LeftOut : Pooled;
  return html`<div class="opened-position">
    ${places[0] * places[1] > 1 ? html`<h3>${of.outputs.length > 1 ? "Position" : "Place in what it reads"} ${places[0] === 1 ? column + 1 : `(${row + 1}, ${column + 1})`}</h3>` : html`<h3>${kernels ? "Its sum" : "Its number"}</h3>`}
    <${Rule} of=${of} /><${Largest} of=${of} />
  </div>`;
}

/** z = its parts + what came around + the bias; a = f(z). @param {{ of: Opened }} props */
function Sum({ of }) {
  const { info } = of;
  const sums = /** @type {(number | null)[]} */ (info["sums"]).map((sum) => sum ?? NaN);
  const order = sums.map((_, at) => at).sort((a, b) => Math.abs(sums[b]) - Math.abs(sums[a]));
  const shown = order.slice(0, MOST_TERMS).sort((a, b) => a - b);
  const rest = order.slice(MOST_TERMS).reduce((sum, at) => sum + sums[at], 0);
  const around = info["skip"] ?? null;
  const [letter, rule] = info["activation"] === "softmax" ? ["p", "softmax"] : ["a", activationText(info["activation"])];
  return html`<p class="opened-equation">${info["activation"] === "linear" ? "a" : "z"} = ${shown.map((at, place) => html`<${Term} value=${sums[at]} first=${place === 0} title=${readTitle(of, at)} />`)}
      ${order.length > MOST_TERMS && html`<${Term} value=${rest} title=${`${order.length - MOST_TERMS} more`} />`}
      ${around !== null && html`<${Term} value=${around} title="the way around" />`}<${Term} value=${info["bias"] ?? NaN} title="bias" /></p>
    <p class="opened-equation">= <b title=${exact(info["z"])}>${three(info["z"])}</b>${info["activation"] === "linear" ? "" : html`, ${letter} = ${rule}(z) = <b title=${exact(info["a"])}>${three(info["a"])}</b>`}</p>`;
}

/** @param {{ value: number, title: string, first?: boolean }} props */
function Term({ value, title, first = false }) {
  const sign = value < 0 ? "\u2212" : "+";
  return html`<span class=${value < 0 ? "negative" : "positive"} title=${`${title}: ${exact(value)}`}>${first ? (value < 0 ? sign : "") : ` ${sign} `}${three(Math.abs(value))}</span>`;
}

/** Of the largest part the window times the kernel; of a unit that reads maps the number at the place times its weight. @param {{ of: Opened }} props */
function Largest({ of }) {
  const { info, window, kernels, products, row, column } = of;
  if (!kernels || !products || products.length === products.shape[0]) return null;
  const sums = /** @type {number[]} */ (info["sums"]);
  const [, rows, columns] = kernels.shape;
  if (of.outputs.length === 1) {
    const each = rows * columns;
    const here = (/** @type {import("../widgets/probe.js").Values} */ values, /** @type {number} */ at) => Number(values[at * each + row * columns + column]);
    const at = sums.reduce((best, _, index) => (Math.abs(here(products, index)) > Math.abs(here(products, best)) ? index : best), 0);
    return html`<p class="quiet small">there the most comes of ${readTitle(of, at)}: number × weight</p>
      <p class="opened-equation">${[window[at], here(kernels, at), here(products, at)].map((value, place) => html`${["", " × ", " = "][place]}<span class=${value < 0 ? "negative" : "positive"} title=${exact(value)}>${three(value)}</span>`)}</p>`;
  }
  const at = sums.reduce((best, value, index) => (Math.abs(value) > Math.abs(sums[best]) ? index : best), 0);
  const from = at * rows * columns;
  return html`<p class="quiet small">${sums.length > 1 ? `its largest part: map ${at + 1}, ` : ""}window × kernel</p>
    <div class="opened-numbers">
      <${Numbers} values=${window} from=${from} rows=${rows} columns=${columns} scale=${pinned.value ?? mapScale.value ?? 1} label="Window" />
      <span aria-hidden="true">×</span>
      <${Numbers} values=${kernels} from=${from} rows=${rows} columns=${columns} scale=${scales.value.kernels} label="Kernel" /></div>`;
}

/** @param {number | null | undefined} value */
export function signed(value) {
  return value !== null && value !== undefined && value > 0 ? `+${three(value)}` : three(value);
}
