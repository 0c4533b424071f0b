/** The straight cut that tells two classes apart: where the sum of the one output is 0, in the plane it is taken of. Pure. */

/** @typedef {import("./reading.js").Film} Film */
/** @typedef {import("./reading.js").Stage} Stage */
/** @typedef {import("./frame.js").Frame} Frame */
/** @typedef {{ weights: number[], bias: number }} Cut along the stage's axes: the output's side is the sign of weights · place + bias */
/** @typedef {[number, number]} Place in the unit square, y upward */
/** @typedef {{ ends: Place[], positive: Place[], negative: Place[] }} Sides ends: of the line, none where it lies out of view */

const CORNERS = /** @type {Place[]} */ ([[0, 0], [1, 0], [1, 1], [0, 1]]);
/** What a sigmoid makes of 0. */
const EVEN = 0.5;

/** Whether one output tells two classes apart. @param {import("../../wire/types.js").NetworkInfo} network */
export function decides({ problem, classes, outputs }) {
  return problem !== "regression" && classes === 2 && outputs === 1;
}

/** Of a network that decides; null where the axes do not hold all that the output is made of. @param {Film} film @param {Stage} stage @returns {Cut | null} */
export function cutOf(film, stage) {
  const last = film.layers.length - 1;
  if (stage.axes.length !== stage.units) return null;
  if (stage.layer === last) return { weights: [1], bias: stage.activation === "sigmoid" ? -EVEN : 0 };
  if (stage !== film.handedOn(last - 1)) return null;
  const [weights, biases] = [film.weights(last), film.biases(last)];
  const cut = { weights: stage.axes.map((unit) => Number(weights[unit])), bias: Number(biases[0]) };
  return cut.weights.some((weight) => weight !== 0) && [...cut.weights, cut.bias].every(Number.isFinite) ? cut : null;
}

/** What of a frame lies on either side. @param {Cut} cut @param {Frame} frame @returns {Sides} */
export function sidesOf({ weights: [along, up = 0], bias }, { low, high }) {
  const at = (/** @type {number} */ share) => low + share * (high - low);
  const sum = (/** @type {Place} */ [x, y]) => along * at(x) + up * at(y) + bias;
  /** @type {Sides} */
  const sides = { ends: [], positive: [], negative: [] };
  for (const [index, corner] of CORNERS.entries()) {
    const next = CORNERS[(index + 1) % CORNERS.length];
    const [here, there] = [sum(corner), sum(next)];
    (here < 0 ? sides.negative : sides.positive).push(corner);
    if (here < 0 === there < 0) continue;
    const share = here / (here - there);
    const crossing = /** @type {Place} */ ([corner[0] + share * (next[0] - corner[0]), corner[1] + share * (next[1] - corner[1])]);
    for (const list of [sides.ends, sides.positive, sides.negative]) list.push(crossing);
  }
  return sides;
}
