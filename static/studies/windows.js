/** Which rows and columns of a large matrix are shown: a window along each axis, with the chosen one always in it. Pure. */

/** @typedef {import("./backprop/reading.js").Axis} Axis */
/** @typedef {Map<Axis, number>} Starts where each axis's window was turned to */

export const MOST_ROWS = 8;
export const MOST_COLUMNS = 12;
/** Rows of the batch that the probe sends at most. */
export const ALL_ROWS = 32;

/**
 * @param {number} count how many there are
 * @param {number} most how many are shown
 * @param {number} start where the window was turned to
 * @param {number | null} chosen one that is shown in any case
 * @returns {number[]} their indices
 */
export function shownOf(count, most, start, chosen) {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  const from = Math.min(Math.floor(start / most) * most, count - 1);
  const shown = Array.from({ length: Math.min(most, count - from) }, (_, index) => from + index);
  if (chosen === null || chosen >= count || shown.includes(chosen)) return shown;
  // It takes the place at the end that is nearer to it.
  return chosen < from ? [chosen, ...shown.slice(shown.length < most ? 0 : 1)] : [...shown.slice(0, -1), chosen];
}

/** The start of the next window; after the last the first again. @param {number} count @param {number} most @param {number} start */
export function nextStart(count, most, start) {
  const next = (Math.floor(start / most) + 1) * most;
  return next >= count ? 0 : next;
}
