/** Which functions are listed, and in which order; where the network uses each. */

/** @typedef {import("./table.js").Activation} Activation */

/** @type {{ key: string, label: string, help: string }[]} */
export const SORTS = [
  { key: "table", label: "As listed", help: "In the order of the engine's table" },
  { key: "slope", label: "Max slope", help: "The largest slope first" },
  { key: "name", label: "Name", help: "From A to Z" },
];

/** @type {Record<string, (a: Activation, b: Activation) => number>} */
const ORDERS = {
  slope: (a, b) => steepness(b) - steepness(a) || a.label.localeCompare(b.label, "en"),
  name: (a, b) => a.label.localeCompare(b.label, "en"),
};

/** @param {Activation} activation */
function steepness({ max_slope: slope }) {
  return slope ?? Number.MAX_VALUE;
}

/**
 * @param {Activation[]} activations
 * @param {string} sort a key of SORTS
 * @param {string} text words; each must stand somewhere in what is said of a function
 * @param {(activation: Activation) => string} said what is looked through
 */
export function arranged(activations, sort, text, said) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const found = activations.filter((each) => {
    const all = plain(said(each));
    return words.every((word) => all.includes(word));
  });
  const order = ORDERS[sort];
  return order ? found.toSorted(order) : found;
}

/** In small letters without accents, so that "belisle" finds Bélisle. @param {string} text */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Where a function is applied: indices of layers as on the wire, the output last.
 * @param {string} key
 * @param {{ activation: string }[]} hidden
 * @param {string | undefined} output the output layer's own
 */
export function usedIn(key, hidden, output) {
  const layers = hidden.flatMap((layer, index) => (layer.activation === key ? [index] : []));
  return output === key ? [...layers, hidden.length] : layers;
}

/** @param {number} layer @param {number} hidden how many hidden layers there are */
export function layerWord(layer, hidden) {
  return layer === hidden ? "output" : `layer ${layer + 1}`;
}
