/** Predicted against true values; on the diagonal they are equal, and what is far off stands at the edge. */
import { palette, theme } from "../state/store.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { three } from "../widgets/format.js";
import { sized, token } from "../widgets/map.js";
import { useSize } from "../widgets/pace.js";
import { LABEL_FONT, least, most, stroke } from "../widgets/plot.js";

const MARGIN_PX = 16;

/** @param {{ reading: import("../widgets/probe.js").Reading, set: string }} props */
export function Scatter({ reading, set }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const size = useSize(box);
  const look = `${theme.value} ${palette.value}`;
  const points = reading.array(`scatter.${set}`) ?? reading.array("scatter");
  useEffect(() => {
    if (canvas.current && points && size.width) draw(canvas.current, size, points);
  }, [points, size, look]);
  return html`<div class="plot" ref=${box}><canvas ref=${canvas} class="fill" role="img"
    aria-label=${`Predicted against true values of ${(points?.length ?? 0) / 2} ${set} points`}></canvas></div>`;
}

/** @param {HTMLCanvasElement} canvas @param {{ width: number, height: number }} size @param {ArrayLike<number | bigint>} points pairs of true, predicted */
function draw(canvas, { width, height }, points) {
  const context = sized(canvas, width, height);
  if (!context) return;
  const truths = Array.from({ length: points.length >> 1 }, (_, index) => Number(points[2 * index]));
  const reach = 1.25 * Math.max(0.1, Math.abs(least(truths)), Math.abs(most(truths)));
  const [low, high] = Number.isFinite(reach) ? [-reach, reach] : [-1, 1];
  const span = high - low;
  const held = (/** @type {number} */ value) => Math.max(low, Math.min(high, value));
  const x = (/** @type {number} */ value) => MARGIN_PX + ((value - low) / span) * (width - MARGIN_PX - 4);
  const y = (/** @type {number} */ value) => height - MARGIN_PX - ((value - low) / span) * (height - MARGIN_PX - 4);
  context.strokeStyle = token("--line-strong");
  context.setLineDash([3, 3]);
  stroke(context, [[x(low), y(low)], [x(high), y(high)]]);
  context.setLineDash([]);
  context.strokeStyle = token("--line");
  stroke(context, [[x(low), 0], [x(low), y(low)], [width, y(low)]]);
  context.globalAlpha = 0.55;
  context.fillStyle = token("--positive");
  for (let i = 0; i + 1 < points.length; i += 2) {
    context.beginPath();
    context.arc(x(held(Number(points[i]))), y(held(Number(points[i + 1]))), 1.7, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
  labels(context, low, high, width, height);
}

/** @param {CanvasRenderingContext2D} context @param {number} low @param {number} high @param {number} width @param {number} height */
function labels(context, low, high, width, height) {
  context.fillStyle = token("--muted");
  context.font = LABEL_FONT;
  context.textBaseline = "bottom";
  context.fillText(three(low), MARGIN_PX, height);
  context.textAlign = "center";
  context.fillText("true", width / 2, height);
  context.textAlign = "right";
  context.fillText(three(high), width - 4, height);
  context.save();
  context.translate(11, height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.fillText("predicted", 0, 0);
  context.restore();
}
