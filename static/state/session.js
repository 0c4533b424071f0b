/** From address to run: opens, resumes and replaces the run in view. */

import { ApiError, request, requestWhenReady } from "../wire/api.js";
import * as address from "./address.js";
import { beginAppearance } from "./appearance.js";
import { connect, hurry, send } from "./connection.js";
import { write } from "./link.js";
import { notify, notifyError } from "./notices.js";
import { bodyOf, unopened } from "./opening.js";
import { followSets } from "./ownSets.js";
import { followPoints } from "./points.js";
import { followSelection } from "./selection.js";
import { catalog, failure, run, selection, speed } from "./store.js";
import { travelTo } from "./travel.js";

/** @typedef {import("../wire/types.js").Command} Command */
/** @typedef {import("../wire/types.js").RunInfo} RunInfo */
/** @typedef {import("./opening.js").RunBody} RunBody */

const TAB_KEY = "picturevis.run";
/** Edits that the link does not hold. */
const WEIGHT_EDITS = new Set(["set_weight", "set_bias", "set_slope"]);
const EDITS = new Set([...WEIGHT_EDITS, "edit", "insert_layer", "remove_layer", "add_unit", "remove_unit", "collapse_linear", "add_image", "remove_image", "reset"]);

/** Loads the catalog, resumes this tab's run or opens the one the address names, and connects. */
export async function start() {
  beginAppearance();
  window.addEventListener("popstate", () => void followEntry().catch(notifyError));
  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && hurry());
  try {
    catalog.value = await requestWhenReady("/catalog");
    followPoints();
    followSets();
    followSelection();
    const kept = await resumed();
    if (kept) show(kept, "replace");
    else await openAddress();
  } catch (error) {
    failure.value = error instanceof Error ? error.message : String(error);
  }
}

/** The run that the address names by ?run=, or the one this tab showed before it was reloaded. */
async function resumed() {
  const named = new URLSearchParams(location.search).get("run");
  const id = named ?? sessionStorage.getItem(TAB_KEY);
  if (!id || !catalog.value) return null;
  try {
    const of = await requestWhenReady(`/runs/${encodeURIComponent(id)}`);
    if (named || write(of.experiment, catalog.value.default_experiment) === location.hash) return of;
  } catch (error) {
    if (named) notifyError(error);
  }
  return null;
}

/** A new run of what the address names. Where that cannot be, the default, said so, and Back tries the address again. */
async function openAddress() {
  try {
    show(await create(bodyOf(location.hash)), "replace");
  } catch (error) {
    notifyError(error);
    show(await create({}), "push");
  }
}

/**
 * A new run of what a hash names; of the default, and said so, when that cannot be.
 * @param {string} hash
 * @returns {Promise<RunInfo>}
 */
async function opened(hash) {
  try {
    return await create(bodyOf(hash));
  } catch (error) {
    notifyError(error);
    return create({});
  }
}

/**
 * @param {RunBody} body
 * @returns {Promise<RunInfo>}
 */
async function create(body) {
  try {
    return await requestWhenReady("/runs", { method: "POST", body });
  } catch (error) {
    throw unopened(error);
  }
}

/**
 * @param {RunInfo} of
 * @param {"push" | "replace"} how the entry of the browser's history
 */
function show(of, how) {
  sessionStorage.setItem(TAB_KEY, of.id);
  selection.value = null;
  if (of.playing) speed.value = of.updates_per_s;
  connect(of, { onGone: () => void recreate(), onChange: address.followRun });
  address.enterRun(how);
}

/** The server restarted without the run: the same experiment again, from its beginning. */
async function recreate() {
  const before = run.value;
  try {
    show(await create({ experiment: before?.experiment ?? {} }), "replace");
    notify({ kind: "info", message: "The server no longer has this run: the same experiment starts again from its beginning." });
  } catch (error) {
    notifyError(error);
  }
}

/**
 * Sends a command; nothing changes here until the server says so.
 * @param {Command} body
 * @returns {Promise<any>} the server's result; rejects after the error became a notice
 */
export async function command(body) {
  if (EDITS.has(body.type)) address.expectEdit(body.group);
  const result = await send(body);
  if (WEIGHT_EDITS.has(body.type)) address.addEntry();
  return result;
}

/**
 * Starts another run and shows it; the one before stays, behind Back.
 * @param {RunBody} body
 */
export async function newRun(body) {
  try {
    show(await create(body), "push");
  } catch (error) {
    notifyError(error);
    throw error;
  }
}

/**
 * Opens what a text names: a TensorFlow Playground link, or a link of ours.
 * @param {string} text
 */
export async function openLink(text) {
  /** @type {RunBody} */
  let body;
  try {
    body = bodyOf(text);
  } catch (error) {
    notifyError(error);
    throw error;
  }
  return newRun(body);
}

/** Back, Forward, or an address typed over ours. */
async function followEntry() {
  const to = address.entry();
  if (to && to.run === run.value?.id) return travelTo(to.at);
  if (to) return returnTo(to.run, to.at);
  // The way past the controls leads to a place on the page.
  if (document.getElementById(location.hash.slice(1))) return address.correctEntry();
  try {
    show(await create(bodyOf(location.hash)), "replace");
  } catch (error) {
    address.correctEntry();
    throw error;
  }
}

/**
 * An entry of another run of this tab: that run again, or its experiment when the server no longer has it.
 * @param {string} id
 * @param {number} at
 */
async function returnTo(id, at) {
  const left = address.positionOf(id);
  try {
    show(await request(`/runs/${encodeURIComponent(id)}`), "replace");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return show(await opened(location.hash), "replace");
  }
  if (left) address.setPosition(left.at);
  return travelTo(at);
}
