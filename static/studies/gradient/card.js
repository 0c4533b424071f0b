/** What is read: the name of a part, the derivative by it, and what that means. */
import { look } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { exact, three } from "../../widgets/format.js";
import { Formula } from "../../widgets/formula.js";
import { icon } from "../../widgets/icons.js";
import { targetKey } from "./target.js";
import { meaning, partName, partTex } from "./words.js";

/** @param {{ view: import("./view.js").View, only: (unit: { layer: number, unit: number }) => void }} props only: shows the weights of one neuron in the table */
export function Card({ view, only }) {
  const { seen, gradient, network, narrow } = view;
  if (!seen) return html`<p class="gradient-card quiet">${narrow
    ? "Tap a neuron or a connection to read its derivative. A second tap on a neuron makes it the target."
    : "Point at a neuron or a connection, or walk there with the arrow keys, to read its derivative. A click on a neuron makes it the target."}</p>`;
  const value = gradient.at(seen);
  const unit = seen.kind === "unit" && seen.layer >= 0 ? seen : null;
  const target = unit && targetKey({ kind: "unit", layer: unit.layer, unit: unit.unit });
  const name = partName(seen, network);
  return html`<div class="gradient-card" data-open>
    ${narrow && html`<button type="button" class="bare" aria-label="Close what is read" onClick=${() => view.pick(null)}>${icon("close")}</button>`}
    <p class="gradient-card-line"><b>${name[0].toUpperCase() + name.slice(1)}</b>
      <span class="gradient-card-value"><span aria-hidden="true"><${Formula} tex=${`${partTex(seen)} =`} /></span><span class="unseen">derivative</span> <b title=${exact(value)}>${three(value)}</b></span></p>
    <p>${meaning(seen, gradient, network)}</p>
    ${unit && html`<p class="gradient-card-acts">
      ${target !== targetKey(gradient.target) && html`<button type="button" class="text-button" onClick=${() => look("target", target)}>Make it the target</button>`}
      <button type="button" class="text-button" onClick=${() => only(unit)}>Only its weights in the table</button></p>`}
  </div>`;
}
