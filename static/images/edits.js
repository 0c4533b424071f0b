/** The edits that the picture of a network on images makes. */

import { command, patch } from "../state/actions.js";
import { run, selection } from "../state/store.js";
import { said } from "../widgets/edit.js";

/** @param {number} layer */
export function addUnit(layer) {
  said(command({ type: "add_unit", layer }));
}

/** Removes a channel or neuron: the one asked for, else the selected one, else the last. @param {number} layer @param {number} units @param {number} [unit] */
export function removeUnit(layer, units, unit) {
  if (units < 2) return;
  const pick = selection.value;
  const picked = pick?.kind === "unit" && pick.layer === layer ? pick.unit : units - 1;
  const gone = Math.min(unit ?? picked, units - 1);
  if (pick?.kind === "unit" && pick.layer === layer && pick.unit >= gone) selection.value = null;
  said(command({ type: "remove_unit", layer, unit: gone }));
}

/** @param {number} at @param {string} kind */
export function insertLayer(at, kind) {
  letGoFrom(at);
  said(command({ type: "insert_layer", at, kind }));
}

/** @param {number} at */
export function removeLayer(at) {
  letGoFrom(at);
  said(command({ type: "remove_layer", at }));
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
