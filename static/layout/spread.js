/** Slots in a row, and the small sums that layouts share. */

/**
 * The slots of a column: the shown units, evenly spaced about the middle.
 * @param {"feature" | "unit"} kind
 * @param {number} layer
 * @param {number[]} indices
 * @param {(position: number) => { x: number, y: number }} center of the slot at a position counted from the middle
 * @param {number} size
 * @returns {import("./network.js").Slot[]}
 */
export function spread(kind, layer, indices, center, size) {
  const middle = (indices.length - 1) / 2;
  return indices.map((index, order) => {
    const { x, y } = center(order - middle);
    return { kind, layer, index, x: x - size / 2, y: y - size / 2, size };
  });
}

/** @param {number} count */
export function upTo(count) {
  return Array.from({ length: count }, (_, index) => index);
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}
