/** What stands in the way of a gradient, in a sentence, with the mend where there is one; and what the colors mean. */
import { data, run } from "../../state/store.js";
import { look } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { useRead } from "../../widgets/pace.js";
import { Diverged, Recorded, Refused, Waiting } from "../states.js";
import { rangeText } from "../decades.js";

/** Id of the study's view on the stream. */
export const VIEW = "gradient";

/** In place of the picture, while there are no numbers. @param {{ refused: import("../../wire/types.js").ApiErrorBody | null, sample: number | null }} props */
export function Missing({ refused, sample }) {
  const points = useRead(() => data.value?.train.length ?? null);
  if (points === 0 && sample === null) return html`<p class="study-note" role="status">There are no training points, so there is no mean to take over them. Give the training set a share of the data, or choose one point.</p>`;
  if (refused) return html`<${Refused} view=${VIEW} error=${refused} mend="Show the gradient of the cost" onMend=${asAtFirst} />`;
  return html`<${Waiting} asking="Asking for the gradient" />`;
}

function asAtFirst() {
  for (const name of ["target", "sample"]) look(name, null);
}

/** @param {{ gradient: import("./reading.js").Gradient }} props */
export function Banners({ gradient }) {
  return html`<${Recorded} header=${gradient.header} />
    ${(!gradient.finite || gradient.value === null) && html`<${Diverged} telling="This network has diverged: the numbers that are too large to be finite are left open." />`}`;
}

/** @param {{ lost: string }} props what the address names and the network has not */
export function Lost({ lost }) {
  return lost ? html`<div class="banner" role="status"><p>${`There is no ${lost} in this network, so this is the gradient of the cost.`}</p>
    <button type="button" class="button button-small" onClick=${() => look("target", null)}>Understood</button></div>` : null;
}

/** @param {{ view: import("./view.js").View }} props */
export function Legend({ view: { scales, gradient } }) {
  const penalized = useRead(() => Boolean(run.value?.experiment.regularization.l1 || run.value?.experiment.regularization.l2));
  const dropping = useRead(() => Boolean(run.value?.experiment.regularization.dropout));
  return html`<p class="gradient-legend"><span>−</span><span class="backprop-scale" role="img" aria-label="Color scale, from negative through zero to positive"></span><span>+</span>
    <span>Color and width on a log scale: edges and bars ${rangeText(scales.edges)}; nodes ${rangeText(scales.nodes)}. What is smaller is drawn as the smallest. Dashed: negative. Faint: exactly 0.</span>
    ${gradient.target.kind === "loss" && penalized && html`<span>The cost here is without its penalties.</span>`}
    ${dropping && html`<span>The run drops neurons while it learns; here none is dropped.</span>`}</p>`;
}
