/** What the page tells the person: errors stay until closed, news goes by itself. */

import { ApiError } from "../wire/api.js";
import { catalog, notices } from "./store.js";

/** @typedef {import("./store.js").Notice} Notice */

const NEWS_MS = 9000;
const MOST = 4;
let nextId = 1;

/**
 * @param {Omit<Notice, "id">} notice
 * @returns {number} its id
 */
export function notify(notice) {
  const id = nextId++;
  const others = notices.value.filter((old) => old.message !== notice.message && !(notice.path && old.path === notice.path));
  notices.value = [...others, { ...notice, id }].slice(-MOST);
  if (notice.kind === "info") setTimeout(() => withdraw((old) => old.id === id), NEWS_MS);
  return id;
}

/**
 * @param {unknown} error
 * @returns {number} the notice's id
 */
export function notifyError(error) {
  const path = error instanceof ApiError && error.path ? { path: error.path } : {};
  return notify({ kind: "error", message: told(error), ...path });
}

/**
 * What was wrong; a field has its name there, where the server has its place in the document.
 * @param {any} error
 * @returns {string}
 */
export function told(error) {
  const message = String(error?.message ?? error);
  const path = String(error?.path ?? "");
  const name = message.startsWith(`${path}: `) ? nameOf(path) : "";
  return name ? name + message.slice(path.length) : message;
}

/** @param {string} path @returns {string} empty where it is neither a layer's nor a field's */
function nameOf(path) {
  if (path === "value") return "Value"; // of a weight, a bias or a slope
  const [, index, inner] = /^layers\[(\d+)\](?:\.(.+))?$/.exec(path) ?? [];
  const place = Number(index) + 1;
  if (index && !inner) return `Layer ${place}`;
  const label = catalog.value?.fields.find((field) => field.path === (inner ? `layers[].${inner}` : path))?.label ?? "";
  return label && inner ? `${label} of layer ${place}` : label;
}

/** @param {(notice: Notice) => boolean} matching */
export function withdraw(matching) {
  const kept = notices.value.filter((notice) => !matching(notice));
  if (kept.length !== notices.value.length) notices.value = kept;
}
