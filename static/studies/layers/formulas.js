/** The network as formulas with matrices: each symbol with its shape, and lit together with its stage of the film. */
import { activationLabel, featureLabel, isJoint, isOutput } from "../../panels/names.js";
import { html } from "../../vendor/ui.js";
import { Formula } from "../../widgets/formula.js";
import { LayerMatrices } from "./matrix.js";
import { LINEAR } from "./reading.js";
import { stageName } from "./words.js";

/** @typedef {import("./view.js").View} View */

/** @param {{ view: View }} props */
export function Formulas({ view }) {
  const { film, network } = view;
  return html`<section class="layers-formulas" aria-label="The network as formulas">
    <${Given} view=${view} />
    <ol>${film.layers.map((_, layer) => html`<li key=${layer} class="layers-line" data-layer=${layer} data-current=${view.shots[Math.floor(view.depth.depth + 1e-9)]?.stage.layer === layer ? "" : undefined}>
      <h3 class="small quiet">${isOutput(network, layer) ? "Output layer" : `Layer ${layer + 1}`}</h3>
      <${Line} view=${view} layer=${layer} />
      <${LayerMatrices} view=${view} layer=${layer} />
    </li>`)}</ol>
    <p class="quiet small">A sample is a column here, so W has a row for each neuron. Backpropagation shows the same matrices transposed, with a row for each sample.</p>
  </section>`;
}

/** What the first layer is given. @param {{ view: View }} props */
function Given({ view }) {
  const { network } = view;
  const features = network.inputs.map(featureLabel);
  return html`<div class="layers-line"><p class="layers-equation">
    <${Symbol} view=${view} symbol="x" tex="x" shape=${`${features.length} × 1`} name="x, what the first layer is given" /><${Plain} tex="=" />
    <span class="layers-given">${features.length ? `(${features.join(", ")})` : "nothing: the network has no features"}</span></p></div>`;
}

/** h = σ(W h + b). @param {{ view: View, layer: number }} props */
function Line({ view, layer }) {
  const { film, network } = view;
  const l = layer + 1;
  const { activation } = network.layers[layer];
  const [units, inputs] = film.layers[layer].shape;
  const bends = activation !== LINEAR;
  const function_ = isJoint(activation) ? `\\operatorname{${activation}}` : `\\sigma_{${l}}`;
  const made = isOutput(network, layer) ? "o" : `h_{${l}}`;
  return html`<p class="layers-equation">
    <${Symbol} view=${view} symbol=${`h${l}`} tex=${made} shape=${`${units} × 1`} name=${`${isOutput(network, layer) ? "o" : `h ${l}`}, what the layer hands on`} />
    <${Plain} tex="=" />
    ${bends && html`<${Symbol} view=${view} symbol=${`s${l}`} tex=${function_} shape=${isJoint(activation) ? "" : activationLabel(activation)} name=${`its activation, ${activationLabel(activation)}`} /><${Plain} tex="(" />`}
    <${Symbol} view=${view} symbol=${`W${l}`} tex=${`W_{${l}}`} shape=${`${units} × ${inputs}`} name=${`W ${l}, its weights`} />
    <${Symbol} view=${view} symbol=${layer ? `h${layer}` : "x"} tex=${layer ? `h_{${layer}}` : "x"} shape=${`${inputs} × 1`} name=${layer ? `h ${layer}, what it is given` : "x, what it is given"} />
    <${Plain} tex="+" />
    <${Symbol} view=${view} symbol=${`b${l}`} tex=${`b_{${l}}`} shape=${`${units} × 1`} name=${`b ${l}, its biases`} />
    ${bends && html`<${Plain} tex=")" />`}
  </p>`;
}

/** @param {{ tex: string }} props */
function Plain({ tex }) {
  return html`<span class="layers-plain" aria-hidden="true"><${Formula} tex=${tex} /></span>`;
}

/** @param {{ view: View, symbol: string, tex: string, shape: string, name: string }} props */
function Symbol({ view, symbol, tex, shape, name }) {
  const index = view.film.indexOf(stageOf(view, symbol));
  const stage = view.film.stages[index];
  const lit = view.lit?.symbols.includes(symbol);
  const light = () => stage && view.light({ stage: stage.key, symbols: [symbol] });
  const title = stage ? `${name}. Shows ${stageName(stage, view.network).toLowerCase()}` : name;
  return html`<button type="button" class="layers-symbol" data-symbol=${symbol} data-lit=${lit ? "" : undefined} title=${title} aria-label=${`${name}${shape ? `, ${shape}` : ""}`}
    onPointerEnter=${light} onPointerLeave=${() => view.light(null)} onFocus=${light} onBlur=${() => view.light(null)} onClick=${() => index >= 0 && view.depth.go(index)}>
    <span aria-hidden="true"><${Formula} tex=${tex} /></span><span class="layers-shape" aria-hidden="true">${shape || "\u00a0"}</span></button>`;
}

/** The stage that a symbol belongs to. @param {View} view @param {string} symbol */
function stageOf({ film }, symbol) {
  const layer = Number(symbol.slice(1)) - 1;
  if (symbol === "x") return film.handedOn(-1).key;
  if (symbol[0] === "h") return film.handedOn(layer).key;
  return `${symbol[0] === "s" ? "A" : "Z"}${layer + 1}`;
}
