/** One map, kernel or image, large, beside its words. */

import { colors } from "../draw/palette.js";
import { html, useEffect, useRef } from "../vendor/ui.js";

/** @typedef {import("../draw/cells.js").Grid} Grid */

/** @param {{ grid: Grid | null, table: Uint32Array, label: string, className?: string }} props */
export function MapCanvas({ grid, table, label, className = "images-large" }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const look = colors.value;
  useEffect(() => {
    if (canvas.current && grid) drawGrid(canvas.current, grid, table);
  }, [grid, table, look]);
  const aspect = grid ? grid.columns / Math.max(grid.rows, grid.columns / 8) : 1;
  return html`<canvas ref=${canvas} class=${className} style=${{ aspectRatio: String(aspect) }} role="img" aria-label=${label}></canvas>`;
}

/** @param {HTMLCanvasElement} canvas @param {Grid} grid @param {Uint32Array} table */
function drawGrid(canvas, { bytes, from, rows, columns, rowStep, step }, table) {
  if (canvas.width !== columns || canvas.height !== rows) [canvas.width, canvas.height] = [columns, rows];
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; column += 1) pixels[row * columns + column] = table[bytes[from + row * rowStep + column * step]];
  context.putImageData(image, 0, 0);
}
