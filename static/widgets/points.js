/** A data set's points, small, with y pointing up. */
import { classCss, css } from "../draw/palette.js";
import { sized } from "./map.js";

const EXTENT = 6;
const RADIUS_PX = 1.15;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} side CSS pixels
 * @param {[number, number, number][]} points x, y, label
 * @param {number} classes
 */
export function drawPoints(canvas, side, points, classes) {
  const context = sized(canvas, side, side);
  if (!context) return;
  const unit = side / (2 * EXTENT);
  for (const [x, y, label] of points) {
    context.fillStyle = classes > 2 ? classCss(label) : css(label, 1);
    context.beginPath();
    context.arc((x + EXTENT) * unit, (EXTENT - y) * unit, RADIUS_PX, 0, 2 * Math.PI);
    context.fill();
  }
}
