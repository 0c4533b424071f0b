/** The data points of the run in view, fetched again whenever its data changed: one request at a time, the newest wins. Images come one by one, with their maps. */

import { effect } from "../vendor/ui.js";
import { ApiError, request } from "../wire/api.js";
import { notifyError } from "./notices.js";
import { connection, data, run } from "./store.js";

let fetching = false;
let shown = "";

/** Follows the run from now on. */
export function followPoints() {
  effect(() => {
    const wanted = wantedNow();
    if (!wanted) forget();
    else if (connection.value !== "lost") void fetchWanted(wanted);
  });
}

function wantedNow() {
  const of = run.value;
  return of && of.network.family !== "images" ? `${of.id} ${of.data_revision}` : "";
}

function forget() {
  shown = "";
  data.value = null;
}

/** @param {string} wanted */
async function fetchWanted(wanted) {
  if (wanted === shown || fetching) return;
  const id = wanted.split(" ")[0];
  if (!shown.startsWith(`${id} `)) data.value = null;
  fetching = true;
  try {
    const points = await request(`/runs/${encodeURIComponent(id)}/data`);
    if (!wantedNow()) return;
    data.value = points;
    shown = wanted;
  } catch (error) {
    // Out of reach: the connection says so, and coming back asks again.
    if (error instanceof ApiError && error.status !== 404 && wantedNow()) notifyError(error);
  } finally {
    fetching = false;
  }
  const next = wantedNow();
  if (next && shown === wanted && next !== wanted) void fetchWanted(next);
}
