/** Where an arrow key leads from a slot. Pure. */

/** @typedef {import("../layout/network.js").Scene} Scene */
/** @typedef {import("../layout/network.js").Slot} Slot */

/** Steps along the flow and across it, for each flow. @type {Record<"right" | "down", Record<string, [number, number]>>} */
const STEPS = {
  right: { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] },
  down: { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] },
};

/**
 * The neighbor in the layer, or what stands nearest in the next one.
 * @param {Scene} scene
 * @param {Slot} slot
 * @param {string} key
 * @returns {Slot | null} null when the key is none of the arrows
 */
export function nextSlot({ flow, columns }, slot, key) {
  const step = STEPS[flow][key];
  if (!step) return null;
  const [along, across] = step;
  const at = columns.findIndex(({ layer }) => layer === slot.layer);
  const here = columns[at]?.slots ?? [];
  if (across) return here[here.findIndex(({ index }) => index === slot.index) + across] ?? slot;
  const there = columns[at + along]?.slots ?? [];
  const place = (/** @type {Slot} */ of) => (flow === "right" ? of.y : of.x) + of.size / 2;
  const distance = (/** @type {Slot} */ of) => Math.abs(place(of) - place(slot));
  return there.reduce((/** @type {Slot | null} */ best, each) => (best && distance(best) <= distance(each) ? best : each), null) ?? slot;
}
