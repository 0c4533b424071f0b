/** The stream of the run in view: what it sends goes into the store, what it is asked goes out. */

import { batch } from "../vendor/ui.js";
import { ApiError, request } from "../wire/api.js";
import { CONNECTION, Stream } from "../wire/stream.js";
import { clearFrames, pairMoment, receiveFrame } from "./frames.js";
import { notifyError, withdraw } from "./notices.js";
import { busy, connection, run } from "./store.js";

/** @typedef {import("../wire/types.js").Command} Command */
/** @typedef {import("../wire/types.js").RunInfo} RunInfo */

const BUSY_MS = 100;
/** How long a view may ask for what is no more. */
const GRACE_MS = 800;
/** @type {Stream | null} */
let stream = null;
/** @type {Map<string, { probe: string, params: Record<string, any>, every_s: number }>} */
const views = new Map();
let viewsDirty = false;
let waiting = 0;

/**
 * Shows a run: closes the stream before and opens its own.
 * @param {RunInfo} of
 * @param {{ onGone: () => void, onChange: (run: RunInfo) => void }} listeners onGone: the server no longer has it
 */
export function connect(of, { onGone, onChange }) {
  stream?.close();
  if (run.value?.id !== of.id) clearFrames();
  run.value = of;
  connection.value = "connecting";
  const url = new URL(`/api/v1/runs/${encodeURIComponent(of.id)}/stream`, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const asked = new URLSearchParams(location.search);
  if (asked.get("run") === of.id && asked.has("read_only")) url.searchParams.set("read_only", "1");
  const opened = new Stream(url.href, {
    onRun: (told) => {
      batch(() => {
        run.value = told;
        pairMoment();
      });
      onChange(told);
    },
    onFrame: (frame) => receiveFrame(frame, opened),
    onError: complain,
    onState: (live) => {
      connection.value = live ? "live" : "lost";
      if (live) withdraw((notice) => notice.path === CONNECTION);
    },
    onRetry: () => stillThere(of.id, onGone),
  });
  stream = opened;
  stream.subscribe(Object.fromEntries(views));
}

/**
 * What the server says unasked. A view may ask for what an edit has just removed; it is about to ask for something else.
 * @param {Error} error
 */
function complain(error) {
  const path = error instanceof ApiError ? error.path : "";
  const [id, asked] = [...views].find(([view]) => path.startsWith(`views.${view}.`)) ?? [];
  if (path.startsWith("views.") && id !== undefined) setTimeout(() => views.get(id) === asked && notifyError(error), GRACE_MS);
  else if (!path.startsWith("views.")) notifyError(error);
}

/**
 * @param {string} id
 * @param {() => void} onGone
 */
async function stillThere(id, onGone) {
  try {
    await request(`/runs/${encodeURIComponent(id)}`);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) return true;
    stream?.close();
    onGone();
    return false;
  }
}

/**
 * @param {Command} body
 * @returns {Promise<any>}
 */
export async function send(body) {
  const timer = setTimeout(() => (busy.value = true), BUSY_MS);
  waiting += 1;
  try {
    if (!stream) throw new ApiError({ message: "The engine is still starting: nothing was changed." });
    const result = await stream.command(body);
    withdraw((notice) => notice.kind === "error" && notice.path !== undefined);
    return result;
  } catch (error) {
    notifyError(error);
    throw error;
  } finally {
    clearTimeout(timer);
    waiting -= 1;
    if (!waiting) busy.value = false;
  }
}

/**
 * @param {string} view
 * @param {string} probe
 * @param {Record<string, any>} [params]
 * @param {number} [everyS] while the run trains, wanted no more often than this; 0 for each frame
 */
export function subscribe(view, probe, params = {}, everyS = 0) {
  const asked = { probe, params, every_s: everyS };
  if (JSON.stringify(views.get(view)) === JSON.stringify(asked)) return;
  views.set(view, asked);
  sendViewsSoon();
}

/** @param {string} view */
export function unsubscribe(view) {
  if (views.delete(view)) sendViewsSoon();
}

/** One message for all that one task changes. */
function sendViewsSoon() {
  if (viewsDirty) return;
  viewsDirty = true;
  queueMicrotask(() => {
    viewsDirty = false;
    stream?.subscribe(Object.fromEntries(views));
  });
}

/** Back in sight or online: tries again at once. */
export function hurry() {
  stream?.hurry();
}
