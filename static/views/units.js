/** A button over each tile: what the keyboard and a screen reader walk, with the true numbers in its name. */

import { info, moment, selection, samePick } from "../state/store.js";
import { html, signal, useLayoutEffect, useRef } from "../vendor/ui.js";
import { activationLabel, featureLabel } from "../panels/names.js";
import { three } from "../widgets/format.js";
import { usePaced } from "../widgets/pace.js";
import { pickOf } from "../layout/hit.js";
import { addUnit, removeUnit } from "./edits.js";
import { unitTitle } from "./naming.js";
import { focused } from "./pointing.js";
import { readingOf } from "./reading.js";
import { nextSlot } from "./walking.js";

/** @typedef {import("../layout/network.js").Scene} Scene */
/** @typedef {import("../layout/network.js").Slot} Slot */
/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */

/** Names with numbers change no faster than one can listen. */
const NAMES_HZ = 0.5;

/** The one button that Tab reaches; the arrow keys move it. */
const stop = signal({ layer: -1, index: 0 });

/** @param {{ scene: Scene, network: NetworkInfo, disabled: boolean }} props */
export function Units({ scene, network, disabled }) {
  const group = useRef(/** @type {HTMLElement | null} */ (null));
  const facts = usePaced(() => moment.value, NAMES_HZ);
  const slots = scene.columns.flatMap((column) => column.slots);
  const here = slots.find(isStop) ?? slots[0];
  const within = useRef(false);
  useLayoutEffect(() => {
    // The button that had the focus went with its neuron: its neighbor takes over.
    if (within.current && document.activeElement === document.body) group.current?.querySelector(/** @type {any} */ ("button[tabindex='0']"))?.focus();
  });

  /** @param {KeyboardEvent} event @param {Slot} slot */
  const key = (event, slot) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = nextSlot(scene, slot, event.key);
    if (next) {
      stop.value = { layer: next.layer, index: next.index };
      event.preventDefault();
      group.current?.querySelector(/** @type {any} */ (`[data-slot="${next.layer}.${next.index}"]`))?.focus();
    } else if (slot.layer >= 0 && slot.layer < network.layers.length - 1 && !disabled && /^[-+=−]$/.test(event.key)) {
      event.preventDefault();
      if (event.key === "+" || event.key === "=") addUnit(slot.layer);
      else removeUnit(slot.layer, slot.index);
    }
  };

  return html`<div class="net-units" role="group" aria-label="Features, neurons and output. Arrow keys walk, Enter opens, plus and minus add and remove neurons." ref=${group} data-arrows
    onFocusIn=${() => (within.current = true)} onFocusOut=${(/** @type {FocusEvent} */ event) => { if (event.relatedTarget) within.current = false; focused.value = null; }}>
    ${slots.map((slot) => {
      const pick = pickOf(slot);
      const picked = samePick(selection.value, pick);
      return html`<button type="button" key=${`${slot.layer}.${slot.index}`} class="net-unit" data-slot=${`${slot.layer}.${slot.index}`}
        style=${{ left: `${slot.x}px`, top: `${slot.y}px`, width: `${slot.size}px`, height: `${slot.size}px` }}
        tabindex=${slot === here ? 0 : -1} aria-pressed=${picked} aria-label=${describe(network, slot, facts)}
        onClick=${(/** @type {MouseEvent} */ event) => event.detail === 0 && (selection.value = picked ? null : pick)}
        onFocus=${(/** @type {FocusEvent} */ event) => { stop.value = { layer: slot.layer, index: slot.index }; focused.value = isKeyboard(event) ? pick : null; }}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => key(event, slot)}></button>`;
    })}
  </div>`;
}

/** @param {Slot} slot */
function isStop({ layer, index }) {
  return layer === stop.value.layer && index === stop.value.index;
}

/** @param {FocusEvent} event whether the focus came by key, not by pointer */
function isKeyboard(event) {
  return event.target instanceof Element && event.target.matches(":focus-visible");
}

/**
 * What a screen reader says of a unit.
 * @param {NetworkInfo} network
 * @param {Slot} slot
 * @param {typeof moment.value} of
 */
function describe(network, { layer, index }, of) {
  const title = unitTitle(network, layer, index);
  if (layer < 0) {
    const most = info(of?.frame ?? null, "picture.features")?.scales?.[index];
    return most === undefined ? title : `${title}, up to ${three(most)} in size`;
  }
  const config = network.layers[layer];
  const reading = of && of.run.network.layers[layer]?.inputs === config?.inputs ? readingOf(of) : null;
  const bias = reading?.biases[layer]?.[index];
  if (!config || bias === undefined) return title;
  const start = index * config.inputs;
  const weights = Array.from({ length: config.inputs }, (_, input) => Number(reading?.weights[layer][start + input]));
  const strongest = weights.reduce((best, weight, input) => (Math.abs(weight) > Math.abs(weights[best]) ? input : best), 0);
  const source = layer === 0 ? featureLabel(network.inputs[strongest] ?? "") : `neuron ${strongest + 1}`;
  const link = weights.length ? `, strongest weight ${three(weights[strongest])} from ${source}` : "";
  return `${title}, ${activationLabel(config.activation)}, bias ${three(bias)}${link}`;
}
