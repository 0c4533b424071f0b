/** A map opened: the maps it reads, its kernels, the products that add up to it, and one position with its numbers. */

import { selection } from "../state/store.js";
import { html, useMemo } from "../vendor/ui.js";
import { toBytes } from "../draw/cells.js";
import { exact, three } from "../widgets/format.js";
import { icon } from "../widgets/icons.js";
import { activationText, layerTitle, unitTitle } from "./names.js";
import { lookAt, movePosition, opened, useOpened, windowOf } from "./opening.js";
import { MapCanvas } from "./mapCanvas.js";
import { Position } from "./position.js";
import { picture, scales } from "./reading.js";
import { shownRun } from "./stage.js";
import { inkTable, mapScale, mapTable, pinned, weightTable } from "./tables.js";

/** @typedef {import("./opening.js").Opened} Opened */
/** @typedef {import("../widgets/probe.js").Values} Values */
/** @typedef {{ x: number, y: number, width: number, height: number }} Mark in places of the map */

/** So many parts stand side by side; the others are told as a sum. */
const MOST_PARTS = 8;

export function OpenedMap() {
  const which = opened.value;
  return which ? html`<${Opening} key=${`${which.layer}.${which.unit}`} which=${which} />` : null;
}

/** @param {{ which: import("./opening.js").Which }} props */
function Opening({ which }) {
  const [ref, of] = useOpened(which);
  const network = shownRun.value?.network;
  if (!network) return null;
  const layer = network.layers[which.layer];
  const { before, after } = words(layer, network, which.layer);
  return html`<section class="opened" ref=${ref} aria-label=${`${unitTitle(network, which.layer, which.unit)}, opened`}>
    <header class="opened-head"><h2>${unitTitle(network, which.layer, which.unit)}, opened</h2><p>${before}${after}</p>
      <button type="button" class="bare" aria-label="Close the map" title="Close (Esc)" onClick=${() => (selection.value = null)}>${icon("close")}</button></header>
    ${of ? html`<div class="opened-body"><${Parts} of=${of} /><${Position} of=${of} /></div>` : html`<p class="quiet opened-wait" role="status"><span class="spinner" aria-hidden="true"></span>Asking the engine…</p>`}
  </section>`;
}

/** @param {import("../wire/types.js").NetworkLayer} layer @param {import("../wire/types.js").NetworkInfo} network @param {number} at */
function words(layer, network, at) {
  const source = at === 0 ? "the image" : layerTitle(network, at - 1);
  if (!layer.planes?.length) return { before: `each place answers for its window on the map of the same number of ${source}`, after: "" };
  const [inputs, size] = [layer.inputs, layer.planes[0].shape.slice(2).join(" × ")];
  const maps = inputs === 1 ? `${source} slides under a kernel of ${size}` : `each of the ${inputs} maps of ${source} slides under its own kernel of ${size}`;
  return { before: `${maps}; ${inputs === 1 ? "the product" : "the products"} and the bias add up`, after: layer.activation === "linear" ? "" : `; ${activationText(layer.activation)} makes a of z` };
}

/** @param {{ of: Opened }} props */
function Parts({ of }) {
  const { inputs, kernels, products, info, outputs, preactivations } = of;
  const scale = pinned.value ?? mapScale.value ?? 1;
  const sums = /** @type {number[]} */ (info["sums"] ?? []);
  const shown = kernels ? strongest(sums) : [0];
  const [bytes, weights, parts] = useMemo(() => [toBytes(inputs, scale), kernels && toBytes(kernels, scales.value.kernels), products && toBytes(products, scale)], [inputs, kernels, products, scale]);
  const rest = sums.reduce((sum, value, at) => (shown.includes(at) ? sum : sum + (value ?? 0)), 0);
  const frame = windowOf(of);
  const here = { x: of.column, y: of.row, width: 1, height: 1 };
  return html`<div class="opened-parts">
    ${shown.map((input, at) => html`${at > 0 && html`<i class="opened-plus" aria-hidden="true">+</i>`}
      <div class="opened-part" key=${input}>
        <${Input} of=${of} input=${input} bytes=${bytes} frame=${frame} />
        ${kernels && weights && html`<span class="opened-kernel"><i aria-hidden="true">∗</i><${MapCanvas} grid=${slice(weights, kernels.shape, input)} table=${weightTable.value} label=${`Kernel on map ${input + 1}`} className="opened-map" /></span>`}
        ${products && parts && html`<${Marked} of=${of} grid=${slice(parts, products.shape, input)} mark=${here} label=${`Product with map ${input + 1}`} />
          <b class=${sums[input] < 0 ? "negative" : "positive"} title=${exact(sums[input])}>${signed(sums[input])}</b>`}
      </div>`)}
    ${sums.length > shown.length && html`<div class="opened-rest"><span>${sums.length - shown.length} more</span><b class=${rest < 0 ? "negative" : "positive"} title=${exact(rest)}>${signed(rest)}</b></div>`}
    <i class="opened-plus" aria-hidden="true">=</i>
    ${preactivations && html`<div class="opened-sum"><span class="math">z</span><${Marked} of=${of} grid=${plane(toBytes(preactivations, scale), preactivations.shape)} mark=${here} label="The sums z" /></div>
      <i class="opened-plus">${activationText(info["activation"] ?? "")} →</i>`}
    <div class="opened-sum"><span class="math">a</span><${Marked} of=${of} grid=${plane(toBytes(outputs, scale), outputs.shape)} mark=${here} label="The map a" steered=${true} /></div>
  </div>`;
}

/** A map it reads, with the window on it; the image in ink. @param {{ of: Opened, input: number, bytes: Uint8Array, frame: Mark }} props */
function Input({ of, input, bytes, frame }) {
  const image = of.which.layer === 0 ? picture.value?.array("input") : null;
  const [, rows, columns] = of.inputs.shape;
  const grid = image ? { bytes: image, from: input, rows, columns, rowStep: columns * image.shape[2], step: image.shape[2] } : slice(bytes, of.inputs.shape, input);
  return html`<${Marked} of=${of} grid=${grid} mark=${frame} table=${image ? inkTable.value : undefined} label=${of.which.layer === 0 ? "The image" : `Map ${input + 1} before it`} />`;
}

/**
 * A map with a frame on it; the position follows the pointer.
 * @param {{ of: Opened, grid: import("../draw/cells.js").Grid, mark: Mark, label: string, table?: Uint32Array, steered?: boolean }} props
 */
function Marked({ of, grid, mark, label, table, steered = false }) {
  const { rows, columns } = grid;
  /** @param {PointerEvent & { currentTarget: HTMLElement }} event */
  const follow = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const [y, x] = [((event.clientY - box.top) / box.height) * rows, ((event.clientX - box.left) / box.width) * columns];
    const place = (/** @type {number} */ at, /** @type {0 | 1} */ axis, /** @type {number} */ span) => Math.round((at + of.info["before"][axis] - span / 2) / of.info["stride"][axis]);
    if (mark.width === 1 && mark.height === 1) lookAt(Math.floor(y), Math.floor(x), of.outputs.shape);
    else lookAt(place(y, 0, mark.height), place(x, 1, mark.width), of.outputs.shape);
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    movePosition(of, step[0], step[1]);
  };
  const style = { left: share(mark.x, columns), top: share(mark.y, rows), width: share(mark.width, columns), height: share(mark.height, rows) };
  return html`<span class="opened-marked" onPointerMove=${follow} onPointerDown=${follow} style=${{ aspectRatio: String(columns / Math.max(rows, columns / 8)) }}>
    <${MapCanvas} grid=${grid} table=${table ?? mapTable.value} label=${label} className="opened-map" />
    <i class="opened-mark" style=${style}></i>
    ${steered && html`<button type="button" class="opened-steer" data-arrows aria-label=${`Position row ${of.row + 1}, column ${of.column + 1}: arrow keys move it`} onKeyDown=${key}></button>`}
  </span>`;
}

/** @param {number} at @param {number} count */
function share(at, count) {
  return `${(100 * at) / count}%`;
}

/** The parts of most weight at the position, in their order. @param {number[]} sums */
function strongest(sums) {
  const order = sums.map((_, at) => at);
  if (sums.length <= MOST_PARTS) return order;
  return order.sort((a, b) => Math.abs(sums[b]) - Math.abs(sums[a])).slice(0, MOST_PARTS).sort((a, b) => a - b);
}

/** One map of several. @param {Uint8Array} bytes @param {number[]} shape @param {number} at */
function slice(bytes, [, rows, columns], at) {
  return { bytes, from: at * rows * columns, rows, columns, rowStep: columns, step: 1 };
}

/** @param {Uint8Array} bytes @param {number[]} shape */
function plane(bytes, [rows, columns]) {
  return { bytes, from: 0, rows, columns, rowStep: columns, step: 1 };
}

/** @param {number | null | undefined} value */
export function signed(value) {
  return value !== null && value !== undefined && value > 0 ? `+${three(value)}` : three(value);
}
