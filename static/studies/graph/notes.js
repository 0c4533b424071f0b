/** What stands in the way of the graph, in a sentence, with the mend where there is one; and what the colors mean. */
import { scaleText } from "../../draw/scale.js";
import { unitName } from "../../panels/names.js";
import { run } from "../../state/store.js";
import { look } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { grouped } from "../../widgets/format.js";
import { useRead } from "../../widgets/pace.js";
import { Diverged, Recorded, Refused, Waiting } from "../states.js";
import { rangeText } from "../decades.js";
import { MOST_ROWS } from "./reading.js";

/** @typedef {import("./reading.js").Graph} Graph */
/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */

/** Id of the study's view on the stream. */
export const VIEW = "graph";

/** In place of the picture, while there are no numbers. @param {{ refused: import("../../wire/types.js").ApiErrorBody | null }} props */
export function Missing({ refused }) {
  if (refused) return html`<${Refused} view=${VIEW} error=${refused} mend="Show the first point" onMend=${asAtFirst} />`;
  return html`<${Waiting} asking="Asking for the graph" />`;
}

function asAtFirst() {
  for (const name of ["sample", "unit", "node", "step"]) look(name, null);
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
  const playing = useRead(() => run.value?.playing ?? false);
  return html`<${Recorded} header=${graph.header} />
    ${lost && html`<div class="banner" role="status"><p>${`There is no ${lost} in this network, so the whole graph is shown.`}</p>
      <button type="button" class="button button-small" onClick=${() => look("unit", null)}>Understood</button></div>`}
    ${!graph.finite && html`<${Diverged} telling="This network has diverged: the numbers that are too large to be finite are left open." />`}
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
