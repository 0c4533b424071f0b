/** The probe's answer: the plane at every stage, and the matrices that carry it there. Pure. */

/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {import("../../widgets/probe.js").Values} Values */
/**
 * @typedef {object} Stage
 * @property {string} key x, phi, Z1, A1, …
 * @property {"input" | "features" | "affine" | "activation"} kind
 * @property {number | null} layer hidden from 0, the output layer last; null before the first
 * @property {number} column 0: the features, then the layers; -1: the plane itself
 * @property {number} units
 * @property {number[]} axes the units along x and y: two, or as many as there are
 * @property {string | null} activation
 * @property {number | null} share of the stage's variance over the training points that the axes hold
 * @property {number[]} largest the axes that would hold the most
 * @property {number | null} largest_share
 * @property {boolean} finite
 */
/** @typedef {{ shape: [number, number], determinant: number | null, singular: number[] | null }} LayerFacts */

export const LINEAR = "linear";

export class Film {
  /** @param {import("../../widgets/probe.js").Reading} reading */
  constructor(reading) {
    this.header = reading.header;
    this.array = reading.array;
    /** Every stage that moves something: a linear activation hands on what it is given. @type {Stage[]} */
    this.stages = reading.info.stages.filter((/** @type {Stage} */ stage) => stage.activation !== LINEAR);
    /** @type {LayerFacts[]} */
    this.layers = reading.info.layers;
    /** The x₁ of the upright lines, and the x₂ of the level ones. @type {number[]} */
    this.lines = reading.info.lines;
    this.finite = this.stages.every(({ finite }) => finite);
  }

  /** Whether it is of a network of this shape. @param {NetworkInfo} network */
  fits(network) {
    return this.layers.length === network.layers.length && network.layers.every(({ units, inputs }, layer) => this.layers[layer].shape[0] === units && this.layers[layer].shape[1] === inputs);
  }

  /** [2 lines, points of a line, axes] @param {Stage} stage */
  grid({ key }) {
    return /** @type {Values} */ (this.array(`grid.${key}`));
  }

  /** [training points, axes] @param {Stage} stage */
  points({ key }) {
    return /** @type {Values} */ (this.array(`points.${key}`));
  }

  /** [units, inputs] @param {number} layer */
  weights(layer) {
    return /** @type {Values} */ (this.array(`weights.${layer}`));
  }

  /** [units] @param {number} layer */
  biases(layer) {
    return /** @type {Values} */ (this.array(`biases.${layer}`));
  }

  /** @param {string} key @returns {number} its place, -1 where there is none */
  indexOf(key) {
    return this.stages.findIndex((stage) => stage.key === key);
  }

  /** The stage that holds what a layer hands on, or, for -1, what the first is given. @param {number} layer */
  handedOn(layer) {
    return this.stages.findLast((stage) => stage.column === layer + 1) ?? this.stages[0];
  }
}
