/** A layer's weights and biases as colored cells with their numbers; of a large matrix a part, and the way to the rest. */
import { isOutput, shortName } from "../../panels/names.js";
import { html, useRef, useState } from "../../vendor/ui.js";
import { exact, three } from "../../widgets/format.js";
import { nextStart, shownOf } from "../windows.js";
import { tintOf } from "../tint.js";
import { subscript } from "./words.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("./view.js").Cell} Cell */

const MOST = 8;

/** @param {{ view: View, layer: number }} props */
export function LayerMatrices({ view, layer }) {
  const [units, inputs] = view.film.layers[layer].shape;
  const [rowStart, turnRows] = useState(0);
  const [columnStart, turnColumns] = useState(0);
  const read = view.cell?.layer === layer ? view.cell : null;
  const rows = shownOf(units, MOST, Math.min(rowStart, units - 1), read?.row ?? null);
  const columns = shownOf(inputs, MOST, Math.min(columnStart, Math.max(0, inputs - 1)), read?.column ?? null);
  const turned = { view, layer, rows };
  return html`<div class="layers-matrices">
    ${inputs > 0 && html`<${Cells} ...${turned} columns=${columns} />`}
    <${Cells} ...${turned} columns=${null} />
    <p class="layers-rest">${units > rows.length && html`<button type="button" class="text-button" onClick=${() => turnRows(nextStart(units, MOST, rowStart))}>${`${rows.length} of ${units} rows: the next`}</button>`}
      ${inputs > columns.length && html`<button type="button" class="text-button" onClick=${() => turnColumns(nextStart(inputs, MOST, columnStart))}>${`${columns.length} of ${inputs} columns: the next`}</button>`}</p>
  </div>`;
}

const MOVES = /** @type {Record<string, [number, number]>} */ ({ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] });

/** W, or b where columns is null. @param {{ view: View, layer: number, rows: number[], columns: number[] | null }} props */
function Cells({ view, layer, rows, columns }) {
  const { film, network } = view;
  const table = useRef(/** @type {HTMLTableElement | null} */ (null));
  const [stop, setStop] = useState(/** @type {[number, number]} */ ([0, 0]));
  const [units, inputs] = film.layers[layer].shape;
  const symbol = `${columns ? "W" : "b"}${layer + 1}`;
  const across = columns ?? [0];
  const at = [Math.min(stop[0], rows.length - 1), Math.min(stop[1], across.length - 1)];
  const values = columns ? film.weights(layer) : film.biases(layer);
  const width = columns ? inputs : 1;
  const light = () => view.light({ stage: `Z${layer + 1}`, symbols: [symbol] });

  /** @param {Event} event @returns {[number, number] | null} */
  function placeOf(event) {
    const cell = /** @type {HTMLElement} */ (event.target).closest("td");
    return cell ? [Number(cell.dataset["r"]), Number(cell.dataset["c"])] : null;
  }
  /** @param {[number, number] | null} place @returns {Cell | null} */
  const cellAt = (place) => (place ? { layer, row: rows[place[0]], column: columns ? columns[place[1]] : null } : null);
  /** @param {KeyboardEvent} event */
  function key(event) {
    const [place, move] = [placeOf(event), MOVES[event.key]];
    if (!place || !move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = /** @type {[number, number]} */ ([clamp(place[0] + move[0], rows.length), clamp(place[1] + move[1], across.length)]);
    setStop(next);
    /** @type {HTMLElement | null | undefined} */ (table.current?.querySelector(`td[data-r="${next[0]}"][data-c="${next[1]}"]`))?.focus();
  }
  /** @param {Event} event */
  function focused(event) {
    const place = placeOf(event);
    if (place) setStop(place);
    light();
    view.readCell(cellAt(place));
  }
  return html`<table ref=${table} class="layers-cells" role="grid" aria-readonly="true" data-matrix=${symbol} data-lit=${view.lit?.symbols.includes(symbol) ? "" : undefined}
    aria-label=${columns ? `W${subscript(layer + 1)}, ${units} × ${inputs}` : `b${subscript(layer + 1)}, ${units} × 1`} aria-rowcount=${units} aria-colcount=${width}
    onKeyDown=${key} onFocusIn=${focused} onFocusOut=${() => view.light(null)} onPointerEnter=${light} onPointerLeave=${() => view.light(null)}
    onPointerOver=${(/** @type {PointerEvent} */ event) => event.pointerType === "mouse" && view.readCell(cellAt(placeOf(event)))}
    onClick=${(/** @type {Event} */ event) => view.readCell(cellAt(placeOf(event)))}>
    <tbody>${rows.map((row, r) => html`<tr key=${row} aria-rowindex=${row + 1}>${across.map((column, c) => {
      const value = values[row * width + column];
      const text = three(value);
      const fine = Number.isFinite(value);
      return html`<td key=${column} role="gridcell" tabindex=${r === at[0] && c === at[1] ? 0 : -1} data-r=${r} data-c=${c} aria-colindex=${column + 1} data-tight=${text.length === 7 ? "" : undefined} data-long=${text.length > 7 ? "" : undefined}
        data-broken=${fine ? undefined : ""} title=${exact(value)} aria-label=${`${cellName({ layer, row, column: columns ? column : null }, network)}: ${text}`} style=${fine ? tintOf(value, view.scale) : undefined}>${text}</td>`;
    })}</tr>`)}</tbody></table>`;
}

/** @param {Cell} cell @param {import("../../wire/types.js").NetworkInfo} network */
export function cellName({ layer, row, column }, network) {
  const unit = isOutput(network, layer) && network.outputs === 1 ? "the output" : shortName(network, layer, row);
  return column === null ? `bias of ${unit}` : `weight from ${shortName(network, layer - 1, column)} to ${unit}`;
}

/** @param {number} place @param {number} count */
function clamp(place, count) {
  return Math.min(count - 1, Math.max(0, place));
}
