/** Where an arrow key leads from a square. Pure. */

/** @typedef {import("./layout.js").Tile} Tile */

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/**
 * The neighbor in the column, or what stands nearest in the next one that has squares.
 * @param {import("./layout.js").Scene} scene
 * @param {Tile} tile
 * @param {string} key
 * @returns {Tile | null} null when the key is none of the arrows
 */
export function nextTile({ columns }, tile, key) {
  const step = STEPS[key];
  if (!step) return null;
  const [along, across] = step;
  const own = columns[tile.layer + 1]?.tiles ?? [];
  if (across) return own[Math.max(0, Math.min(own.length - 1, own.findIndex(({ unit }) => unit === tile.unit) + across))] ?? tile;
  let at = tile.layer + 1 + along;
  while (columns[at] && !columns[at].tiles.length) at += along;
  const near = columns[at]?.tiles ?? [];
  const middle = tile.y + tile.height / 2;
  const far = (/** @type {Tile} */ of) => Math.abs(of.y + of.height / 2 - middle);
  return near.reduce((best, of) => (far(of) < far(best) ? of : best), near[0] ?? tile);
}
