/** What stands in the way of the numbers, in a sentence, with the mend where there is one; and what the lines mean. */
import { data, run } from "../../state/store.js";
import { look } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { three } from "../../widgets/format.js";
import { useRead } from "../../widgets/pace.js";
import { Diverged, Recorded, Refused, Waiting } from "../states.js";

/** @typedef {import("./reading.js").Neuron} Neuron */

/** Id of the study's view on the stream. */
export const VIEW = "neuron";

/** In place of the sum, while there are no numbers. @param {{ refused: import("../../wire/types.js").ApiErrorBody | null, sample: number | null }} props */
export function Missing({ refused, sample }) {
  const points = useRead(() => data.value?.train.length ?? null);
  if (points === 0 && sample === null) return html`<p class="study-note" role="status">There are no training points, so there is no mean to take over them. Give the training set a share of the data, or choose one point.</p>`;
  if (refused) return html`<${Refused} view=${VIEW} error=${refused} mend="Show the mean over the training points" onMend=${asAtFirst} />`;
  return html`<${Waiting} asking="Asking for the neuron" />`;
}

function asAtFirst() {
  look("sample", null);
}

/** @param {{ lost: string, understood: () => void }} props lost: the unit that was asked for and is not there */
export function Lost({ lost, understood }) {
  return lost ? html`<div class="banner" role="status"><p>${`There is no neuron ${lost} in this network; the nearest one is shown.`}</p>
    <button type="button" class="button button-small" onClick=${understood}>Understood</button></div>` : null;
}

/** @param {{ neuron: Neuron }} props */
export function Banners({ neuron }) {
  return html`<${Recorded} header=${neuron.header} />
    ${!neuron.finite && html`<${Diverged} telling="This network has diverged: the numbers that are too large to be finite are left open." />`}`;
}

/** @param {{ neuron: Neuron }} props */
export function Legend({ neuron }) {
  const { flat, slope_is_exact: exact } = neuron.reading.info;
  const dropping = useRead(() => Boolean(run.value?.experiment.regularization.dropout));
  return html`<p class="neuron-legend small quiet">
    ${neuron.hasCurve && html`<span><i class="key key-line"></i><span class="math">σ(z)</span></span><span><i class="key key-slope"></i><span class="math">σ′(z)</span>${!exact && ", what learning takes for the slope"}</span>
      <span><i class="neuron-flat-key"></i>slope below ${three(flat)}</span>
      ${neuron.isMean && html`<span><i class="neuron-dot-key" data-open></i>on the curve at the mean z</span><span><i class="neuron-dot-key"></i>the mean a</span>`}`}
    ${dropping && html`<span>The run drops neurons while it learns; here none is dropped.</span>`}</p>`;
}
