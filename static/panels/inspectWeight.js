/** One weight or bias: its value to type or drag, its gradient, and how it moved while it was watched. */
import { hover, palette, selection, theme } from "../state/store.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { exact, three } from "../widgets/format.js";
import { sized, token } from "../widgets/map.js";
import { useSize } from "../widgets/pace.js";
import { LABEL_FONT, stroke } from "../widgets/plot.js";
import { useUnit } from "./inspectUnit.js";
import { shortName, unitName } from "./names.js";
import { WeightCell } from "./weightCell.js";

const HEIGHT_PX = 90;
const MOST_POINTS = 600;

/**
 * @param {{ pick: { kind: "weight" | "bias", layer: number, unit: number, input?: number }, network: import("../wire/types.js").NetworkInfo, seen: boolean }} props
 */
export function WeightPanel({ pick, network, seen }) {
  const { layer, unit } = pick;
  const input = pick.kind === "weight" ? (pick.input ?? 0) : null;
  const reading = useUnit(layer, unit, seen);
  const to = unitName(network, layer, unit);
  const from = input === null ? null : shortName(network, layer - 1, input);
  const now = reading && values(reading, input);
  return html`<div class="single">
    <h3>${from === null ? `Bias of ${lower(to)}` : html`<span class="math">${from}</span> → ${lower(to)}`}</h3>
    ${now &&
    html`<div class="single-value"><${WeightCell} key=${`${layer}.${unit}.${input}`} layer=${layer} unit=${unit}
      input=${input} value=${now.value} label=${from === null ? "Bias" : "Weight"} />
        <span class="quiet small">drag the bar, or type</span></div>
      <dl class="facts">
        <div><dt>exactly</dt><dd>${exact(now.value)}</dd></div>
        <div><dt class="math">${from === null ? "∂L/∂b" : "∂L/∂w"}</dt><dd title=${now.gradient}>${three(now.gradient)}</dd></div>
        <div><dt>after the next step</dt><dd title=${now.next}>${three(now.next)}</dd></div>
        ${now.heard !== null && html`<div><dt>times what comes in</dt><dd
          title=${now.heard}>${three(now.heard)}</dd></div><div><dt>gives</dt><dd>${three(now.value * now.heard)}</dd></div>`}
      </dl>
      <${Trace} key=${`trace ${layer}.${unit}.${input}`} epoch=${reading.header.updates} value=${now.value} />`}
    <button type="button" class="button button-small" onPointerEnter=${() => (hover.value = { kind: "unit", layer, unit })}
      onPointerLeave=${() => (hover.value = null)}
      onClick=${() => (selection.value = { kind: "unit", layer, unit })}>Open ${lower(to)}</button>
  </div>`;
}

/** @param {string} text */
function lower(text) {
  return text[0]?.toLowerCase() + text.slice(1);
}

/** @param {import("../widgets/probe.js").Reading} reading @param {number | null} input */
function values(reading, input) {
  const { bias, bias_gradient: gradient, bias_next: next } = reading.info;
  if (input === null) return { value: bias, gradient, next, heard: null };
  const at = (/** @type {string} */ name) => Number(reading.array(name)?.[input] ?? NaN);
  const value = at("weights");
  return Number.isNaN(value) ? null : { value, gradient: at("gradients"), next: at("next_step"), heard: at("inputs") };
}

/** The value since it was selected. @param {{ epoch: number, value: number }} props epoch: counts the updates */
function Trace({ epoch, value }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const seen = useRef(/** @type {[number, number][]} */ ([]));
  const { width } = useSize(canvas);
  const look = `${theme.value} ${palette.value}`;
  useEffect(() => {
    const past = seen.current;
    while (past.length && (past.at(-1)?.[0] ?? 0) > epoch) past.pop();
    past.push([epoch, value]);
    if (past.length > MOST_POINTS) seen.current = past.filter((_, index) => index % 2 === 0 || index === past.length - 1);
    if (canvas.current && width) draw(canvas.current, width, seen.current);
  }, [epoch, value, width, look]);
  return html`<figure class="curve"><canvas ref=${canvas} style=${{ height: `${HEIGHT_PX}px` }} role="img"
    aria-label="The value since it was selected"></canvas>
    <figcaption>since it was selected, by update</figcaption></figure>`;
}

/** @param {HTMLCanvasElement} canvas @param {number} width @param {[number, number][]} points */
function draw(canvas, width, points) {
  const context = sized(canvas, width, HEIGHT_PX);
  if (!context || points.length < 1) return;
  const values = points.map((point) => point[1]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [first, last] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
  const x = (/** @type {number} */ at) => ((at - first) / (last - first || 1)) * (width - 8) + 4;
  const y = (/** @type {number} */ at) => HEIGHT_PX - 10 - ((at - low) / (high - low || 1)) * (HEIGHT_PX - 24);
  context.strokeStyle = token("--ink");
  context.lineWidth = 1.75;
  context.lineJoin = "round";
  stroke(context, points.map(([at, value]) => [x(at), y(value)]));
  context.fillStyle = token("--muted");
  context.font = LABEL_FONT;
  context.fillText(three(high), 4, 10);
  if (high > low) context.fillText(three(low), 4, HEIGHT_PX - 1);
}
