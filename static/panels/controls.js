/** Which control edits which field: by its path where the field is special, else by its type. */
import { AddedControl } from "../images/added.js";
import { run } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { Choice, Switch } from "../widgets/choose.js";
import { shortest } from "../widgets/format.js";
import { NumberBox, NumberPick } from "../widgets/number.js";
import { Range } from "../widgets/range.js";
import { Datasets } from "./datasets.js";
import { Features } from "./features.js";
import { notANumber, optionsOf } from "./fields.js";
import { sampleName } from "./names.js";
import { Seed } from "./seed.js";

/** @typedef {import("../wire/types.js").Field} Field */
/**
 * What every control gets.
 * @typedef {object} ControlProps
 * @property {Field} field
 * @property {any} value in force
 * @property {any} shown with what is being edited
 * @property {string} wrong
 * @property {string} [describedby]
 * @property {import("../widgets/edit.js").Edit} edit
 */
/**
 * @typedef {object} Control
 * @property {string} name for the style sheet
 * @property {(props: any) => any} component
 * @property {(value: any, field: Field) => string} [caption] stands under a control that fills the panel's width
 * @property {boolean} [typed] what was refused stays, to be mended; else the value in force comes back
 */

/** @type {Record<string, Control>} */
const BY_PATH = {
  "data.dataset": { name: "stacked", component: Datasets, caption: (value, field) => optionsOf(field).find((option) => option.key === value)?.label ?? value },
  "data.added": { name: "stacked", component: AddedControl, caption: (value) => (value === null ? `No ${sampleName(run.value?.network)}s of your own` : "Your images, trained on") },
  features: { name: "stacked", component: Features, caption: counted },
  seed: { name: "seed", component: Seed, typed: true },
};

/** @type {Record<string, Control>} */
const BY_TYPE = {
  slider: { name: "slider", component: SliderControl, typed: true },
  pick: { name: "pick", component: PickControl, typed: true },
  number: { name: "number", component: NumberControl, typed: true },
  integer: { name: "number", component: NumberControl, typed: true },
  choice: { name: "choice", component: ChoiceControl },
  flag: { name: "flag", component: FlagControl },
  text: { name: "text", component: TextControl, typed: true },
  choices: { name: "stacked", component: ChoicesControl, caption: counted },
};

/** @param {any[]} value @param {Field} field */
function counted(value, field) {
  return `${value.length} of ${optionsOf(field).length}`;
}

/** @param {Field} field @returns {Control | undefined} undefined where a field is edited elsewhere (the layers: in the picture) */
export function controlFor(field) {
  return BY_PATH[field.path] ?? BY_TYPE[shapeOf(field)];
}

/** @param {Control} control @param {{ value: any, shown: any, wrong: string }} editing @returns {any} what the control shows */
export function shownBy(control, { value, shown, wrong }) {
  return wrong && !control.typed ? value : shown;
}

/** @param {Field} field */
function shapeOf(field) {
  if (field.type !== "number" && field.type !== "integer") return field.type;
  if (field.steps?.length) return "pick";
  const bounded = (field.soft_minimum ?? field.minimum) != null && (field.soft_maximum ?? field.maximum) != null;
  return bounded && !field.nullable ? "slider" : "number";
}

/** What all number controls pass on. @param {ControlProps} props */
function numberProps({ field, shown, wrong, describedby, edit }) {
  return {
    value: shown,
    label: field.label,
    describedby,
    wrong: Boolean(wrong),
    empty: field.nullable ? "off" : undefined,
    onNumber: (/** @type {number | null} */ value) => edit.send(value),
    onNonsense: (/** @type {string} */ text) => edit.refuse(text, notANumber(field, text)),
  };
}

/** @param {ControlProps} props */
function SliderControl(props) {
  const { field, shown, value, edit, describedby } = props;
  const [minimum, maximum] = [field.soft_minimum ?? field.minimum ?? 0, field.soft_maximum ?? field.maximum ?? 1];
  const number = typeof shown === "number" ? shown : value;
  const step = field.step ?? (field.type === "integer" ? 1 : null);
  return html`<${Range} value=${number} minimum=${minimum} maximum=${maximum} step=${step} log=${field.log} label=${field.label}
      text=${`${shortest(number)}${field.unit ? ` ${field.unit}` : ""}`} describedby=${describedby}
      onDrag=${(/** @type {number} */ to) => edit.drag(field.type === "integer" ? Math.round(to) : to)} onDrop=${edit.drop} />
    <${NumberBox} ...${numberProps(props)} label=${`${field.label}, typed`}
      format=${(/** @type {number} */ n) => shortest(n) + (field.unit === "%" ? "\u202f%" : "")} />`;
}

/** @param {ControlProps} props */
function PickControl(props) {
  return html`<${NumberPick} ...${numberProps(props)} steps=${props.field.steps ?? []} />${unit(props.field)}`;
}

/** @param {ControlProps} props */
function NumberControl(props) {
  return html`<span class="pill pill-plain" data-wrong=${props.wrong ? "" : undefined}><${NumberBox} ...${numberProps(props)}
    className="" /></span>${unit(props.field)}`;
}

/** @param {Field} field */
function unit(field) {
  return field.unit ? html`<span class="unit">${field.unit}</span>` : null;
}

/** The options, those that don't fit the problem (such as a loss for classes only) not to be chosen. @param {Field} field */
function fitting(field) {
  const problem = run.value?.network.problem ?? "";
  return optionsOf(field).map((option) => ({ ...option, disabled: option.tasks ? !option.tasks.includes(problem) : false }));
}

/** @param {ControlProps} props */
function ChoiceControl({ field, shown, describedby, edit }) {
  return html`<${Choice} value=${shown} options=${fitting(field)} label=${field.label} describedby=${describedby}
    onChoose=${(/** @type {string} */ key) => edit.send(key)} />`;
}

/** @param {ControlProps} props */
function FlagControl({ field, shown, describedby, edit }) {
  return html`<${Switch} on=${Boolean(shown)} label=${field.label} describedby=${describedby}
    onSwitch=${(/** @type {boolean} */ on) => edit.send(on)} />`;
}

/** @param {ControlProps} props */
function TextControl({ field, shown, describedby, edit, wrong }) {
  return html`<span class="pill pill-plain" data-wrong=${wrong ? "" : undefined}><input type="text" aria-label=${field.label}
    aria-describedby=${describedby}
    value=${shown ?? ""} onChange=${(/** @type {any} */ event) => edit.send(event.currentTarget.value)} /></span>`;
}

/** @param {ControlProps} props */
function ChoicesControl({ field, shown, edit }) {
  const chosen = new Set(/** @type {any[]} */ (shown));
  /** @param {any} key */
  const toggled = (key) => optionsOf(field).map((option) => option.key).filter((other) => (other === key ? !chosen.has(key) : chosen.has(other)));
  return html`<div class="chips" role="group" aria-label=${field.label}>
    ${optionsOf(field).map((option) => html`<button type="button" aria-pressed=${chosen.has(option.key) ? "true" : "false"}
      title=${option.help}
      onClick=${() => edit.send(toggled(option.key))}>${option.label}</button>`)}
  </div>`;
}
