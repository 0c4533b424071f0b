/** Where the bands' columns stand, in CSS pixels from the left of what they scroll in. Pure. */

/** @typedef {{ width: number, height: number }} CellSize */
/** @typedef {{ left: number, width: number }} Place */
/** @typedef {{ places: Place[], gap: number, width: number, fits: boolean }} Geometry */

export const CELL = { width: 44, height: 25 };
export const TOUCH_CELL = { width: 48, height: 40 };
/** Left of the first matrix, for the numbers of its rows. */
export const ROW_LABEL = 20;

const LEAST_GAP = 12;
const MOST_GAP = 64;
const SIDE = 14;
/** How far the targets' nodes stand off their matrix, so that an edge to them can be seen. */
const TARGET_SHIFT = 10;

/**
 * @param {number[]} columns how many are shown in each slot
 * @param {number} room width there is
 * @returns {Geometry}
 */
export function geometryOf(columns, room) {
  const widths = columns.map((count, index) => count * CELL.width + (index === 0 ? ROW_LABEL : 0));
  const filled = widths.reduce((sum, width) => sum + width, 0);
  const hops = Math.max(1, columns.length - 1);
  const gap = Math.min(MOST_GAP, Math.max(LEAST_GAP, (room - filled - 2 * SIDE) / hops));
  const width = filled + hops * gap;
  let left = Math.max(SIDE, (room - width) / 2);
  const places = widths.map((each) => {
    const place = { left, width: each };
    left += each + gap;
    return place;
  });
  return { places, gap, width: Math.max(room, width + 2 * SIDE), fits: width + 2 * SIDE <= room + 1 };
}

/**
 * The middles of the picture's columns: over the matrices of their values where those fit, evenly spread otherwise.
 * @param {Geometry} geometry
 * @param {number} layers
 * @param {number} room
 * @returns {number[]} features, layers, targets
 */
export function nodeColumns(geometry, layers, room) {
  if (geometry.fits) {
    return Array.from({ length: layers + 2 }, (_, index) => {
      const slot = geometry.places[index === 0 ? 0 : index <= layers ? 2 * index : 2 * layers + 1];
      return slot.left + slot.width / 2 + (index === 0 ? ROW_LABEL / 2 : index > layers ? TARGET_SHIFT : 0);
    });
  }
  const [first, last] = [Math.min(70, room * 0.17), room - Math.min(46, room * 0.09)];
  return Array.from({ length: layers + 2 }, (_, index) => first + (index / (layers + 1)) * (last - first));
}
