/** What stands in the way of showing an update, in a sentence, with the mend where there is one; and what a slip does. */
import { data, run } from "../../state/store.js";
import { look } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { exact, three } from "../../widgets/format.js";
import { Formula } from "../../widgets/formula.js";
import { useRead } from "../../widgets/pace.js";
import { Diverged, Recorded, Refused, Waiting } from "../states.js";
import { SlipTraining } from "./slipTraining.js";
import { nameOf, texOf } from "./words.js";

/** @typedef {import("./reading.js").Update} Update */

/** Id of the study's view on the stream. */
export const VIEW = "backprop";

/** In place of the update, while there is none. @param {{ refused: import("../../wire/types.js").ApiErrorBody | null }} props */
export function Missing({ refused }) {
  const points = useRead(() => data.value?.train.length ?? null);
  if (points === 0) return html`<p class="study-note" role="status">There are no training points, so there is nothing to learn from. Give the training set a share of the data.</p>`;
  if (refused) return html`<${Refused} view=${VIEW} error=${refused} mend="Show the run’s own update" onMend=${asItIs} />`;
  return html`<${Waiting} asking="Asking for the numbers of the next update" />`;
}

/** Back to the batch, the run’s loss, and the right formulas. */
function asItIs() {
  for (const name of ["sample", "loss", "slip", "row", "cell", "line"]) look(name, null);
}

/** @param {{ update: Update, kept: string }} props kept: why the run does not take this update */
export function Banners({ update, kept }) {
  const playing = useRead(() => run.value?.playing ?? false);
  return html`<${Recorded} header=${update.header} />
    ${!update.finite && html`<${Diverged} telling="This network has diverged: some of its numbers are no longer finite, and what follows from them is not either." />`}
    ${update.info.slip && html`<${Slipped} update=${update} />`}
    ${kept && !update.info.slip && html`<p class="banner" role="status">${kept}</p>`}
    ${playing && html`<p class="banner" role="status">Training: these are the newest numbers, a few times a second. Stepping a line pauses the run first.</p>`}`;
}

/** Wrong on purpose, and by how much. @param {{ update: Update }} props */
function Slipped({ update }) {
  const slip = update.info.slips.find((/** @type {any} */ each) => each.key === update.info.slip);
  return html`<div class="banner banner-alarm" role="status">
    <p><b>These are wrong numbers on purpose: ${slip?.label ?? update.info.slip}.</b> ${slip?.help ?? ""} The run is not trained with them.</p>
    <button type="button" class="button button-small" onClick=${() => look("slip", null)}>Mend it</button>
  </div>
  <${SlipTraining} key=${update.header.run} slip=${update.info.slip} loss=${update.info.loss_key} />`;
}

/** How far each slipped gradient points away from the true one. @param {{ update: Update }} props */
export function Cosines({ update }) {
  const found = update.info.cosines;
  if (!found) return null;
  return html`<table class="cosines"><caption>Against the true gradient</caption>
    <thead><tr><th scope="col">gradient</th><th scope="col">cosine</th><th scope="col">relative error</th></tr></thead>
    <tbody>${Object.entries(found).map(([name, of]) => {
      const { cosine, error } = /** @type {{ cosine: number | null, error: number | null }} */ (of);
      return html`<tr key=${name} data-gradient=${name}><th scope="row"><span class="unseen">${nameOf(name, update)}</span><span aria-hidden="true"><${Formula} tex=${texOf(name, update)} /></span></th>
        <td title=${exact(cosine)}>${three(cosine)}</td><td title=${exact(error)}>${three(error)}</td></tr>`;
    })}</tbody>
  </table>`;
}
