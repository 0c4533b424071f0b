/** What stands in the way of the film, in a sentence, with the mend where there is one. */
import { look } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { Diverged, Recorded, Refused, Waiting } from "../states.js";

/** Id of the study's view on the stream. */
export const VIEW = "film";

/** In place of the film, while there are no numbers. @param {{ refused: import("../../wire/types.js").ApiErrorBody | null }} props */
export function Missing({ refused }) {
  if (refused) return html`<${Refused} view=${VIEW} error=${refused} mend="Choose the axes again" onMend=${() => look("axes", null)} />`;
  return html`<${Waiting} asking="Carrying the plane through the network" />`;
}

/** @param {{ film: import("./reading.js").Film }} props */
export function Banners({ film }) {
  return html`<${Recorded} header=${film.header} />
    ${!film.finite && html`<${Diverged} telling="Some numbers are too large to be finite: what they would place is left out." />`}`;
}
