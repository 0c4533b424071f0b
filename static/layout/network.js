/** Where everything of the network stands: a pure function of its shape and of the room there is. */

import { layDown } from "./downward.js";
import { layRight } from "./rightward.js";

/**
 * A picture's place. World units are CSS pixels at zoom 1.
 * @typedef {object} Slot
 * @property {"feature" | "unit"} kind
 * @property {number} layer -1 for features, hidden from 0, the output layer last
 * @property {number} index of the unit in its layer, or of the feature
 * @property {number} x left edge
 * @property {number} y top edge
 * @property {number} size
 */

/**
 * A layer, or the features.
 * @typedef {object} Column
 * @property {number} layer as in Slot
 * @property {Slot[]} slots the units that are shown
 * @property {number} units how many there are
 * @property {{ x: number, y: number }} header center of its title
 * @property {{ x: number, y: number }} steps center of its - and +
 * @property {{ x: number, y: number } | null} more center of what says how many are folded away
 * @property {{ x: number, y: number } | null} insert center of the + that puts a layer before this one
 */

/**
 * @typedef {object} Scene
 * @property {"right" | "down"} flow
 * @property {boolean} compact layers bear a chip instead of a full header
 * @property {number} width of the world
 * @property {number} height
 * @property {Column[]} columns features first, output layer last
 * @property {{ x: number, y: number, size: number }} map the large map of the output
 * @property {boolean} mixed the large map mixes several outputs and is no unit's own
 * @property {{ x: number, y: number, width: number }} legend its top center
 * @property {number} edgeWidth of the strongest weight
 */

/**
 * What of a network the layout depends on.
 * @typedef {object} Shape
 * @property {number} features
 * @property {number[]} hidden units of each hidden layer
 * @property {number} outputs
 * @property {(number[] | null)[]} shown which units of each hidden layer; null: all
 */

/** @typedef {{ width: number, height: number, touch: boolean }} Room */

const NARROW = 560;
export const MOST_SHOWN = 16;

/**
 * @param {Shape} shape
 * @param {Room} room
 * @returns {Scene}
 */
export function layoutNetwork(shape, room) {
  return flowOf(room) === "down" ? layDown(shape, room) : layRight(shape, room);
}

/**
 * Left to right where there is room, top to bottom on a phone held upright.
 * @param {Room} room
 */
export function flowOf({ width, height }) {
  return width < NARROW && height > 0.8 * width ? "down" : "right";
}

/**
 * How many units of one layer can be shown side by side.
 * @param {Room} room
 */
export function capacity(room) {
  const fits = flowOf(room) === "down" ? Math.floor((room.width - 56) / 41) : Math.floor((room.height - 150) / 30);
  return Math.max(4, Math.min(MOST_SHOWN, fits));
}
