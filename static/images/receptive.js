/** What the unit pointed at, or that the keyboard stands on, sees of the image, by the geometry the engine tells of. */

import { hover } from "../state/store.js";
import { computed, html } from "../vendor/ui.js";
import { receptive } from "./opening.js";
import { shownRun } from "./stage.js";
import { focused } from "./tiles.js";
import { cell } from "./valueLabel.js";

/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {[number, number, number, number]} Field top, left, bottom, right, in pixels, ends counted */

/**
 * The field of one place of a map, or of a unit; all of a map's fields together where no place is said.
 * @param {NetworkInfo} network
 * @param {{ layer: number, unit: number, row?: number, column?: number }} of
 * @returns {Field | null} null where nothing is seen
 */
export function fieldOf({ layers, classes }, { layer, unit, row, column }) {
  const { receptive: ends, output_shape: shape, kind } = layers[layer] ?? {};
  if (!ends || !shape) return null;
  let place = /** @type {[number, number] | null} */ (null);
  if (kind === "head") place = [0, Math.floor(unit / classes)];
  else if (shape.length === 3) place = row === undefined || column === undefined ? null : [row, column];
  else place = laidOut(unit, shape[0] / (ends.rows.length * ends.columns.length), ends.columns.length);
  const [top, bottom] = place ? ends.rows[place[0]] : around(ends.rows);
  const [left, right] = place ? ends.columns[place[1]] : around(ends.columns);
  return bottom < top || right < left ? null : [top, left, bottom, right];
}

/** Where a number of maps laid in a row stood; of others there is one place. @param {number} unit @param {number} channels @param {number} across @returns {[number, number]} */
function laidOut(unit, channels, across) {
  const at = Math.floor(unit / channels);
  return [Math.floor(at / across), at % across];
}

/** @param {number[][]} ends @returns {[number, number]} */
function around(ends) {
  const seen = ends.filter(([first, last]) => last >= first);
  return seen.length ? [Math.min(...seen.map(([first]) => first)), Math.max(...seen.map(([, last]) => last))] : [0, -1];
}

/** What is pointed at comes first, then what is opened, then where the keyboard stands. */
const seen = computed(() => {
  const network = shownRun.value?.network;
  const over = hover.value;
  if (!network) return null;
  if (over?.kind === "unit") {
    const at = cell.value?.layer === over.layer && cell.value.unit === over.unit ? cell.value : over;
    return fieldOf(network, at);
  }
  if (cell.value && cell.value.layer >= 0) return fieldOf(network, cell.value);
  const on = focused.value;
  return receptive.value ?? (on?.kind === "unit" ? fieldOf(network, on) : null);
});

/** @param {{ scene: import("./layout.js").Scene, shape: number[] }} props */
export function Receptive({ scene: { columns }, shape: [rows, across] }) {
  const field = seen.value;
  const [tile] = columns[0].tiles;
  if (!field) return null;
  const [top, left, bottom, right] = field;
  const [down, wide] = [tile.height / rows, tile.width / across];
  const style = { left: `${tile.x + left * wide}px`, top: `${tile.y + top * down}px`, width: `${(right - left + 1) * wide}px`, height: `${(bottom - top + 1) * down}px` };
  return html`<i class="images-receptive" style=${style} data-field=${field.join()}></i>`;
}
