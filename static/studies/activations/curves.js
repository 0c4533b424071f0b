/** f, f′ and f″ as lines in one window that is the same for every function, one unit as long up as along. */
import { html, useMemo } from "../../vendor/ui.js";
import { brief } from "./facts.js";
import { GRID, LINES } from "./table.js";

/** @typedef {import("./table.js").Activation} Activation */
/** @typedef {import("./table.js").Curve} Curve */

/** The heights that every plot shows; lines go on beyond them unseen. */
export const WINDOW = { low: -2.25, high: 3.25 };
export const UNITS = { wide: GRID.high - GRID.low, tall: WINDOW.high - WINDOW.low };
const BOX = `${GRID.low} ${-WINDOW.high} ${UNITS.wide} ${UNITS.tall}`;
const STEEP = 4; // a step so many times as large as the one beside it is a jump
const SMALLEST_JUMP = 0.1;

/**
 * A path through the samples, y upward, broken where the curve jumps or has no value.
 * @param {Curve} z @param {Curve} values
 */
export function pathOf(z, values) {
  const step = (/** @type {number} */ i) => Math.abs(Number(values[i + 1]) - Number(values[i]));
  let path = "";
  let pen = false;
  for (let i = 0; i < z.length; i += 1) {
    const value = Number(values[i]);
    if (!Number.isFinite(value)) {
      pen = false;
      continue;
    }
    if (pen && i > 0 && jumps(step(i - 1), step(i - 2), step(i))) pen = false;
    path += `${pen ? "L" : "M"}${Number(z[i]).toFixed(3)} ${(-value).toFixed(4)}`;
    pen = true;
  }
  return path;
}

/** @param {number} step @param {number} before the step before it @param {number} after the step after it */
function jumps(step, before, after) {
  const beside = Math.min(Number.isFinite(before) ? before : Infinity, Number.isFinite(after) ? after : Infinity);
  return step > SMALLEST_JUMP && step > STEEP * beside;
}

/** The three lines' paths, made once. @param {Activation} activation */
function usePaths(activation) {
  return useMemo(() => LINES.map(({ of }) => pathOf(activation.z, activation[of])), [activation]);
}

const WHOLE = Array.from({ length: UNITS.wide + 1 }, (_, i) => GRID.low + i);
const HEIGHTS = Array.from({ length: Math.floor(WINDOW.high) - Math.ceil(WINDOW.low) + 1 }, (_, i) => Math.ceil(WINDOW.low) + i);
const GRID_LINES = [
  ...WHOLE.map((z) => `M${z} ${-WINDOW.high}V${-WINDOW.low}`),
  ...HEIGHTS.map((y) => `M${GRID.low} ${-y}H${GRID.high}`),
].join("");
const AXES = `M${GRID.low} 0H${GRID.high}M0 ${-WINDOW.high}V${-WINDOW.low}`;

/**
 * @param {{ of: Activation, marks?: any, label?: string }} props marks: more to draw, in units; without a label it is hidden from screen readers
 */
export function Curves({ of, marks, label }) {
  const paths = usePaths(of);
  return html`<svg class="act-curves" viewBox=${BOX} role=${label ? "img" : undefined} aria-label=${label} aria-hidden=${label ? undefined : "true"}>
    <path class="act-grid" d=${GRID_LINES} /><path class="act-axes" d=${AXES} />
    ${LINES.map(({ name }, index) => html`<path key=${name} class=${`act-line act-${name}`} d=${paths[index]} />`).toReversed()}
    ${marks}
  </svg>`;
}

/** Numbers along the axes of a large plot. */
export function Ticks() {
  return html`<div class="act-ticks" aria-hidden="true">
    ${HEIGHTS.filter((y) => y !== 0).map((y) => html`<span key=${y} style=${{ top: `${(100 * (WINDOW.high - y)) / UNITS.tall}%` }}>${brief(y)}</span>`)}
  </div>`;
}

/** The numbers of z, under what shares its axis. */
export function ZTicks() {
  return html`<div class="act-zticks" aria-hidden="true">
    ${WHOLE.filter((z) => Math.abs(z) < GRID.high).map((z) => html`<span key=${z} style=${{ left: `${(100 * (z - GRID.low)) / UNITS.wide}%` }}>${z === 0 ? "z = 0" : brief(z)}</span>`)}
  </div>`;
}
