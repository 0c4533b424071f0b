/** How the pre-activations of the layers that use a function spread along its z, live. */
import { layerColor } from "../../panels/gradientChart.js";
import { run } from "../../state/store.js";
import { html } from "../../vendor/ui.js";
import { percent, three } from "../../widgets/format.js";
import { useOnScreen, useRead } from "../../widgets/pace.js";
import { most } from "../../widgets/plot.js";
import { useProbe } from "../../widgets/probe.js";
import { layerWord } from "./arrange.js";
import { GRID } from "./table.js";

const LIVE_HZ = 4;
const BINS = 80;

/** @param {{ used: number[], hidden: number, label: string }} props */
export function Distribution({ used, hidden, label }) {
  const [ref, seen] = useOnScreen();
  const layers = useRead(() => run.value?.network.layers.length ?? 0);
  const reading = useProbe("activations.preactivations", "preactivations", { bins: BINS }, seen && used.length > 0, LIVE_HZ);
  const counts = reading?.array("counts");
  const fits = counts && counts.shape[0] === layers;
  return html`<div class="act-spread" ref=${ref}>
    ${used.length === 0 && html`<p class="quiet small">No layer of the network uses ${label} now. Where one does, its pre-activations are drawn here, on the same z.</p>`}
    ${used.length > 0 && !fits && html`<p class="quiet small" role="status">Reading the pre-activations\u2026</p>`}
    ${fits && html`<p class="quiet small">z of the training points, now</p>
      ${used.filter((layer) => layer < layers).map((layer) => {
        const [low, high] = [Number(reading?.info["low"]?.[layer]), Number(reading?.info["high"]?.[layer])];
        const own = counts.subarray(layer * BINS, (layer + 1) * BINS);
        return html`<${Ridge} key=${layer} name=${layerWord(layer, hidden)} color=${layerColor(layer, layers)} counts=${own} low=${low} high=${high} />`;
      })}`}
  </div>`;
}

/** @param {{ name: string, color: string, counts: ArrayLike<number>, low: number, high: number }} props */
function Ridge({ name, color, counts, low, high }) {
  const far = beyond(counts, low, high);
  const said = far.share > 0 ? `${percent(far.share)} beyond \u00b1${three(far.edge)}` : "";
  return html`<div class="act-ridge">
    <svg viewBox=${`${GRID.low} 0 ${GRID.high - GRID.low} 1`} preserveAspectRatio="none" role="img"
      aria-label=${`Pre-activations of ${name}${said ? `, ${said}` : ""}`}>
      <path d=${ridgePath(counts, low, high)} style=${{ fill: `var(${color})` }} /><path class="act-axes" d=${`M${GRID.low} 1H${GRID.high}M0 0V1`} />
    </svg>
    <span class="act-ridge-name">${name}</span><span class="act-ridge-far">${said}</span>
  </div>`;
}

/** @param {ArrayLike<number>} counts @param {number} low @param {number} high */
function ridgePath(counts, low, high) {
  const tallest = most(counts) || 1;
  const wide = (high - low) / counts.length;
  let path = `M${low.toPrecision(6)} 1`;
  for (let i = 0; i < counts.length; i += 1) path += `V${(1 - (0.92 * Number(counts[i])) / tallest).toFixed(4)}H${(low + (i + 1) * wide).toPrecision(6)}`;
  return `${path}V1Z`;
}

/**
 * The share that lies in the bins wholly outside the plot, and where the first of them begins.
 * @param {ArrayLike<number>} counts @param {number} low @param {number} high of equal size
 */
function beyond(counts, low, high) {
  const wide = (high - low) / counts.length;
  const bins = Math.floor((high - GRID.high) / wide + 1e-9); // at each end
  let [all, out] = [0, 0];
  for (let i = 0; i < counts.length; i += 1) {
    all += Number(counts[i]);
    if (i < bins || i >= counts.length - bins) out += Number(counts[i]);
  }
  return { share: bins > 0 && all ? out / all : 0, edge: high - bins * wide };
}
