/** Which study stands open in place of the picture, and what it looks at: kept in the address, `?see=backprop&see.row=3`. */

import { signal } from "../vendor/ui.js";

/** @typedef {{ key: string, params: Record<string, string> }} Study */

const KEY = "see";
const PREFIX = `${KEY}.`;

export const study = signal(read());

/** @returns {Study | null} what the address names */
function read() {
  const asked = new URLSearchParams(location.search);
  const key = asked.get(KEY);
  if (!key) return null;
  const params = [...asked].filter(([name]) => name.startsWith(PREFIX)).map(([name, value]) => [name.slice(PREFIX.length), value]);
  return { key, params: Object.fromEntries(params) };
}

/** Back and Forward go through the edits; the study stays open meanwhile. */
export function beginStudy() {
  addEventListener("popstate", correctAddress);
}

/** @param {string} key @param {Record<string, string | number>} [params] */
export function openStudy(key, params = {}) {
  show({ key, params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)])) });
}

export function closeStudy() {
  show(null);
}

/** What the open study looks at from now on. @param {string} name @param {string | number | null} value null: as from the beginning */
export function look(name, value) {
  const open = study.value;
  if (!open) return;
  const { [name]: _, ...params } = open.params;
  show({ ...open, params: value === null ? params : { ...params, [name]: String(value) } });
}

/** @param {Study | null} next */
function show(next) {
  study.value = next;
  correctAddress();
}

function correctAddress() {
  const url = location.pathname + withStudy(new URLSearchParams(location.search)) + location.hash;
  history.replaceState(history.state, "", url);
}

/** The search of an address with the study that is open, and no other. @param {URLSearchParams} asked */
export function withStudy(asked) {
  const open = study.value;
  for (const name of [...asked.keys()]) if (name === KEY || name.startsWith(PREFIX)) asked.delete(name);
  if (open) {
    asked.set(KEY, open.key);
    for (const [name, value] of Object.entries(open.params)) asked.set(PREFIX + name, value);
  }
  return asked.size ? `?${asked}` : "";
}
