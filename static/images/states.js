/** What the picture is when it is not live: starting, being made ready after an edit, a record, or the last of a run that broke. */

import { connection, frame, run } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { grouped } from "../widgets/format.js";
import { useRead } from "../widgets/pace.js";
import { MAKING_READY } from "../widgets/waiting.js";
import { picture } from "./reading.js";
import { behind } from "./stage.js";

/** @returns {"starting" | "recorded" | "broken" | "behind" | "compiling" | "failed" | "live"} */
export function pictureState() {
  if (connection.value === "lost") return "recorded";
  if (run.value?.stopped?.reason === "diverged") return "broken";
  if (!picture.value) return "starting";
  if (behind.value) return "behind";
  const program = frame.value?.header.program ?? run.value?.program;
  return program === "compiling" || program === "failed" ? program : "live";
}

export function Badge() {
  const state = useRead(pictureState);
  const epoch = useRead(() => (state === "recorded" ? (frame.value?.header.epoch ?? null) : null), [state]);
  // A network before an edit trains in the place of one whose program is not there yet.
  const older = useRead(() => state === "compiling" && (run.value?.revision ?? 0) > 0 && (frame.value?.header.playing ?? false), [state]);
  switch (state) {
    case "live":
      return null;
    case "starting":
      return html`<p class="net-badge" role="status"><i class="spinner" aria-hidden="true"></i>${MAKING_READY}</p>`;
    case "behind":
      return html`<p class="net-badge images-late"><i class="spinner" aria-hidden="true"></i>Making the new network ready…</p>`;
    case "compiling":
      return html`<p class="net-badge images-late" title="Its training program is being compiled; until it is there, the epochs and losses are those of the network before the edit"><i class="spinner" aria-hidden="true"></i>Compiling${older ? ": the old network trains on" : " its training…"}</p>`;
    case "failed":
      return html`<p class="net-badge net-badge-alarm" role="status" title="Its training has no program: the server's log says why. Play tries again; undo goes back to the network before">Could not be compiled</p>`;
    case "broken":
      return html`<p class="net-badge net-badge-alarm">Diverged: gray is no number</p>`;
    default:
      return html`<p class="net-badge net-badge-alarm">${epoch === null ? "Not connected" : `Recorded at epoch ${grouped(epoch)}`}, not live</p>`;
  }
}
