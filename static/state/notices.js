/** What the page tells the person: errors stay until closed, news goes by itself. */

import { ApiError } from "../wire/api.js";
import { notices } from "./store.js";

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
  const message = error instanceof Error ? error.message : String(error);
  const path = error instanceof ApiError && error.path ? { path: error.path } : {};
  return notify({ kind: "error", message, ...path });
}

/** @param {(notice: Notice) => boolean} matching */
export function withdraw(matching) {
  const kept = notices.value.filter((notice) => !matching(notice));
  if (kept.length !== notices.value.length) notices.value = kept;
}
