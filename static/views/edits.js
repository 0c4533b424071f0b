/** The edits that the picture's own controls make. */

import { command, patch } from "../state/actions.js";
import { catalog, run, selection } from "../state/store.js";
import { said } from "../widgets/edit.js";
import { expectChange } from "./motion.js";
import { shownRun } from "./stage.js";

/** @typedef {import("../state/store.js").Pick} Pick */

/** @param {number} layer */
export function addUnit(layer) {
  change({ type: "add_unit", layer });
}

/**
 * Removes a neuron: the one asked for, else the selected one, else the last.
 * @param {number} layer
 * @param {number} [unit]
 */
export function removeUnit(layer, unit) {
  const units = shownRun.value?.network.layers[layer]?.units ?? 0;
  if (units < 2) return;
  const picked = selection.value?.kind === "unit" && selection.value.layer === layer ? selection.value.unit : units - 1;
  change({ type: "remove_unit", layer, unit: Math.min(unit ?? picked, units - 1) });
}

/** @param {number} at the hidden layer that it is put before */
export function insertLayer(at) {
  change({ type: "insert_layer", at, units: 2 });
}

/** @param {number} at */
export function removeLayer(at) {
  change({ type: "remove_layer", at });
}

/**
 * @param {number} layer
 * @param {string} activation
 */
export function setActivation(layer, activation) {
  const layers = run.value?.experiment.layers.map((config, at) => (at === layer ? { ...config, activation } : config));
  if (layers) said(patch("layers", layers));
}

/**
 * Feeds a feature to the network, or no longer.
 * @param {string} key
 * @param {boolean} on
 */
export function setFeature(key, on) {
  const used = new Set(run.value?.experiment.features);
  if (on) used.add(key);
  else used.delete(key);
  const order = catalog.value?.features.map((feature) => feature.key) ?? [...used];
  said(patch("features", order.filter((each) => used.has(each))));
}

/**
 * Sets a weight or a bias.
 * @param {Pick | null} pick
 * @param {number} value
 * @param {string} [group] of a drag
 * @returns {Promise<unknown>}
 */
export function setParameter(pick, value, group) {
  const of = group ? { group } : {};
  if (pick?.kind === "bias") return command({ type: "set_bias", layer: pick.layer, unit: pick.unit, value, ...of });
  if (pick?.kind !== "weight") return Promise.resolve(null);
  return command({ type: "set_weight", layer: pick.layer, unit: pick.unit, input: pick.input, value, ...of });
}

/** @param {{ type: string, at?: number, layer?: number, unit?: number, units?: number }} body */
function change(body) {
  expectChange(body);
  if (pickIsGone(body)) selection.value = null;
  said(command(body));
}

/**
 * Whether what is selected goes with the edit, or would be another one after it.
 * @param {{ type: string, at?: number, layer?: number, unit?: number }} body
 */
function pickIsGone({ type, at, layer, unit }) {
  const pick = selection.value;
  if (!pick || !("layer" in pick)) return false;
  if (type === "remove_unit") return pick.layer === layer && "unit" in pick && pick.unit >= Number(unit);
  return type.endsWith("_layer") && pick.layer >= Number(at) - 1;
}
