/** A map or unit opened: what it reads, its kernels, the products that add up to it, and one position with its numbers. */

import { selection } from "../state/store.js";
import { html, useEffect, useMemo, useRef } from "../vendor/ui.js";
import { toBytes } from "../draw/cells.js";
import { exact, three } from "../widgets/format.js";
import { icon } from "../widgets/icons.js";
import { Waiting } from "../widgets/waiting.js";
import { Marked, plane, slice } from "./marked.js";
import { layerTitle, unitTitle } from "./names.js";
import { first, opened, openFirst, useOpened, windowOf } from "./opening.js";
import { openedWords, readTitle } from "./openedWords.js";
import { MapCanvas } from "./mapCanvas.js";
import { Position, signed } from "./position.js";
import { picture, scales } from "./reading.js";
import { Stages } from "./stages.js";
import { shownRun } from "./stage.js";
import { inkTable, mapScale, pinned, weightTable } from "./tables.js";

/** @typedef {import("./opening.js").Opened} Opened */

/** So many parts stand side by side, the others are told as a sum; of maps that are twice as wide as high, or more. */
const MOST_PARTS = 8;
const MOST_WIDE = 5;

export function OpenedMap() {
  const which = opened.value;
  return which ? html`<${Opening} key=${`${which.layer}.${which.unit}`} which=${which} />` : null;
}

/** @param {{ which: import("./opening.js").Which }} props */
function Opening({ which }) {
  const [ref, of] = useOpened(which);
  const back = useFocusKept(which.first, of !== null);
  const network = shownRun.value?.network;
  if (!network) return null;
  const block = unitTitle(network, which.layer, which.unit);
  const title = which.first === null ? block : `${layerTitle(network, which.layer)} · map ${which.first + 1} of its first convolution`;
  return html`<section class="opened" ref=${ref} aria-label=${`${title}, opened`}>
    <header class="opened-head"><h2>${title}, opened</h2><p>${openedWords(network, which.layer, which.first !== null)}</p>
      ${which.first !== null && html`<button type="button" class="button button-small" ref=${back} title="Back (Esc)" onClick=${() => (first.value = null)}>Back to ${block}</button>`}
      <button type="button" class="bare" aria-label="Close what is opened" title="Close (Esc)" onClick=${() => (selection.value = null)}>${icon("close")}</button></header>
    ${of ? html`<div class=${`opened-body${isWide(of.inputs.shape) ? " opened-wide" : ""}`}><div class="opened-parts"><${Parts} of=${of} /><${Stages} of=${of} /></div><${Position} of=${of} /></div>` : html`<${Waiting} words="Asking the engine…" />`}
  </section>`;
}

/**
 * The button that had the focus is gone where something is opened inside, or closed: its counterpart takes it.
 * @param {number | null} inside
 * @param {boolean} there whether what is opened has been told
 */
function useFocusKept(inside, there) {
  const back = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const left = useRef(/** @type {number | null} */ (null));
  useEffect(() => {
    if (document.activeElement !== document.body || (inside === null && !there)) return;
    if (inside !== null) back.current?.focus();
    else if (left.current !== null) /** @type {HTMLElement | null} */ (document.querySelector(`.opened [data-first="${left.current}"]`))?.focus();
    left.current = inside;
  }, [inside, there]);
  return back;
}

/** What it reads, each under its kernel, with the product. @param {{ of: Opened }} props */
function Parts({ of }) {
  const { inputs, kernels, products, skip, info } = of;
  const scale = pinned.value ?? mapScale.value ?? 1;
  const sums = /** @type {number[]} */ (info["sums"] ?? []);
  const wide = isWide(inputs.shape);
  const shown = kernels ? strongest(sums, wide ? MOST_WIDE : MOST_PARTS) : [0];
  const [bytes, weights, parts] = useMemo(() => {
    const size = kernels && inputs.length === kernels.length ? scales.value.weights : scales.value.kernels;
    return [toBytes(inputs, scale), kernels && toBytes(kernels, size), products && toBytes(products, scale)];
  }, [inputs, kernels, products, scale]);
  const rest = sums.reduce((sum, value, at) => (shown.includes(at) ? sum : sum + (value ?? 0)), 0);
  const here = { x: of.column, y: of.row, width: 1, height: 1 };
  const single = inputs.shape[1] * inputs.shape[2] === 1;
  return html`${shown.map((input, at) => html`${at > 0 && html`<i class="opened-plus" aria-hidden="true">+</i>`}
      <div class=${`opened-part${single ? " opened-one" : ""}${skip ? " opened-block" : ""}`} key=${input}>
        ${kernels ? "" : html`<span class="math">x</span>`}
        ${skip && html`<button type="button" class="text-button small" data-first=${input} aria-label=${`Open ${readTitle(of, input)}`} onClick=${() => openFirst(of, input)}>map ${input + 1}</button>`}
        <${Input} of=${of} input=${input} bytes=${bytes} />
        ${!kernels && single && html`<b title=${exact(inputs[0])}>${three(inputs[0])}</b>`}
        ${kernels && weights && html`<span class="opened-kernel"><i aria-hidden="true">${of.outputs.length === 1 ? "×" : "∗"}</i><${MapCanvas} grid=${slice(weights, kernels.shape, input)} table=${weightTable.value} label=${`What ${readTitle(of, input)} is multiplied with`} className="opened-map" />${!skip && sums.length > 1 && html`<small>${input + 1}</small>`}</span>`}
        ${products && parts && html`<${Marked} of=${of} grid=${slice(parts, products.shape, input)} mark=${single ? null : here} label=${`Product with ${readTitle(of, input)}`} />
          <b class=${sums[input] < 0 ? "negative" : "positive"} title=${`${readTitle(of, input)}: ${exact(sums[input])}`}>${signed(sums[input])}</b>`}
      </div>`)}
    ${sums.length > shown.length && html`<div class="opened-rest"><span>${sums.length - shown.length} more</span><b class=${rest < 0 ? "negative" : "positive"} title=${exact(rest)}>${signed(rest)}</b></div>`}
    ${skip && html`<i class="opened-plus" aria-hidden="true">+</i><div class="opened-part opened-block"><span class="quiet small">way around</span>
      <${Marked} of=${of} grid=${plane(toBytes(skip, scale), skip.shape)} mark=${here} label="What comes around the two convolutions" />
      <b class=${info["skip"] < 0 ? "negative" : "positive"} title=${exact(info["skip"])}>${signed(info["skip"])}</b></div>`}`;
}

/** A map it reads, with the window on it; the image in ink. @param {{ of: Opened, input: number, bytes: Uint8Array }} props */
function Input({ of, input, bytes }) {
  const image = of.which.layer === 0 && !of.skip ? picture.value?.array("input") : null;
  const [, rows, columns] = of.inputs.shape;
  const grid = image ? { bytes: image, from: input, rows, columns, rowStep: columns * image.shape[2], step: image.shape[2] } : slice(bytes, of.inputs.shape, input);
  return html`<${Marked} of=${of} grid=${grid} mark=${rows * columns > 1 ? windowOf(of) : null} table=${image ? inkTable.value : undefined} label=${readTitle(of, input)} windows=${true} />`;
}

/** Maps that are small where a square has room; a signal is drawn as high as it likes. @param {number[]} shape */
function isWide([, rows, columns]) {
  return rows > 1 && columns >= 2 * rows;
}

/** The parts of most weight at the position, in their order. @param {number[]} sums @param {number} most */
function strongest(sums, most) {
  const order = sums.map((_, at) => at);
  if (sums.length <= most) return order;
  return order.sort((a, b) => Math.abs(sums[b]) - Math.abs(sums[a])).slice(0, most).sort((a, b) => a - b);
}
