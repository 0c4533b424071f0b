/** The activation along the axis of the sum: z comes down onto the curve, and goes over to a; its tangent there is the slope. */
import { activationEntry } from "../../panels/names.js";
import { html, useMemo } from "../../vendor/ui.js";
import { exact, three } from "../../widgets/format.js";
import { pathOf } from "../activations/curves.js";
import { placeOf } from "./reading.js";

/** @typedef {import("./reading.js").Neuron} Neuron */
/** @typedef {{ low: number, high: number }} Range */

/** Of the height, above and below the curve. */
const MARGIN = 0.06;
/** Of the axis, to each side of z; of the height at most twice as much. */
const TANGENT = 0.07;

/** @param {{ neuron: Neuron, range: Range }} props */
export function Curve({ neuron, range }) {
  const { slope_at: slope, mean_slope: meanSlope, flat } = neuron.reading.info;
  const { sum: z, output: a, onCurve } = neuron;
  const height = heightOf(neuron);
  const box = `${range.low} ${-height.high} ${range.high - range.low} ${height.high - height.low}`;
  const paths = useMemo(() => ({ value: pathOf(neuron.curve.z, neuron.curve.a), slope: pathOf(neuron.curve.z, neuron.curve.slope), flat: flatParts(neuron, flat) }), [neuron]);
  const label = neuron.hasCurve ? `The activation and its slope over z. At z ${three(z)} it gives ${three(onCurve)}, with slope ${three(slope)}` : "Each training point at its z and its output a";
  return html`<div class="neuron-plot" data-part="sigma">
    <${Readouts} neuron=${neuron} slope=${slope} meanSlope=${meanSlope} />
    <div class="neuron-lane neuron-curve">
      <svg viewBox=${box} preserveAspectRatio="none" role="img" aria-label=${label}>
        ${paths.flat.map(([from, to]) => html`<rect key=${from} class="neuron-flat" x=${from} y=${-height.high} width=${to - from} height=${height.high - height.low} />`)}
        <path class="neuron-axis" d=${`M${range.low} 0H${range.high}M0 ${-height.high}V${-height.low}`} />
        <path class="neuron-slope" d=${paths.slope} /><path class="neuron-value" d=${paths.value} />
        ${!neuron.hasCurve && html`<path class="neuron-dots" d=${dots(neuron)} />`}
        <${Reading} neuron=${neuron} range=${range} height=${height} slope=${slope} />
      </svg>
      <span class="neuron-tick" style=${{ top: `${topOf(height.top, height)}%` }}>${three(height.top)}</span>
      <span class="neuron-tick" style=${{ top: `${topOf(height.bottom, height)}%` }}>${three(height.bottom)}</span>
      ${a !== null && a >= height.low && a <= height.high && html`<span class="neuron-tick neuron-tick-a" data-part="a" style=${{ top: `${topOf(a, height)}%` }}>${neuron.isMean ? html`<span class="neuron-bar-over">a</span>` : "a"}</span>`}
    </div>
  </div>`;
}

/** The plumb line at z, the point on the curve with its tangent, and the level of a. @param {{ neuron: Neuron, range: Range, height: ReturnType<typeof heightOf>, slope: number | null }} props */
function Reading({ neuron, range, height, slope }) {
  const { sum: z, output: a, onCurve } = neuron;
  if (z === null || a === null) return null;
  const along = Math.min((range.high - range.low) * TANGENT, ((height.high - height.low) * TANGENT * 2) / Math.abs(slope ?? 0));
  const to = onCurve ?? a;
  return html`<path class="neuron-plumb" d=${`M${z} ${-height.high}V${-Math.min(to, a)}`} />
    <path class="neuron-level" d=${`M${z} ${-a}H${range.low}`} />
    ${neuron.isMean && html`<path class="neuron-dot" d=${`M${z} ${-a}h0`} />`}
    ${onCurve !== null && slope !== null && html`${neuron.reading.info.slope_is_exact && html`<path class="neuron-tangent" d=${`M${z - along} ${-(onCurve - slope * along)}L${z + along} ${-(onCurve + slope * along)}`} />`}
      <path class="neuron-dot" d=${`M${z} ${-onCurve}h0`} /><path class="neuron-dot neuron-dot-inner" data-open=${neuron.isMean ? "" : undefined} d=${`M${z} ${-onCurve}h0`} />`}`;
}

/** @param {{ neuron: Neuron, slope: number | null, meanSlope: number | null }} props */
function Readouts({ neuron, slope, meanSlope }) {
  const over = (/** @type {string} */ name) => html`<span class="neuron-bar-over">${name}</span>`;
  /** @type {{ key: string, symbol: any, value: number | null, part: string, says?: string }[]} */
  const rows = neuron.isMean
    ? [
        { key: "z", symbol: over("z"), value: neuron.sum, part: "z", says: "the mean z" },
        ...(neuron.hasCurve ? [{ key: "of-mean", symbol: html`σ(${over("z")})`, value: neuron.onCurve, part: "sigma", says: "at the mean z" }] : []),
        { key: "a", symbol: over("a"), value: neuron.output, part: "a", says: "the mean a" },
        { key: "slope", symbol: over("σ′(z)"), value: meanSlope, part: "sigma", says: "the mean slope" },
      ]
    : [
        { key: "z", symbol: "z", value: neuron.sum, part: "z" },
        { key: "a", symbol: "a = σ(z)", value: neuron.output, part: "a" },
        { key: "slope", symbol: "σ′(z)", value: slope, part: "sigma", says: "the slope" },
      ];
  return html`<dl class="neuron-readouts">${rows.map(({ key, symbol, value, part, says }) => html`<div key=${key} data-part=${part}>
    <dt><span class="math">${symbol}</span>${says && html` <span class="neuron-says">${says}</span>`}</dt><dd data-reads=${key} title=${exact(value)}>${three(value)}</dd></div>`)}</dl>`;
}

/** What the plot shows upward: both lines, zero, and a; `bottom` and `top` are what stands at its ticks. @param {Neuron} neuron */
function heightOf(neuron) {
  const values = [...neuron.curve.a, ...neuron.curve.slope, ...(neuron.hasCurve ? [] : [...(activationEntry(neuron.activation)?.range ?? []), ...neuron.a])].filter(Number.isFinite);
  const bottom = Math.min(0, ...values);
  const top = Math.max(bottom + 1e-6, ...values);
  const margin = (top - bottom) * MARGIN;
  return { bottom, top, low: bottom - margin, high: top + margin };
}

/** @param {number} value @param {{ low: number, high: number }} height */
function topOf(value, height) {
  return 100 - placeOf(value, height);
}

/** Where along the axis the slope lies below what counts as flat. @param {Neuron} neuron @param {number | null} flat @returns {[number, number][]} */
function flatParts({ curve }, flat) {
  /** @type {[number, number][]} */
  const parts = [];
  for (let i = 0; i < curve.z.length; i += 1) {
    if (flat === null || !(Math.abs(Number(curve.slope[i])) < flat)) continue;
    const z = Number(curve.z[i]);
    const last = parts.at(-1);
    if (last && i > 0 && last[1] === Number(curve.z[i - 1])) last[1] = z;
    else parts.push([z, z]);
  }
  return parts;
}

/** @param {Neuron} neuron */
function dots({ z, a }) {
  return Array.from(z, (at, i) => `M${Number(at).toPrecision(6)} ${(-Number(a[i])).toPrecision(6)}h0`).join("");
}
