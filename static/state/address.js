/** Keeps the address bar and its history in step with the run: one entry an edit. */

import { write } from "./link.js";
import { catalog, run } from "./store.js";
import { withStudy } from "./study.js";

/**
 * What an entry of the browser's history remembers: which run, and how many edits after its beginning.
 * @typedef {{ run: string, at: number }} Entry
 */

/** Edits made since each run came into view, and how many there are with those taken back. */
const positions = /** @type {Map<string, { at: number, last: number }>} */ (new Map());
/** Group of the edits that the newest entry stands for. */
let group = "";
/** Group of the edit on its way, whose effect the next change of the run is. */
let expected = "";
/** Set while Back or Forward is being carried out: the entry is already there. */
let following = false;

/** @returns {Entry | null} the entry at hand; null when the address was typed or pasted */
export function entry() {
  const state = history.state?.picturevis;
  return state && typeof state.run === "string" ? state : null;
}

/** @param {string} id */
export function positionOf(id) {
  return positions.get(id);
}

/** Where the run in view stands. */
export function position() {
  return positionOf(run.value?.id ?? "") ?? { at: 0, last: 0 };
}

/** @param {number} at */
export function setPosition(at) {
  positions.set(run.value?.id ?? "", { at, last: Math.max(at, position().last) });
}

/** The hash that reproduces what is on screen. */
export function hashNow() {
  const [of, all] = [run.value, catalog.value];
  return of && all ? write(of.experiment, all.default_experiment) : location.hash;
}

/**
 * A run comes into view, in a new entry or in the one at hand.
 * @param {"push" | "replace"} how
 */
export function enterRun(how) {
  group = expected = "";
  const kept = entry();
  put(how, how === "replace" && kept && kept.run === run.value?.id ? kept.at : 0);
}

/**
 * An edit goes out; its effect belongs to the newest entry when it is of the same group.
 * @param {string | undefined} of
 */
export function expectEdit(of) {
  expected = of ?? "";
}

/** The run changed: a different experiment is a new entry, unless the page is on its way to another run's. */
export function followRun() {
  if (!following && entry()?.run === run.value?.id && hashNow() !== location.hash) addEntry();
}

/** A new entry, for an edit that the link holds or not (a weight typed in): Back undoes both. */
export function addEntry() {
  if (following) return;
  const sameDrag = expected !== "" && expected === group;
  group = expected;
  put(sameDrag ? "replace" : "push", position().at + (sameDrag ? 0 : 1));
}

/** The entry at hand says what is on screen again. */
export function correctEntry() {
  if (hashNow() !== location.hash || !entry()) put("replace", position().at);
}

/**
 * Carries out Back or Forward without making entries of its effects.
 * @param {() => Promise<void>} work
 */
export async function whileFollowing(work) {
  following = true;
  group = expected = "";
  try {
    await work();
  } finally {
    following = false;
  }
}

/**
 * @param {"push" | "replace"} how
 * @param {number} at
 */
function put(how, at) {
  const id = run.value?.id ?? "";
  const last = how === "push" ? at : Math.max(at, position().last);
  positions.set(id, { at, last });
  const state = { picturevis: { run: id, at } };
  const url = location.pathname + searchOf(id) + hashNow();
  if (how === "push") history.pushState(state, "", url);
  else history.replaceState(state, "", url);
}

/**
 * The address may name a run (?run=) to come back to; not another one than is shown.
 * @param {string} id
 */
function searchOf(id) {
  const asked = new URLSearchParams(location.search);
  if (asked.get("run") !== id) for (const key of ["run", "read_only"]) asked.delete(key);
  return withStudy(asked);
}
