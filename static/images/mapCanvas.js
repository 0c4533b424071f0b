/** One map, kernel or image, large, beside its words. */

import { colors, pixel } from "../draw/palette.js";
import { aspectOf, drawSignal, isSignal } from "../draw/signal.js";
import { Surface } from "../draw/surface.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { signalLook } from "./signals.js";
import { inkTable } from "./tables.js";

/** @typedef {import("../draw/cells.js").Grid} Grid */

/** An image of three channels is in its own colors. @param {{ grid: Grid | null, table: Uint32Array, label: string, className?: string }} props */
export function MapCanvas({ grid, table, label, className = "images-large" }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const look = colors.value;
  useEffect(() => {
    if (canvas.current && grid) (isSignal(grid) ? drawCurve : drawGrid)(canvas.current, grid, table);
  }, [grid, table, look]);
  const aspect = grid ? aspectOf(grid) : 1;
  return html`<canvas ref=${canvas} class=${className} data-signal=${grid !== null && isSignal(grid)} style=${{ aspectRatio: String(aspect) }} role="img" aria-label=${label}></canvas>`;
}

/** Pixels across of a curve: as many as the largest is shown with on a fine screen. */
const CURVE = 400;
/** @type {WeakMap<HTMLCanvasElement, Surface>} */
const surfaces = new WeakMap();

/** @param {HTMLCanvasElement} canvas @param {Grid} grid @param {Uint32Array} table */
function drawCurve(canvas, grid, table) {
  const width = Math.min(CURVE, Math.max(40, Math.round(canvas.clientWidth * devicePixelRatio)));
  const surface = surfaces.get(canvas) ?? new Surface(canvas);
  surfaces.set(canvas, surface);
  surface.resize(width, Math.round(width / aspectOf(grid)), 1);
  const look = signalLook(table);
  drawSignal(surface, grid, look, { x: 0, y: 0, width: surface.width, height: surface.height }, { radius: 0, behind: look.card });
  surface.put();
}

/** @param {HTMLCanvasElement} canvas @param {Grid} grid @param {Uint32Array} table */
function drawGrid(canvas, { bytes, from, rows, columns, rowStep, step }, table) {
  if (canvas.width !== columns || canvas.height !== rows) [canvas.width, canvas.height] = [columns, rows];
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const colored = step === 3 && table === inkTable.peek();
  for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; column += 1) {
    const at = from + row * rowStep + column * step;
    pixels[row * columns + column] = colored ? pixel([bytes[at], bytes[at + 1], bytes[at + 2]]) : table[bytes[at]];
  }
  context.putImageData(image, 0, 0);
}
