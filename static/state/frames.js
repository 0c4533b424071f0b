/** Frames from the stream into the store: every loss point kept, the newest frame once an animation frame, then the ack. */

import { batch } from "../vendor/ui.js";
import { LossBuffer } from "./lossBuffer.js";
import { frame, lossHistory, moment, run } from "./store.js";

/** @typedef {import("../wire/types.js").Frame} Frame */
/** @typedef {{ ack: (frame: number) => void }} Acknowledged */

const losses = new LossBuffer();
/** @type {{ of: Frame, stream: Acknowledged }[]} received since the last animation frame, the newest last */
let received = [];
let lossesChanged = false;
let scheduled = 0;

/**
 * @param {Frame} of
 * @param {Acknowledged & { restart: () => void }} stream the one it came by
 */
export function receiveFrame(of, stream) {
  const [epochs, train, test] = ["epoch", "train", "test"].map((name) => of.tensors.get(`history.${name}`));
  if (epochs && train && test) {
    const numbers = /** @type {ArrayLike<number>[]} */ (/** @type {unknown} */ ([epochs, train, test]));
    const merged = losses.merge(of.header.history, numbers[0], numbers[1], numbers[2]);
    // A new connection starts with every point.
    if (merged === "gap") return stream.restart();
    if (merged === "changed") lossesChanged = true;
  }
  received.push({ of, stream });
  if (!scheduled) scheduled = requestAnimationFrame(publish);
}

/** Forgets what the last run drew. */
export function clearFrames() {
  received = [];
  losses.clear();
  batch(() => {
    frame.value = null;
    moment.value = null;
    lossHistory.value = losses.view();
  });
}

/** The run changed: a frame of its revision may already be here. */
export function pairMoment() {
  const [of, newest] = [run.value, frame.value];
  if (of && newest && newest.header.run === of.id && newest.header.revision === of.revision) moment.value = { run: of, frame: newest };
}

function publish() {
  scheduled = 0;
  const done = received;
  received = [];
  const newest = done.at(-1)?.of;
  if (!newest) return;
  // Drawing follows the signals at once, so the ack below means drawn.
  batch(() => {
    frame.value = newest;
    if (lossesChanged) lossHistory.value = losses.view();
    pairMoment();
  });
  lossesChanged = false;
  for (const { of, stream } of done) stream.ack(of.header.frame);
}
