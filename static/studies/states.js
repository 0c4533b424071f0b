/** What every study says when its numbers have not come, are a record, are refused, or are no longer finite. */
import { dismiss, restore } from "../state/actions.js";
import { connection, notices, run } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { said, useSteering } from "../widgets/edit.js";
import { grouped } from "../widgets/format.js";
import { useRead } from "../widgets/pace.js";

/** In place of numbers that have not come. @param {{ asking: string }} props what is being done meanwhile */
export function Waiting({ asking }) {
  const lost = useRead(() => connection.value === "lost");
  if (lost) return html`<p class="study-note" role="status">Not connected: there are no numbers to show.</p>`;
  return html`<p class="study-note" role="status"><span class="spinner" aria-hidden="true"></span>${asking}…</p>`;
}

/** While there is no connection. @param {{ header: import("../wire/types.js").FrameHeader }} props of the frame whose numbers are shown */
export function Recorded({ header }) {
  const lost = useRead(() => connection.value === "lost");
  return lost ? html`<p class="banner banner-record" role="status">Recorded at update ${grouped(header.updates)}, not live.</p>` : null;
}

/**
 * What the address asks for and the engine refuses, with a way out.
 * @param {{ view: string, error: import("../wire/types.js").ApiErrorBody, mend: string, onMend: () => void }} props view: its id on the stream
 */
export function Refused({ view, error, mend, onMend }) {
  function mended() {
    onMend();
    for (const { id, path } of notices.value) if (path?.startsWith(`views.${view}.`)) dismiss(id);
  }
  return html`<div class="study-note" role="alert"><p>${error.message.replace(`views.${view}.params.`, "")}</p>
    <button type="button" class="button" onClick=${mended}>${mend}</button></div>`;
}

/** Numbers past what is finite, with the way back where there is one. @param {{ telling: string }} props */
export function Diverged({ telling }) {
  const stopped = useRead(() => run.value?.stopped ?? null);
  const steering = useSteering();
  return html`<div class="banner banner-alarm" role="status"><p>${telling}</p>
    ${stopped?.can_restore && steering && html`<button type="button" class="button button-small" onClick=${() => said(restore())}>Back to before</button>`}</div>`;
}
