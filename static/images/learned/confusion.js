/** The output of a network on images: its confusion matrix, whose cells open the images in them, and how well each class is read. */

import { colors } from "../../draw/palette.js";
import { html, useEffect, useMemo, useRef, useState } from "../../vendor/ui.js";
import { grouped } from "../../widgets/format.js";
import { useSize } from "../../widgets/pace.js";
import { className } from "../../panels/names.js";
import { besideRows, drawConfusion, frequent, LABELS_PX, ofClass } from "./matrix.js";
import { asked, cellTitle } from "./mistakes.js";
import { Classes, Words } from "./scores.js";

/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {import("../../widgets/probe.js").Values} Values */
/** @typedef {import("../../widgets/probe.js").Reading} Reading */

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** @param {{ network: NetworkInfo, reading: Reading, set: "train" | "test" }} props */
export function ImagesConfusion({ network, reading, set }) {
  const [pointed, point] = useState(/** @type {number | null} */ (null));
  const counts = reading.array(`confusion.${set}`);
  const images = reading.info[`images_${set}`];
  if (!counts || !images) return html`<p class="quiet small">No ${set} images.</p>`;
  const side = counts.shape[0];
  const several = (network.slots ?? 1) > 1;
  const wrong = images - Math.round(images * reading.info[`words_${set}`]);
  const names = Array.from({ length: side }, (_, index) => className(network, index));
  const [truth, says] = [Math.floor((pointed ?? 0) / side), (pointed ?? 0) % side];
  return html`<div class="learned-output">
    <${Matrix} network=${network} counts=${counts} names=${names} set=${set} pointed=${pointed} onPoint=${point} />
    <${Classes} counts=${counts} names=${names} />
    <div class="learned-side">
      ${several && html`<${Words} info=${reading.info} set=${set} slots=${network.slots} />`}
      <p class="learned-said">${pointed === null ? html`rows: true<br />columns: read` : `${names[truth]} read as ${names[says]}: ${grouped(Number(counts[pointed]))} of ${grouped(ofClass(counts, side, truth))}`}</p>
      <button type="button" class="text-button learned-worst" aria-haspopup="dialog" onClick=${() => (asked.value = { set })}>worst mistakes <b>${grouped(wrong)}</b></button>
      ${frequent(counts, side).slice(0, several ? 1 : 3).map((one) => html`<button type="button" class="text-button" aria-haspopup="dialog" onClick=${() => (asked.value = { set, true: one.truth, answered: one.says })}>${names[one.truth]} as ${names[one.says]} <b>${grouped(one.count)}</b></button>`)}
    </div>
  </div>`;
}

/** @param {{ network: NetworkInfo, counts: Values, names: string[], set: "train" | "test", pointed: number | null, onPoint: (at: number | null) => void }} props */
function Matrix({ network, counts, names, set, pointed, onPoint }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const size = useSize(box);
  const look = colors.value;
  const side = names.length;
  const edge = Math.min(size.width, size.height) - LABELS_PX;
  const left = useMemo(() => besideRows(names), [names.join()]);
  const more = left - LABELS_PX;
  useEffect(() => {
    const at = pointed === null ? null : { truth: Math.floor(pointed / side), says: pointed % side };
    if (canvas.current && edge > 20) drawConfusion(canvas.current, { width: size.width + more, height: size.height }, left, edge, counts, names, at);
  }, [counts, size, more, look, pointed]);
  const worst = frequent(counts, side).map(({ truth, says, count }) => `${names[truth]} read as ${names[says]} ${grouped(count)} times`);
  return html`<div class="learned-matrix" ref=${box} style=${{ "--names": `${more}px` }}>
    <canvas ref=${canvas} class="fill" role="img"
      aria-label=${`Confusion matrix of the ${set} images, rows: true, columns: read. ${worst.length ? `Most often ${worst.join(", ")}` : "No mistakes"}`}></canvas>
    <${Cells} network=${network} counts=${counts} side=${side} set=${set} left=${left} edge=${edge} onPoint=${onPoint} />
  </div>`;
}

/** A button over each cell; Tab reaches one, the arrow keys walk them. @param {{ network: NetworkInfo, counts: Values, side: number, set: "train" | "test", left: number, edge: number, onPoint: (at: number | null) => void }} props */
function Cells({ network, counts, side, set, left, edge, onPoint }) {
  const [stop, setStop] = useState(0);
  const unit = (network.slots ?? 1) > 1 ? "character" : "image";
  const cell = (/** @type {Event} */ event) => Number(/** @type {HTMLElement} */ (event.target).dataset["cell"] ?? NaN);
  const over = (/** @type {Event} */ event) => Number.isNaN(cell(event)) || onPoint(cell(event));
  const focused = (/** @type {Event} */ event) => {
    over(event);
    setStop(cell(event));
  };
  /** @param {KeyboardEvent & { currentTarget: HTMLElement }} event */
  const walk = (event) => {
    const step = STEPS[event.key];
    const from = cell(event);
    if (!step || Number.isNaN(from)) return;
    event.preventDefault();
    const within = (/** @type {number} */ at) => Math.max(0, Math.min(side - 1, at));
    const to = within(Math.floor(from / side) + step[0]) * side + within((from % side) + step[1]);
    /** @type {HTMLElement | null} */ (event.currentTarget.querySelector(`[data-cell="${to}"]`))?.focus();
  };
  /** @param {Event} event */
  const open = (event) => {
    const at = cell(event);
    if (!Number.isNaN(at)) asked.value = { set, true: Math.floor(at / side), answered: at % side };
  };
  // As many as there are pairs of classes: made anew only for new counts.
  const buttons = useMemo(() => Array.from({ length: side * side }, (_, at) => {
    const count = Number(counts[at]);
    const title = `${cellTitle(network, Math.floor(at / side), at % side)}: ${grouped(count)} ${count === 1 ? unit : `${unit}s`}`;
    return html`<button type="button" data-cell=${at} tabindex=${at === stop ? 0 : -1} title=${title} aria-label=${title} aria-haspopup="dialog"></button>`;
  }), [network.class_labels?.join(), unit, side, stop, counts.join()]);
  const style = { left: `${left}px`, top: `${LABELS_PX}px`, width: `${Math.max(0, edge)}px`, height: `${Math.max(0, edge)}px`, gridTemplate: `repeat(${side}, 1fr) / repeat(${side}, 1fr)` };
  return html`<div class="learned-cells" data-arrows role="group" aria-label="Cells of the confusion matrix: arrow keys walk them" style=${style}
    onPointerOver=${over} onPointerLeave=${() => onPoint(null)} onFocusIn=${focused} onFocusOut=${() => onPoint(null)} onKeyDown=${walk} onClick=${open}>${buttons}</div>`;
}
