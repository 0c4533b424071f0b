/** The controls of a layer, at the layer: its title, activation, - and +, removal, and the + that inserts one before it. */

import { catalog, selection } from "../state/store.js";
import { html, useRef } from "../vendor/ui.js";
import { activationLabel, isOutput } from "../panels/names.js";
import { addUnit, insertLayer, removeLayer, removeUnit, setActivation } from "./edits.js";
import { layerTitle } from "./naming.js";
import { limits } from "./limits.js";

/** @typedef {import("../layout/network.js").Column} Column */
/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {{ column: Column, network: NetworkInfo, disabled: boolean }} LayerProps */

/** @param {{ x: number, y: number }} at */
const centered = ({ x, y }) => ({ left: `${x}px`, top: `${y}px` });

/** A hidden layer's header and feet, where there is room for them. @param {LayerProps} props */
export function LayerControls({ column, network, disabled }) {
  const { layer, header, steps } = column;
  return html`<div class="net-header" style=${centered(header)} data-ui>
      <span class="net-title-row">
        <${Title} layer=${layer} network=${network} />
        <${Remove} layer=${layer} network=${network} disabled=${disabled} />
      </span>
      <${Activation} layer=${layer} network=${network} disabled=${disabled} />
    </div>
    <div class="net-steps" style=${centered(steps)} data-ui><${Steps} layer=${layer} network=${network} disabled=${disabled} /></div>`;
}

/** The same behind a chip, where room is short; - and + stay in sight where they fit. @param {LayerProps & { feet: boolean }} props */
export function LayerChip({ column, network, disabled, feet }) {
  const { layer, header, steps } = column;
  const sheet = useRef(/** @type {HTMLElement | null} */ (null));
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const { units, activation } = network.layers[layer];
  const id = `net-layer-${layer}`;
  /** @param {{ newState: string }} event */
  const toggled = (event) => {
    button.current?.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState === "open" && sheet.current && button.current) place(sheet.current, button.current);
  };
  const close = () => sheet.current?.hidePopover();
  const last = network.layers.length - 1;
  return html`<div class="net-chip" style=${centered(header)} data-ui>
    <button type="button" ref=${button} popovertarget=${id} aria-expanded="false" aria-label=${`Hidden layer ${layer + 1}: ${units} neurons, ${activationLabel(activation)}`}>
      <b>${units}</b><span>${activationLabel(activation)}</span></button>
    <div id=${id} ref=${sheet} popover="auto" class="net-sheet" role="group" aria-label=${`Hidden layer ${layer + 1}`} onToggle=${toggled} data-ui>
      <p class="net-sheet-title"><${Title} layer=${layer} network=${network} onChosen=${close} /></p>
      <${Activation} layer=${layer} network=${network} disabled=${disabled} />
      <span class="net-sheet-steps"><${Steps} layer=${layer} network=${network} disabled=${disabled} /></span>
      <button type="button" class="button button-small" disabled=${disabled || last >= limits().layers} onClick=${() => { close(); insertLayer(layer); }}>Insert a layer before</button>
      <button type="button" class="button button-small" disabled=${disabled || last >= limits().layers} onClick=${() => { close(); insertLayer(layer + 1); }}>Insert a layer after</button>
      <button type="button" class="button button-small" disabled=${disabled} onClick=${() => { close(); removeLayer(layer); }}>Remove this layer</button>
    </div>
  </div>
  ${feet && html`<div class="net-steps net-steps-tight" style=${centered(steps)} data-ui><${Steps} layer=${layer} network=${network} disabled=${disabled} /></div>`}`;
}

/** @param {HTMLElement} sheet @param {HTMLElement} from */
function place(sheet, from) {
  const box = from.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, innerWidth - sheet.offsetWidth - 8));
  const top = Math.max(8, Math.min(box.bottom + 4, innerHeight - sheet.offsetHeight - 8));
  sheet.style.left = `${left}px`;
  sheet.style.top = `${top}px`;
}

/** @param {{ layer: number, network: NetworkInfo, onChosen?: () => void }} props */
function Title({ layer, network, onChosen }) {
  const picked = selection.value?.kind === "layer" && selection.value.layer === layer;
  const choose = () => {
    selection.value = { kind: "layer", layer };
    onChosen?.();
  };
  return html`<button type="button" class="net-title" aria-pressed=${picked} aria-label=${`Select ${layerTitle(network, layer)}, dense, ${network.layers[layer].units} neurons`} onClick=${choose}>Dense · ${network.layers[layer].units}</button>`;
}

/** @param {{ layer: number, network: NetworkInfo, disabled: boolean }} props */
function Activation({ layer, network, disabled }) {
  const now = network.layers[layer].activation;
  const entries = catalog.value?.layer_activations ?? [];
  return html`<span class="net-select"><select aria-label=${`Activation of ${layerTitle(network, layer)}`} disabled=${disabled} value=${now}
    onChange=${(/** @type {any} */ event) => setActivation(layer, event.currentTarget.value)}>
    ${entries.map(({ key, label }) => html`<option value=${key} selected=${key === now}>${label}</option>`)}
  </select></span>`;
}

/** @param {{ layer: number, network: NetworkInfo, disabled: boolean }} props */
function Steps({ layer, network, disabled }) {
  const { units } = network.layers[layer];
  const of = layerTitle(network, layer);
  return html`<button type="button" class="net-round" aria-label=${`Remove a neuron from ${of}`} title="Remove a neuron" disabled=${disabled || units <= 1} onClick=${() => removeUnit(layer)}>−</button>
    <button type="button" class="net-round" aria-label=${`Add a neuron to ${of}`} title="Add a neuron" disabled=${disabled || units >= limits().units} onClick=${() => addUnit(layer)}>+</button>`;
}

/** @param {{ layer: number, network: NetworkInfo, disabled: boolean }} props */
function Remove({ layer, network, disabled }) {
  return html`<button type="button" class="net-remove" aria-label=${`Remove ${layerTitle(network, layer)}`} title="Remove this layer" disabled=${disabled} onClick=${() => removeLayer(layer)}>×</button>`;
}

/** The faint + between two layers. @param {LayerProps} props */
export function Insert({ column, network, disabled }) {
  const { layer, insert } = column;
  if (!insert || network.layers.length - 1 >= limits().layers) return null;
  const before = isOutput(network, layer) ? "the output" : `hidden layer ${layer + 1}`;
  return html`<button type="button" class="net-insert" style=${centered(insert)} aria-label=${`Insert a layer before ${before}`} title="Insert a layer here" disabled=${disabled} onClick=${() => insertLayer(layer)} data-ui>+</button>`;
}
