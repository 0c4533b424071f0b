/** The studies there are: each a closer look at how the network of the picture works, opened in its place. */

/**
 * @typedef {object} StudyEntry
 * @property {string} key as in the address
 * @property {string} title
 * @property {string} help one sentence, for the menu
 * @property {() => Promise<any>} load its component; the module comes when the study is first opened
 */

/** A new study adds a line. @type {StudyEntry[]} */
export const STUDIES = [
  {
    key: "neuron",
    title: "Neuron",
    help: "One neuron close up: its weighted sum, bar by bar, and where it ends on the activation.",
    load: () => import("./neuron.js").then((module) => module.NeuronCloseUp),
  },
  {
    key: "backprop",
    title: "Backpropagation",
    help: "One update of the network, one formula line at a time, with every number and how it is checked.",
    load: () => import("./backprop.js").then((module) => module.Backprop),
  },
  {
    key: "activations",
    title: "Activations",
    help: "Every activation function with its slope, and switches that put it into the running network.",
    load: () => import("./activations.js").then((module) => module.Activations),
  },
  {
    key: "gradient",
    title: "Gradient of anything",
    help: "What the cost, or any neuron, answers to: its derivative by every weight, neuron and input.",
    load: () => import("./gradient.js").then((module) => module.GradientOfAnything),
  },
  {
    key: "graph",
    title: "Computational graph",
    help: "One sample’s cost as single numbers, each with its value and its gradient, computed one at a time.",
    load: () => import("./graph.js").then((module) => module.ComputationalGraph),
  },
  {
    key: "layers",
    title: "Layers",
    help: "The network as matrices, and the plane carried through them: a film of what each layer does to it.",
    load: () => import("./layers.js").then((module) => module.Layers),
  },
];

/** @param {string} key */
export function studyOf(key) {
  return STUDIES.find((listed) => listed.key === key) ?? null;
}
