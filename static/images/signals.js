/** How the signals of a network are drawn: its input in ink, and what it makes of it on the scale of the maps. */

import { colors, pixel } from "../draw/palette.js";
import { run } from "../state/store.js";
import { inkTable, mapScale, mapTable, pinned } from "./tables.js";

/** @typedef {import("../draw/signal.js").Look} Look */

const MIDDLE = 128;
const STEPS = 127;

/** @param {Uint32Array} table the colors it would have as an image @returns {Look} */
export function signalLook(table) {
  const { ink, muted } = colors.peek();
  if (table === inkTable.peek()) {
    const zero = run.peek()?.network.pixels?.zero ?? 0;
    return { table: new Uint32Array(256).fill(pixel(muted)), level: (byte) => byte / 255, zero, card: table[0], line: pixel(ink) };
  }
  const ratio = table === mapTable.peek() && pinned.peek() && mapScale.peek() ? Number(mapScale.peek()) / Number(pinned.peek()) : 1;
  return { table, level: (byte) => 0.5 + (ratio * (byte - MIDDLE)) / STEPS / 2, zero: MIDDLE, card: table[MIDDLE], line: pixel(ink) };
}
