/** The data points of the run in view, fetched again whenever its data changed: one request at a time, the newest wins. */

import { effect } from "../vendor/ui.js";
import { ApiError, request } from "../wire/api.js";
import { notifyError } from "./notices.js";
import { connection, data, run } from "./store.js";

let fetching = false;
let shown = "";

/** Follows the run from now on. */
export function followPoints() {
  effect(() => {
    if (connection.value !== "lost") void fetchWanted(wantedNow());
  });
}

function wantedNow() {
  return run.value ? `${run.value.id} ${run.value.data_revision}` : "";
}

/** @param {string} wanted */
async function fetchWanted(wanted) {
  if (!wanted || wanted === shown || fetching) return;
  const id = wanted.split(" ")[0];
  if (!shown.startsWith(`${id} `)) data.value = null;
  fetching = true;
  try {
    data.value = await request(`/runs/${encodeURIComponent(id)}/data`);
    shown = wanted;
  } catch (error) {
    // Out of reach: the connection says so, and coming back asks again.
    if (error instanceof ApiError && error.status !== 404) notifyError(error);
  } finally {
    fetching = false;
  }
  if (shown === wanted && wantedNow() !== wanted) void fetchWanted(wantedNow());
}
