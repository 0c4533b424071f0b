/** The study's own controls: the steps, which point of the data, and how much of the graph. */
import { unitName } from "../../panels/names.js";
import { look } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { Choice } from "../../widgets/choose.js";
import { three } from "../../widgets/format.js";
import { icon } from "../../widgets/icons.js";
import { OnePoint } from "../pointPicker.js";
import { called } from "./words.js";

/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {import("./walking.js").Walk} Walk */

/** @param {{ network: NetworkInfo, sample: number, unit: string, whole: boolean }} props unit: as the address has it; whole: whether the whole graph can be shown */
export function Controls({ network, sample, unit, whole }) {
  const units = network.layers.flatMap((shape, layer) => Array.from({ length: shape.units }, (_, index) => ({ key: `${layer}.${index}`, label: `Around ${unitName(network, layer, index).toLowerCase()}` })));
  return html`<${OnePoint} network=${network} sample=${sample} />
    <${Choice} label="How much of the graph" value=${unit} options=${[{ key: "", label: whole ? "The whole graph" : "Choose a neuron…" }, ...units]} onChoose=${(/** @type {string} */ key) => {
      for (const name of ["node", "step"]) look(name, null);
      look("unit", key || null);
    }} />`;
}

/** @param {{ walk: Walk, forward: number }} props forward: how many steps go forward */
export function Steps({ walk: { at, count, go }, forward }) {
  return html`<div class="graph-steps" role="group" aria-label="Steps">
    <button type="button" class="button" disabled=${at === 0} aria-label="From the start" title="From the start: nothing but what is given" onClick=${() => go(0)}>${icon("restart")}<span>From the start</span></button>
    <button type="button" class="button turn-left" disabled=${at === 0} aria-label="Previous number" title="Previous number (←)" onClick=${() => go(at - 1)}>${icon("down")}</button>
    <button type="button" class="button button-solid turn-right" disabled=${at === count} aria-label="Next number" title="Next number (→)" onClick=${() => go(at + 1)}>${icon("down")}</button>
    <button type="button" class="button" disabled=${at === forward} onClick=${() => go(forward)}>All forward</button>
    <button type="button" class="button" disabled=${at === count} onClick=${() => go(count)}>All back</button>
    <input type="range" class="graph-slider" min="0" max=${count} value=${at} aria-label="Steps taken" aria-valuetext=${`${at} of ${count}`} onInput=${(/** @type {any} */ event) => go(Number(event.currentTarget.value))} />
  </div>`;
}

/** What the last step did; told politely when it changes. @param {{ view: import("./view.js").View }} props */
export function Telling({ view: { steps, at, network, graph } }) {
  const node = steps.node(at);
  const done = at === steps.count;
  const forward = steps.phase(at) === "forward";
  const told = !node ? "Nothing is computed yet: the inputs, weights and biases are given."
    : done ? `All ${steps.count} steps are done: ${steps.forward.length} values forward, ${steps.backward.length} gradients back.`
    : `Step ${at} of ${steps.count}, ${forward ? "forward" : "back"}: ${called(node, network)}, ${forward ? `value ${three(node.value)}` : `gradient ${three(node.gradient)}`}.`;
  return html`<p class="graph-telling" role="status" aria-live=${graph.header.playing ? "off" : "polite"}>${told}</p>`;
}
