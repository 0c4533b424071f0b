/** The controls of a layer, at the layer: its title, activation and shape, - and +, removal, and the + that inserts one before it. */

import { catalog, run, selection } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { icon } from "../widgets/icons.js";
import { grouped } from "../widgets/format.js";
import { Offer } from "../widgets/offer.js";
import { usePaced } from "../widgets/pace.js";
import { addUnit, attempt, insertLayer, letRefusedGo, refused, removeLayer, removeUnit, setField } from "./edits.js";
import { activationText, givesMaps, kindLabel, layerTitle, shapeText, shortKind, sizeText, windowText } from "./names.js";
import { picture } from "./reading.js";

/** @typedef {import("./layout.js").Column} Column */
/** @typedef {import("./layout.js").Scene} Scene */
/** @typedef {import("../wire/types.js").RunInfo} RunInfo */

const MADE_HZ = 4;

/** @typedef {{ run: RunInfo, disabled: boolean, waits: boolean }} Controlled where it `waits` for the picture of other layers, a control keeps the focus and does nothing */

/** @param {{ column: Column } & Controlled} props */
export function Header({ column, run: { network, experiment }, disabled, waits }) {
  const { layer, x, width } = column;
  const style = { left: `${x + width / 2}px`, top: "12px" };
  if (layer < 0) {
    return html`<div class="images-header" style=${style}><span class="net-title images-title">Input</span>
      <span class="images-shape">${shapeText(network.input_shape)}</span>${experiment.data.fresh && html`<${Made} />`}</div>`;
  }
  const of = network.layers[layer];
  const config = experiment.layers[layer];
  const output = of.kind === "head";
  const picked = selection.value?.kind === "layer" && selection.value.layer === layer;
  const title = layerTitle(network, layer);
  const choices = catalog.value?.activations ?? [];
  return html`<div class="images-header" style=${style}>
    <span class="net-title-row">
      <button type="button" class="net-title" aria-pressed=${picked} aria-label=${`Select ${title}: ${kindLabel(of.kind)}, ${shapeText(of.output_shape)}`}
        onClick=${() => (selection.value = { kind: "layer", layer })}>${headline(of, config, network)}</button>
      ${!output && html`<button type="button" class="net-remove" aria-label=${`Remove ${title}`} title=${`Remove ${title}`} disabled=${disabled}
        aria-disabled=${waits} onClick=${() => waits || removeLayer(layer)}>×</button>`}
    </span>
    <span class="images-shape">${output ? `${of.inputs} → ${of.units}` : sizeText(of.output_shape)}</span>
    ${!output && config && "activation" in config && html`<span class="net-select"><select aria-label=${`Activation of ${title}`} disabled=${disabled} value=${of.activation}
      onChange=${(/** @type {any} */ event) => waits || attempt(layer, setField(layer, "activation", event.currentTarget.value))}>
      ${choices.map(({ key, label }) => html`<option value=${key} selected=${key === of.activation}>${label}</option>`)}</select></span>`}
  </div>`;
}

/** How many images the engine has made, where each epoch gets its own. */
function Made() {
  const made = usePaced(() => picture.value?.info["made"] ?? null, MADE_HZ);
  return made === null ? null : html`<span class="images-shape" title="Images made so far: each epoch learns from new ones, the test images stay">${grouped(made)} made</span>`;
}

/** "Conv 3×3 · 8". @param {import("../wire/types.js").NetworkLayer} of @param {Record<string, any> | undefined} config @param {import("../wire/types.js").NetworkInfo} network */
function headline(of, config, network) {
  if (of.kind === "head") return `${sentence(activationText(of.activation))} · ${network.slots && network.slots > 1 ? `${network.slots} × ${network.classes}` : network.classes}`;
  const window = windowText(config, of);
  const own = config && ("channels" in config || "units" in config) ? ` · ${of.units}` : "";
  return `${shortKind(of.kind)}${window ? ` ${window}` : ""}${own}`;
}

/** @param {string} text */
function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** - and + for channels or neurons, at the foot of the column. @param {{ column: Column, scene: Scene } & Controlled} props */
export function Steps({ column, scene, run: { network, experiment }, disabled, waits }) {
  const { layer, x, width } = column;
  const of = network.layers[layer];
  const config = experiment.layers[layer];
  if (!config || !("channels" in config || "units" in config)) return null;
  const noun = givesMaps(of) ? "channel" : "neuron";
  const title = layerTitle(network, layer);
  return html`<div class="net-steps images-steps" style=${{ left: `${x + width / 2}px`, top: `${scene.bottom}px` }}>
    <button type="button" class="net-round" aria-label=${`Remove a ${noun} from ${title}`} title=${`Remove a ${noun}`} disabled=${disabled || of.units < 2}
      aria-disabled=${waits} onClick=${() => waits || removeUnit(layer, unitsOf(layer))}>−</button>
    <button type="button" class="net-round" aria-label=${`Add a ${noun} to ${title}`} title=${`Add a ${noun}`} disabled=${disabled}
      aria-disabled=${waits} onClick=${() => waits || addUnit(layer)}>+</button>
  </div>`;
}

/** How many a layer has by now, though the picture of them may still come. @param {number} layer */
function unitsOf(layer) {
  return run.value?.network.layers[layer]?.units ?? 0;
}

/** The + between two columns: a menu of the kinds of layers. @param {{ column: Column, scene: Scene } & Controlled} props */
export function Insert({ column, scene, run: { network }, disabled, waits }) {
  const { layer } = column;
  const before = scene.columns[layer];
  const x = (before.x + before.width + column.x) / 2;
  const [kinds, fits] = [catalog.value?.layers ?? [], network.fits?.[layer] ?? {}];
  const name = `Insert a layer before ${layer === network.layers.length - 1 ? "the output" : layerTitle(network, layer)}`;
  return html`<span class="net-insert images-insert" style=${{ left: `${x}px`, top: `${scene.bottom}px` }} title=${name}>+
    <${Offer} label=${name} first="Insert a layer…" disabled=${disabled} onTake=${(/** @type {string} */ kind) => waits || insertLayer(layer, kind)}>
      ${kinds.filter(({ key }) => !fits[key]).map(({ key, label }) => html`<option value=${key}>${label}</option>`)}
      <optgroup label="Do not fit here">${kinds.filter(({ key }) => fits[key]).map(({ key, label }) => html`<option value=${key} disabled>${label}: ${fits[key]}</option>`)}</optgroup>
    <//></span>`;
}

const SENTENCE_PX = 260;

/** What was refused, where it was asked for. @param {{ scene: Scene }} props */
export function Refused({ scene }) {
  const of = refused.value;
  const column = of && scene.columns[of.layer + 1];
  if (!of || !column) return null;
  const x = Math.max(SENTENCE_PX / 2 + 8, Math.min(scene.width - SENTENCE_PX / 2 - 8, column.x));
  return html`<div class="images-refused" style=${{ left: `${x}px`, top: `${scene.bottom - 24}px`, width: `${SENTENCE_PX}px` }}>
    <p role="alert">${of.message}</p><button type="button" class="bare" aria-label="Close" onClick=${letRefusedGo}>${icon("close")}</button></div>`;
}
