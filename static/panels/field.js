/** One row of the settings: a name that explains itself, a control, the way back to the default, and what was wrong. */
import { catalog } from "../state/store.js";
import { html, useState } from "../vendor/ui.js";
import { at, useEdit, useSteering } from "../widgets/edit.js";
import { Formula } from "../widgets/formula.js";
import { shortest } from "../widgets/format.js";
import { icon } from "../widgets/icons.js";
import { useRead } from "../widgets/pace.js";
import { controlFor, shownBy } from "./controls.js";
import { applies, noteOn, optionsOf } from "./fields.js";

/** @typedef {import("../wire/types.js").Field} FieldInfo */

/** @param {{ field: FieldInfo }} props */
export function Field({ field }) {
  const shown = useRead(() => applies(field), [field]);
  return shown ? html`<${Row} field=${field} />` : null;
}

/** @param {{ field: FieldInfo }} props */
function Row({ field }) {
  const editing = useEdit(field.path);
  const [explained, explain] = useState(false);
  const steering = useSteering();
  const note = useRead(() => noteOn(field), [field]);
  const control = controlFor(field);
  if (!control || editing.value === undefined) return null;
  const shown = shownBy(control, editing);
  const id = `field-${field.path.replaceAll(".", "-")}`;
  const standard = at(catalog.value?.default_experiment, field.path);
  const changed = JSON.stringify(editing.value) !== JSON.stringify(standard);
  const described = editing.wrong ? `${id}-wrong` : explained ? `${id}-help` : undefined;
  const part = html`<fieldset class="able" disabled=${!steering}><${control.component} field=${field} describedby=${described} ...${editing} shown=${shown} /></fieldset>`;
  const row = html`<div class="field-row">
    <button type="button" class="field-label" aria-expanded=${explained ? "true" : "false"} title=${field.help}
      onClick=${() => explain(!explained)}>
      ${control.caption ? html`<span
        class="unseen">${field.label}: </span>${control.caption(shown, field)}` : field.label}</button>
    ${changed && steering && html`<${Reset} field=${field} standard=${standard} edit=${editing.edit} />`}
    ${!control.caption && html`<span class="control">${part}</span>`}
  </div>`;
  return html`<div class=${`field field-${control.name}`} id=${id}>
    ${control.caption && part}${row}
    ${explained && html`<${Help} id=${`${id}-help`} field=${field} value=${editing.value} />`}
    ${note && html`<p class="field-help" role="status">${note}</p>`}
    ${editing.wrong && html`<p class="wrong" id=${`${id}-wrong`} role="alert">${editing.wrong}</p>`}
  </div>`;
}

/** @param {{ field: FieldInfo, standard: any, edit: import("../widgets/edit.js").Edit }} props */
function Reset({ field, standard, edit }) {
  const label = optionsOf(field).find((option) => option.key === standard)?.label;
  const text = label ?? (standard === null && field.type === "text" ? "none" : worded(standard));
  const name = `${field.label}: back to ${text}`;
  return html`<button type="button" class="bare field-reset" aria-label=${name} title=${`Back to ${text}`}
    onClick=${() => edit.send(standard)}>${icon("again")}</button>`;
}

/** @param {any} value */
function worded(value) {
  if (value === null || value === false) return "off";
  if (value === true) return "on";
  if (Array.isArray(value)) return "the first ones";
  return typeof value === "number" ? shortest(value) : String(value);
}

/** @param {{ id: string, field: FieldInfo, value: any }} props */
function Help({ id, field, value }) {
  const chosen = optionsOf(field).find((option) => option.key === value);
  return html`<div class="field-help" id=${id}>
    <p>${field.help}</p>
    ${chosen?.help && html`<p><b>${chosen.label}</b>: ${chosen.help}</p>`}
    ${chosen?.formula && html`<${Formula} tex=${chosen.formula} />`}
  </div>`;
}
