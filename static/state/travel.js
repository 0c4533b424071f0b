/** Undo and redo, which are Back and Forward: either way of asking moves the run and the address together. */

import * as address from "./address.js";
import { send } from "./connection.js";
import { experimentOf } from "./opening.js";
import { run } from "./store.js";

const SETTLE_MS = 400;
/** What is under way; each step waits for the one before. */
let queue = /** @type {Promise<any>} */ (Promise.resolve());
/** Told once the entry that undo() or redo() went to is carried out. */
let arrived = () => {};

/** @returns {Promise<void>} */
export function undo() {
  return queued(() => (address.position().at > 0 ? browse(-1) : direct("undo")));
}

/** @returns {Promise<void>} */
export function redo() {
  const ahead = () => address.position().last > address.position().at;
  return queued(() => (ahead() ? browse(1) : direct("redo")));
}

/**
 * The browser went to an entry of this run: as many edits are taken back or made again.
 * @param {number} at
 */
export async function travelTo(at) {
  try {
    await address.whileFollowing(() => move(at));
    address.correctEntry();
  } finally {
    arrived();
  }
}

/** @param {number} at */
async function move(at) {
  const by = at - address.position().at;
  const type = by < 0 ? "undo" : "redo";
  address.setPosition(at);
  for (let step = 0; step < Math.abs(by) && run.value?.[type]; step += 1) await send({ type });
  if (await settled()) return;
  // The server's own history says otherwise (it is bounded, and others may edit): what the address says is put in place.
  await send({ type: "edit", patch: experimentOf(location.hash) });
  await settled();
}

/** Waits for the run to be what the address says; false when it is something else. */
async function settled() {
  const until = performance.now() + SETTLE_MS;
  while (address.hashNow() !== location.hash) {
    if (performance.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
}

/**
 * @param {-1 | 1} by
 * @returns {Promise<void>}
 */
function browse(by) {
  return new Promise((resolve) => {
    arrived = resolve;
    history.go(by);
    // Should the browser refuse, nothing may wait for ever.
    setTimeout(resolve, 4 * SETTLE_MS);
  });
}

/** @param {"undo" | "redo"} type */
async function direct(type) {
  if (!run.value?.[type]) return;
  await address.whileFollowing(() => send({ type }));
  address.correctEntry();
}

/**
 * @param {() => Promise<void>} work
 * @returns {Promise<void>}
 */
function queued(work) {
  queue = queue.then(work, work);
  return queue;
}
