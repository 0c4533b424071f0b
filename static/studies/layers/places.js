/** Where a stage's numbers lie in the unit square, y upward, and where they are on the way between two stages. Pure. */

/** @typedef {import("./frame.js").Frame} Frame */
/** @typedef {import("../../widgets/probe.js").Values} Values */

/** How far a class lies from the line, where a layer of one unit puts everything on a line. */
const APART = 0.05;

/**
 * The places of coordinates [..., axes]: one axis is a line across the middle, none is the middle itself.
 * @param {Values} values
 * @param {number} axes 0, 1 or 2
 * @param {Frame} frame
 * @param {((index: number) => number) | null} offset from the line, of each
 * @returns {Float64Array} x and y of each, y upward
 */
export function placesOf(values, axes, { low, high }, offset = null) {
  const count = values.shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const places = new Float64Array(2 * count);
  const scale = 1 / (high - low);
  for (let i = 0; i < count; i += 1) {
    places[2 * i] = axes > 0 ? (values[axes * i] - low) * scale : 0.5;
    places[2 * i + 1] = axes > 1 ? (values[axes * i + 1] - low) * scale : 0.5 + (offset ? offset(i) : 0);
  }
  return places;
}

/** Which side of the line a label is on. @param {number} label @param {number} classes 0 or 1: values */
export function offsetOf(label, classes) {
  if (classes < 2) return 0;
  if (classes === 2) return label > 0 ? APART : -APART;
  return ((classes - 1) / 2 - label) * APART;
}

/** @param {Float64Array} from @param {Float64Array} to @param {number} share 0 to 1 @returns {Float64Array} */
export function between(from, to, share) {
  if (share <= 0 || from.length !== to.length) return from;
  if (share >= 1) return to;
  return from.map((place, index) => place + (to[index] - place) * share);
}
