/** The scene as it stands at this instant: on its way from the last one after an edit, else where it belongs. */

import { between, MOVE_MS } from "../layout/motion.js";
import { scene } from "./stage.js";

/** @typedef {import("../layout/network.js").Scene} Scene */
/** @typedef {import("../layout/network.js").Slot} Slot */
/** @typedef {import("../layout/motion.js").Change} Change */

/** @type {Slot[]} */
const NOBODY = [];
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

/** What an edit of ours is about to do to the layers. @type {Change | null} */
let expected = null;
/** @type {{ from: Scene, to: Scene, change: Change | null, since: number } | null} */
let move = null;
/** @type {Scene | null} */
let last = null;
/** @type {{ scene: Scene, leaving: Slot[] }} */
let now = { scene: scene.peek(), leaving: NOBODY };

/** @param {Change} change told before its command is sent */
export function expectChange(change) {
  expected = change;
}

/**
 * Where everything stands now, and whether it is still moving.
 * @param {number} time
 * @returns {{ scene: Scene, leaving: Slot[], moving: boolean }}
 */
export function standing(time) {
  const target = scene.peek();
  if (target !== last) {
    const sameRoom = last !== null && last.width === target.width && last.height === target.height && last.flow === target.flow;
    move = sameRoom && last && !calm.matches ? { from: now.scene, to: target, change: expected, since: time } : null;
    expected = null;
    last = target;
    now = { scene: target, leaving: NOBODY };
  }
  if (!move) return { ...now, moving: false };
  const share = (time - move.since) / MOVE_MS;
  if (share >= 1) {
    move = null;
    now = { scene: target, leaving: NOBODY };
    return { ...now, moving: false };
  }
  now = between(move.from, move.to, move.change, Math.max(0, share));
  return { ...now, moving: true };
}
