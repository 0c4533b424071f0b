/** A matrix as a grid of colored numbers: each can be opened; a large one shows a part, and the way to the rest. */
import { html, useRef, useState } from "../../vendor/ui.js";
import { exact, three } from "../../widgets/format.js";
import { Formula } from "../../widgets/formula.js";
import { CELL, ROW_LABEL, TOUCH_CELL } from "./geometry.js";
import { axesOf, partsOf } from "./reading.js";
import { stateOf } from "./slots.js";
import { isSource } from "./sums.js";
import { quantityOf } from "./quantities.js";
import { tintOf } from "../tint.js";
import { chooseRow, openCell } from "./view.js";
import { ALL_ROWS, MOST_COLUMNS, MOST_ROWS } from "../windows.js";
import { nameOf, texOf, unitOf } from "./words.js";

/** @typedef {import("./view.js").View} View */

/** @param {{ view: View, name: string, head?: boolean }} props head: with its name and shape over it */
export function Matrix({ view, name, head = true }) {
  const { update } = view;
  const state = stateOf(update, name, view.at);
  const [rowAxis, columnAxis] = axesOf(name, update.last);
  const rows = view.shown(rowAxis, MOST_ROWS);
  const columns = view.shown(columnAxis, MOST_COLUMNS);
  const shape = `${update.size(rowAxis)} × ${update.size(columnAxis)}`;
  const matrix = update.matrix(name);
  const caption = html`${html`<${Formula} tex=${texOf(name, update)} />`} <span class="matrix-shape">${shape}</span>`;
  if (state === "pending" || !matrix) {
    const { width, height } = view.narrow ? TOUCH_CELL : CELL;
    return html`<div class="matrix matrix-pending">
      ${head && html`<p class="matrix-head">${caption}</p>`}
      <div class="matrix-outline" role="img" aria-label=${`${nameOf(name, update)}, ${shape}: not yet computed`}
        style=${{ width: `${columns.length * width}px`, height: `${rows.length * height}px` }}></div>
    </div>`;
  }
  return html`<div class="matrix" data-state=${state} data-matrix=${name}>
    ${head && html`<p class="matrix-head" aria-hidden="true">${caption}</p>`}
    <${Grid} view=${view} matrix=${matrix} name=${name} rows=${rows} columns=${columns} shape=${shape} />
    ${(rowAxis !== "samples" || partsOf(name).kind === "X" || view.narrow) && html`<${Rest} view=${view} axis=${rowAxis} most=${MOST_ROWS} shown=${rows.length} what="rows" of=${nameOf(name, update)} />`}
    <${Rest} view=${view} axis=${columnAxis} most=${MOST_COLUMNS} shown=${columns.length} what="columns" of=${nameOf(name, update)} />
  </div>`;
}

const MOVES = /** @type {Record<string, [number, number]>} */ ({ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] });

/** @param {{ view: View, matrix: import("./reading.js").Matrix, name: string, rows: number[], columns: number[], shape: string }} props */
function Grid({ view, matrix, name, rows, columns, shape }) {
  const { update } = view;
  const table = useRef(/** @type {HTMLTableElement | null} */ (null));
  const [stop, setStop] = useState(/** @type {[number, number]} */ ([0, 0]));
  const [rowAxis, columnAxis] = axesOf(name, update.last);
  const scale = view.scales[quantityOf(name)];
  const numbered = partsOf(name).kind === "X";
  const at = [Math.min(stop[0], rows.length - 1), Math.min(stop[1], columns.length - 1)];
  const size = (view.narrow ? TOUCH_CELL : CELL).width;
  const of = { view, matrix, name, scale };

  /** @param {Event} event @returns {[number, number] | null} place of its cell among those shown */
  function placeOf(event) {
    const cell = /** @type {HTMLElement} */ (event.target).closest("td");
    return cell ? [Number(cell.dataset["r"]), Number(cell.dataset["c"])] : null;
  }

  /** @param {Event} event */
  function open(event) {
    const place = placeOf(event);
    const head = /** @type {HTMLElement} */ (event.target).closest("th");
    if (head) chooseRow(Number(head.dataset["row"]));
    if (!place) return;
    setStop(place);
    openCell({ name, row: rows[place[0]], column: columns[place[1]] }, update);
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const place = placeOf(event);
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    if (move) {
      const next = /** @type {[number, number]} */ ([clamp(place[0] + move[0], rows.length), clamp(place[1] + move[1], columns.length)]);
      setStop(next);
      /** @type {HTMLElement | null | undefined} */ (table.current?.querySelector(`td[data-r="${next[0]}"][data-c="${next[1]}"]`))?.focus();
    } else if (event.key === "Enter" || event.key === " ") open(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return html`<table ref=${table} class="matrix-cells" role="grid" aria-readonly="true" aria-label=${`${nameOf(name, update)}, ${shape}`}
    style=${{ width: `${columns.length * size + (numbered ? ROW_LABEL : 0)}px` }}
    aria-rowcount=${update.size(rowAxis)} aria-colcount=${update.size(columnAxis)} onClick=${open} onKeyDown=${key}>
    <tbody>
      ${rows.map((row, r) => html`<tr key=${row} aria-rowindex=${row + 1} data-chosen=${rowAxis === "samples" && update.sent > 1 && row === view.row ? "" : undefined}>
        ${numbered && html`<th scope="row" data-row=${row} title=${`Row ${row + 1} of the batch, training point ${update.samples[row] + 1}`}>${row + 1}</th>`}
        ${columns.map((column, c) => html`<${Cell} key=${column} of=${of} row=${row} column=${column} r=${r} c=${c} stop=${r === at[0] && c === at[1]}
          where=${[place(rowAxis, row, view), place(columnAxis, column, view)].filter(Boolean).join(", ")} />`)}
      </tr>`)}
    </tbody>
  </table>`;
}

/** @param {{ of: { view: View, matrix: import("./reading.js").Matrix, name: string, scale: number }, row: number, column: number, r: number, c: number, stop: boolean, where: string }} props */
function Cell({ of: { view, matrix, name, scale }, row, column, r, c, stop, where }) {
  const value = matrix.at(row, column);
  const opened = view.cell;
  const open = opened?.name === name && opened.row === row && opened.column === column;
  const source = view.sum !== null && isSource(view.sum.sources, name, row, column);
  const text = three(value);
  return html`<td role="gridcell" tabindex=${stop ? 0 : -1} data-r=${r} data-c=${c} aria-colindex=${column + 1} aria-selected=${open ? "true" : "false"}
    data-open=${open ? "" : undefined} data-source=${source ? "" : undefined} data-tight=${text.length === 7 ? "" : undefined} data-long=${text.length > 7 ? "" : undefined}
    data-broken=${Number.isFinite(value) ? undefined : ""}
    title=${exact(value)} aria-label=${where ? `${where}: ${text}` : text} style=${Number.isFinite(value) ? tintOf(value, scale) : undefined}>${text}</td>`;
}

/** @param {import("./reading.js").Axis} axis @param {number} index @param {View} view */
function place(axis, index, { network }) {
  if (axis === "samples") return `row ${index + 1}`;
  return axis === "one" ? "" : unitOf(network, axis, index);
}

/** @param {{ view: View, axis: import("./reading.js").Axis, most: number, shown: number, what: string, of: string }} props */
function Rest({ view, axis, most, shown, what, of }) {
  const { update } = view;
  const here = axis === "samples" ? update.sent : update.size(axis);
  const left = update.size(axis) - shown;
  if (left <= 0) return null;
  const text = `… ${left} more`;
  const unsent = axis === "samples" && here < Math.min(update.count, ALL_ROWS);
  if (shown >= here && !unsent) return html`<p class="matrix-rest">${text} ${what}</p>`;
  return html`<button type="button" class="matrix-rest text-button" aria-label=${`${text} ${what} of ${of}: show the next`} title=${`Show the next ${what}`}
    onClick=${() => (unsent && shown >= here ? chooseRow(here) : view.turn(axis, most))}>${text}</button>`;
}

/** @param {number} place @param {number} count */
function clamp(place, count) {
  return Math.min(count - 1, Math.max(0, place));
}
