/** What the parts of the study share: the update, where it is looked at, and how that is changed. */
import { look } from "../../state/study.js";
import { selection } from "../../state/store.js";
import { useRef, useState } from "../../vendor/ui.js";
import { useRead } from "../../widgets/pace.js";
import { axesOf } from "./reading.js";
import { scalesOf } from "./quantities.js";
import { nextStart, shownOf } from "../windows.js";

/** @typedef {import("./reading.js").Update} Update */
/** @typedef {import("./reading.js").Axis} Axis */
/** @typedef {import("./sums.js").Cell} Cell */
/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */

/**
 * @typedef {object} View
 * @property {Update} update
 * @property {NetworkInfo} network
 * @property {number} at index of the line
 * @property {number} row of the batch, in the picture
 * @property {Cell | null} cell whose card stands open
 * @property {import("./sums.js").Sum | null} sum that made it
 * @property {import("./quantities.js").Scales} scales
 * @property {boolean} narrow a phone
 * @property {(axis: Axis, most: number) => number[]} shown indices of what is shown along an axis
 * @property {(axis: Axis, most: number) => void} turn shows the next ones
 */

/** "D2.3.1" is row 3, column 1 of D2. @param {string | undefined} text @param {Update} update @returns {Cell | null} */
export function cellOf(text, update) {
  const [name = "", row = "", column = ""] = text?.split(".") ?? [];
  const place = { name, row: Number(row), column: Number(column) };
  const matrix = update.matrix(name);
  return matrix && row && column && place.row < matrix.rows && place.column < matrix.columns ? place : null;
}

/** Opens the card of a cell; a sample's also shows that sample in the picture. @param {Cell} cell @param {Update} update */
export function openCell(cell, update) {
  look("cell", `${cell.name}.${cell.row}.${cell.column}`);
  if (axesOf(cell.name, update.last)[0] === "samples") chooseRow(cell.row);
}

/** @param {number} row */
export function chooseRow(row) {
  look("row", row || null);
}

/** The windows of large matrices, the chosen row and unit always in them. @param {Update | null} update @param {number} row @param {Cell | null} cell */
export function useWindows(update, row, cell) {
  const [starts, setStarts] = useState(/** @type {import("../windows.js").Starts} */ (new Map()));
  const picked = useRead(() => (selection.value?.kind === "unit" ? `${selection.value.layer + 1} ${selection.value.unit}` : ""));
  const [layer = NaN, unit = 0] = picked.split(" ").filter(Boolean).map(Number);
  const [rowAxis, columnAxis] = cell && update ? axesOf(cell.name, update.last) : [null, null];

  /** @param {Axis} axis */
  function chosen(axis) {
    if (axis === "samples") return row;
    if (cell && axis === columnAxis) return cell.column;
    if (cell && axis === rowAxis) return cell.row;
    return axis === layer ? unit : null;
  }
  return {
    turned: starts.size > 0,
    shown: (/** @type {Axis} */ axis, /** @type {number} */ most) =>
      update ? shownOf(axis === "samples" ? update.sent : update.size(axis), most, starts.get(axis) ?? 0, chosen(axis)) : [],
    turn: (/** @type {Axis} */ axis, /** @type {number} */ most) => {
      if (!update) return;
      const count = axis === "samples" ? update.sent : update.size(axis);
      setStarts(new Map(starts).set(axis, nextStart(count, most, starts.get(axis) ?? 0)));
    },
  };
}

/** The scales of color, steady from one update to the next. @param {Update | null} update */
export function useScales(update) {
  const kept = useRef(/** @type {{ of: Update | null, scales: import("./quantities.js").Scales } | null} */ (null));
  if (update && kept.current?.of !== update) {
    const before = kept.current?.of?.header.run === update.header.run ? kept.current.scales : null;
    kept.current = { of: update, scales: scalesOf(update, before) };
  }
  return kept.current?.scales ?? null;
}
