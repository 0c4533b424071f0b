/** How the pre-activations of each layer spread over the training points. */
import { palette, run, theme } from "../state/store.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { Coming } from "../widgets/coming.js";
import { three } from "../widgets/format.js";
import { sized, token } from "../widgets/map.js";
import { useOnScreen, useRead, useSize } from "../widgets/pace.js";
import { LABEL_FONT, most } from "../widgets/plot.js";
import { useProbe } from "../widgets/probe.js";
import { ChartFrame } from "./chartFrame.js";
import { layerColor } from "./gradientChart.js";
import { layerName } from "./names.js";
import { useRate } from "./rates.js";

const BINS = 48;
const NAME_PX = 48;
const KIND_PX = 70; // "mean pool 2"

export function Preactivations() {
  const [ref, seen] = useOnScreen();
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const size = useSize(box);
  const network = useRead(() => run.value?.network ?? null);
  const reading = useProbe("preactivations", "preactivations", { bins: BINS }, seen, useRate("preactivations"));
  const look = `${theme.value} ${palette.value}`;
  const fits = network !== null && reading?.array("counts")?.shape[0] === network.layers.length;
  const names = network?.layers.map((_, layer) => layerName(network, layer).toLowerCase()) ?? [];
  useEffect(() => {
    if (canvas.current && reading && fits && size.width && size.height) draw(canvas.current, size, reading, names);
  }, [reading, size, look, fits]);
  const ranges = fits ? names.map((name, i) => `${name} ${three(reading?.info["low"]?.[i])} to ${three(reading?.info["high"]?.[i])}`).join(", ") : "";
  return html`<${ChartFrame} name="preactivations" title="Pre-activations by layer" frameRef=${ref}>
    <div class="plot" ref=${box}><canvas ref=${canvas} class="fill" role="img"
      aria-label=${`Spread of the pre-activations over the training points: ${ranges}`}></canvas></div>
    ${!reading && html`<${Coming} view="preactivations" />`}
  <//>`;
}

/**
 * @param {HTMLCanvasElement} canvas @param {{ width: number, height: number }} size
 * @param {import("../widgets/probe.js").Reading} reading @param {string[]} names
 */
function draw(canvas, { width, height }, reading, names) {
  const context = sized(canvas, width, height);
  const counts = reading.array("counts");
  if (!context || !counts) return;
  const bins = counts.shape[1] ?? BINS;
  const row = height / names.length;
  const left = names.some((name) => name.length > 8) ? KIND_PX : NAME_PX;
  const right = width - 2;
  context.font = LABEL_FONT;
  names.forEach((name, layer) => {
    const floor = (layer + 1) * row - (row > 24 ? 12 : 2);
    const tall = floor - layer * row - 2;
    const [low, high] = [Number(reading.info["low"]?.[layer]), Number(reading.info["high"]?.[layer])];
    const own = counts.subarray(layer * bins, (layer + 1) * bins);
    context.fillStyle = token("--muted");
    context.textBaseline = "alphabetic";
    context.textAlign = "left";
    context.fillText(name, 0, floor);
    context.fillStyle = token(layerColor(layer, names.length));
    ridge(context, own, left, right, floor, tall);
    context.fillStyle = token("--line-strong");
    if (low < 0 && high > 0) context.fillRect(left + ((right - left) * -low) / (high - low), floor - tall, 0.75, tall + 3);
    if (row > 24) ends(context, low, high, left, right, floor + 10);
  });
}

/**
 * @param {CanvasRenderingContext2D} context @param {ArrayLike<number>} counts
 * @param {number} left @param {number} right @param {number} floor @param {number} tall
 */
function ridge(context, counts, left, right, floor, tall) {
  const top = most(counts) || 1;
  const wide = (right - left) / counts.length;
  context.globalAlpha = 0.85;
  context.beginPath();
  context.moveTo(left, floor);
  for (let i = 0; i < counts.length; i += 1) context.lineTo(left + (i + 0.5) * wide, floor - (Number(counts[i]) / top) * tall);
  context.lineTo(right, floor);
  context.fill();
  context.globalAlpha = 1;
  context.fillRect(left, floor - 0.5, right - left, 1);
}

/** @param {CanvasRenderingContext2D} context @param {number} low @param {number} high @param {number} left @param {number} right @param {number} y */
function ends(context, low, high, left, right, y) {
  context.fillStyle = token("--muted");
  context.font = LABEL_FONT.replace("11px", "10px");
  context.fillText(three(low), left, y);
  context.textAlign = "right";
  context.fillText(three(high), right, y);
  if (low < 0 && high > 0) {
    context.textAlign = "center";
    const x = left + ((right - left) * -low) / (high - low);
    if (x > left + 40 && x < right - 40) context.fillText("0", x, y);
  }
  context.font = LABEL_FONT;
}
