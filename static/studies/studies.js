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
];

/** @param {string} key */
export function studyOf(key) {
  return STUDIES.find((listed) => listed.key === key) ?? null;
}
