/** What was selected or pointed at may go with an edit: then nothing is. */

import { batch, effect } from "../vendor/ui.js";
import { data, hover, run, selection } from "./store.js";

/** @typedef {import("./store.js").Pick} Pick */
/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {import("../wire/types.js").DataSets} DataSets */

/** Follows the run from now on. */
export function followSelection() {
  effect(() => {
    const network = run.value?.network;
    const points = data.value;
    if (!network) return;
    batch(() => {
      for (const signal of [selection, hover]) if (signal.value && !exists(signal.value, network, points)) signal.value = null;
    });
  });
}

/**
 * @param {Pick} pick
 * @param {NetworkInfo} network
 * @param {DataSets | null} points null: not known yet
 */
export function exists(pick, network, points) {
  if (pick.kind === "point") return points === null || pick.index < points[pick.set].length;
  if (pick.kind === "image") return network.family === "images";
  if (pick.kind === "feature") return pick.index < network.inputs.length;
  const layer = network.layers[pick.layer];
  if (!layer || pick.kind === "layer") return layer !== undefined;
  // A head answers once for each character.
  const units = layer.units * (layer.kind === "head" ? (network.slots ?? 1) : 1);
  return pick.unit < units && (pick.kind !== "weight" || pick.input < layer.inputs);
}
