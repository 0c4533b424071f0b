/** The plot of one function, large, with a place z that the pointer and the arrow keys move. */
import { html } from "../../vendor/ui.js";
import { three } from "../../widgets/format.js";
import { Curves, Ticks, WINDOW } from "./curves.js";
import { GRID, LINES } from "./table.js";

const PAGE = 10; // samples that Page Up and Page Down move by

/** The sample that lies nearest. @param {import("./table.js").Curve} z ascending @param {number} wanted */
export function nearest(z, wanted) {
  let best = 0;
  for (let i = 1; i < z.length; i += 1) if (Math.abs(Number(z[i]) - wanted) < Math.abs(Number(z[best]) - wanted)) best = i;
  return best;
}

/** @param {{ of: import("./table.js").Activation, at: number, onMove: (at: number) => void }} props */
export function LargePlot({ of, at, onMove }) {
  const last = of.z.length - 1;
  const z = Number(of.z[at]);

  /** @param {PointerEvent & { currentTarget: HTMLElement }} event */
  function follow(event) {
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
    else if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.getBoundingClientRect();
    onMove(nearest(of.z, GRID.low + ((event.clientX - box.left) / box.width) * (GRID.high - GRID.low)));
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const to = { ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1, PageUp: at + PAGE, PageDown: at - PAGE, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(Math.min(last, Math.max(0, to)));
  }

  const spoken = `z ${three(z)}, ${LINES.map(({ of: which, label }) => `${label} ${three(Number(of[which][at]))}`).join(", ")}`;
  return html`<div class="act-large" role="slider" tabindex="0" data-arrows aria-label=${`z of ${of.label}`}
    aria-valuemin=${GRID.low} aria-valuemax=${GRID.high} aria-valuenow=${z} aria-valuetext=${spoken}
    onKeyDown=${key} onPointerDown=${follow} onPointerMove=${follow}>
    <${Curves} of=${of} marks=${html`<${Kinks} kinks=${of.kinks} /><${Cursor} of=${of} at=${at} />`} />
    <${Ticks} />
  </div>`;
}

/** @param {{ kinks: number[] }} props */
function Kinks({ kinks }) {
  return kinks.map((z) => html`<path key=${z} class="act-kink" d=${`M${z} ${-WINDOW.high}V${-WINDOW.low}`} />`);
}

/** @param {{ of: import("./table.js").Activation, at: number }} props */
function Cursor({ of, at }) {
  const z = Number(of.z[at]);
  return html`<path class="act-cursor" d=${`M${z} ${-WINDOW.high}V${-WINDOW.low}`} />
    ${LINES.map(({ name, of: which }) => {
      const y = -Number(of[which][at]);
      return Number.isFinite(y) && html`<circle key=${name} class=${`act-dot act-dot-${name}`} cx=${z} cy=${y} r="0.085" />`;
    })}`;
}
