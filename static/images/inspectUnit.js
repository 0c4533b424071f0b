/** A map or a unit: its picture large, what it is made of, its numbers; a class: what speaks for it. */

import { selection } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { exact, percent, three } from "../widgets/format.js";
import { usePaced } from "../widgets/pace.js";
import { counted } from "../panels/names.js";
import { Ascent, Exciting } from "./learned/exciting.js";
import { OpenedMap } from "./opened.js";
import { wide } from "./opening.js";
import { MapCanvas } from "./mapCanvas.js";
import { activationText, givesMaps, layerTitle, shapeText, unitTitle } from "./names.js";
import { picture } from "./reading.js";
import { fieldOf } from "./receptive.js";
import { mapTable, weightTable } from "./tables.js";

/** @typedef {import("./reading.js").Picture} Picture */

const HZ = 10;
const MOST_KERNELS = 64;

/** @param {{ run: import("../wire/types.js").RunInfo, layer: number, unit: number }} props */
export function UnitPanel({ run: { network }, layer, unit }) {
  const now = usePaced(() => picture.value, HZ);
  const of = network.layers[layer];
  if (!now || now.run.network.layers[layer]?.units !== of.units) return null;
  const bias = now.biases.get(layer)?.[unit % of.units];
  return html`<div class="images-inspect">
    <${Face} now=${now} layer=${layer} unit=${unit} />
    <h3>${unitTitle(network, layer, unit)}</h3>
    <p class="quiet">${of.activation === "linear" ? "" : `${activationText(of.activation)} · `}takes ${shapeText(of.input_shape)}</p>
    <dl class="facts">
      <${Sees} network=${network} layer=${layer} unit=${unit} />
      <${Facts} now=${now} layer=${layer} unit=${unit} />
      ${bias !== undefined && html`<div><dt>bias</dt><dd title=${exact(bias)}>${three(bias)}</dd></div>`}
    </dl>
    <${Kernels} now=${now} layer=${layer} unit=${unit} />
    ${!wide.value && html`<${OpenedMap} />`}
    ${of.kind !== "head" && [Exciting, Ascent].map((Part) => html`<${Part} network=${network} layer=${layer} unit=${unit} />`)}
    <p><button type="button" class="text-button" onClick=${() => (selection.value = { kind: "layer", layer })}>all of ${layerTitle(network, layer)}</button></p>
  </div>`;
}

/** How much of the image it sees; of a map one place, in the middle. @param {{ network: import("../wire/types.js").NetworkInfo, layer: number, unit: number }} props */
function Sees({ network, layer, unit }) {
  const [rows, columns] = network.layers[layer].output_shape ?? [];
  const maps = givesMaps(network.layers[layer]);
  const field = fieldOf(network, { layer, unit, ...(maps ? { row: rows >> 1, column: columns >> 1 } : {}) });
  const [top, left, bottom, right] = field ?? [0, 0, -1, -1];
  return html`<div><dt>${maps ? "each place sees" : "sees"}</dt><dd>${field ? `${network.input_shape?.[0] === 1 ? "" : `${bottom - top + 1} × `}${right - left + 1} pixels` : "nothing of the image"}</dd></div>`;
}

/** @param {{ now: Picture, layer: number, unit: number }} props */
function Face({ now, layer, unit }) {
  const maps = now.array(`maps.${layer}`);
  if (!maps) return null;
  const [rows, columns, channels] = maps.shape;
  return html`<${MapCanvas} grid=${{ bytes: maps, from: unit, rows, columns, rowStep: columns * channels, step: channels }} table=${mapTable.value} label=${unitTitle(now.run.network, layer, unit)} />`;
}

/** @param {{ now: Picture, layer: number, unit: number }} props */
function Facts({ now, layer, unit }) {
  const facts = now.array(`facts.${layer}`);
  if (facts) {
    const [low, high, mean, alive] = facts.subarray(4 * unit, 4 * unit + 4);
    return html`<div><dt>from … to</dt><dd title=${`${exact(low)} … ${exact(high)}`}>${three(low)} … ${three(high)}</dd></div>
      <div><dt>mean</dt><dd title=${exact(mean)}>${three(mean)}</dd></div>
      <div><dt>places that are not 0</dt><dd>${percent(Number.isNaN(mean) ? null : alive)}</dd></div>`;
  }
  const units = now.array(`units.${layer}`);
  if (units) return html`<div><dt>activation</dt><dd title=${exact(units[unit])}>${three(units[unit])}</dd></div>`;
  const [logits, answer] = [now.array("logits"), now.array("answer")];
  if (!logits || !answer) return null;
  const soft = now.run.network.layers[layer].activation === "softmax";
  return html`<div><dt>logit</dt><dd title=${exact(logits[unit])}>${three(logits[unit])}</dd></div>
    <div><dt>${soft ? "probability" : "answer"}</dt><dd title=${exact(answer[unit])}>${soft ? percent(answer[unit]) : three(answer[unit])}</dd></div>`;
}

/** What it listens to: a kernel for each map before it, the strongest first; the weights of a unit as maps, where it reads maps. @param {{ now: Picture, layer: number, unit: number }} props */
function Kernels({ now, layer, unit }) {
  const weights = now.weights.get(layer);
  if (!weights) return null;
  const { network } = now.run;
  const tiles = weights.shape.length > 2 ? kernels(weights, unit) : fields(now, layer, unit, weights);
  if (!tiles) return null;
  const source = network.layers[layer - 1];
  tiles.sort((a, b) => b.size - a.size);
  const [{ word }] = tiles;
  return html`<h4>${tiles.length > MOST_KERNELS ? `The ${MOST_KERNELS} strongest of ` : ""}${counted(tiles.length, word, word === "kernel" ? "kernels" : "fields of weights")}${source ? "" : " on the image"}, strongest first</h4>
    <ul class="images-kernels">${tiles.slice(0, MOST_KERNELS).map(({ grid, size, input }) => html`<li key=${input} title=${`from ${input < 0 ? "the image" : `map ${input + 1}`}: size ${exact(size)}`}>
      <${MapCanvas} grid=${grid} table=${weightTable.value} label=${`${word} of map ${input + 1}, size ${three(size)}`} className="images-kernel" />
      <span>${input < 0 ? "image" : input + 1}</span></li>`)}</ul>`;
}

/** @param {import("./reading.js").Weights} weights @param {number} unit */
function kernels({ bytes, shape, sizes }, unit) {
  const inputs = shape[1];
  const [rows, columns] = shape.length === 3 ? [1, shape[2]] : [shape[2], shape[3]];
  if (unit >= shape[0]) return null;
  return Array.from({ length: inputs }, (_, input) => ({
    input,
    word: "kernel",
    size: sizes[unit * inputs + input],
    grid: { bytes, from: (unit * inputs + input) * rows * columns, rows, columns, rowStep: columns, step: 1 },
  }));
}

/** Rows, columns and channels of the maps that a layer weighs number by number, also laid in a row; a shared head reads each character's columns. @param {import("../wire/types.js").NetworkInfo} network @param {number} layer */
function mapsRead({ layers, slots = 1, shared_head: shared }, layer) {
  const [of, before] = [layers[layer], layers[layer - 1]];
  const [rows = 0, columns = 0, channels = 0] = (before?.kind === "flatten" ? before : of).input_shape ?? [];
  return [rows, of.kind === "head" && shared ? Math.floor(columns / slots) : columns, channels];
}

/** The weights of a unit that reads maps number by number, one tile for each map. @param {Picture} now @param {number} layer @param {number} unit @param {import("./reading.js").Weights} weights */
function fields(now, layer, unit, { bytes, values, shape }) {
  const [rows, columns, channels] = mapsRead(now.run.network, layer);
  if (rows * columns * channels !== shape[1]) return null;
  const row = unit % shape[0];
  return Array.from({ length: channels }, (_, channel) => {
    let squares = 0;
    for (let at = channel; at < shape[1]; at += channels) squares += values[row * shape[1] + at] ** 2;
    return {
      input: layer === 0 || (layer === 1 && channels === 1) ? -1 : channel,
      word: "field of weights",
      size: Math.sqrt(squares),
      grid: { bytes, from: row * shape[1] + channel, rows, columns, rowStep: columns * channels, step: channels },
    };
  });
}
