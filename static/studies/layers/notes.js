/** What stands in the way of the film, in a sentence, with the mend where there is one. */
import { restore } from "../../state/actions.js";
import { connection, run } from "../../state/store.js";
import { look } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { said } from "../../widgets/edit.js";
import { grouped } from "../../widgets/format.js";
import { useRead } from "../../widgets/pace.js";

/** Id of the study's view on the stream. */
export const VIEW = "film";

/** In place of the film, while there are no numbers. @param {{ refused: import("../../wire/types.js").ApiErrorBody | null }} props */
export function Missing({ refused }) {
  const lost = useRead(() => connection.value === "lost");
  if (refused) {
    return html`<div class="study-note" role="alert"><p>${refused.message.replace(`views.${VIEW}.params.`, "")}</p>
      <button type="button" class="button" onClick=${() => look("axes", null)}>Choose the axes again</button></div>`;
  }
  if (lost) return html`<p class="study-note" role="status">Not connected: there is nothing to show.</p>`;
  return html`<p class="study-note" role="status"><span class="spinner" aria-hidden="true"></span>Carrying the plane through the network…</p>`;
}

/** @param {{ film: import("./reading.js").Film }} props */
export function Banners({ film }) {
  const lost = useRead(() => connection.value === "lost");
  const stopped = useRead(() => run.value?.stopped ?? null);
  return html`${lost && html`<p class="banner banner-record" role="status">Recorded at update ${grouped(film.header.updates)}, not live.</p>`}
    ${!film.finite && html`<div class="banner banner-alarm" role="status"><p>Some numbers are too large to be finite: what they would place is left out.</p>
      ${stopped?.can_restore && html`<button type="button" class="button button-small" onClick=${() => said(restore())}>Back to before</button>`}</div>`}`;
}
