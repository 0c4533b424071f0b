/** A log scale of sizes, steady in time: the decades between two powers of ten. Pure. */
import { raised } from "../widgets/format.js";

/** @typedef {{ top: number, bottom: number }} Decades exponents of ten */

const LEAST_DECADES = 2;
/** What is smaller yet is drawn as the smallest. */
const MOST_DECADES = 8;
/** The share of the numbers that may lie under the bottom. */
const UNDER = 0.05;
/** An end moves inward only when it is this many decades too far out. */
const SLACK = 1.4;

/**
 * The scale for these numbers, with hysteresis against the one before; zeros have no place on it.
 * @param {ArrayLike<number>} values
 * @param {Decades | null} before
 * @returns {Decades | null} null: none but zeros, and none before
 */
export function decadesOf(values, before) {
  const sizes = Float64Array.from(values, Math.abs).filter((size) => size > 0 && Number.isFinite(size)).sort();
  if (!sizes.length) return before;
  const [high, low] = [Math.log10(sizes[sizes.length - 1]), Math.log10(sizes[Math.floor(UNDER * sizes.length)])];
  const top = before && high <= before.top && high >= before.top - SLACK ? before.top : Math.ceil(high);
  const wanted = before && low >= before.bottom && low <= before.bottom + SLACK ? before.bottom : Math.floor(low);
  return { top, bottom: Math.min(top - LEAST_DECADES, Math.max(top - MOST_DECADES, wanted)) };
}

/** 0 at the bottom of the scale and under it, 1 at its top. @param {number} value @param {Decades | null} scale */
export function shareOf(value, scale) {
  if (scale === null || value === 0 || !Number.isFinite(value)) return 0;
  return Math.min(1, Math.max(0, (Math.log10(Math.abs(value)) - scale.bottom) / (scale.top - scale.bottom)));
}

/** "10⁻⁶ to 10⁰, 6 decades" @param {Decades | null} scale */
export function rangeText(scale) {
  return scale === null ? "all are 0" : `10${raised(scale.bottom)} to 10${raised(scale.top)}, ${scale.top - scale.bottom} decades`;
}
