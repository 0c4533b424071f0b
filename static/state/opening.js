/** What a link asks the server for. */

import { ApiError } from "../wire/api.js";
import { merged, read } from "./link.js";
import { catalog } from "./store.js";

/** @typedef {{ experiment?: object, playground_link?: string }} RunBody */

/**
 * @param {string} text a hash or an address
 * @returns {RunBody} for POST /runs
 * @throws {ApiError} when it names nothing
 */
export function bodyOf(text) {
  const what = read(text, location.origin);
  if (what.kind === "nonsense") throw new ApiError({ path: "link", message: `This link cannot be opened. ${what.why}` });
  if (what.kind === "foreign") return { playground_link: what.link };
  return what.kind === "patch" ? { experiment: merged(catalog.value?.default_experiment, what.patch) } : {};
}

/**
 * What the server could not make a run of, as the person who gave a link reads it.
 * @param {unknown} error
 * @returns {unknown}
 */
export function unopened(error) {
  if (!(error instanceof ApiError) || error.path !== "playground_link") return error;
  const message = `This link cannot be opened: expected ${error.expected}, or one of ours. ${error.hint}`;
  return new ApiError({ path: "link", message });
}

/**
 * The whole experiment that a hash of ours stands for.
 * @param {string} hash
 * @returns {object}
 */
export function experimentOf(hash) {
  return bodyOf(hash).experiment ?? catalog.value?.default_experiment ?? {};
}
