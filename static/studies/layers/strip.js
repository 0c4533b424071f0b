/** All stages side by side, small: each shows its plane, and a click goes there. */
import { appearance } from "../../state/store.js";
import { html, useEffect, useRef } from "../../vendor/ui.js";
import { Formula } from "../../widgets/formula.js";
import { sized } from "../../widgets/map.js";
import { partsOf } from "./depth.js";
import { drawMoment } from "./draw.js";
import { stageName, stageTex } from "./words.js";

/** @typedef {import("./view.js").View} View */

export const SMALL_PX = 84;
const RADIUS_PX = 1.2;
/** Of the lines every third one is drawn. */
const EVERY = 3;

/** @param {{ view: View }} props */
export function Strip({ view }) {
  const { shots, depth, network, lit } = view;
  const { at, share } = partsOf(depth.depth);
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const [strip, small] = [list.current, /** @type {HTMLElement | undefined} */ (list.current?.children[at])];
    if (strip && small) strip.scrollLeft += Math.min(0, small.offsetLeft - strip.offsetLeft - strip.scrollLeft) + Math.max(0, small.offsetLeft + small.offsetWidth - strip.offsetLeft - strip.scrollLeft - strip.clientWidth);
  }, [at, shots.length]);
  return html`<ol ref=${list} class="layers-strip" aria-label="All stages">
    ${shots.map((shot, index) => {
      const { stage } = shot;
      return html`<li key=${stage.key}><button type="button" class="layers-small" data-stage=${stage.key} aria-current=${index === at && share === 0 ? "step" : undefined}
        data-lit=${lit?.stage === stage.key ? "" : undefined} title=${stageName(stage, network)} aria-label=${stageName(stage, network)} onClick=${() => depth.go(index)}
        onPointerEnter=${() => view.light({ stage: stage.key, symbols: symbolsOf(view, index) })} onPointerLeave=${() => view.light(null)}
        onFocus=${() => view.light({ stage: stage.key, symbols: symbolsOf(view, index) })} onBlur=${() => view.light(null)}>
        <${Small} shot=${shot} labels=${view.labels} point=${view.point} /><span aria-hidden="true"><${Formula} tex=${stageTex(stage, network)} /></span></button></li>`;
    })}
  </ol>`;
}

/** What the formulas have of a stage. @param {View} view @param {number} index @returns {string[]} */
export function symbolsOf({ shots }, index) {
  const { stage } = shots[index];
  const l = Number(stage.layer) + 1;
  const handsOn = shots[index + 1]?.stage.column !== stage.column;
  if (stage.kind === "input" || stage.kind === "features") return handsOn ? ["x"] : [];
  const made = handsOn ? [`h${l}`] : [];
  return stage.kind === "affine" ? [`W${l}`, `b${l}`, ...made] : [`s${l}`, ...made];
}

/** @param {{ shot: import("./shots.js").Shot, labels: import("./shots.js").Labels, point: number | null }} props */
function Small({ shot, labels, point }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const look = appearance.value;
  useEffect(() => {
    const context = canvas.current && sized(canvas.current, SMALL_PX, SMALL_PX);
    if (context) drawMoment(context, shot.moment, { size: SMALL_PX, every: EVERY, radius: RADIUS_PX, chosen: point, named: false, ...labels });
  }, [shot, labels, point, look]);
  return html`<canvas ref=${canvas} aria-hidden="true" style=${{ width: `${SMALL_PX}px`, height: `${SMALL_PX}px` }}></canvas>`;
}
