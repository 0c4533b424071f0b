/** A weight, a bias or a learned slope as a bar and a number: type it, or drag the bar. */
import { command } from "../state/actions.js";
import { html, useMemo, useRef } from "../vendor/ui.js";
import { createEdit, useSteering } from "../widgets/edit.js";
import { three } from "../widgets/format.js";
import { NumberBox } from "../widgets/number.js";

const PER_PIXEL = 0.01;
const FULL_BAR = 2;
const BAR_PX = 22;

/**
 * @param {{ layer: number, unit: number, input: number | "slope" | null, value: number, label: string }} props input null: the bias
 */
export function WeightCell({ layer, unit, input, value, label }) {
  const edit = useMemo(() => {
    const kind = input === null ? "bias" : input === "slope" ? "slope" : "weight";
    const name = kind === "weight" ? `weight ${layer}.${unit}.${input}` : `${kind} ${layer}.${unit}`;
    return createEdit(name, (to, group) =>
      command({ type: `set_${kind}`, layer, unit, ...(kind === "weight" ? { input } : {}), value: to, ...(group ? { group } : {}) }));
  }, [layer, unit, input]);
  const steering = useSteering();
  const shown = edit.draft.value ?? value;
  const wrong = edit.wrong.value;
  const from = useRef({ x: 0, value: 0, on: false });

  /** @param {PointerEvent & { currentTarget: HTMLElement }} event */
  function grab(event) {
    if (!steering) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, value: typeof shown === "number" ? shown : value, on: true };
  }
  /** @param {PointerEvent} event */
  function pull(event) {
    const { x, value: start, on } = from.current;
    if (on) edit.drag(Number((start + (event.clientX - x) * PER_PIXEL).toPrecision(4)));
  }
  function release() {
    from.current.on = false;
    edit.drop();
  }

  const size = typeof shown === "number" ? Math.min(1, Math.abs(shown) / FULL_BAR) : 0;
  const sign = typeof shown === "number" && shown < 0 ? "negative" : "positive";
  return html`<span class="weight">
    <span class="weight-grip" title=${steering ? "Drag to change" : undefined} aria-hidden="true" onPointerDown=${grab} onPointerMove=${pull}
      onPointerUp=${release} onPointerCancel=${release}>
      <i class=${`weight-bar weight-${sign}`} style=${{ width: `${Math.max(1.5, size * BAR_PX)}px` }}></i></span>
    <${NumberBox} value=${shown} label=${label} disabled=${!steering} wrong=${Boolean(wrong)} format=${three} className="entry weight-entry"
      onNumber=${(/** @type {number} */ to) => edit.send(to)}
        onNonsense=${(/** @type {string} */ text) => edit.refuse(text, `${label}: expected a number, got “${text}”.`)}
      onArrow=${(/** @type {1 | -1} */ direction) => edit.drag(Number((Number(shown) + direction * 0.05).toPrecision(4)))} />
    ${wrong && html`<span class="wrong" role="alert">${wrong}</span>`}
  </span>`;
}
