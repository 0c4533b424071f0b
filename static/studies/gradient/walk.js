/** The arrow keys in the picture: up and down along a layer, left and right to the nearest neuron of the next one. */

/** @param {KeyboardEvent & { currentTarget: HTMLElement }} event of the picture */
export function walkNodes(event) {
  const on = /** @type {HTMLElement} */ (event.target);
  const along = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (event.defaultPrevented || !on.matches("[data-node]") || !(along || across)) return;
  event.preventDefault();
  const nodes = /** @type {HTMLElement[]} */ ([...event.currentTarget.querySelectorAll("[data-node]")]);
  const layer = layerOf(on) + (across ?? 0);
  const column = nodes.filter((node) => layerOf(node) === layer);
  const next = along ? column[column.indexOf(on) + along] : column.sort((a, b) => Math.abs(a.offsetTop - on.offsetTop) - Math.abs(b.offsetTop - on.offsetTop))[0];
  next?.focus();
  // With the columns beside it, where the picture scrolls.
  next?.scrollIntoView({ block: "nearest", inline: "center" });
}

/** @param {HTMLElement} node */
function layerOf(node) {
  return Number(node.dataset["node"]?.split(" ")[0]);
}
