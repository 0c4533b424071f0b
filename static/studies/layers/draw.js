/** A moment of the film on a canvas: the grid's lines, what x₁ = 0 and x₂ = 0 have become, and the training points. */
import { classCss, css } from "../../draw/palette.js";
import { LABEL_FONT } from "../../widgets/plot.js";
import { token } from "../../widgets/map.js";

/**
 * @typedef {object} Moment
 * @property {Float64Array} grid places of [2 lines, points of a line]
 * @property {Float64Array} points
 * @property {number} lines
 * @property {number} perLine
 * @property {{ x: number, y: number } | null} origin place of zero, where the axes have one
 * @property {import("./cut.js").Sides | null} cut where the output decides
 * @property {boolean} between on the way from one stage to the next
 */
/** @typedef {{ size: number, every: number, radius: number, chosen: number | null, named: boolean, labels: ArrayLike<number>, classes: number }} Look */

const DASH = [4, 3];
/** How much of a class's color its side has. */
const SIDE = 0.16;
const CUT_PX = 3.5;

/** @param {CanvasRenderingContext2D} context @param {Moment} moment @param {Look} how */
export function drawMoment(context, moment, how) {
  drawSides(context, moment, how);
  drawAxes(context, moment, how);
  drawGrid(context, moment, how);
  drawCut(context, moment, how);
  drawPoints(context, moment, how);
  if (how.named) nameAxes(context, moment, how);
}

/** The colors of the two classes, faint, on their sides. @param {CanvasRenderingContext2D} context @param {Moment} moment @param {Look} how */
function drawSides(context, { cut }, { size }) {
  if (!cut) return;
  context.globalAlpha = SIDE;
  for (const [side, label] of /** @type {[import("./cut.js").Place[], number][]} */ ([[cut.positive, 1], [cut.negative, -1]])) {
    context.fillStyle = css(label, 1);
    context.fill(through(side, size));
  }
  context.globalAlpha = 1;
}

/** Over the grid, with a rim that sets it off. @param {CanvasRenderingContext2D} context @param {Moment} moment @param {Look} how */
function drawCut(context, { cut }, { size, named }) {
  if (!cut || cut.ends.length < 2) return;
  const line = through(cut.ends, size);
  for (const [color, width] of /** @type {[string, number][]} */ ([["--card", CUT_PX + 3], ["--ink", CUT_PX]])) {
    context.strokeStyle = token(color);
    context.lineWidth = named ? width : width / 2;
    context.stroke(line);
  }
}

/** @param {import("./cut.js").Place[]} places @param {number} size */
function through(places, size) {
  const path = new Path2D();
  for (const [index, [x, y]] of places.entries()) path[index ? "lineTo" : "moveTo"](x * size, (1 - y) * size);
  return path;
}

/** Where the stage's own zeros are. @param {CanvasRenderingContext2D} context @param {Moment} moment @param {Look} how */
function drawAxes(context, { origin }, { size }) {
  if (!origin) return;
  context.strokeStyle = token("--line");
  context.lineWidth = 1;
  context.beginPath();
  const [x, y] = [Math.round(origin.x * size) + 0.5, Math.round((1 - origin.y) * size) + 0.5];
  context.moveTo(x, 0);
  context.lineTo(x, size);
  context.moveTo(0, y);
  context.lineTo(size, y);
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {Moment} moment @param {Look} how */
function drawGrid(context, moment, { size, every, named }) {
  const { lines } = moment;
  const middle = (lines - 1) / 2;
  context.setLineDash(moment.between && named ? DASH : []);
  context.lineJoin = "round";
  for (const heavy of [false, true]) {
    context.strokeStyle = token(heavy ? "--ink" : "--line-strong");
    context.lineWidth = (heavy ? 1.7 : 0.8) * (named ? 1 : 0.8);
    context.globalAlpha = heavy ? 1 : 0.75;
    context.beginPath();
    for (let line = 0; line < 2 * lines; line += 1) {
      if ((line % lines) % every === 0 && (line % lines === middle) === heavy) trace(context, moment, line, size);
    }
    context.stroke();
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} context @param {Moment} moment @param {number} line @param {number} size */
function trace(context, { grid, perLine }, line, size) {
  let down = false;
  for (let at = line * perLine; at < (line + 1) * perLine; at += 1) {
    const [x, y] = [grid[2 * at] * size, (1 - grid[2 * at + 1]) * size];
    if (!Number.isFinite(x) || !Number.isFinite(y)) down = false;
    else if (down) context.lineTo(x, y);
    else {
      context.moveTo(x, y);
      down = true;
    }
  }
}

/** @param {CanvasRenderingContext2D} context @param {Moment} moment @param {Look} how */
function drawPoints(context, { points }, { size, radius, chosen, labels, classes }) {
  // A value near zero has the color of the paper: its rim shows where it is.
  context.lineWidth = radius > 2 ? 1 : 0.5;
  context.strokeStyle = token(classes === 0 ? "--line-strong" : "--card");
  for (let index = 0; index < labels.length; index += 1) {
    const [x, y] = [points[2 * index] * size, (1 - points[2 * index + 1]) * size];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    context.fillStyle = classes > 2 ? classCss(labels[index]) : css(labels[index], 1);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
  if (chosen === null || chosen >= labels.length) return;
  context.strokeStyle = token("--ink");
  context.lineWidth = 2;
  context.beginPath();
  context.arc(points[2 * chosen] * size, (1 - points[2 * chosen + 1]) * size, radius + 2.5, 0, 2 * Math.PI);
  context.stroke();
}

/** What x₁ and x₂ have become, at the ends where they are largest. @param {CanvasRenderingContext2D} context @param {Moment} moment @param {Look} how */
function nameAxes(context, { grid, lines, perLine }, { size }) {
  const middle = (lines - 1) / 2;
  context.font = LABEL_FONT;
  context.textBaseline = "middle";
  context.textAlign = "center";
  context.lineWidth = 3;
  context.strokeStyle = token("--card");
  context.fillStyle = token("--ink");
  for (const [name, line] of /** @type {[string, number][]} */ ([["x₂", middle], ["x₁", lines + middle]])) {
    const end = (line + 1) * perLine - 1;
    const [x, y] = [grid[2 * end] * size, (1 - grid[2 * end + 1]) * size];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const at = [Math.min(size - 12, Math.max(12, x)), Math.min(size - 10, Math.max(10, y))];
    context.strokeText(name, at[0], at[1]);
    context.fillText(name, at[0], at[1]);
  }
}
