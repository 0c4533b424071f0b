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
  const what = read(text);
  if (what.kind === "nonsense") throw new ApiError({ path: "link", message: `This link cannot be opened. ${what.why}` });
  if (what.kind === "playground") return { playground_link: what.link };
  return what.kind === "patch" ? { experiment: merged(catalog.value?.default_experiment, what.patch) } : {};
}

/**
 * The whole experiment that a hash of ours stands for.
 * @param {string} hash
 * @returns {object}
 */
export function experimentOf(hash) {
  return bodyOf(hash).experiment ?? catalog.value?.default_experiment ?? {};
}
