/** The activation and its slope over the pre-activation, and how the training points spread along it. */
import { palette, theme } from "../state/store.js";
import { openStudy } from "../state/study.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { three } from "../widgets/format.js";
import { sized, token } from "../widgets/map.js";
import { useSize } from "../widgets/pace.js";
import { LABEL_FONT, least, most, stroke } from "../widgets/plot.js";
import { activationLabel, isJoint, jointly } from "./names.js";

const HEIGHT_PX = 124;
const FOOT_PX = 16;

/** @typedef {{ reading: import("../widgets/probe.js").Reading, activation: string }} Props */

/** @param {Props} props */
export function ActivationCurve({ reading, activation }) {
  if (!isJoint(activation)) return html`<${Curve} reading=${reading} activation=${activation} />`;
  return html`<p class="quiet">${jointly(activation)}, so it is no curve over one z. <${All} activation=${activation} /></p>`;
}

/** @param {{ activation: string }} props */
function All({ activation }) {
  return html`<button type="button" class="text-button" onClick=${() => openStudy("activations", { open: activation })}>All activations</button>`;
}

/** @param {Props} props */
function Curve({ reading, activation }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { width } = useSize(canvas);
  const look = `${theme.value} ${palette.value}`;
  useEffect(() => {
    if (canvas.current && width) draw(canvas.current, width, reading);
  }, [reading, width, look]);
  const { preactivation, output } = reading.info;
  return html`<figure class="curve">
    <canvas ref=${canvas} style=${{ height: `${HEIGHT_PX}px` }} role="img"
      aria-label=${`${activationLabel(activation)} and its slope; at z = ${three(preactivation)} it answers ${three(output)}`}></canvas>
    <figcaption><span><i class="key key-line"></i><span class="math">σ(z)</span></span><span><i
      class="key key-slope"></i><span class="math">σ′(z)</span></span><span><i
      class="key key-bars"></i>z of the training points</span><${All} activation=${activation} /></figcaption>
  </figure>`;
}

/** @param {HTMLCanvasElement} canvas @param {number} width @param {import("../widgets/probe.js").Reading} reading */
function draw(canvas, width, reading) {
  const context = sized(canvas, width, HEIGHT_PX);
  const [zs, as, slopes, counts] = ["curve_z", "curve_a", "curve_slope", "histogram"].map((name) => reading.array(name));
  if (!context || !zs?.length || !as || !slopes) return;
  const [low, high] = [zs[0] ?? -1, zs.at(-1) ?? 1];
  const bottom = Math.min(0, least(as), least(slopes));
  const top = Math.max(bottom + 1e-6, most(as), most(slopes));
  const plot = HEIGHT_PX - FOOT_PX;
  const x = (/** @type {number} */ z) => ((z - low) / (high - low)) * (width - 2) + 1;
  const y = (/** @type {number} */ a) => plot - 4 - ((a - bottom) / (top - bottom)) * (plot - 10);

  if (counts) bars(context, counts, Number(reading.info["low"] ?? low), Number(reading.info["high"] ?? high), x, plot);
  context.strokeStyle = token("--line");
  context.lineWidth = 1;
  stroke(context, [[0, y(0)], [width, y(0)]]);
  stroke(context, [[x(0), 0], [x(0), plot]]);
  context.setLineDash([4, 3]);
  context.strokeStyle = token("--negative");
  context.lineWidth = 1.5;
  stroke(context, Array.from(zs, (z, i) => [x(Number(z)), y(Number(slopes[i]))]));
  context.setLineDash([]);
  context.strokeStyle = token("--ink");
  context.lineWidth = 2;
  stroke(context, Array.from(zs, (z, i) => [x(Number(z)), y(Number(as[i]))]));
  marker(context, x(Number(reading.info["preactivation"])), y(Number(reading.info["output"])), width);
  context.fillStyle = token("--muted");
  context.font = LABEL_FONT;
  context.textBaseline = "bottom";
  [low, high].forEach((z, i) => {
    context.textAlign = i ? "right" : "left";
    context.fillText(`${i ? "" : "z = "}${three(z)}`, i ? width : 0, HEIGHT_PX);
  });
}

/**
 * @param {CanvasRenderingContext2D} context @param {ArrayLike<number>} counts between low and high
 * @param {number} low @param {number} high @param {(z: number) => number} x @param {number} plot its floor
 */
function bars(context, counts, low, high, x, plot) {
  const tallest = most(counts) || 1;
  context.globalAlpha = 0.28;
  context.fillStyle = token("--positive");
  const wide = (high - low) / counts.length;
  for (let i = 0; i < counts.length; i += 1) {
    const [left, right] = [x(low + i * wide), x(low + (i + 1) * wide)];
    const tall = (Number(counts[i]) / tallest) * (plot * 0.62);
    if (tall > 0) context.fillRect(left + 0.5, plot - tall, Math.max(1, right - left - 1), tall);
  }
  context.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} width */
function marker(context, x, y, width) {
  if (!(x >= 0 && x <= width)) return;
  context.fillStyle = token("--card");
  context.strokeStyle = token("--ink");
  context.beginPath();
  context.arc(x, y, 4, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}
