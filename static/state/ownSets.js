/** Sets of images of people's own: uploaded, deleted, and the catalog read again for what it then has. */

import { effect } from "../vendor/ui.js";
import { request } from "../wire/api.js";
import { notifyError } from "./notices.js";
import { catalog, run } from "./store.js";

export const OWN = "own:";

/**
 * @typedef {object} Uploaded
 * @property {string} dataset as an experiment names it
 * @property {string} name
 * @property {string[]} classes
 * @property {number[]} counts
 * @property {number} count
 * @property {number[]} shape
 * @property {boolean} inverted
 * @property {number} scaled
 * @property {{ why: string, count: number, names: string[] }[]} skipped
 */

/**
 * @param {Blob} archive a ZIP archive with one folder a class
 * @param {string} name
 * @param {string} side of a square that all come to; "" where the set's own shape will do
 * @param {{ onSent: (share: number) => void, signal: AbortSignal }} sending onSent: told how much of it is sent, 0 to 1
 * @returns {Promise<Uploaded>}
 */
export async function uploadSet(archive, name, side, sending) {
  const query = new URLSearchParams({ name, ...(side ? { side } : {}) });
  const made = await request(`/datasets?${query}`, { method: "POST", body: archive, ...sending });
  await readCatalog();
  return made;
}

/** @param {string} dataset as an experiment names it */
export async function deleteSet(dataset) {
  await request(`/datasets/${encodeURIComponent(dataset.slice(OWN.length))}`, { method: "DELETE" });
  await readCatalog();
}

async function readCatalog() {
  catalog.value = await request("/catalog");
}

/** Another page may have brought what this run is on. */
export function followSets() {
  let asked = "";
  return effect(() => {
    const of = run.value?.experiment.data.dataset ?? "";
    if (of === asked || !of.startsWith(OWN) || catalog.peek()?.datasets.some((entry) => entry.key === of)) return;
    asked = of;
    void readCatalog().catch(notifyError);
  });
}
