/** Where an answer of the engine will stand: that it is coming; or, while nobody can be asked, that it is not. */

import { connection } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { useRead } from "./pace.js";

/** Until a run has its first picture. */
export const MAKING_READY = "The network is being made ready…";

/** @param {{ words: string, className?: string }} props */
export function Waiting({ words, className = "" }) {
  const lost = useRead(() => connection.value === "lost");
  return html`<p class=${`waiting ${className}`} role="status">${lost ? "Not connected: it is asked for once the engine is back." : html`<i class="spinner" aria-hidden="true"></i>${words}`}</p>`;
}
