/** The confusion of many classes: a square for each pair, its color the share of the true class, its count under the pointer. */
import { colors } from "../draw/palette.js";
import { html, useEffect, useRef, useState } from "../vendor/ui.js";
import { grouped } from "../widgets/format.js";
import { sized, token } from "../widgets/map.js";
import { useSize } from "../widgets/pace.js";
import { LABEL_FONT } from "../widgets/plot.js";
import { className } from "./names.js";

/** Up to so many classes a table of numbers has room. */
export const FEW = 6;
const LABELS_PX = 16;
const TOLD = 3;

/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {import("../widgets/probe.js").Values} Values */

/** @param {{ network: NetworkInfo, counts: Values, side: number, set: string }} props */
export function ConfusionOfMany({ network, counts, side, set }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const size = useSize(box);
  const [pointed, point] = useState(/** @type {{ truth: number, says: number } | null} */ (null));
  const look = colors.value;
  const edge = Math.min(size.width, size.height) - LABELS_PX;
  const names = Array.from({ length: side }, (_, index) => className(network, index));
  useEffect(() => {
    if (canvas.current && edge > 20) draw(canvas.current, size, edge, counts, names, pointed);
  }, [counts, size, look, pointed]);
  /** @param {PointerEvent & { currentTarget: HTMLElement }} event */
  const over = (event) => {
    const at = event.currentTarget.getBoundingClientRect();
    const [says, truth] = [event.clientX - at.left, event.clientY - at.top].map((px) => Math.floor(((px - LABELS_PX) / edge) * side));
    const inside = says >= 0 && truth >= 0 && says < side && truth < side;
    if (!inside) point(null);
    else if (pointed?.says !== says || pointed.truth !== truth) point({ truth, says });
  };
  const said = pointed ? `${names[pointed.truth]} read as ${names[pointed.says]}: ${grouped(Number(counts[pointed.truth * side + pointed.says]))} of ${grouped(total(counts, side, pointed.truth))}` : "";
  const worst = mistakes(counts, side).map(({ truth, says, count }) => `${names[truth]} read as ${names[says]} ${grouped(count)} times`);
  return html`<div class="plot confusion-many" ref=${box}>
    <canvas ref=${canvas} class="fill" role="img" onPointerMove=${over} onPointerLeave=${() => point(null)}
      aria-label=${`Confusion matrix of the ${set} images, rows: true, columns: read. ${worst.length ? `Most often ${worst.join(", ")}` : "No mistakes"}`}></canvas>
    <p class="confusion-said" style=${{ left: `${LABELS_PX + Math.max(0, edge) + 10}px` }}>${said || html`rows: true<br />columns: read${worst.length > 0 && html`<br /><span title=${worst.join(", ")}>most: ${names[mistakes(counts, side)[0].truth]} as ${names[mistakes(counts, side)[0].says]}</span>`}`}</p>
  </div>`;
}

/** How many images there are of a class. @param {Values} counts @param {number} side @param {number} truth */
function total(counts, side, truth) {
  let sum = 0;
  for (let says = 0; says < side; says += 1) sum += Number(counts[truth * side + says]);
  return sum;
}

/** The most frequent mistakes. @param {Values} counts @param {number} side */
function mistakes(counts, side) {
  const found = [];
  for (let at = 0; at < side * side; at += 1) {
    const [truth, says, count] = [Math.floor(at / side), at % side, Number(counts[at])];
    if (truth !== says && count > 0) found.push({ truth, says, count });
  }
  return found.sort((a, b) => b.count - a.count).slice(0, TOLD);
}

/**
 * @param {HTMLCanvasElement} canvas @param {{ width: number, height: number }} size @param {number} edge
 * @param {Values} counts @param {string[]} names @param {{ truth: number, says: number } | null} pointed
 */
function draw(canvas, { width, height }, edge, counts, names, pointed) {
  const context = sized(canvas, width, height);
  if (!context) return;
  const side = names.length;
  const step = edge / side;
  const gap = step > 7 ? 1.5 : 0.5;
  const [right, wrong, none] = ["--positive", "--negative", "--sunken"].map(token);
  const labelled = step >= 9;
  context.font = LABEL_FONT.replace("11px", `${Math.min(11, step)}px`);
  context.textAlign = "center";
  context.textBaseline = "middle";
  names.forEach((name, truth) => {
    const all = total(counts, side, truth) || 1;
    for (let says = 0; says < side; says += 1) {
      const [x, y] = [LABELS_PX + says * step, LABELS_PX + truth * step];
      const share = Number(counts[truth * side + says]) / all;
      square(context, x, y, step - gap, none, 1);
      // What is rare shows too: the square root of the share.
      if (share > 0) square(context, x, y, step - gap, truth === says ? right : wrong, Math.min(1, 0.12 + 0.88 * Math.sqrt(share)));
    }
    if (!labelled) return;
    context.fillStyle = token("--muted");
    context.fillText(name, LABELS_PX / 2, LABELS_PX + (truth + 0.5) * step);
    context.fillText(name, LABELS_PX + (truth + 0.5) * step, LABELS_PX / 2);
  });
  if (!pointed) return;
  context.strokeStyle = token("--ink");
  context.lineWidth = 1.5;
  context.strokeRect(LABELS_PX + pointed.says * step - 1, LABELS_PX + pointed.truth * step - 1, step - gap + 2, step - gap + 2);
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
