/** What an image is read as, and how surely; after a divergence there may be no number to read. */

import { className } from "../panels/names.js";

/**
 * @param {import("./reading.js").Picture} now
 * @returns {{ words: string[], shares: number[], sure: number }} a word and what it was given for each character: of no
 *   number the words "no number"; sure: the least of what was given
 */
export function readAs(now) {
  const { network } = now.run;
  const answered = /** @type {number[]} */ (now.info["answered"] ?? []);
  const answer = now.array("answer");
  const shares = answered.map((at, slot) => Number(answer?.[slot * network.classes + at] ?? NaN));
  const words = shares.some(Number.isNaN) ? ["no number"] : answered.map((at) => className(network, at));
  return { words, shares, sure: Math.min(...shares) };
}
