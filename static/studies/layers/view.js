/** What the parts of the study share. */

/** @typedef {{ stage: string, symbols: string[] }} Lit what is pointed at: a stage, and its symbols in the formulas (x, W1, b1, s1, h1) */
/** @typedef {{ layer: number, row: number, column: number | null }} Cell of a weight matrix, or of the biases where column is null */

/**
 * @typedef {object} View
 * @property {import("./reading.js").Film} film
 * @property {import("./shots.js").Shot[]} shots
 * @property {import("./shots.js").Labels} labels
 * @property {import("../../wire/types.js").NetworkInfo} network
 * @property {import("./depth.js").Depth} depth
 * @property {Map<number, [number, number]>} chosen axes, by column
 * @property {Lit | null} lit
 * @property {(lit: Lit | null) => void} light
 * @property {number | null} point the training point that is read
 * @property {(point: number | null) => void} readPoint
 * @property {Cell | null} cell
 * @property {(cell: Cell | null) => void} readCell
 * @property {number} scale of the weights' colors
 * @property {boolean} narrow a phone
 */

export {};
