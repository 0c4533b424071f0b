/** What the picture is when it is not live: starting, a record, or the last of a run that broke. */

import { connection, frame, moment, run } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { grouped } from "../widgets/format.js";
import { useRead } from "../widgets/pace.js";
import { fitView, moved } from "./stage.js";

/** @returns {"starting" | "recorded" | "broken" | "live"} */
export function pictureState() {
  if (connection.value === "lost") return "recorded";
  if (run.value?.stopped?.reason === "diverged") return "broken";
  return moment.value ? "live" : "starting";
}

export function Badge() {
  const state = useRead(pictureState);
  const epoch = useRead(() => (state === "recorded" ? (frame.value?.header.epoch ?? null) : null), [state]);
  if (state === "live") return null;
  if (state === "starting") return html`<p class="net-badge"><i class="spinner" aria-hidden="true"></i>The engine is starting…</p>`;
  if (state === "broken") return html`<p class="net-badge net-badge-alarm">Diverged: these are the last numbers there were</p>`;
  return html`<p class="net-badge net-badge-alarm">${epoch === null ? "Not connected" : `Recorded at epoch ${grouped(epoch)}`}, not live</p>`;
}

/** The way back after panning and zooming. */
export function FitButton() {
  return moved.value ? html`<button type="button" class="button button-small net-fit" onClick=${fitView} data-ui>Fit</button>` : null;
}
