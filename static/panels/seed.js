/** The seed: a text from which everything random derives. */
import { html } from "../vendor/ui.js";
import { icon } from "../widgets/icons.js";

/** @param {import("./controls.js").ControlProps} props */
export function Seed({ field, shown, wrong, describedby, edit }) {
  return html`<span class="pill pill-plain" data-wrong=${wrong ? "" : undefined}>
    <input type="text" aria-label=${field.label} aria-describedby=${describedby} spellcheck=${false} autocomplete="off"
      value=${shown}
      onChange=${(/** @type {any} */ event) => edit.send(event.currentTarget.value)} />
    <button type="button" class="bare" aria-label="A new seed" title="A new seed: other points, other weights"
      onClick=${() => edit.send(Math.random().toFixed(5))}>${icon("again")}</button>
  </span>`;
}
