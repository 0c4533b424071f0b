/** Which matrix stands where at a line: two bands over one another, a column for each X, W₁, A₁, W₂ … O, Y. Pure. */
import { partsOf } from "./reading.js";

/** @typedef {import("./reading.js").Update} Update */
/** @typedef {import("./reading.js").Line} Line */
/** @typedef {{ key: string, axis: import("./reading.js").Axis, above: string[], below: string[] }} Slot names of the matrices in each band */
/** @typedef {"pending" | "made" | "used" | "known"} State not yet computed; the line's result; what the line takes; earlier */

/**
 * A layer's sums Z stand where its weights or its outputs do, whichever are not needed at the line: no column moves.
 * @param {Update} update
 * @param {number} at index of the line
 * @returns {Slot[]}
 */
export function slotsOf(update, at) {
  const line = update.lines[at];
  const { kind, layer: ofLine } = partsOf(line.makes);
  const updating = line.phase === "update";
  const activating = kind === "A" ? ofLine : 0;
  /** @type {Slot[]} */
  const slots = [{ key: "X", axis: 0, above: ["X"], below: [] }];
  for (let layer = 1; layer <= update.last; layer += 1) {
    const sloping = layer === slopeLayer(line);
    const own = update.learns(layer) ? ["alpha"] : [];
    const named = (/** @type {string[]} */ ...kinds) => kinds.map((each) => `${each}${layer}`);
    slots.push({
      key: `W${layer}`,
      axis: layer,
      above: activating === layer ? named("Z", ...own) : named("W", "b", ...own),
      below: sloping ? named("S") : named("dW", "db", ...own.map((each) => `d${each}`)),
    });
    slots.push({
      key: `A${layer}`,
      axis: layer,
      above: [((kind === "Z" || kind === "dalpha") && ofLine === layer) || (kind === "dW" && line.uses.includes(`Z${layer}`)) || (kind === "D" && ofLine === layer && takes(line).has(`Z${layer}`)) ? `Z${layer}` : `A${layer}`],
      below: updating ? named("newW", "newb", ...own.map((each) => `new${each}`)) : named("D"),
    });
  }
  slots.push({ key: "Y", axis: update.last, above: ["Y"], below: ["L"] });
  return slots;
}

/** The layer whose slopes a line takes, 0 for none. @param {Line} line */
export function slopeLayer(line) {
  const slopes = partsOf(line.makes).kind === "D" ? line.uses.find((name) => partsOf(name).kind === "S") : undefined;
  return slopes ? partsOf(slopes).layer : 0;
}

/** Whether a line sums over the wrong index of its weights, as one of the slips does. @param {Line} line */
export function isCrossed(line) {
  return line.slip === "transposed_weights";
}

/** Where the weight stands that such a sum takes for [row, column]: the numbers in their order, as a matrix of the other shape. @param {import("./reading.js").Matrix} weights @param {number} row @param {number} column */
export function misread({ rows, columns }, row, column) {
  const place = row * rows + column;
  return { row: Math.floor(place / columns), column: place % columns };
}

/** @param {Update} update @param {string} name @param {number} at index of the line @returns {State} */
export function stateOf(update, name, at) {
  const made = update.made.get(name) ?? -1;
  if (made > at) return "pending";
  const line = update.lines[at];
  if (made === at) return "made";
  return takes(line).has(name) ? "used" : "known";
}

/** The matrices that a line takes: of the errors' own layer the slopes, not the sums they are taken at, where it has slopes. @param {Line} line */
export function takes(line) {
  const errors = slopeLayer(line) > 0;
  return new Set(errors ? line.uses.filter((name) => partsOf(name).kind !== "Z") : line.uses);
}
