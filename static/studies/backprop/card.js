/** A number with the sum that made it: in symbols, then with this moment's numbers, then what it comes to. */
import { look } from "../../state/study.js";
import { shortName } from "../../panels/names.js";
import { html, useEffect, useRef } from "../../vendor/ui.js";
import { exact, three } from "../../widgets/format.js";
import { Formula } from "../../widgets/formula.js";
import { icon } from "../../widgets/icons.js";
import { axesOf, partsOf } from "./reading.js";
import { entry, product } from "./sums.js";
import { nameOf, unitOf } from "./words.js";

/** @typedef {import("./view.js").View} View */

const MOST_TERMS = 12;

/** @param {{ view: View }} props */
export function Card({ view }) {
  const { cell, sum, update } = view;
  const card = useRef(/** @type {HTMLElement | null} */ (null));
  const asked = cell ? `${cell.name} ${cell.row} ${cell.column}` : "";
  useEffect(() => card.current?.scrollIntoView({ block: "nearest" }), [asked]);
  if (!cell || !sum) return html`<p class="card-hint quiet small">Open a number of a matrix to see the sum that made it.</p>`;
  const title = `${nameOf(cell.name, update)}[${cell.row + 1}, ${cell.column + 1}]`;
  return html`<section ref=${card} class="sum-card" aria-label=${`${title}: how it was made`} data-value=${sum.value}>
    <div class="sum-head"><h3 aria-label=${title}><${Formula} tex=${entry(update, cell)} /></h3><span class="chip">${placed(view)}</span>
      <button type="button" class="bare" aria-label="Close the card" onClick=${() => look("cell", null)}>${icon("close")}</button></div>
    ${sum.tex !== entry(update, cell) && html`<p class="sum-line"><${Formula} tex=${sum.tex} /></p>`}
    ${given(view) || sum.note ? html`<p class="quiet small">${given(view) || sum.note}</p>` : html`<${Numbers} sum=${sum} />`}
    <p class="sum-line math">= <b title=${exact(sum.value)}>${three(sum.value)}</b></p>
  </section>`;
}

/** @param {{ sum: import("./sums.js").Sum }} props */
function Numbers({ sum }) {
  const { products, plus, rest, times, over, call } = sum;
  if (call) return html`<p class="sum-line math">= ${call.name}<span title=${exact(call.argument)}>${call.bare ? ` ${three(call.argument)}` : `(${three(call.argument)})`}</span></p>`;
  if (!products.length) return null;
  const folded = products.slice(MOST_TERMS);
  const inner = products.reduce((so, factors) => so + product(factors), 0) + (plus ?? 0) + (rest?.value ?? 0);
  const several = products.length > 1 || plus !== null || rest !== null;
  const grouped = over || (times.length > 0 && several);
  const one = over ? "1 / " : "";
  const terms = [
    ...products.slice(0, MOST_TERMS).map((factors, index) => html`<${Term} factors=${factors} first=${index === 0} />`),
    folded.length > 0 && html`<${Part} value=${folded.reduce((so, factors) => so + product(factors), 0)} what=${`${folded.length} more terms`} />`,
    rest && html`<${Part} value=${rest.value} what=${`the other ${rest.count} samples`} />`,
    plus !== null && html`<${Part} value=${plus} what="bias" />`,
  ];
  const outer = times.map((factor) => html`<span class="sum-times" title=${exact(factor)}> · ${bracketed(factor)}</span>`);
  const added = html`<span class=${inner < 0 ? "negative" : "positive"} title=${exact(inner)}>${three(inner)}</span>`;
  return html`<p class="sum-line math">= ${one}${grouped && "("}${terms}${grouped && ")"}${outer}</p>
    ${grouped && html`<p class="sum-line math">= ${one}${added}${times.map((factor) => ` · ${bracketed(factor)}`)}${over && inner === 0 && ", taken as 0"}</p>`}`;
}

/** @param {{ factors: number[], first: boolean }} props */
function Term({ factors, first }) {
  const value = product(factors);
  const [head, ...tail] = factors;
  const minus = head < 0 || Object.is(head, -0);
  const sign = first ? (minus ? "−" : "") : minus ? " − " : " + ";
  return html`${first ? "" : " "}<span class=${`sum-term ${value < 0 ? "negative" : "positive"}`} data-value=${value} title=${exact(value)}>${sign.trimStart()}${three(Math.abs(head))}${tail.map((factor) => `\u2009·\u2009${bracketed(factor)}`)}</span>`;
}

/** @param {{ value: number, what: string }} props */
function Part({ value, what }) {
  return html` <span class=${`sum-term ${value < 0 ? "negative" : "positive"}`} data-value=${value} title=${`${what}: ${exact(value)}`}>${value < 0 ? "− " : "+ "}${three(Math.abs(value))}${
    what === "bias" ? "" : html`<span class="sum-what"> (${what})</span>`}</span>`;
}

/** @param {number} value a minus inside a product stands in brackets */
function bracketed(value) {
  return value < 0 ? `(${three(value)})` : three(value);
}

/** Where the number belongs. @param {View} view */
function placed({ cell, update, network }) {
  if (!cell) return "";
  const [rowAxis, columnAxis] = axesOf(cell.name, update.last);
  const parts = [];
  const bias = rowAxis === "one" && columnAxis !== "one";
  if (rowAxis === "samples") parts.push(`point ${update.samples[cell.row] + 1}`);
  else if (rowAxis !== "one") parts.push(`from ${shortName(network, rowAxis - 1, cell.row)}`);
  if (columnAxis !== "one" && columnAxis !== "samples") parts.push(rowAxis === "samples" || bias ? unitOf(network, columnAxis, cell.column) : `to ${shortName(network, columnAxis - 1, cell.column)}`);
  return parts.join(" · ") || "the batch";
}

/** What was there before the update began. @param {View} view */
function given({ cell }) {
  const { kind } = partsOf(cell?.name ?? "");
  /** @type {Record<string, string>} */
  const notes = { X: "an input: the feature at this point", Y: "what the output is asked to be", W: "a weight, as it is before the update", b: "a bias, as it is before the update", alpha: "a learned slope, as it is before the update" };
  return notes[kind] ?? "";
}
