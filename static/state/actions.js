/** What a person can do: every change of a run goes through here. */

import { subscribe, unsubscribe } from "./connection.js";
import { notify, withdraw } from "./notices.js";
import { command, newRun, openLink, start } from "./session.js";
import { lossHistory, run, selection, speed } from "./store.js";
import { redo, undo } from "./travel.js";

export { command, newRun, notify, openLink, redo, start, subscribe, undo, unsubscribe };

/** @typedef {import("./store.js").Pick} Pick */

let groups = 0;

/**
 * Changes one field of the experiment.
 * @param {string} path dotted, as in the catalog: "optimizer.learning_rate"
 * @param {any} value
 * @param {string} [group] edits of one group in a row are one step of undo
 */
export function patch(path, value, group) {
  return command({ type: "edit", patch: nested(path, value), ...(group ? { group } : {}) });
}

/**
 * A name for the edits of one drag.
 * @param {string} of what is dragged
 */
export function newGroup(of) {
  groups += 1;
  return `${of}#${groups}`;
}

/** @param {number | null} [updatesPerS] the speed from now on; null: as fast as it goes; absent: as before */
export function play(updatesPerS) {
  if (updatesPerS !== undefined) speed.value = updatesPerS;
  return command({ type: "play", updates_per_s: speed.value });
}

export function pause() {
  return command({ type: "pause" });
}

export function togglePlay() {
  return run.value?.playing ? pause() : play();
}

/**
 * The speed of a running run changes at once, that of a paused one when it plays.
 * @param {number | null} updatesPerS
 */
export function setSpeed(updatesPerS) {
  speed.value = updatesPerS;
  return run.value?.playing ? play() : Promise.resolve(null);
}

/** @param {{ updates: number } | { epochs: number }} by */
export function step(by) {
  return command({ type: "step", ...by });
}

/** @param {"same" | "new"} start the same initial weights again, or new ones */
export function reset(start) {
  return command({ type: "reset", start });
}

/** Back to the last state before the loss stopped being a number. */
export function restore() {
  return command({ type: "restore" });
}

/**
 * The loss curves as uPlot takes them.
 * @returns {[Float64Array, Float64Array, Float64Array]} epochs, train, test
 */
export function history() {
  const { epochs, train, test } = lossHistory.value;
  return [epochs, train, test];
}

/** @param {Pick | null} pick */
export function select(pick) {
  selection.value = pick;
}

/** @param {number} id */
export function dismiss(id) {
  withdraw((notice) => notice.id === id);
}

/**
 * "a.b", 3 -> {a: {b: 3}}.
 * @param {string} path
 * @param {any} value
 * @returns {Record<string, any>}
 */
function nested(path, value) {
  return path.split(".").reduceRight((inner, key) => ({ [key]: inner }), value);
}
