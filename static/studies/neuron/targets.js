/** Of a network that answers values: each training point at its pre-activation, as high and of the color as its target. */
import { css } from "../../draw/palette.js";
import { appearance } from "../../state/store.js";
import { look } from "../../state/study.js";
import { html, useMemo } from "../../vendor/ui.js";
import { three } from "../../widgets/format.js";
import { placeOf } from "./reading.js";

/** @typedef {import("./reading.js").Neuron} Neuron */
/** @typedef {import("../../wire/types.js").DataPoint} DataPoint */

/** The lowest target lies so far from the bottom, and the highest from the top, as a share of the height. */
const MARGIN = 0.12;

/** A click looks at the point whose mark is nearest. @param {{ points: DataPoint[], neuron: Neuron, range: { low: number, high: number } }} props */
export function Targets({ points, neuron, range }) {
  const { z, sample } = neuron;
  const shown = appearance.value;
  const heights = useMemo(() => heightsOf(points), [points]);
  const colored = useMemo(() => byColor(points), [points, shown]);
  const across = (/** @type {number} */ row) => placeOf(Number(z[row]), range);
  const marks = (/** @type {number[]} */ rows) => rows.map((row) => `M${across(row).toFixed(3)} ${(1 - heights.of[row]).toFixed(4)}h0`).join("");
  const own = sample !== null && sample < points.length ? sample : null;

  /** @param {MouseEvent & { currentTarget: HTMLElement }} event */
  function choose(event) {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const away = (/** @type {number} */ row) => Math.hypot((across(row) / 100) * box.width - x, (1 - heights.of[row]) * box.height - y);
    look("sample", points.reduce((best, _, row) => (away(row) < away(best) ? row : best), 0));
  }
  return html`<div class="neuron-plot">
    <p class="neuron-side small">target y <span class="quiet">upward, of ${points.length} points</span></p>
    <div class="neuron-lane neuron-marks neuron-targets" title="Click a mark to look at that training point" onClick=${choose}>
      <svg viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label=${`The training points by their z and their target, from ${three(heights.lowest)} to ${three(heights.highest)}`}>
        <path class="neuron-target-rim" d=${marks(points.map((_, row) => row))} />
        ${colored.map(({ color, rows }) => html`<path key=${color} class="neuron-target" data-rows=${rows.join(" ")} style=${{ stroke: color }} d=${marks(rows)} />`)}
        ${own !== null && html`<path class="neuron-target-rim neuron-target-own" d=${marks([own])} /><path class="neuron-target" style=${{ stroke: css(points[own].label, 1) }} d=${marks([own])} />`}
      </svg>
      ${heights.lowest < heights.highest && html`<span class="neuron-tick" style=${{ top: `${100 * MARGIN}%` }}>${three(heights.highest)}</span>`}
      <span class="neuron-tick" style=${{ top: `${100 * (1 - heights.place(heights.lowest))}%` }}>${three(heights.lowest)}</span>
    </div>
  </div>`;
}

/** How high each target lies, 0 to 1. @param {DataPoint[]} points */
function heightsOf(points) {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const { label } of points) [lowest, highest] = [Math.min(lowest, label), Math.max(highest, label)];
  const place = (/** @type {number} */ target) => (highest > lowest ? MARGIN + ((1 - 2 * MARGIN) * (target - lowest)) / (highest - lowest) : 0.5);
  return { lowest, highest, place, of: points.map(({ label }) => place(label)) };
}

/** @param {DataPoint[]} points @returns {{ color: string, rows: number[] }[]} */
function byColor(points) {
  const found = /** @type {Map<string, number[]>} */ (new Map());
  for (const [row, { label }] of points.entries()) {
    const color = css(label, 1);
    const rows = found.get(color);
    if (rows) rows.push(row);
    else found.set(color, [row]);
  }
  return [...found].map(([color, rows]) => ({ color, rows }));
}
