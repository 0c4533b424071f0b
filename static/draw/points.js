/** The data over the output's map: training points rimmed light, test points rimmed dark. */

import { DOMAIN, fromData } from "../layout/hit.js";

/** @typedef {import("../wire/types.js").DataPoint} DataPoint */

/**
 * @typedef {object} PointStyle
 * @property {(label: number) => string} color
 * @property {number} radius CSS pixels
 */

/**
 * @param {CanvasRenderingContext2D} context its unit one CSS pixel
 * @param {number} size of the map, at the origin
 * @param {DataPoint[]} points
 * @param {string} rim
 * @param {PointStyle} style
 */
export function drawPoints(context, size, points, rim, { color, radius }) {
  const map = { x: 0, y: 0, size };
  context.lineWidth = Math.max(1, 0.36 * radius);
  context.strokeStyle = rim;
  for (const point of points) {
    if (Math.abs(point.x) > DOMAIN || Math.abs(point.y) > DOMAIN) continue;
    const { x, y } = fromData(map, point);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = color(point.label);
    context.fill();
    context.stroke();
  }
}

/**
 * The point nearest to a place of the map, within reach.
 * @param {number} size of the map
 * @param {DataPoint[]} points
 * @param {{ x: number, y: number }} at on the map
 * @param {number} reach
 * @returns {{ index: number, distance: number } | null}
 */
export function nearestPoint(size, points, at, reach) {
  const map = { x: 0, y: 0, size };
  let found = null;
  let best = reach;
  for (const [index, point] of points.entries()) {
    if (Math.abs(point.x) > DOMAIN || Math.abs(point.y) > DOMAIN) continue;
    const { x, y } = fromData(map, point);
    const distance = Math.hypot(x - at.x, y - at.y);
    if (distance <= best) [best, found] = [distance, { index, distance }];
  }
  return found;
}
