/** What stands in the way of the graph, in a sentence, with the mend where there is one; and what the colors mean. */
import { dismiss, restore } from "../../state/actions.js";
import { scaleText } from "../../draw/scale.js";
import { unitName } from "../../panels/names.js";
import { connection, notices, run } from "../../state/store.js";
import { look } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { said } from "../../widgets/edit.js";
import { grouped } from "../../widgets/format.js";
import { useRead } from "../../widgets/pace.js";
import { rangeText } from "../gradient/decades.js";
import { MOST_ROWS } from "./reading.js";

/** @typedef {import("./reading.js").Graph} Graph */
/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */

/** Id of the study's view on the stream. */
export const VIEW = "graph";

/** In place of the picture, while there are no numbers. @param {{ refused: import("../../wire/types.js").ApiErrorBody | null }} props */
export function Missing({ refused }) {
  const lost = useRead(() => connection.value === "lost");
  if (refused) {
    return html`<div class="study-note" role="alert"><p>${refused.message.replace(`views.${VIEW}.params.`, "")}</p>
      <button type="button" class="button" onClick=${asAtFirst}>Show the first point</button></div>`;
  }
  if (lost) return html`<p class="study-note" role="status">Not connected: there are no numbers to show.</p>`;
  return html`<p class="study-note" role="status"><span class="spinner" aria-hidden="true"></span>Asking for the graph…</p>`;
}

function asAtFirst() {
  for (const name of ["sample", "unit", "node", "step"]) look(name, null);
  for (const { id, path } of notices.value) if (path?.startsWith(`views.${VIEW}.`)) dismiss(id);
}

/** A graph that nobody could read whole: its parts. @param {{ graph: Graph, network: NetworkInfo }} props */
export function TooLarge({ graph, network }) {
  return html`<div class="graph-large" role="status">
    <p>${`The whole graph of this network has ${grouped(graph.size)} numbers, and more than ${graph.most} cannot be read on a screen. Around one neuron it can: what goes into it, and what uses its output, with the gradients of the whole.`}</p>
    ${network.layers.map((shape, layer) => html`<p key=${layer} class="graph-large-layer"><span class="quiet">${layer === network.layers.length - 1 ? "Output" : `Layer ${layer + 1}`}</span>
      <span class="graph-large-units">${Array.from({ length: shape.units }, (_, unit) => html`<button type="button" class="button button-small" key=${unit} aria-label=${unitName(network, layer, unit)} onClick=${() => look("unit", `${layer}.${unit}`)}>${unit + 1}</button>`)}</span></p>`)}
  </div>`;
}

/** @param {{ graph: Graph, lost: string, left: number }} props lost: what the address names and the network has not; left: nodes that are not drawn */
export function Banners({ graph, lost, left }) {
  const disconnected = useRead(() => connection.value === "lost");
  const stopped = useRead(() => run.value?.stopped ?? null);
  const playing = useRead(() => run.value?.playing ?? false);
  return html`${disconnected && html`<p class="banner banner-record" role="status">Recorded at update ${grouped(graph.header.updates)}, not live.</p>`}
    ${lost && html`<div class="banner" role="status"><p>${`There is no ${lost} in this network, so the whole graph is shown.`}</p>
      <button type="button" class="button button-small" onClick=${() => look("unit", null)}>Understood</button></div>`}
    ${!graph.finite && html`<div class="banner banner-alarm" role="status"><p>This network has diverged: the numbers that are too large to be finite are left open.</p>
      ${stopped?.can_restore && html`<button type="button" class="button button-small" onClick=${() => said(restore())}>Back to before</button>`}</div>`}
    ${playing && html`<p class="banner" role="status">Training: these are the newest numbers, a few times a second. A step pauses the run first.</p>`}
    ${left > 0 && html`<p class="banner" role="status">${`${left} numbers are not drawn: of what goes in and of what uses it only the ${MOST_ROWS} that were largest when this opened. The sums have them all.`}</p>`}`;
}

/** @param {{ view: import("./view.js").View }} props */
export function Legend({ view: { scales, graph } }) {
  const dropping = useRead(() => Boolean(run.value?.experiment.regularization.dropout));
  const penalized = useRead(() => Boolean(run.value?.experiment.regularization.l1 || run.value?.experiment.regularization.l2));
  return html`<p class="graph-legend"><span class="graph-key" aria-hidden="true"><i>value</i><i>∂ℓ</i></span><span>−</span><span class="backprop-scale" role="img" aria-label="Color scale, from negative through zero to positive"></span><span>+</span>
    <span>${`full color at ${graph.nodes.some(({ kind }) => kind === "input") ? `inputs ±${scaleText(scales.inputs)} · ` : ""}weights ±${scaleText(scales.weights)} · other values ±${scaleText(scales.values)}; gradients on a log scale, ${rangeText(scales.gradients)}`}</span>
    ${penalized && html`<span>The cost here is without its penalties.</span>`}
    ${dropping && html`<span>The run drops neurons while it learns; here none is dropped.</span>`}</p>`;
}
