/** The rules of layers that have no weights to sum over, with the numbers of one position. */

import { html } from "../vendor/ui.js";
import { exact, percent, raised, three } from "../widgets/format.js";
import { activationText } from "./names.js";
import { Numbers } from "./numbers.js";
import { mapScale, pinned } from "./tables.js";

/** @typedef {import("./opening.js").Opened} Opened */

/** @param {{ value: number | null }} props */
function N({ value }) {
  return html`<span class="opened-number" title=${exact(value)}>${three(value)}</span>`;
}

/** x̂ = (x − μ)/√(σ² + ε), z = γ x̂ + β, a = f(z). @param {{ of: Opened }} props */
export function Normalized({ of: { info, window, kind } }) {
  const [mean, variance, scale, shift] = ["mean", "variance", "scale", "shift"].map((name) => info[name]);
  const minus = (/** @type {number} */ value) => (value < 0 ? html`+ <${N} value=${-value} />` : html`− <${N} value=${value} />`);
  const plus = (/** @type {number} */ value) => (value < 0 ? html`− <${N} value=${-value} />` : html`+ <${N} value=${value} />`);
  return html`<p class="opened-equation">x̂ = (x − μ) / √(σ² + ε)</p>
    <p class="opened-equation">= (<${N} value=${Number(window[0])} /> ${minus(mean)}) / √(<${N} value=${variance} /> + <span title=${exact(info["epsilon"])}>${power(info["epsilon"])}</span>) = <b title=${exact(info["normalized"])}>${three(info["normalized"])}</b></p>
    <p class="opened-equation">${info["activation"] === "linear" ? "a" : "z"} = γ x̂ + β = <${N} value=${scale} /> · <${N} value=${info["normalized"]} /> ${plus(shift)} = <b title=${exact(info["z"])}>${three(info["z"])}</b></p>
    ${info["activation"] !== "linear" && html`<p class="opened-equation">a = ${activationText(info["activation"])}(z) = <b title=${exact(info["a"])}>${three(info["a"])}</b></p>`}
    <p class="quiet small">${kind === "batch_norm" ? "μ and σ² are running averages: while it learns, those of the batch stand there." : `μ and σ² are those of ${info["units"]} numbers of this image.`}</p>`;
}

/** "10⁻⁵" where it is a power of ten. @param {number} value */
function power(value) {
  const decade = Math.log10(value);
  return Math.abs(decade - Math.round(decade)) < 1e-9 ? `10${raised(Math.round(decade))}` : three(value);
}

/** a = x looked at; a = m x / (1 − r) while it learns. @param {{ of: Opened }} props */
export function LeftOut({ of: { info, window } }) {
  const rate = info["rate"];
  const x = Number(window[0]);
  return html`<p class="opened-equation">a = x = <b title=${exact(info["a"])}>${three(info["a"])}</b> <span class="quiet small">looked at</span></p>
    <p class="opened-equation">${info["kept"] ? html`a = x / (1 − r) = <${N} value=${x} /> / ${three(1 - rate)} = <b title=${exact(x / (1 - rate))}>${three(x / (1 - rate))}</b>` : html`a = <b>0</b>, left out`} <span class="quiet small">in the next update</span></p>
    <p class="quiet small">rate r = ${three(rate)}; of this map the next update leaves out ${percent(1 - info["share"])} for the first image of its batch, and others for each other image.</p>`;
}

/** The largest number of the window, or the mean. @param {{ of: Opened }} props */
export function Pooled({ of: { info, window, inputs, outputs } }) {
  const whole = outputs.length === 1 && window.length === 1;
  const all = whole ? `${inputs.shape[1]} × ${inputs.shape[2]} numbers` : "its window";
  return html`<p class="opened-equation">a = ${info["takes"] === "max" ? "largest" : "mean"} of ${all} = <b title=${exact(info["a"])}>${three(info["a"])}</b></p>
    ${whole ? html`<p class="quiet small">at the place: <${N} value=${Number(window[0])} /></p>` : html`<p class="quiet small">its window</p>
    <${Numbers} values=${window} from=${0} rows=${window.shape[1]} columns=${window.shape[2]} scale=${pinned.value ?? mapScale.value ?? 1} label="Window" />`}`;
}
