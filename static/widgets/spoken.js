/** A picture in words, for those who do not see it: what it is, and its numbers at a calm rate. */
import { html } from "../vendor/ui.js";
import { useEvery, usePaced } from "./pace.js";

/** While it learns the numbers are told every so often, as they are then; else when a step or an edit changed them. */
const LEARNING_MS = 6000;
const PAUSED_HZ = 1;

/** Not atomic: only what changed is spoken. @param {{ words: string[], playing: boolean, numbers: () => string }} props */
export function Spoken({ words, playing, numbers }) {
  return html`<div class="unseen" role="status" aria-live="polite" aria-atomic="false">${words.map((each) => html`<span>${each}</span> `)}${
    playing ? html`<${Learning} numbers=${numbers} />` : html`<${Paused} key=${words[0]} numbers=${numbers} />`}</div>`;
}

/** @param {{ numbers: () => string }} props */
function Learning({ numbers }) {
  return html`<span>${useEvery(numbers, LEARNING_MS)}</span>`;
}

/** @param {{ numbers: () => string }} props */
function Paused({ numbers }) {
  return html`<span>${usePaced(numbers, PAUSED_HZ)}</span>`;
}
