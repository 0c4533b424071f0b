/** The fields of one layer, as the catalog declares them for its kind: an option of the engine needs no code here. */

import { catalog, run as current } from "../state/store.js";
import { html, useEffect, useMemo } from "../vendor/ui.js";
import { controlFor, shownBy } from "../panels/controls.js";
import { createEdit, useSteering } from "../widgets/edit.js";
import { useRead } from "../widgets/pace.js";
import { removeLayer, setField } from "./edits.js";
import { layerTitle } from "./names.js";

/** @typedef {import("../wire/types.js").Field} Field */

const PREFIX = "layers[].";

/** @param {{ run: import("../wire/types.js").RunInfo, layer: number }} props */
export function LayerFields({ run, layer }) {
  const kind = run.network.layers[layer].kind;
  const fields = (catalog.value?.fields ?? []).filter((field) => field.kind === kind && field.path !== `${PREFIX}kind`);
  const steering = useSteering();
  return html`<div class="images-fields">
    ${fields.map((field) => html`<${LayerField} key=${`${kind} ${field.path}`} field=${field} layer=${layer} />`)}
    <p><button type="button" class="button button-small" disabled=${!steering} onClick=${() => removeLayer(layer)}>Remove ${layerTitle(run.network, layer)}</button></p>
  </div>`;
}

/** @param {{ field: Field, layer: number }} props */
function LayerField({ field, layer }) {
  const name = field.path.slice(PREFIX.length);
  const edit = useMemo(() => createEdit(`layers[${layer}].${name}`, (to, group) => setField(layer, name, to, group)), [layer, name]);
  const value = useRead(() => current.value?.experiment.layers[layer]?.[name], [layer, name]);
  const steering = useSteering();
  useEffect(() => edit.forget(), [edit, JSON.stringify(value)]);
  const control = controlFor(field);
  if (!control || value === undefined) return null;
  const wrong = edit.wrong.value;
  const shown = shownBy(control, { value, shown: edit.draft.value === undefined ? value : edit.draft.value, wrong });
  const id = `layer-field-${name}`;
  return html`<div class=${`field field-${control.name}`}>
    <div class="field-row"><span class="field-label" title=${field.help}>${field.label}</span>
      <span class="control"><fieldset class="able" disabled=${!steering}><${control.component} field=${field} value=${value} shown=${shown} wrong=${wrong} edit=${edit} describedby=${wrong ? `${id}-wrong` : undefined} /></fieldset></span></div>
    ${wrong && html`<p class="wrong" id=${`${id}-wrong`} role="alert">${wrong}</p>`}
  </div>`;
}
