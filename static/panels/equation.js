/** A neuron's equation: the symbols, and under them the line with this moment's numbers. Pointing at a term lights its weight. */
import { hover, palette, theme } from "../state/store.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { three } from "../widgets/format.js";
import { Formula } from "../widgets/formula.js";
import { sized, token } from "../widgets/map.js";
import { useRead, useSize } from "../widgets/pace.js";
import { activationEntry, activationLabel, isJoint, shortName } from "./names.js";

const MOST_TERMS = 12;
const ROW_PX = 5;

/**
 * @typedef {object} Props
 * @property {import("../widgets/probe.js").Reading} reading
 * @property {import("../wire/types.js").NetworkInfo} network
 * @property {number} layer
 * @property {number} unit
 */

/** @param {Props} props */
export function Equation({ reading, network, layer, unit }) {
  const activation = network.layers[layer]?.activation ?? "";
  const joint = isJoint(activation);
  const formula = joint ? undefined : activationEntry(activation)?.formula;
  const name = `a_{${unit + 1}}`;
  const tex = `${name} = ${formula ?? `\\operatorname{${activation}}(z)_{${unit + 1}}`}, \\quad z = \\mathbf{w}\\cdot\\mathbf{x} + b`;
  const weights = reading.array("weights") ?? new Float32Array(0);
  const inputs = reading.array("inputs") ?? new Float32Array(0);
  const { bias, preactivation, output, slope } = reading.info;
  const linear = activation === "linear";
  return html`<div class="equation">
    <p class="equation-symbols"><${Formula} tex=${tex} /></p>
    ${weights.length <= MOST_TERMS
      ? html`<${Terms} weights=${weights} inputs=${inputs} bias=${bias} network=${network} layer=${layer} unit=${unit} />`
      : html`<${Stack} weights=${weights} inputs=${inputs} bias=${bias} />`}
    <p class="math">a = ${linear ? "z" : typeof slope === "number" ? bent(slope, preactivation) : `${activationLabel(activation).toLowerCase()}(${joint ? "… " : ""}${three(preactivation)}${joint ? " …" : ""})`} = <b title=${output}>${three(output)}</b></p>
  </div>`;
}

/** A PReLU at one sum, with the slope that its neuron has learned. @param {number} slope @param {number} z */
function bent(slope, z) {
  return z < 0 ? html`α z = <span title=${slope}>${slope < 0 ? `(${three(slope)})` : three(slope)}</span>·(${three(z)})` : "z";
}

/** @param {{ weights: ArrayLike<number>, inputs: ArrayLike<number>, bias: number, network: Props["network"], layer: number, unit: number }} props */
function Terms({ weights, inputs, bias, network, layer, unit }) {
  const lit = useLitInput(layer, unit);
  const terms = Array.from(weights, (weight, input) => {
    const x = inputs[input] ?? 0;
    const sign = weight < 0 ? "−" : input === 0 ? "" : "+";
    const text = `${sign}${sign && "\u2009"}${three(Math.abs(weight))}\u00b7${x < 0 ? `(${three(x)})` : three(x)}`;
    return html`<span class=${`term ${weight < 0 ? "negative" : "positive"}`} data-lit=${lit === input ? "" : undefined}
      title=${`weight from ${shortName(network, layer - 1, input)}: ${weight}; its value: ${x}`}
      onPointerEnter=${() => (hover.value = { kind: "weight", layer, unit, input })}
        onPointerLeave=${() => (hover.value = null)}>${text}</span> `;
  });
  return html`<p class="math equation-numbers">z = ${terms}<span class=${bias < 0 ? "negative" : "positive"}
    title=${`bias: ${bias}`}
    onPointerEnter=${() => (hover.value = { kind: "bias", layer, unit })}
      onPointerLeave=${() => (hover.value = null)}>${bias < 0 ? "−" : "+"} ${three(Math.abs(bias))}</span></p>`;
}

/** Which input of this unit is pointed at anywhere on the page, -1 for none. @param {number} layer @param {number} unit */
export function useLitInput(layer, unit) {
  return useRead(() => {
    const at = hover.value;
    if (at?.kind === "weight" && at.layer === layer && at.unit === unit) return at.input;
    if (at?.kind === "unit" && at.layer === layer - 1) return at.unit;
    return at?.kind === "feature" && layer === 0 ? at.index : -1;
  }, [layer, unit]);
}

/** A long sum as a stack: each product a bar that begins where the one before ended. */
function Stack(/** @type {{ weights: ArrayLike<number>, inputs: ArrayLike<number>, bias: number }} */ { weights, inputs, bias }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { width } = useSize(canvas);
  const height = (weights.length + 1) * ROW_PX;
  const products = Array.from(weights, (weight, input) => weight * (inputs[input] ?? 0));
  const look = `${theme.value} ${palette.value}`;
  useEffect(() => {
    if (canvas.current && width) drawStack(canvas.current, width, height, [...products, bias]);
  }, [products, bias, width, look]);
  return html`<p class="math">z = sum of ${products.length} products and the bias</p>
    <canvas ref=${canvas} class="stack" style=${{ height: `${height}px` }} role="img"
      aria-label="The sum, product by product, from top to bottom"></canvas>`;
}

/** @param {HTMLCanvasElement} canvas @param {number} width @param {number} height @param {number[]} parts */
function drawStack(canvas, width, height, parts) {
  const context = sized(canvas, width, height);
  if (!context) return;
  let sum = 0;
  const ends = parts.map((part) => (sum += part));
  const low = Math.min(0, ...ends);
  const span = Math.max(0, ...ends) - low || 1;
  const x = (/** @type {number} */ value) => ((value - low) / span) * (width - 2) + 1;
  context.fillStyle = token("--line");
  context.fillRect(x(0), 0, 1, height);
  const [negative, positive] = [token("--negative"), token("--positive")];
  parts.forEach((part, row) => {
    const end = ends[row] ?? 0;
    const [left, right] = [x(Math.min(end, end - part)), x(Math.max(end, end - part))];
    context.fillStyle = part < 0 ? negative : positive;
    context.fillRect(left, row * ROW_PX + 1, Math.max(1, right - left), ROW_PX - 2);
  });
}
