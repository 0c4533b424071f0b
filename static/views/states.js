/** What the picture is when it is not live: starting, waiting for a program, a record, or the last of a run that broke. */

import { connection, frame, moment, run } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { grouped } from "../widgets/format.js";
import { useRead } from "../widgets/pace.js";
import { MAKING_READY } from "../widgets/waiting.js";
import { VIEWS } from "./reading.js";
import { fitView, moved } from "./stage.js";

/** @returns {"starting" | "drawing" | "compiling" | "failed" | "recorded" | "broken" | "live"} */
export function pictureState() {
  if (connection.value === "lost") return "recorded";
  if (run.value?.stopped?.reason === "diverged") return "broken";
  const header = moment.value?.frame.header;
  if (!header) return "starting";
  if (header.coming.includes(VIEWS.hidden) || header.coming.includes(VIEWS.output)) return "drawing";
  if (header.program === "failed") return "failed";
  return header.program === "compiling" && header.playing ? "compiling" : "live";
}

/** What is waited for, and only once in a while: most programs are compiled before anybody needs them. */
const WAITING = {
  starting: MAKING_READY,
  drawing: "Compiling the picture’s programs…",
  compiling: "Compiling the training…",
};

export function Badge() {
  const state = useRead(pictureState);
  const epoch = useRead(() => (state === "recorded" ? (frame.value?.header.epoch ?? null) : null), [state]);
  if (state === "live") return null;
  if (state === "starting" || state === "drawing" || state === "compiling") {
    return html`<p class="net-badge"><i class="spinner" aria-hidden="true"></i>${WAITING[state]}</p>`;
  }
  if (state === "failed") {
    return html`<p class="net-badge net-badge-alarm" role="status" title="Its training has no program: the server's log says why. Play tries again">Could not be compiled</p>`;
  }
  if (state === "broken") return html`<p class="net-badge net-badge-alarm">Diverged: these are the last numbers there were</p>`;
  return html`<p class="net-badge net-badge-alarm">${epoch === null ? "Not connected" : `Recorded at epoch ${grouped(epoch)}`}, not live</p>`;
}

/** The way back after panning and zooming. */
export function FitButton() {
  return moved.value ? html`<button type="button" class="button button-small net-fit" onClick=${fitView} data-ui>Fit</button>` : null;
}
