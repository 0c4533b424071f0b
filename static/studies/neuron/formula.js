/** a = σ(w·x + b), each symbol a button that lights what it stands for. */
import { activationEntry, activationLabel } from "../../panels/names.js";
import { html } from "../../vendor/ui.js";
import { Formula } from "../../widgets/formula.js";
import { FORMULA, partOf } from "./parts.js";

/**
 * @typedef {object} Lighting which part is lit: pointed at, or pinned by a click
 * @property {string | null} lit
 * @property {string | null} pinned
 * @property {(key: string | null) => void} point
 * @property {(key: string | null) => void} pin
 */

/** @param {{ lighting: Lighting, activation: string }} props */
export function FormulaLine({ lighting, activation }) {
  const { formula, joint } = activationEntry(activation) ?? {};
  const tex = joint ? formula : `\\sigma(z) = ${formula ?? `\\operatorname{${activation}}(z)`}`;
  return html`<div class="neuron-formula">
    <span class="neuron-symbols" role="group" aria-label="a equals sigma of w times x plus b">
      ${FORMULA.map((group) => html`<span key=${group.join()} class="neuron-group">
        ${group.map((piece, index) => (partOf(piece) ? html`<${Symbol} key=${index} name=${piece} lighting=${lighting} />` : html`<span key=${index} aria-hidden="true"><${Formula} tex=${piece} /></span>`))}
      </span>`)}
    </span>
    <span class="neuron-function"><span class="quiet small">${activationLabel(activation)}</span><${Formula} tex=${tex} /></span>
  </div>`;
}

/** @param {{ name: string, lighting: Lighting }} props */
function Symbol({ name, lighting }) {
  const { lit, pinned, point, pin } = lighting;
  const part = partOf(name);
  if (!part) return null;
  return html`<button type="button" class="neuron-symbol" data-symbol=${name} data-lit=${lit === name ? "" : undefined} aria-label=${part.name} aria-pressed=${pinned === name ? "true" : "false"}
    title=${part.means} onPointerEnter=${(/** @type {PointerEvent} */ event) => event.pointerType === "mouse" && point(name)} onPointerLeave=${() => point(null)}
    onFocus=${(/** @type {any} */ event) => event.currentTarget.matches(":focus-visible") && point(name)} onBlur=${() => point(null)} onClick=${() => pin(pinned === name ? null : name)}>
    <span aria-hidden="true"><${Formula} tex=${part.tex} /></span></button>`;
}
