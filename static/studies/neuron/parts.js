/** The symbols of the formula, what each means, and the part of a nerve cell that it abstracts. */

/**
 * @typedef {object} Part
 * @property {string} key
 * @property {string} tex
 * @property {string} name as read aloud
 * @property {string} means one sentence
 * @property {string} cell what it is in a nerve cell, one sentence
 */

/** @type {Part[]} */
export const PARTS = [
  { key: "a", tex: "a", name: "a, the output", means: "The output, which every neuron of the next layer takes as an input.", cell: "In the cell the axon carries the impulses on; a stands for how often they come." },
  { key: "sigma", tex: "\\sigma", name: "sigma, the activation", means: "The activation function: it bends the sum, and its slope decides how much of a gradient passes back.", cell: "In the cell the axon hillock fires once the potential passes a threshold." },
  { key: "w", tex: "\\mathbf{w}", name: "w, the weights", means: "The weights: how much each input counts, and with which sign. They are what is learned.", cell: "In the cell the synapses: each is strong or weak, and excites or inhibits." },
  { key: "x", tex: "\\mathbf{x}", name: "x, the inputs", means: "The inputs: features of the data point, or outputs of the layer before.", cell: "In the cell the impulses that arrive at the dendrites from other cells." },
  { key: "b", tex: "b", name: "b, the bias", means: "The bias: what the sum is when every input is 0. It is learned too.", cell: "In the cell it stands for how far the resting potential lies from the threshold." },
  { key: "z", tex: "z", name: "z, the pre-activation", means: "The pre-activation: the sum of all the terms and the bias, on which the activation is taken.", cell: "In the cell the soma adds up what arrives." },
];

/** How the formula is set: parts, and what stands between them in TeX; a line breaks only between the groups. */
export const FORMULA = [["a", "=", "sigma", "(", "w", "\\cdot", "x", "+", "b", ")"], ["=", "\\sigma(", "z", ")"]];

/** @param {string | null} key */
export function partOf(key) {
  return PARTS.find((part) => part.key === key) ?? null;
}
