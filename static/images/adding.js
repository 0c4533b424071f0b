/** What is drawn, added to the training images under a label: from then on the batches have it among them. */

import { command } from "../state/actions.js";
import { run } from "../state/store.js";
import { className } from "../panels/names.js";
import { html, useMemo, useState } from "../vendor/ui.js";
import { Choice } from "../widgets/choose.js";
import { createEdit, useFixed } from "../widgets/edit.js";
import { useRead } from "../widgets/pace.js";
import { countText, Strip, useAdded } from "./added.js";
import { viewed } from "./viewed.js";

export function Adding() {
  const network = useRead(() => run.value?.network ?? null);
  const [label, setLabel] = useState("");
  const [last, setLast] = useState("");
  const edit = useMemo(() => createEdit("label", (value) => command({ type: "add_image", ...value })), []);
  const added = useAdded();
  const fixed = useFixed();
  if (!network) return null;
  const { pixels } = viewed.value;
  const full = added !== null && added.labels.length >= added.most;
  const slots = network.slots ?? 1;
  const known = slots > 1 ? label.length === slots : network.class_labels.includes(label);
  const now = `${pixels} ${label} ${run.value?.id}`;
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (pixels === undefined || !known || fixed || full) return;
    await edit.send({ pixels, label });
    if (!edit.wrong.value) setLast(now);
  };
  return html`<form class="adding" onSubmit=${submit}>
    <div class="draw-line"><span>It is</span><${Label} network=${network} value=${label} onLabel=${(/** @type {string} */ to) => { edit.forget(); setLabel(to); }} />
      <button class="button button-solid" disabled=${pixels === undefined || !known || fixed || full || now === last}>Add to training data</button></div>
    ${edit.wrong.value && html`<p class="wrong" role="alert">${edit.wrong.value}</p>`}
    <p class="quiet small" role="status">${slots > 1 && label && !known && `${label.length} of ${slots} characters. `}${full && `${added.most} of ${added.most}: remove one to add another. `}${added && `${countText(added)}.`}</p>
    ${added && added.labels.length > 0 && html`<${Strip} added=${added} network=${network} />`}
  </form>`;
}

/** One of the classes, or the text of several characters. @param {{ network: import("../wire/types.js").NetworkInfo, value: string, onLabel: (label: string) => void }} props */
function Label({ network, value, onLabel }) {
  const slots = network.slots ?? 1;
  if (slots > 1) return html`<span class="pill pill-plain"><input type="text" aria-label="What stands in your drawing" size=${slots + 1} maxlength=${slots} autocomplete="off" spellcheck=${false} placeholder=${Array.from({ length: slots }, (_, at) => className(network, at)).join("")} value=${value} onInput=${(/** @type {any} */ event) => onLabel(event.currentTarget.value)} /></span>`;
  const options = [{ key: "", label: "which?" }, ...network.class_labels.map((key) => ({ key, label: key }))];
  return html`<${Choice} value=${network.class_labels.includes(value) ? value : ""} options=${options} label="What stands in your drawing" onChoose=${onLabel} />`;
}
