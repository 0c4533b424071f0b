/** Which image the picture looks at: one of the data, or a person's own. */

import { signal } from "../vendor/ui.js";

/**
 * `pixels` of one's own in base64, as the engine takes them.
 * @typedef {{ set: "train" | "test", index: number, pixels?: undefined } | { pixels: string }} Viewed
 */

export const viewed = signal(/** @type {Viewed} */ ({ set: "test", index: 0 }));

/** How many images there are, as the engine last told. */
export const counts = signal({ train: 0, test: 0 });

/** Whether the squares show their gradients. */
export const flipped = signal(false);

/** @param {number} by */
export function move(by) {
  const now = viewed.value;
  if (now.pixels !== undefined) viewed.value = { set: "test", index: 0 };
  else viewed.value = { ...now, index: within(now.index + by, counts.value[now.set]) };
}

export function random() {
  const now = viewed.value;
  const set = now.pixels === undefined ? now.set : "test";
  const index = Math.floor(Math.random() * counts.value[set]);
  // Never the same again.
  viewed.value = { set, index: now.pixels === undefined && index === now.index ? within(index + 1, counts.value[set]) : index };
}

/** @param {number} index @param {number} count */
function within(index, count) {
  return count > 0 ? (index + count) % count : 0;
}
