/** A map in a box of the picture: cells of flat color, or a curve where it is a signal. */

import { drawCells } from "../draw/cells.js";
import { drawSignal, isSignal } from "../draw/signal.js";
import { signalLook } from "./signals.js";

/** Lower than this a curve shows less than a strip of colors does. */
const LEAST = 14;

/**
 * @param {import("../draw/surface.js").Surface} surface
 * @param {import("../draw/cells.js").Grid} grid
 * @param {Uint32Array} table color of each byte
 * @param {import("./layout.js").Box} box
 * @param {import("../draw/tiles.js").Corners} corner
 */
export function drawMap(surface, grid, table, box, corner) {
  if (isSignal(grid) && box.height >= LEAST * surface.ratio) drawSignal(surface, grid, signalLook(table), box, corner);
  else drawCells(surface, grid, table, box, corner);
}
