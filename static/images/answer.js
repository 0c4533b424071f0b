/** What the network answers: a bar and a number for each class; of several characters a group each, with what was read. */

import { hover, samePick, selection } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { className } from "../panels/names.js";
import { exact, percent, three } from "../widgets/format.js";
import { usePaced, useRead } from "../widgets/pace.js";
import { picture } from "./reading.js";

/** @typedef {import("./layout.js").Row} Row */
/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {{ values: Float32Array, softmax: boolean, label: number[] | null }} Told */

const HZ = 20;
/** Of a bar shorter than its own end, whose text says "< 0.1 %". */
const LITTLE = 0.001;

/** @param {{ column: import("./layout.js").Column, network: NetworkInfo }} props */
export function Answer({ column, network }) {
  const told = usePaced(read, HZ);
  return html`<div class="images-answer" data-words=${inWords(network) ? "" : undefined} role="group" aria-label="What the network answers">${column.rows.map((row) =>
    row.likeliest ? html`<${Slot} key=${`slot ${row.slot}`} row=${row} told=${told} network=${network} layer=${column.layer} />` : html`<${Class} key=${row.unit} row=${row} told=${told} network=${network} layer=${column.layer} />`,
  )}</div>`;
}

/** Whether the classes have names, not just characters. @param {NetworkInfo} network */
export function inWords(network) {
  return (network.class_labels ?? []).some((name) => name.length > 2);
}

/** @returns {Told | null} */
function read() {
  const now = picture.value;
  const values = now?.array("answer");
  if (!now || !values) return null;
  return { values, softmax: now.run.network.layers.at(-1)?.activation === "softmax", label: now.info["label"] ?? null };
}

/** @param {{ row: Row, told: Told | null, network: NetworkInfo, layer: number }} props */
function Class({ row, told, network, layer }) {
  const { unit, x, y, width, height } = row;
  const truth = told?.label?.[0] === unit;
  const style = { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` };
  return html`<${Bar} unit=${unit} told=${told} network=${network} layer=${layer} truth=${truth} style=${style} />`;
}

/** @param {{ unit: number, told: Told | null, network: NetworkInfo, layer: number, truth: boolean, style?: object }} props */
function Bar({ unit, told, network, layer, truth, style = {} }) {
  const pick = /** @type {import("../state/store.js").Pick} */ ({ kind: "unit", layer, unit });
  const picked = useRead(() => samePick(selection.value, pick), [layer, unit]);
  const value = told?.values[unit];
  const share = value === undefined || !Number.isFinite(value) ? 0 : told?.softmax ? value : Math.min(1, Math.max(0, (value + 1) / 2));
  const name = className(network, unit % network.classes);
  return html`<button type="button" class="images-bar" style=${style} aria-pressed=${picked} title=${value === undefined ? undefined : `${exact(value)}`}
    aria-label=${`${name}: ${value === undefined ? "not known yet" : textOf(value, told)}${truth ? ", the label" : ""}`}
    onPointerEnter=${() => (hover.value = pick)} onPointerLeave=${() => (hover.value = null)} onClick=${(/** @type {MouseEvent} */ { detail }) => detail < 2 && (selection.value = picked ? null : pick)}>
    <b class=${truth ? "images-truth" : ""} title=${truth ? "the label" : undefined}>${name}</b><i class=${value === undefined || Number.isNaN(value) ? "images-unknown" : share < LITTLE ? "images-little" : ""} style=${{ "--share": share }}></i><span>${textOf(value, told)}</span></button>`;
}

/** @param {{ row: Row, told: Told | null, network: NetworkInfo, layer: number }} props */
function Slot({ row, told, network, layer }) {
  const { slot, x, y, width, height, likeliest } = row;
  const own = told ? Array.from(told.values.subarray(slot * network.classes, (slot + 1) * network.classes)) : [];
  const order = own.map((_, at) => at).sort((a, b) => own[b] - own[a]).slice(0, likeliest);
  const truth = told?.label?.[slot];
  const read = own.length ? (own.some(Number.isNaN) ? "–" : className(network, order[0])) : "";
  const right = truth === undefined || truth === order[0];
  const style = { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` };
  return html`<div class="images-slot" style=${style} role="group" aria-label=${`Character ${slot + 1}: read as ${read}${truth === undefined ? "" : `, the label is ${className(network, truth)}`}`}>
    <b class=${right ? "" : "images-misread"} title=${right ? undefined : `the label is ${className(network, /** @type {number} */ (truth))}`}>${read}</b>
    <span>${order.map((at) => html`<${Bar} key=${at} unit=${slot * network.classes + at} told=${told} network=${network} layer=${layer} truth=${truth === at} />`)}</span>
  </div>`;
}

/** @param {number | undefined} value @param {Told | null} told */
function textOf(value, told) {
  if (value === undefined) return "";
  if (!Number.isFinite(value)) return "no number";
  if (!told?.softmax) return three(value);
  return percent(value);
}
