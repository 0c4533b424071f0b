/** A set of images on its way: packed, sent, checked. It goes on while its dialog is closed, and then tells its end. */

import { counted } from "../panels/names.js";
import { dialog } from "../panels/tools.js";
import { patch } from "../state/actions.js";
import { notify, notifyError } from "../state/notices.js";
import { uploadSet } from "../state/ownSets.js";
import { catalog } from "../state/store.js";
import { html, signal } from "../vendor/ui.js";
import { packed } from "../wire/zip.js";
import { sentence } from "../widgets/edit.js";
import { percent } from "../widgets/format.js";

/** @typedef {import("./given.js").Given} Given */
/** @typedef {import("../state/ownSets.js").Uploaded} Uploaded */
/** @typedef {"packing" | "checking" | number} Stage a number: the share that is sent, from 0 to 1 */
/** @typedef {{ stage: Stage | null, wrong: string, made: Uploaded | null }} Upload */

const MIB = 2 ** 20;
/** @type {Upload} */
const NOTHING = { stage: null, wrong: "", made: null };

/** The one upload there is, or how the last one ended. */
export const upload = signal(NOTHING);

/** Pixels of a square that all images come to; "" where the set's own shape will do. */
export const side = signal("");

let cancelling = new AbortController();

/** The dialog closes: how an upload ended was told. */
export function forgetEnd() {
  if (upload.value.stage === null) upload.value = NOTHING;
}

/** @param {string} wrong */
export function tellWrong(wrong) {
  upload.value = { ...upload.value, wrong };
}

/** Stops packing or sending; what the server has whole it also keeps. */
export function cancel() {
  cancelling.abort();
}

/**
 * Packs, sends and has the server check what was given.
 * @param {Promise<Given | null>} giving null where there is nothing to send
 */
export async function bring(giving) {
  if (upload.value.stage !== null) return;
  cancelling = new AbortController();
  const { signal } = cancelling;
  const to = side.value;
  upload.value = { ...NOTHING, stage: "packing" };
  try {
    const given = await giving;
    const made = given && (await sent(given, to, signal));
    upload.value = made ? { ...NOTHING, made } : { ...NOTHING, wrong: "There is no ZIP file and no folder in what was given." };
    if (made && dialog.value !== "upload") tellMade(made);
  } catch (error) {
    upload.value = signal.aborted ? NOTHING : { ...NOTHING, wrong: sentence(error) };
    if (!signal.aborted && dialog.value !== "upload") notifyError(error);
  }
}

/** @param {Given} given @param {string} to the side @param {AbortSignal} signal @returns {Promise<Uploaded>} */
async function sent({ name, archive, files = [] }, to, signal) {
  const most = Number(catalog.value?.limits["max_upload_bytes"] ?? Infinity);
  const size = archive ? archive.size : files.reduce((sum, { file }) => sum + file.size, 0);
  if (size > most) throw new Error(`Expected at most ${Math.floor(most / MIB)} MiB, got ${Math.ceil(size / MIB)} MiB. Bring fewer or smaller images.`);
  const body = archive ?? (await packed(files));
  signal.throwIfAborted();
  const onSent = (/** @type {number} */ share) => (upload.value = { ...NOTHING, stage: share < 1 ? share : "checking" });
  onSent(0);
  return uploadSet(body, name.slice(0, 100), to, { onSent, signal });
}

/** @param {Uploaded} made */
function tellMade({ name, dataset, count, classes }) {
  const learn = { label: "Learn from them", act: () => patch("data.dataset", dataset) };
  notify({ kind: "info", message: `${name} is there: ${counted(count, "image", "images")} in ${counted(classes.length, "class", "classes")}.`, actions: [learn] });
}

/** @param {Stage} stage */
export function stageWords(stage) {
  if (stage === "packing") return "The images are being packed…";
  return stage === "checking" ? "The server is checking the images…" : "The images are being sent…";
}

/** A bar that says how much is sent, or that something goes on, and the way to stop it. @param {{ stage: Stage }} props */
export function Bar({ stage }) {
  const share = typeof stage === "number" ? stage : undefined;
  return html`<div class="upload-bar"><progress aria-label=${stageWords(stage)} max="1" value=${share}></progress><span class="quiet small" aria-hidden="true">${share === undefined ? "" : percent(share)}</span>
    <button type="button" class="button button-small" disabled=${stage === "checking"} onClick=${cancel}>Cancel</button></div>`;
}
