/** The weight or bias pointed at: its value at the pointer; after a click a box to type another. */

import { moment, samePick } from "../state/store.js";
import { html, signal, useEffect, useLayoutEffect, useMemo, useRef } from "../vendor/ui.js";
import { createEdit, useSteering } from "../widgets/edit.js";
import { exact, three } from "../widgets/format.js";
import { NumberBox } from "../widgets/number.js";
import { usePaced } from "../widgets/pace.js";
import { setParameter } from "./edits.js";
import { pickTitle } from "./naming.js";
import { readingOf } from "./reading.js";
import { room, shownRun } from "./stage.js";

/** @typedef {import("../state/store.js").Pick} Pick */

const NUMBERS_HZ = 12;
const WIDTH = 216;
const HEIGHT = 74;

/** What the card is about, where, and whether it stays and takes a value. */
export const card = signal(/** @type {{ pick: Pick, x: number, y: number, open: boolean } | null} */ (null));

/**
 * The value of a weight or bias in the newest frame.
 * @param {Pick | null} pick
 * @returns {number | null}
 */
export function parameterOf(pick) {
  const of = moment.value;
  const reading = readingOf(of);
  if (!of || !reading || !pick) return null;
  if (pick.kind === "bias") return reading.biases[pick.layer]?.[pick.unit] ?? null;
  if (pick.kind !== "weight") return null;
  const inputs = of.run.network.layers[pick.layer]?.inputs ?? 0;
  return reading.weights[pick.layer]?.[pick.unit * inputs + pick.input] ?? null;
}

/**
 * Shows what the pointer is over; a card that was opened stays.
 * @param {Pick | null} pick
 * @param {{ x: number, y: number }} at in the picture's CSS pixels
 */
export function previewCard(pick, at) {
  if (card.peek()?.open) return;
  const shows = pick && (pick.kind === "weight" || pick.kind === "bias");
  card.value = shows ? { pick, ...at, open: false } : null;
}

/**
 * @param {Pick} pick
 * @param {{ x: number, y: number }} at
 */
export function openCard(pick, at) {
  card.value = { pick, ...at, open: true };
}

export function closeCard() {
  card.value = null;
}

export function ValueCard() {
  const of = card.value;
  const network = shownRun.value?.network;
  if (!of || !network) return null;
  const { width, height } = room.value;
  const left = Math.max(6, Math.min(of.x + 14, width - WIDTH - 6));
  const top = of.y + 16 + HEIGHT > height ? of.y - HEIGHT - 10 : of.y + 16;
  return html`<div class=${`net-card ${of.open ? "net-card-open" : ""}`} style=${{ left: `${left}px`, top: `${Math.max(4, top)}px`, width: `${WIDTH}px` }} data-ui>
    <p class="net-card-title">${pickTitle(network, of.pick)}</p>
    <${Value} key=${JSON.stringify(of.pick)} pick=${of.pick} open=${of.open} title=${pickTitle(network, of.pick)} />
  </div>`;
}

/** @param {{ pick: Pick, open: boolean, title: string }} props */
function Value({ pick, open, title }) {
  const value = usePaced(() => parameterOf(pick), NUMBERS_HZ, [JSON.stringify(pick)]);
  const edit = useMemo(() => createEdit(JSON.stringify(pick), (to, group) => setParameter(pick, to, group)), []);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const steering = useSteering();
  useLayoutEffect(() => {
    if (open) /** @type {HTMLElement | null | undefined} */ (box.current?.querySelector("input:enabled, button"))?.focus();
  }, [open]);
  useEffect(() => {
    // The weight went with its neuron or layer.
    if (value === null && samePick(card.peek()?.pick ?? null, pick)) closeCard();
  }, [value]);
  if (value === null) return null;
  if (!open) return html`<p class=${`net-card-value ${value < 0 ? "negative" : "positive"}`} title=${exact(value)}>${three(value)}</p>`;
  const shown = edit.draft.value ?? value;
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    closeCard();
  };
  return html`<div class="net-card-row" ref=${box} onKeyDownCapture=${key}>
    <${NumberBox} value=${shown} label=${title} disabled=${!steering} wrong=${Boolean(edit.wrong.value)} format=${three} className="entry net-card-entry"
      onNumber=${(/** @type {number} */ to) => edit.send(to)} onNonsense=${(/** @type {string} */ text) => edit.refuse(text, `Expected a number, got “${text}”.`)}
      onArrow=${(/** @type {1 | -1} */ by) => edit.drag(Number((Number(shown) + 0.05 * by).toPrecision(6)))} />
    <button type="button" class="bare" aria-label="Close" onClick=${closeCard}>×</button>
    ${edit.wrong.value && html`<p class="wrong" role="alert">${edit.wrong.value}</p>`}
  </div>`;
}
