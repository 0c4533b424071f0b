/** Which two units are a layer's axes: those chosen in the address, else the two that vary most, held steady. */
import { look } from "../../state/study.js";

/** @typedef {import("./reading.js").Film} Film */
/** @typedef {[number, number]} Pair */

/** Other axes must hold so much more of the variance before the picture changes over to them. */
const CLEARLY = 0.1;

/** "1.0.3_2.4.1": layer 1 on its units 0 and 3, … by column. @param {string | undefined} text @returns {Map<number, Pair>} */
export function axesOf(text) {
  const chosen = /** @type {Map<number, Pair>} */ (new Map());
  for (const part of (text ?? "").split("_")) {
    const [, column, across, up] = /^(\d{1,2})\.(\d{1,3})\.(\d{1,3})$/.exec(part) ?? [];
    if (column !== undefined && across !== up) chosen.set(Number(column), [Number(across), Number(up)]);
  }
  return chosen;
}

/** @param {Map<number, Pair>} chosen @returns {string | null} */
export function axesText(chosen) {
  const parts = [...chosen].sort(([a], [b]) => a - b).map(([column, [across, up]]) => `${column}.${across}.${up}`);
  return parts.length ? parts.join("_") : null;
}

/** @param {Map<number, Pair>} chosen @param {number} column @param {Pair | null} pair null: the two that vary most */
export function chooseAxes(chosen, column, pair) {
  const next = new Map(chosen);
  if (pair) next.set(column, pair);
  else next.delete(column);
  look("axes", axesText(next));
}

/** As the probe takes them. @param {Map<number, Pair>} pairs @returns {(Pair | null)[] | null} */
export function axesAsked(pairs) {
  if (!pairs.size) return null;
  return Array.from({ length: Math.max(...pairs.keys()) + 1 }, (_, column) => pairs.get(column) ?? null);
}

/**
 * The axes to ask for where nobody chose: those of now, until two others clearly vary more.
 * @param {Film} film
 * @param {Map<number, Pair>} chosen
 * @returns {Map<number, Pair>}
 */
export function steadied(film, chosen) {
  const kept = /** @type {Map<number, Pair>} */ (new Map());
  for (const column of new Set(film.stages.map((stage) => stage.column))) {
    // Of a layer's stages the last one decides: what it hands on.
    const { units, axes, largest, share, largest_share: most } = film.handedOn(column - 1);
    if (column < 0 || units < 3 || chosen.has(column)) continue;
    const better = share !== null && most !== null && most > share + CLEARLY;
    kept.set(column, /** @type {Pair} */ (better ? largest : axes));
  }
  return kept;
}
