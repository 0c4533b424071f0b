/** Which units of a wide layer stand for it: the strongest by outgoing weight, steady while the weights move. */

/** How much stronger a unit must be than a shown one to take its place. */
const LEAD = 1.25;

/**
 * The norm of each unit's outgoing weights.
 * @param {ArrayLike<number>} weights of the next layer, [units, inputs]
 * @param {number} inputs units of this layer
 * @returns {Float64Array}
 */
export function outgoingNorms(weights, inputs) {
  const norms = new Float64Array(inputs);
  for (let at = 0; at < weights.length; at += 1) norms[at % inputs] += weights[at] * weights[at];
  return norms.map(Math.sqrt);
}

/**
 * The strongest `count` units, in their own order.
 * @param {ArrayLike<number>} norms
 * @param {number} count
 * @param {number[] | null} before those shown until now, which keep their place unless clearly beaten
 * @returns {number[]}
 */
export function strongest(norms, count, before) {
  const shown = new Set(before ?? []);
  const score = (/** @type {number} */ unit) => norms[unit] * (shown.has(unit) ? LEAD : 1);
  return Array.from(norms, (_, unit) => unit)
    .sort((a, b) => score(b) - score(a) || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}

/**
 * One page of a layer that was opened.
 * @param {number} units
 * @param {number} count
 * @param {number} page from 0
 * @returns {number[]}
 */
export function page(units, count, page) {
  const first = Math.min(page * count, Math.max(0, units - count));
  return Array.from({ length: Math.min(count, units) }, (_, order) => first + order);
}

/**
 * The |weight| that the strongest `most` of all reach, so that weaker ones can be left out; 0 when there are fewer.
 * @param {Float32Array} sizes |weights|; sorted by this call
 * @param {number} most
 */
export function threshold(sizes, most) {
  if (sizes.length <= most) return 0;
  sizes.sort();
  return sizes[sizes.length - most];
}
