/** A formula that becomes smaller where its place is too narrow for it. */
import { html, useRef } from "../../vendor/ui.js";
import { Formula } from "../../widgets/formula.js";
import { useSize } from "../../widgets/pace.js";

const SMALLEST = 0.6; // of its size: less could not be read, and is scrolled

/** @param {{ tex: string }} props */
export function Fitted({ tex }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const formula = useRef(/** @type {HTMLElement | null} */ (null));
  const scale = useRef(1);
  const { width: room } = useSize(place);
  const natural = useSize(formula).width / scale.current;
  if (room && natural) scale.current = Math.min(1, Math.max(SMALLEST, (room - 1) / natural));
  return html`<div class="act-fitted" ref=${place}><span ref=${formula} style=${{ fontSize: `${scale.current.toFixed(3)}em` }}><${Formula} tex=${tex} /></span></div>`;
}
