/** The film's picture, large: the plane at the depth that the slider stands at, with a training point to be read. */
import { appearance } from "../../state/store.js";
import { html, useEffect, useRef } from "../../vendor/ui.js";
import { sized } from "../../widgets/map.js";
import { drawMoment } from "./draw.js";
import { endOf } from "./frame.js";
import { partsOf } from "./depth.js";
import { momentAt } from "./shots.js";
import { axisName, stageName } from "./words.js";
import { three } from "../../widgets/format.js";

/** @typedef {import("./view.js").View} View */

const RADIUS_PX = 3;
/** How near the pointer must come to a point, in pixels. */
const REACH = 12;

/** @param {{ view: View, size: number }} props */
export function Picture({ view, size }) {
  const { shots, labels, depth, network, point } = view;
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const moment = momentAt(shots, depth.depth);
  const look = appearance.value;
  const { at, share } = partsOf(depth.depth);
  const { stage, frame } = shots[at];
  const [across, up] = stage.axes.map((unit) => axisName(stage, unit, network));

  useEffect(() => {
    const context = canvas.current && sized(canvas.current, size, size);
    if (context) drawMoment(context, moment, { size, every: 1, radius: RADIUS_PX, chosen: point, named: true, ...labels });
  }, [moment, size, point, labels, look]);

  /** The training point under the pointer. @param {{ clientX: number, clientY: number, currentTarget: any }} event */
  function under(event) {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.x, event.clientY - box.y];
    let [found, nearest] = [/** @type {number | null} */ (null), REACH];
    for (let index = 0; index < labels.labels.length; index += 1) {
      const distance = Math.hypot(moment.points[2 * index] * size - x, (1 - moment.points[2 * index + 1]) * size - y);
      if (distance < nearest) [found, nearest] = [index, distance];
    }
    return found;
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const deeper = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !(deeper || next)) return;
    event.preventDefault();
    const count = labels.labels.length;
    if (deeper) depth.go(deeper > 0 ? at + 1 : share > 0 ? at : at - 1);
    else if (count) view.readPoint(point === null ? 0 : (point + Number(next) + count) % count);
  }

  const named = share > 0 ? `Between ${stageName(stage, network)} and ${stageName(shots[at + 1].stage, network)}` : stageName(stage, network);
  return html`<div class="layers-picture" style=${{ width: `${size}px` }}>
    <p class="layers-over">${share > 0
      ? html`<span class="layers-between">${`in between, ${Math.round(share * 100)} % of the way: no value of the network`}</span>`
      : up && html`<span class="layers-axis layers-up">${up}</span><span class="quiet">on the same scale</span>`}</p>
    <div class="layers-plane" data-between=${share > 0 ? "" : undefined} data-arrows role="group" tabindex="0"
      aria-label=${`${named}. Left and right walk the stages, up and down the training points.`} onKeyDown=${key}>
      <canvas ref=${canvas} role="img" aria-label=${`${named}: the grid of the plane${moment.cut?.ends.length ? ", the line where the output decides" : ""} and ${labels.labels.length} training points`} style=${{ width: `${size}px`, height: `${size}px` }}
        onPointerMove=${(/** @type {PointerEvent} */ event) => event.pointerType === "mouse" && view.readPoint(under(event))}
        onPointerLeave=${(/** @type {PointerEvent} */ event) => event.pointerType === "mouse" && view.readPoint(null)}
        onClick=${(/** @type {MouseEvent} */ event) => view.readPoint(under(event))}></canvas>
    </div>
    <p class="layers-under">${share === 0 && across && html`<${Tick} frame=${frame} value=${frame.low < -0.5 * frame.high ? -endOf(frame) : 0} />
      <span class="layers-axis layers-across">${across}</span><${Tick} frame=${frame} value=${endOf(frame)} />`}</p>
  </div>`;
}

/** A number at its place along the axis. @param {{ frame: import("./frame.js").Frame, value: number }} props */
function Tick({ frame: { low, high }, value }) {
  return html`<span class="layers-tick" style=${{ left: `${(100 * (value - low)) / (high - low)}%` }}>${three(value)}</span>`;
}
