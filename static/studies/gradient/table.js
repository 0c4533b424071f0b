/** Every weight, bias and learned slope with its derivative, largest first. */
import { shortName } from "../../panels/names.js";
import { look } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { exact, grouped, three } from "../../widgets/format.js";
import { useParam } from "../shared.js";
import { shareOf } from "../decades.js";
import { bySize, partKey } from "./reading.js";
import { partName } from "./words.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {{ part: import("./reading.js").Weight | import("./reading.js").Bias | import("./reading.js").Slope, value: number }} Row */

const MOST_ROWS = 40;
/** The bar of the smallest derivative that is not 0, in percent. */
const SHORTEST = 3;

/** How the rows are sorted: by size, by value with its sign, or as the network goes. @type {Record<string, (a: Row, b: Row) => number>} */
const SORTS = {
  size: (a, b) => bySize(a.value, b.value),
  value: (a, b) => (Number.isFinite(a.value) ? a.value : Infinity) - (Number.isFinite(b.value) ? b.value : Infinity),
  name: () => 0,
};
const COLUMNS = [
  { key: "name", label: "weight or bias", order: "ascending" },
  { key: "value", label: "∂T/∂w", order: "ascending" },
  { key: "size", label: "size", order: "descending" },
];

/** @param {{ view: View, only: { layer: number, unit: number } | null, showAll: () => void }} props */
export function Table({ view, only, showAll }) {
  const { gradient, network } = view;
  const asked = useParam("sort") ?? "size";
  const sort = asked in SORTS ? asked : "size";
  const own = only && gradient.layers[only.layer] && only.unit < gradient.layers[only.layer].count ? only : null;
  const rows = gradient.parameters().filter(({ part }) => !own || (part.layer === own.layer && part.unit === own.unit)).sort(SORTS[sort]);
  const shown = rows.slice(0, MOST_ROWS);
  return html`<div class="gradient-table-head"><h3>${own ? `Weights${gradient.layers[own.layer].slopes ? ", bias and slope" : " and bias"} of ${shortName(network, own.layer, own.unit)}` : gradient.sloped ? "Every weight, bias and slope" : "Every weight and bias"}</h3>
      ${own && html`<button type="button" class="text-button" onClick=${showAll}>Show all</button>`}</div>
    <table class="gradient-table">
      <thead><tr>${COLUMNS.map(({ key, label, order }) => html`<th key=${key} scope="col" aria-sort=${sort === key ? order : undefined}><button type="button" class="gradient-sort" onClick=${() => look("sort", key === "size" ? null : key)}>
        ${key === "name" && gradient.sloped ? "weight, bias or slope" : label}<span aria-hidden="true">${sort === key ? (order === "ascending" ? " ↑" : " ↓") : ""}</span></button></th>`)}</tr></thead>
      <tbody>${shown.map((row) => html`<${TableRow} key=${partKey(row.part)} row=${row} view=${view} />`)}</tbody>
    </table>
    ${rows.length > shown.length && html`<p class="gradient-count">${`… and ${grouped(rows.length - shown.length)} more of ${grouped(rows.length)}.`}</p>`}`;
}

/** @param {{ row: Row, view: View }} props */
function TableRow({ row: { part, value }, view }) {
  const key = partKey(part);
  const length = value === 0 || !Number.isFinite(value) ? 0 : SHORTEST + (100 - SHORTEST) * shareOf(value, view.scales.edges);
  return html`<tr data-part=${key} data-seen=${view.seen && partKey(view.seen) === key ? "" : undefined} data-zero=${value === 0 ? "" : undefined} onMouseMove=${() => view.hover(part)} onMouseLeave=${() => view.leave(part)}>
    <th scope="row"><button type="button" class="gradient-row" onFocus=${() => view.pick(part)} onClick=${() => view.pick(part)}>${partName(part, view.network)}</button></th>
    <td title=${exact(value)}>${three(value)}</td>
    <td><span class="gradient-bar" data-negative=${value < 0 ? "" : undefined} style=${{ width: `${length}%` }} aria-hidden="true"></span><span class="unseen">${three(Math.abs(value))}</span></td></tr>`;
}
