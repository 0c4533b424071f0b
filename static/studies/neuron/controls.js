/** The study's own controls: which unit, and at which point of the data. */
import { html } from "../../vendor/ui.js";
import { Choice } from "../../widgets/choose.js";
import { icon } from "../../widgets/icons.js";
import { PointPicker } from "../pointPicker.js";
import { placesOf } from "./where.js";

/** @typedef {import("./where.js").Place} Place */

/** @param {{ network: import("../../wire/types.js").NetworkInfo, place: Place, sample: number | null, walkTo: (to: Place) => void }} props */
export function Controls({ network, place, sample, walkTo }) {
  const places = placesOf(network);
  const at = places.findIndex(({ key }) => key === keyOf(place));
  /** @param {string} key */
  const to = (key) => {
    const [layer, unit] = key.split(" ").map(Number);
    walkTo({ layer, unit });
  };
  return html`<span class="neuron-choice"><label class="gradient-of"><span>Neuron</span> <${Choice} label="Neuron" value=${keyOf(place)} options=${places} onChoose=${to} /></label>
      <button type="button" class="bare turn-left" aria-label="Previous neuron" title="Previous neuron (the arrow keys walk the network)" disabled=${at <= 0} onClick=${() => to(places[at - 1].key)}>${icon("down")}</button>
      <button type="button" class="bare turn-right" aria-label="Next neuron" title="Next neuron (the arrow keys walk the network)" disabled=${at >= places.length - 1} onClick=${() => to(places[at + 1].key)}>${icon("down")}</button></span>
    <${PointPicker} network=${network} sample=${sample} />`;
}

/** @param {Place} place */
function keyOf({ layer, unit }) {
  return `${layer} ${unit}`;
}
