/** A layer: its activation, its size, and how it is doing. */
import { command } from "../state/actions.js";
import { catalog, run, selection } from "../state/store.js";
import { openStudy } from "../state/study.js";
import { html } from "../vendor/ui.js";
import { Choice } from "../widgets/choose.js";
import { said } from "../widgets/edit.js";
import { Formula } from "../widgets/formula.js";
import { grouped, three } from "../widgets/format.js";
import { useProbe } from "../widgets/probe.js";
import { activationEntry, activationLabel, counted, isOutput, layerName, shortName } from "./names.js";

const NUMBERS_HZ = 10;

/**
 * @param {{ pick: { layer: number }, network: import("../wire/types.js").NetworkInfo, seen: boolean }} props
 */
export function LayerPanel({ pick: { layer }, network, seen }) {
  const shape = network.layers[layer];
  const reading = useProbe("gradients", "gradients", {}, seen, NUMBERS_HZ);
  if (!shape) return null;
  const output = isOutput(network, layer);
  const entry = activationEntry(shape.activation);
  const gradient = reading?.array("rms");
  return html`<div class="single">
    <h3>${layerName(network, layer)}${output ? "" : html` <span class="quiet">· dense</span>`}</h3>
    ${output
      ? html`<p class="quiet">The output's activation, ${activationLabel(shape.activation)}, follows from the loss.</p>`
      : html`<${Controls} layer=${layer} units=${shape.units} activation=${shape.activation} />`}
    ${entry?.help && html`<p class="quiet">${entry.help}</p>`}
    ${entry?.formula && html`<p class="equation-symbols"><${Formula} tex=${entry.joint ? entry.formula : `\\sigma(z) = ${entry.formula}`} /></p>`}
    <p><button type="button" class="text-button" onClick=${() => openStudy("activations", { open: shape.activation })}>All activations</button></p>
    <p><button type="button" class="text-button" onClick=${() => openStudy("layers", { depth: `A${layer + 1}` })}>What does it do to the plane?</button></p>
    <dl class="facts">
      <div><dt>inputs</dt><dd>${shape.inputs}</dd></div>
      <div><dt>parameters</dt><dd
        title=${`${shape.units} × ${shape.inputs} weights, ${counted(shape.units, "bias", "biases")}${entry?.learns ? `, ${counted(shape.units, "slope")}` : ""}`}>${grouped(shape.parameters)}</dd></div>
      ${gradient && gradient.length === network.layers.length && html`<div><dt>size of the gradient (RMS)</dt><dd
        title=${gradient[layer]}>${three(Number(gradient[layer]))}</dd></div>`}
    </dl>
    <h4>Neurons</h4>
    <div class="chips">${Array.from({ length: shape.units }, (_, unit) => html`<button type="button"
      onClick=${() => (selection.value = { kind: "unit", layer, unit })}>${shortName(network, layer, unit)}</button>`)}</div>
  </div>`;
}

/** @param {{ layer: number, units: number, activation: string }} props */
function Controls({ layer, units, activation }) {
  /** @param {string} key */
  function activate(key) {
    const layers = (run.value?.experiment.layers ?? []).map((config, index) => (index === layer ? { ...config, activation: key } : config));
    said(command({ type: "edit", patch: { layers } }));
  }
  const limits = catalog.value?.limits ?? {};
  const most = Number(limits["units"] ?? limits["max_units"] ?? 64);
  return html`<div class="field-row"><span class="field-label">Activation</span><span class="control">
      <${Choice} value=${activation} label="Activation" options=${catalog.value?.layer_activations ?? []}
        onChoose=${activate} /></span></div>
    <div class="field-row"><span class="field-label">Neurons</span><span class="control counter">
      <button type="button" class="round" aria-label="Remove a neuron" disabled=${units <= 1}
        onClick=${() => said(command({ type: "remove_unit", layer, unit: units - 1 }))}>−</button>
      <b>${units}</b>
      <button type="button" class="round" aria-label="Add a neuron" disabled=${units >= most}
        onClick=${() => said(command({ type: "add_unit", layer }))}>+</button></span></div>
    <div class="field-row"><span class="control"><button type="button" class="button button-small"
      onClick=${() => said(command({ type: "remove_layer", at: layer }))}>Remove the layer</button></span></div>`;
}
