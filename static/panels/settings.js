/** The left panel: every field of the catalog, by section. A new option needs no code here. */
import { catalog, run } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { useRead } from "../widgets/pace.js";
import { Field } from "./field.js";
import { applies, sections } from "./fields.js";

export function Settings() {
  const ready = useRead(() => catalog.value !== null && run.value !== null);
  if (!ready) return null;
  return html`${sections().map(
    (section) => html`<${Section} key=${section.key} section=${section} />`,
  )}`;
}

/** A section, where any of its fields means something here. @param {{ section: ReturnType<typeof sections>[number] }} props */
function Section({ section }) {
  const shown = useRead(() => section.fields.some(applies), [section]);
  return html`<details class="section" data-group=${section.key} open=${section.open} hidden=${!shown}>
    <summary><h2 class="section-title">${section.label}</h2></summary>
    <div class="section-body">${section.fields.map((field) => html`<${Field} key=${field.path} field=${field} />`)}</div>
  </details>`;
}
