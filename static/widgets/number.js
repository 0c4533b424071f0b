/** Numbers to type, to choose from listed steps, and to drag. */
import { html, useLayoutEffect, useRef, useState } from "../vendor/ui.js";
import { exact, readNumber, shortest } from "./format.js";

/**
 * @typedef {object} NumberProps
 * @property {number | string | null} value what stands there; text where it could not be read
 * @property {string} label name of the control
 * @property {string} [describedby] id of its help or its error
 * @property {boolean} [wrong]
 * @property {string} [empty] what an empty box means, where it may be empty
 * @property {boolean} [disabled]
 * @property {string} [className]
 * @property {number} [size]
 * @property {(value: number) => string} [format]
 * @property {(value: number | null) => void} onNumber
 * @property {(text: string) => void} [onNonsense] gets what can't be read as a number
 * @property {(direction: 1 | -1) => void} [onArrow]
 */

/**
 * A box to type a number in: Enter or leaving it applies, Escape takes back. While it has the focus its text stands
 * still, however the value goes on, so that what is typed replaces what was selected.
 * @param {NumberProps} props
 */
export function NumberBox(props) {
  const { value, label, describedby, wrong, empty, disabled, className = "entry", format = shortest } = props;
  const { onNumber, onNonsense, onArrow } = props;
  const [typing, setTyping] = useState(/** @type {string | null} */ (null));
  const cancelled = useRef(false);
  const before = useRef(/** @type {string | null} */ (null)); // the text that stands for no change
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  const settled = value === null ? "" : typeof value === "string" ? value : format(value);

  useLayoutEffect(() => {
    if (typing === null && box.current === document.activeElement) box.current?.select(); // an arrow key changed it
  }, [settled]);

  /** @param {string | null} text */
  function hold(text) {
    before.current = text;
    setTyping(text);
  }

  /** @param {string} text @returns {string} how it is written */
  function apply(text) {
    if (cancelled.current || text === before.current) return text;
    const number = readNumber(text);
    if (empty !== undefined && text.trim() === "") onNumber(null);
    else if (number === null) onNonsense?.(text);
    else onNumber(number);
    return number === null ? text : format(number);
  }

  /** @param {KeyboardEvent & { currentTarget: HTMLInputElement }} event */
  function key(event) {
    if (event.key === "Enter") {
      hold(apply(event.currentTarget.value));
      event.currentTarget.select();
    } else if (event.key === "Escape") {
      cancelled.current = true;
      event.currentTarget.blur();
      cancelled.current = false;
      event.stopPropagation();
    } else if (onArrow && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      hold(null);
      onArrow(event.key === "ArrowUp" ? 1 : -1);
    }
  }

  return html`<input ref=${box} class=${className} type="text" inputmode="decimal" autocomplete="off" spellcheck=${false}
    aria-label=${label} aria-describedby=${describedby} aria-invalid=${wrong ? "true" : undefined}
      data-wrong=${wrong ? "" : undefined}
    disabled=${disabled} placeholder=${empty} title=${typeof value === "number" ? exact(value) : undefined}
    value=${typing ?? settled}
    onFocus=${(/** @type {any} */ event) => {
      hold(settled);
      event.currentTarget.select();
    }}
    onInput=${(/** @type {any} */ event) => setTyping(event.currentTarget.value)}
    onBlur=${(/** @type {any} */ event) => {
      if (typing !== null) apply(event.currentTarget.value);
      setTyping(null);
    }}
    onKeyDown=${key} />`;
}

/**
 * A pill: type any number, or choose a listed one; the up and down keys walk the list.
 * @param {NumberProps & { steps: number[] }} props
 */
export function NumberPick({ steps, ...props }) {
  const { value, label, onNumber } = props;
  const listed = typeof value === "number" && steps.includes(value);
  /** @param {1 | -1} direction */
  function walk(direction) {
    if (typeof value !== "number") return;
    const next = direction > 0 ? steps.find((step) => step > value) : steps.findLast((step) => step < value);
    if (next !== undefined) onNumber(next);
  }
  return html`<span class="pill pill-pick" data-wrong=${props.wrong ? "" : undefined}>
    <${NumberBox} ...${props} className="" onArrow=${walk} />
    <select aria-label=${`${label}: usual values`} disabled=${props.disabled} value=${listed ? String(value) : ""}
      onChange=${(/** @type {any} */ event) => event.currentTarget.value && onNumber(Number(event.currentTarget.value))}>
      ${!listed && html`<option value="">${typeof value === "number" ? shortest(value) : "–"}</option>`}
      ${steps.map((step) => html`<option value=${String(step)}>${shortest(step)}</option>`)}
    </select>
  </span>`;
}
