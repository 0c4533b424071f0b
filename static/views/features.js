/** The features' labels, each a switch of its feature, and the + that adds one. */

import { catalog } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { featureLabel } from "../panels/names.js";
import { Offer } from "../widgets/offer.js";
import { setFeature } from "./edits.js";

/** @typedef {import("../layout/network.js").Scene} Scene */

/** @param {{ scene: Scene, inputs: string[], disabled: boolean }} props */
export function FeatureLabels({ scene, inputs, disabled }) {
  const { slots, steps } = scene.columns[0];
  const unused = (catalog.value?.features ?? []).filter(({ key }) => !inputs.includes(key));
  /** @param {import("../layout/network.js").Slot} slot */
  const place = ({ x, y, size }) => scene.flow === "right" ? { right: `calc(100% - ${x - 4}px)`, top: `${y + size / 2}px` } : { left: `${x + size / 2}px`, top: `${y - 1}px` };
  return html`<div class=${`net-features net-features-${scene.flow}`} data-ui>
    ${slots.map((slot) => {
      const key = inputs[slot.index] ?? "";
      const label = featureLabel(key);
      return html`<button type="button" key=${key} class="net-feature math" style=${place(slot)} aria-pressed="true" aria-label=${`Feature ${label}`} title=${`Take ${label} out`} disabled=${disabled} onClick=${() => setFeature(key, false)}>${label}</button>`;
    })}
    ${unused.length > 0 && html`<span class="net-round net-add-feature" style=${scene.flow === "right" ? { left: `${steps.x}px`, top: `${steps.y}px` } : { left: "24px", top: `${(slots[0]?.y ?? 28) + 60}px` }} title="Add a feature">+
      <${Offer} label="Add a feature" first="Add a feature…" disabled=${disabled} onTake=${(/** @type {string} */ key) => setFeature(key, true)}>
        ${unused.map(({ key, label }) => html`<option value=${key}>${label}</option>`)}<//></span>`}
  </div>`;
}
