/** What the colors stand for, in numbers, in sight of the picture; and the switch to the squares' backs. */

import { scaleText } from "../draw/scale.js";
import { html } from "../vendor/ui.js";
import { raised } from "../widgets/format.js";
import { useRead } from "../widgets/pace.js";
import { OverlayChoice, OverlayKey } from "./learned/overlay.js";
import { DECADES, gradientOf, top } from "./gradients.js";
import { picture, scales } from "./reading.js";
import { scene } from "./stage.js";
import { mapScale, pinned } from "./tables.js";
import { flipped } from "./viewed.js";

export function Legend() {
  const back = flipped.value;
  const known = useRead(() => picture.value?.info["known"] !== false);
  const told = useRead(() => picture.value !== null && gradientOf(picture.value, -1) !== null);
  return html`<footer class="images-legend">
    ${back && (told || !known) ? html`<${Gradients} known=${known} />` : html`<${Activations} />`}
    ${back && known && !told && html`<span class="images-key" role="status"><i class="spinner" aria-hidden="true"></i>Asking for the gradients…</span>`}
    <${Weights} />
    ${scene.value?.narrow && html`<${OverlayChoice} />`}<${OverlayKey} />
    <button type="button" class="text-button images-flip" aria-pressed=${back} onClick=${() => (flipped.value = !back)}>${back ? "flip squares to activations" : "flip squares to gradients"}</button>
  </footer>`;
}

function Activations() {
  const scale = pinned.value ?? mapScale.value;
  const held = pinned.value !== null;
  const hold = () => (pinned.value = held ? null : mapScale.value);
  return html`<div class="images-key"><span>Activations</span>
    <button type="button" class="images-scale" aria-pressed=${held} aria-label=${`Activations: full color at ${scale === null ? "a scale not known yet" : scaleText(scale)}`} disabled=${scale === null}
      title=${held ? "Held by you: click to let it follow the numbers" : "Moves in steps of two: click to hold it"} onClick=${hold}>
      <small>${scale === null ? "" : `\u2212${scaleText(scale)}`}</small><i class="net-bar" aria-hidden="true"></i><small>${scale === null ? "" : scaleText(scale)}</small></button></div>`;
}

/** @param {{ known: boolean }} props */
function Gradients({ known }) {
  if (!known) return html`<div class="images-key"><span>No gradients: nobody said what stands in your drawing</span></div>`;
  const most = top.value;
  const power = (/** @type {number} */ of) => `10${raised(of)}`;
  return html`<div class="images-key"><span title="How the loss of this image changes with each number; logarithmic">∂ loss</span>
    <small>−${power(most)}</small><i class="net-bar images-log" aria-hidden="true"></i><small>${power(most)}</small><span class="quiet">log, to ±${power(most - DECADES)}</span></div>`;
}

function Weights() {
  const { kernels, weights } = scales.value;
  const convolves = useRead(() => [...(picture.value?.weights.values() ?? [])].some(({ shape }) => shape.length > 2));
  return html`<div class="images-key" title="Full color of a kernel's places, and of the weights of dense layers; curves: color is the sign of a kernel's sum, width its size">
    ${convolves && html`<span>kernels ±${scaleText(kernels)}</span>`}<span>weights ±${scaleText(weights)}</span></div>`;
}
