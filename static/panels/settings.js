/** The left panel: every field of the catalog, by section. A new option needs no code here. */
import { catalog, run } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { useRead } from "../widgets/pace.js";
import { Field } from "./field.js";
import { sections } from "./fields.js";

export function Settings() {
  const ready = useRead(() => catalog.value !== null && run.value !== null);
  if (!ready) return null;
  return html`${sections().map(
    (section) => html`<details key=${section.key} class="section" data-group=${section.key} open=${section.open}>
      <summary><h2 class="section-title">${section.label}</h2></summary>
      <div class="section-body">${section.fields.map((field) => html`<${Field} key=${field.path} field=${field} />`)}</div>
    </details>`,
  )}`;
}
