/** Draws the confusion of many classes: a square for each pair, its color the share of the true class. */
import { sized, token } from "../../widgets/map.js";
import { LABEL_FONT } from "../../widgets/plot.js";

/** Room for the names of the classes, above; beside its row a name has more where it needs it. */
export const LABELS_PX = 16;
const MOST_BESIDE_PX = 64;
const PAD_PX = 4;
const TOLD = 3;

/** @typedef {import("../../widgets/probe.js").Values} Values */

/** How many images there are of a class. @param {Values} counts @param {number} side @param {number} truth */
export function ofClass(counts, side, truth) {
  let sum = 0;
  for (let says = 0; says < side; says += 1) sum += Number(counts[truth * side + says]);
  return sum;
}

/** The most frequent mistakes. @param {Values} counts @param {number} side */
export function frequent(counts, side) {
  const found = [];
  for (let at = 0; at < side * side; at += 1) {
    const [truth, says, count] = [Math.floor(at / side), at % side, Number(counts[at])];
    if (truth !== says && count > 0) found.push({ truth, says, count });
  }
  return found.sort((a, b) => b.count - a.count).slice(0, TOLD);
}

/** How wide the column of names is. @param {string[]} names */
export function besideRows(names) {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return LABELS_PX;
  context.font = LABEL_FONT;
  const widest = Math.max(...names.map((name) => context.measureText(name).width));
  return Math.max(LABELS_PX, Math.min(MOST_BESIDE_PX, Math.ceil(widest) + 2 * PAD_PX));
}

/**
 * @param {HTMLCanvasElement} canvas @param {{ width: number, height: number }} size @param {number} left @param {number} edge
 * @param {Values} counts @param {string[]} names @param {{ truth: number, says: number } | null} pointed
 */
export function drawConfusion(canvas, { width, height }, left, edge, counts, names, pointed) {
  const context = sized(canvas, width, height);
  if (!context) return;
  const side = names.length;
  const step = edge / side;
  const gap = step > 7 ? 1.5 : 0.5;
  const [right, wrong, none] = ["--positive", "--negative", "--sunken"].map(token);
  const labelled = step >= 9;
  context.font = LABEL_FONT.replace("11px", `${Math.min(11, step)}px`);
  context.textBaseline = "middle";
  names.forEach((name, truth) => {
    const all = ofClass(counts, side, truth) || 1;
    for (let says = 0; says < side; says += 1) {
      const [x, y] = [left + says * step, LABELS_PX + truth * step];
      const share = Number(counts[truth * side + says]) / all;
      square(context, x, y, step - gap, none, 1);
      // What is rare shows too: the square root of the share.
      if (share > 0) square(context, x, y, step - gap, truth === says ? right : wrong, Math.min(1, 0.12 + 0.88 * Math.sqrt(share)));
    }
    if (!labelled) return;
    context.fillStyle = token("--muted");
    context.textAlign = "right";
    context.fillText(fitting(context, name, left - PAD_PX), left - PAD_PX, LABELS_PX + (truth + 0.5) * step);
    context.textAlign = "center";
    context.fillText(fitting(context, name, step), left + (truth + 0.5) * step, LABELS_PX / 2);
  });
  if (!pointed) return;
  context.strokeStyle = token("--ink");
  context.lineWidth = 1.5;
  context.strokeRect(left + pointed.says * step - 1, LABELS_PX + pointed.truth * step - 1, step - gap + 2, step - gap + 2);
}

/** As much of a name as there is room for: the whole of it is told where one points. @param {CanvasRenderingContext2D} context @param {string} name @param {number} room */
function fitting(context, name, room) {
  let end = name.length;
  while (end > 1 && context.measureText(name.slice(0, end)).width > room) end -= 1;
  return name.slice(0, end);
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} side @param {string} color @param {number} alpha */
function square(context, x, y, side, color, alpha) {
  context.globalAlpha = alpha;
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(x, y, side, side, Math.min(2.5, side / 4));
  context.fill();
  context.globalAlpha = 1;
}
