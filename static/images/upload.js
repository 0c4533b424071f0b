/** The dialog for sets of images of one's own: brought as a ZIP file or a folder, learned from, deleted. */

import { dialog } from "../panels/tools.js";
import { patch } from "../state/actions.js";
import { deleteSet, OWN } from "../state/ownSets.js";
import { catalog, run } from "../state/store.js";
import { html, useEffect, useRef, useState } from "../vendor/ui.js";
import { ApiError } from "../wire/api.js";
import { Choice } from "../widgets/choose.js";
import { Dialog } from "../widgets/dialog.js";
import { said, sentence, useFixed } from "../widgets/edit.js";
import { grouped } from "../widgets/format.js";
import { icon } from "../widgets/icons.js";
import { useRead } from "../widgets/pace.js";
import { givenFiles } from "./given.js";
import { Bar, bring, forgetEnd, side, stageWords, tellWrong, upload } from "./uploading.js";

/** @typedef {import("../state/ownSets.js").Uploaded} Uploaded */

const SIDES = [{ key: "", label: "as most are" }, ...["28", "32", "64"].map((key) => ({ key, label: `${key} × ${key}` }))];

export function UploadDialog() {
  const open = dialog.value === "upload";
  return html`<${Dialog} title="Images of your own" open=${open} onClose=${() => (dialog.value = "")}>
    ${open && html`<${Contents} />`}
  <//>`;
}

/** @param {string} dataset */
function learn(dataset) {
  dialog.value = "";
  if (run.value?.experiment.data.dataset !== dataset) said(patch("data.dataset", dataset));
}

function Contents() {
  const { stage, wrong, made } = useRead(() => upload.value);
  const fixed = useFixed();
  const busy = stage !== null;
  useEffect(() => () => {
    side.value = "";
    forgetEnd();
  }, []);
  const input = (/** @type {string} */ text, /** @type {object} */ kind) => html`<label class="button draw-file">${text}<input type="file" class="unseen" disabled=${busy} ...${kind} onChange=${(/** @type {any} */ event) => { void bring(Promise.resolve(givenFiles([...event.currentTarget.files]))); event.currentTarget.value = ""; }} /></label>`;
  return html`<div>
    <p>A ZIP file or a folder with one folder of images for each class: <code>cats/1.png</code>, <code>dogs/7.jpg</code>. The name of the folder is the label.</p>
    <div class="upload-drop">
      <div class="draw-buttons">${input("ZIP file…", { accept: ".zip,application/zip" })}${input("Folder…", { webkitdirectory: true })}</div>
      <p class="quiet small">or drop one here</p>
      <label class="draw-line"><span>Size</span><${Choice} label="Size of the images" value=${side.value} options=${SIDES} disabled=${busy} onChoose=${(/** @type {string} */ to) => (side.value = to)} /></label>
    </div>
    <p class="quiet small">Colors stay. Gray images that are dark on light are inverted, as drawings are. Sizes from 8 to 64 pixels can stay, others become 32 × 32.</p>
    <div role="status">${stage !== null && html`<p class="upload-stage">${stageWords(stage)}</p>`}${made && html`<${Told} made=${made} fixed=${fixed} />`}</div>
    ${stage !== null && html`<${Bar} stage=${stage} />`}
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    <${Kept} fixed=${fixed} />
  </div>`;
}

/** What was made of it, and what was left out. @param {{ made: Uploaded, fixed: boolean }} props */
function Told({ made, fixed }) {
  const { name, classes, counts, count, shape, inverted, scaled, skipped } = made;
  return html`<section class="upload-told"><h3>${name}</h3>
    <p>${grouped(count)} ${shape[2] === 3 ? "colored" : "gray"} images of ${shape.slice(0, 2).join(" × ")} in ${classes.length} classes: ${classes.map((label, at) => html`<span class="upload-class">${label}\u00a0<b>${grouped(counts[at])}</b></span> `)}</p>
    ${inverted && html`<p class="quiet small">They were dark on light: inverted.</p>`}
    ${scaled > 0 && html`<p class="quiet small">${grouped(scaled)} had another size: scaled to fit.</p>`}
    ${skipped.map(({ why, count: many, names }) => html`<p class="quiet small">Left out, ${why}: ${names.join(", ")}${many > names.length && ` and ${grouped(many - names.length)} more`}.</p>`)}
    <p><button type="button" class="button button-solid" disabled=${fixed} onClick=${() => learn(made.dataset)}>Learn from them</button></p>
  </section>`;
}

/** Those that the server keeps. @param {{ fixed: boolean }} props */
function Kept({ fixed }) {
  const sets = useRead(() => catalog.value?.datasets ?? []).filter(({ key }) => key.startsWith(OWN));
  if (!sets.length) return null;
  return html`<h3>Kept on this server</h3>
    <ul class="upload-kept">${sets.map((set) => html`<${KeptSet} key=${set.key} set=${set} fixed=${fixed} />`)}</ul>`;
}

/** One of them; deleted only after a question. @param {{ set: import("../wire/types.js").DataSetEntry, fixed: boolean }} props */
function KeptSet({ set: { key, label, count, classes, shape }, fixed }) {
  const [asking, ask] = useState(false);
  const line = useRef(/** @type {HTMLElement | null} */ (null));
  /** @param {boolean} whether the question stands; the keyboard goes to its harmless answer, and back */
  const turn = async (whether) => {
    ask(whether);
    await new Promise(requestAnimationFrame);
    /** @type {HTMLElement | null} */ (line.current?.querySelector("button:last-of-type"))?.focus();
  };
  const remove = async () => {
    try {
      await deleteSet(key);
      tellWrong("");
      if (upload.value.made?.dataset === key) forgetEnd();
    } catch (error) {
      const used = error instanceof ApiError && error.status === 409;
      tellWrong(used ? `${label} is used by a run, here or in another tab, or one that Undo would bring back to it: it stays until no run needs it.` : sentence(error));
      void turn(false);
    }
  };
  if (asking) {
    return html`<li ref=${line}><span>Delete <b>${label}</b> for everyone?</span>
      <button type="button" class="button button-small" disabled=${fixed} aria-label=${`Yes, delete ${label}`} onClick=${() => void remove()}>Delete</button>
      <button type="button" class="button button-small" aria-label=${`Keep ${label}`} onClick=${() => void turn(false)}>Keep</button></li>`;
  }
  return html`<li ref=${line}><span><b>${label}</b> <span class="quiet small">${grouped(count ?? 0)} images of ${shape?.slice(0, 2).join(" × ")}, ${classes} classes</span></span>
    <button type="button" class="button button-small" disabled=${fixed} aria-label=${`Learn from ${label}`} onClick=${() => learn(key)}>Learn</button>
    <button type="button" class="bare" disabled=${fixed} aria-label=${`Delete ${label}`} title="Delete" onClick=${() => void turn(true)}>${icon("close")}</button></li>`;
}
