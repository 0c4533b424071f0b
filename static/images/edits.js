/** The edits that the picture of a network on images makes. */

import { command, dismiss, patch } from "../state/actions.js";
import { notices, run, selection } from "../state/store.js";
import { computed, signal } from "../vendor/ui.js";
import { sentence } from "../widgets/edit.js";

/** What was refused, at which column, of which network. */
const last = signal(/** @type {{ layer: number, message: string, revision: number, selected: object | null } | null} */ (null));
/** The same, until the network is another, or somebody turns to something else. */
export const refused = computed(() => (last.value && last.value.revision === run.value?.revision && last.value.selected === selection.value ? last.value : null));

/**
 * What cannot be is said at the column where it was asked for, not among the notices.
 * @param {number} layer
 * @param {Promise<unknown>} sent
 */
export function attempt(layer, sent) {
  const revision = run.value?.revision ?? -1;
  const done = () => void (last.value = null);
  sent.then(done, (error) => {
    last.value = { layer, message: sentence(error), revision, selected: selection.value };
    for (const notice of notices.value) if (notice.message === last.value.message) dismiss(notice.id);
  });
}

export function letRefusedGo() {
  last.value = null;
}

/** @param {number} layer */
export function addUnit(layer) {
  attempt(layer, command({ type: "add_unit", layer }));
}

/** Removes a channel or neuron: the one asked for, else the selected one, else the last. @param {number} layer @param {number} units @param {number} [unit] */
export function removeUnit(layer, units, unit) {
  if (units < 2) return;
  const pick = selection.value;
  const picked = pick?.kind === "unit" && pick.layer === layer ? pick.unit : units - 1;
  const gone = Math.min(unit ?? picked, units - 1);
  if (pick?.kind === "unit" && pick.layer === layer && pick.unit >= gone) selection.value = null;
  attempt(layer, command({ type: "remove_unit", layer, unit: gone }));
}

/** @param {number} at @param {string} kind */
export function insertLayer(at, kind) {
  attempt(at, command({ type: "insert_layer", at, kind }).then(() => letGoFrom(at)));
}

/** @param {number} at */
export function removeLayer(at) {
  attempt(at, command({ type: "remove_layer", at }).then(() => letGoFrom(at)));
}

/**
 * Sets a field of a layer.
 * @param {number} layer
 * @param {string} name
 * @param {any} value
 * @param {string} [group] of a drag
 */
export function setField(layer, name, value, group) {
  const layers = run.value?.experiment.layers.map((config, at) => (at === layer ? { ...config, [name]: value } : config));
  return layers ? patch("layers", layers, group) : Promise.resolve(null);
}

/** What is selected would be another after the edit. @param {number} at */
function letGoFrom(at) {
  const pick = selection.value;
  if (pick && "layer" in pick && pick.layer >= at - 1) selection.value = null;
}
