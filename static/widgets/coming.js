/** In the place of numbers that have never come for this network: that they wait only for their program. */

import { connection, frame } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { useRead } from "./pace.js";

/** Whether a view comes by itself, once its program is compiled. @param {string} view */
export function useComing(view) {
  return useRead(() => connection.value === "live" && (frame.value?.header.coming.includes(view) ?? false), [view]);
}

/** In the place of its chart; the picture's summary tells those who do not see it. @param {{ view: string }} props */
export function Coming({ view }) {
  return useComing(view) && html`<p class="coming"><i class="spinner" aria-hidden="true"></i>Compiling: it comes in a moment</p>`;
}
