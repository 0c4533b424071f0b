/** A scene on its way to another: only places move, numbers never. Pure. */

/** @typedef {import("./network.js").Scene} Scene */
/** @typedef {import("./network.js").Slot} Slot */

/** A new neuron grows and a removed one folds within this time. */
export const MOVE_MS = 280;

/**
 * What an edit did to the layers, so that a picture is followed to its new place.
 * @typedef {{ type: string, at?: number, layer?: number, unit?: number }} Change
 */

/**
 * The scene at a share of the way, and the slots that are folding away.
 * @param {Scene} from
 * @param {Scene} to
 * @param {Change | null} change
 * @param {number} share 0 to 1
 * @returns {{ scene: Scene, leaving: Slot[] }}
 */
export function between(from, to, change, share) {
  const eased = 1 - (1 - share) ** 3;
  const before = new Map(from.columns.flatMap(({ slots }) => slots.map((slot) => [keyOf(moved(slot, change, from)), slot])));
  const columns = to.columns.map((column) => ({
    ...column,
    slots: column.slots.map((slot) => {
      const old = before.get(keyOf(slot));
      before.delete(keyOf(slot));
      return mix(old ?? seed(slot), slot, eased);
    }),
  }));
  const leaving = [...before.values()].map((slot) => mix(slot, seed(slot), eased));
  const output = columns.at(-1)?.slots[0];
  const map = to.mixed || !output ? to.map : { x: output.x, y: output.y, size: output.size };
  return { scene: { ...to, columns, map }, leaving };
}

/**
 * Where a slot of before belongs after the edit; a removed one belongs nowhere.
 * @param {Slot} slot
 * @param {Change | null} change
 * @param {Scene} from
 * @returns {Slot}
 */
function moved(slot, change, from) {
  const gone = { ...slot, layer: NaN };
  const last = from.columns.length - 2;
  if (change?.type === "insert_layer" && slot.layer >= Number(change.at)) return { ...slot, layer: slot.layer + 1 };
  if (change?.type === "remove_layer" && slot.layer >= Number(change.at)) {
    return slot.layer === change.at && slot.layer < last ? gone : { ...slot, layer: slot.layer - 1 };
  }
  if (change?.type === "remove_unit" && slot.layer === change.layer && slot.index >= Number(change.unit)) {
    return slot.index === change.unit ? gone : { ...slot, index: slot.index - 1 };
  }
  return slot;
}

/** @param {Slot} slot */
function keyOf({ kind, layer, index }) {
  return `${kind} ${layer} ${index}`;
}

/**
 * The point that a slot grows from.
 * @param {Slot} slot
 * @returns {Slot}
 */
function seed(slot) {
  return { ...slot, x: slot.x + slot.size / 2, y: slot.y + slot.size / 2, size: 0 };
}

/**
 * @param {Slot} from
 * @param {Slot} to
 * @param {number} share
 * @returns {Slot}
 */
function mix(from, to, share) {
  const at = (/** @type {"x" | "y" | "size"} */ key) => from[key] + (to[key] - from[key]) * share;
  return { ...to, x: at("x"), y: at("y"), size: at("size") };
}
