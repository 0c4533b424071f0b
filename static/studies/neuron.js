/** Neuron: one unit close up, as a sum that ends on a curve, at a point of the data or over all the training points. */
import { InputsTable } from "../panels/inputsTable.js";
import { isOutput, unitName } from "../panels/names.js";
import { data, run } from "../state/store.js";
import { html, useMemo, useState } from "../vendor/ui.js";
import { useSteering } from "../widgets/edit.js";
import { grouped } from "../widgets/format.js";
import { useRead } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";
import { useParam, wholeNumber } from "./shared.js";
import { StudyHead } from "./head.js";
import { NerveCell } from "./neuron/cell.js";
import { Controls } from "./neuron/controls.js";
import { Curve } from "./neuron/curve.js";
import { FormulaLine } from "./neuron/formula.js";
import { Banners, Legend, Lost, Missing, VIEW } from "./neuron/notes.js";
import { Neuron } from "./neuron/reading.js";
import { Spread } from "./neuron/spread.js";
import { Sum } from "./neuron/sum.js";
import { samePlace, useArrows, useWhere } from "./neuron/where.js";
import { meaning, verdict } from "./neuron/words.js";

/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {{ low: number, high: number }} Range */

const NUMBERS_HZ = 10;
/** Of more inputs the largest terms have rows of their own. */
const MOST_ROWS = 10;

export function NeuronCloseUp() {
  const network = useRead(() => run.value?.network ?? null);
  return network && html`<${Study} network=${network} />`;
}

/** @param {{ network: NetworkInfo }} props */
function Study({ network }) {
  const { place, lost, understood, walkTo } = useWhere(network);
  const sample = wholeNumber(useParam("sample"));
  useArrows(place, walkTo);
  const fit = useParam("axis") === "sum" ? "sum" : "points";
  const reading = useProbe(VIEW, "neuron", { ...place, sample, fit, most: MOST_ROWS }, true, NUMBERS_HZ);
  const points = useRead(() => data.value?.train.length ?? null);
  const neuron = useMemo(() => (reading && !reading.info.error ? new Neuron(reading) : null), [reading?.info]);
  const shown = neuron?.fits(network) && !(points === 0 && neuron.isMean) ? neuron : null;
  const stale = shown !== null && (!samePlace(shown, place) || shown.sample !== sample);
  const note = shown ? `after ${grouped(shown.header.updates)} updates` : "";
  return html`<div class="neuron" data-stale=${stale ? "" : undefined} aria-busy=${stale ? "true" : undefined}>
    <${StudyHead} title="Neuron" note=${note}><${Controls} network=${network} place=${place} sample=${sample} walkTo=${walkTo} /><//>
    <${Lost} lost=${lost} understood=${understood} />
    ${shown ? html`<${Body} neuron=${shown} network=${network} />` : html`<${Missing} refused=${reading?.info.error ?? null} sample=${sample} />`}
  </div>`;
}

/** @param {{ neuron: Neuron, network: NetworkInfo }} props */
function Body({ neuron, network }) {
  const [pointed, point] = useState(/** @type {string | null} */ (null));
  const [pinned, pin] = useState(/** @type {string | null} */ (null));
  const [held, hold] = useState(/** @type {Range | null} */ (null));
  const lighting = { lit: pointed ?? pinned, pinned, point, pin };
  const range = held ?? neuron.range;
  const steering = useSteering();
  const { layer, unit } = neuron;
  return html`<${Banners} neuron=${neuron} />
    <div class="neuron-body" data-lit=${lighting.lit ?? undefined}>
      <div class="neuron-stage">
        <${FormulaLine} lighting=${lighting} activation=${neuron.activation} />
        <${Sum} key=${`${layer} ${unit}`} neuron=${neuron} network=${network} range=${range} hold=${hold} />
        <${Curve} neuron=${neuron} range=${range} />
        <${Spread} neuron=${neuron} network=${network} range=${range} />
        <${Legend} neuron=${neuron} />
        <${Words} neuron=${neuron} network=${network} />
      </div>
      <aside class="neuron-aside" aria-label="Inputs, and the nerve cell">
        <${NerveCell} lighting=${lighting} />
        <h3>${`Inputs of ${isOutput(network, layer) && network.outputs === 1 ? "the output" : unitName(network, layer, unit).toLowerCase()}`}</h3>
        <p class="quiet small">${steering ? "Type a weight, or drag its bar. " : ""}The gradient is of the mean loss of the training points; the next step is one update on all of them.</p>
        <${InputsTable} key=${`${layer} ${unit}`} reading=${neuron.reading} network=${network} layer=${layer} unit=${unit} />
      </aside>
    </div>`;
}

/** @param {{ neuron: Neuron, network: NetworkInfo }} props */
function Words({ neuron, network }) {
  const loss = useRead(() => run.value?.experiment.loss ?? "");
  const found = verdict(neuron, network, loss);
  return html`<div class="neuron-words">
    <p>${meaning(neuron)}</p>
    ${found && html`<p><span class=${`chip ${found.alarm ? "chip-alarm" : ""}`}>${found.chip}</span> ${found.text}</p>`}
  </div>`;
}
