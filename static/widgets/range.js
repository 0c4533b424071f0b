/** A slider, linear or logarithmic. */
import { html } from "../vendor/ui.js";

const POSITIONS = 1000;

/**
 * @typedef {object} RangeProps
 * @property {number} value
 * @property {number} minimum
 * @property {number} maximum
 * @property {number | null} [step]
 * @property {boolean} [log] equal ratios take equal lengths; a minimum of 0 then stands alone at the left end
 * @property {string} label
 * @property {string} [text] the value as it is read out
 * @property {string} [describedby]
 * @property {boolean} [disabled]
 * @property {(value: number) => void} onDrag every change
 * @property {() => void} [onDrop] the end of a drag
 */

/** @param {RangeProps} props */
export function Range({ value, minimum, maximum, step, log, label, text, describedby, disabled, onDrag, onDrop }) {
  const shown = Math.min(maximum, Math.max(minimum, Number.isFinite(value) ? value : minimum));
  const scale = log ? logarithmic(minimum, maximum) : null;
  const position = scale ? scale.position(shown) : shown;
  const [low, high] = scale ? [0, POSITIONS] : [minimum, maximum];
  const part = high > low ? (position - low) / (high - low) : 0;
  return html`<input class="range" type="range" min=${low} max=${high} step=${scale ? 1 : (step ?? "any")} value=${position}
    aria-label=${label} aria-valuetext=${text} aria-describedby=${describedby} disabled=${disabled}
    style=${{ "--part": `calc(9px + ${part} * (100% - 18px))` }}
    onInput=${(/** @type {any} */ event) => onDrag(scale ? scale.value(Number(event.currentTarget.value)) : tidy(Number(event.currentTarget.value)))}
    onChange=${() => onDrop?.()} />`;
}

/** @param {number} minimum @param {number} maximum */
function logarithmic(minimum, maximum) {
  const zero = minimum <= 0;
  const bottom = zero ? maximum * 1e-5 : minimum;
  const span = Math.log(maximum / bottom);
  const first = zero ? POSITIONS / 50 : 0;
  return {
    /** @param {number} value */
    position: (value) => (value < bottom ? 0 : Math.round(first + ((POSITIONS - first) * Math.log(value / bottom)) / span)),
    /** @param {number} position */
    value: (position) =>
      zero && position < first ? 0 : Number((bottom * Math.exp((span * (position - first)) / (POSITIONS - first))).toPrecision(2)),
  };
}

/** 0.1 + 0.2 reads as 0.3. @param {number} value */
function tidy(value) {
  return Number(value.toPrecision(12));
}
