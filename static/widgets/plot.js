/** What small drawings share. */

export const LABEL_FONT = '11px Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** @typedef {ArrayLike<number | bigint>} Values */

/** A line through points. @param {CanvasRenderingContext2D} context @param {number[][]} points */
export function stroke(context, points) {
  context.beginPath();
  for (const [x = 0, y = 0] of points) context.lineTo(x, y);
  context.stroke();
}

/** @param {Values} values */
export function least(values) {
  let found = Infinity;
  for (let i = 0; i < values.length; i += 1) if (Number(values[i]) < found) found = Number(values[i]);
  return found;
}

/** @param {Values} values */
export function most(values) {
  let found = -Infinity;
  for (let i = 0; i < values.length; i += 1) if (Number(values[i]) > found) found = Number(values[i]);
  return found;
}
