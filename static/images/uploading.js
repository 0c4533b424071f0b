/** How far a set of images is on its way: packed, sent, checked. */

import { html } from "../vendor/ui.js";
import { percent } from "../widgets/format.js";

/** @typedef {"packing" | "checking" | number} Stage a number: the share that is sent, from 0 to 1 */

/** @param {Stage} stage */
export function stageWords(stage) {
  if (stage === "packing") return "The images are being packed…";
  return stage === "checking" ? "The server is checking the images…" : "The images are being sent…";
}

/** A bar that says how much is sent, or that something goes on. @param {{ stage: Stage }} props */
export function Bar({ stage }) {
  const share = typeof stage === "number" ? stage : undefined;
  return html`<div class="upload-bar"><progress aria-label=${stageWords(stage)} max="1" value=${share}></progress><span class="quiet small" aria-hidden="true">${share === undefined ? "" : percent(share)}</span></div>`;
}
