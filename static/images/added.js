/** The images that a person added to the training images: small, each with its label and the way out. */

import { command } from "../state/actions.js";
import { run } from "../state/store.js";
import { className, sampleName } from "../panels/names.js";
import { html } from "../vendor/ui.js";
import { said, useFixed } from "../widgets/edit.js";
import { grouped } from "../widgets/format.js";
import { icon } from "../widgets/icons.js";
import { useRead } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";
import { openDrawing, UNDRAWN } from "./drawing.js";
import { MapCanvas } from "./mapCanvas.js";
import { inkTable } from "./tables.js";
import { viewed } from "./viewed.js";

const HZ = 4;

/**
 * @typedef {object} Added
 * @property {import("../widgets/probe.js").Values} pixels [images, height, width, channels]
 * @property {number[][]} labels
 * @property {number} train how many images train, these among them
 * @property {number} most
 */

/** @returns {Added | null} null until the engine has told of the data as it is now */
export function useAdded() {
  const none = useRead(() => run.value?.experiment.data.added === null);
  const reading = useProbe("images.added", "added", {}, true, HZ);
  const [pixels, label] = [reading?.array("pixels"), reading?.array("label")];
  if (!reading || !pixels || !label || (none && label.shape[0] > 0)) return null;
  const [count, slots] = label.shape;
  const labels = Array.from({ length: count }, (_, at) => Array.from(label.subarray(at * slots, (at + 1) * slots), Number));
  return { pixels, labels, train: reading.info["train"], most: reading.info["most"] };
}

/** "4,001 training images, 1 of them yours". @param {Added} added */
export function countText({ train, labels }) {
  return `${grouped(train)} training images, ${labels.length ? `${labels.length} of them yours` : "none of them yours yet"}`;
}

/** In the settings: what was added, or the way to begin. */
export function AddedControl() {
  const network = useRead(() => run.value?.network ?? null);
  const added = useAdded();
  if (!network || network.family !== "images" || !added) return null;
  if (added.labels.length) return html`<${Strip} added=${added} network=${network} />`;
  if (sampleName(network) === "signal") return html`<p class="quiet small">${UNDRAWN}</p>`;
  return html`<button type="button" class="button button-small" onClick=${openDrawing}>Draw one, then add it</button>`;
}

/** @param {{ added: Added, network: import("../wire/types.js").NetworkInfo }} props */
export function Strip({ added: { pixels, labels, train }, network }) {
  const fixed = useFixed();
  const [, rows, columns, channels] = pixels.shape;
  const first = train - labels.length;
  return html`<ul class="added" aria-label="Your images">${labels.map((label, at) => {
    const name = label.map((each) => className(network, each)).join("");
    const grid = { bytes: /** @type {Uint8Array} */ (pixels), from: at * rows * columns * channels, rows, columns, rowStep: columns * channels, step: channels };
    return html`<li key=${`${at} ${name}`}>
      <button type="button" class="added-image" aria-label=${`Your image ${at + 1}, labelled ${name}: into the picture`} onClick=${() => (viewed.value = { set: "train", index: first + at })}><${MapCanvas} grid=${grid} table=${inkTable.value} label=${`Image of ${name}`} className="added-pixels" /><b>${name}</b></button>
      <button type="button" class="bare added-remove" aria-label=${`Remove your image ${at + 1}, labelled ${name}`} title="Remove" disabled=${fixed} onClick=${() => said(command({ type: "remove_image", index: at }))}>${icon("close")}</button></li>`;
  })}</ul>`;
}
