/** The address bar as the document: an experiment as a hash, and back. Pure. */

/** @typedef {import("../wire/types.js").Experiment} Experiment */

const OURS = "e=";

/**
 * What a hash or a pasted text names; of a foreign link the engine says whether it is TensorFlow Playground's.
 * @typedef {{ kind: "default" } | { kind: "patch", patch: Record<string, any> } | { kind: "foreign", link: string }
 *   | { kind: "nonsense", why: string }} Named
 */

/**
 * The hash of an experiment: what differs from the default, as a JSON merge patch.
 * @param {Experiment} experiment
 * @param {Experiment} defaults
 * @returns {string} "" for the default itself
 */
export function write(experiment, defaults) {
  const patch = difference(defaults, experiment);
  return patch === undefined ? "" : `#${OURS}${encodeURIComponent(JSON.stringify(patch))}`;
}

/**
 * @param {string} text a hash, which may hold a whole link, or an address
 * @param {string} here the page's own origin: an address there is what its hash is
 * @returns {Named}
 */
export function read(text, here) {
  const link = text.trim().replace(/^#/, "");
  const [place = "", ...rest] = link.split("#");
  const hash = rest.join("#");
  if (`${place}/`.startsWith(`${here}/`)) return read(hash, here);
  const ours = [link, hash].find((part) => part.startsWith(OURS));
  if (ours !== undefined) return readOurs(ours.slice(OURS.length));
  return link ? { kind: "foreign", link } : { kind: "default" };
}

/**
 * @param {string} encoded
 * @returns {Named}
 */
function readOurs(encoded) {
  try {
    const patch = JSON.parse(decodeURIComponent(encoded));
    if (isObject(patch)) return { kind: "patch", patch };
  } catch {
    // Falls through: whatever is wrong with it, it is not ours.
  }
  return { kind: "nonsense", why: "The experiment in the link is cut off or damaged." };
}

/**
 * JSON merge patch (RFC 7396): what turns `from` into `to`.
 * @param {any} from
 * @param {any} to
 * @returns {any} undefined when they are equal
 */
export function difference(from, to) {
  if (!isObject(from) || !isObject(to)) return JSON.stringify(from) === JSON.stringify(to) ? undefined : to;
  /** @type {Record<string, any>} */
  const patch = {};
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const change = key in to ? difference(from[key], to[key]) : null;
    if (change !== undefined) patch[key] = change;
  }
  return Object.keys(patch).length ? patch : undefined;
}

/**
 * JSON merge patch, applied; neither argument is changed.
 * @param {any} target
 * @param {any} patch
 * @returns {any}
 */
export function merged(target, patch) {
  if (!isObject(patch)) return patch;
  const result = isObject(target) ? { ...target } : /** @type {Record<string, any>} */ ({});
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete result[key];
    else result[key] = merged(result[key], change);
  }
  return result;
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
