/** Backpropagation: one update of the network as it is now, one formula line at a time. */
import { data, run, selection } from "../state/store.js";
import { look } from "../state/study.js";
import { html, useMemo, useRef } from "../vendor/ui.js";
import { grouped } from "../widgets/format.js";
import { useRead, useSize } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";
import { StudyHead } from "./head.js";
import { Bands, Legend, OfLine } from "./backprop/bands.js";
import { Card } from "./backprop/card.js";
import { Choices, RowPicker, Steps, Taking, useAsked } from "./backprop/controls.js";
import { geometryOf, nodeColumns } from "./backprop/geometry.js";
import { Lines, Strip, Telling } from "./backprop/lines.js";
import { Banners, Cosines, Missing, VIEW } from "./backprop/notes.js";
import { Picture } from "./backprop/picture.js";
import { Update } from "./backprop/reading.js";
import { slotsOf } from "./backprop/slots.js";
import { sumOf } from "./backprop/sums.js";
import { cellOf, useScales, useWindows } from "./backprop/view.js";
import { useKeys, useNarrow, wholeNumber } from "./shared.js";
import { useWalk } from "./backprop/walking.js";
import { ALL_ROWS, MOST_COLUMNS } from "./windows.js";

const NUMBERS_HZ = 4;
/** Rows of the batch that are asked for: all that the probe sends, unless the layers are wide and nobody turned to them. */
const FEW_ROWS = 8;
const MANY_UNITS = 160;
const PICTURE_HEIGHT = 214;
const NARROW_PICTURE_HEIGHT = 150;

export function Backprop() {
  const asked = useAsked();
  const network = useRead(() => run.value?.network ?? null);
  const points = useRead(() => data.value?.train.length ?? 0);
  const reading = useReading(asked, network);
  const update = useMemo(() => (reading?.info.lines ? new Update(reading) : null), [reading]);
  const fits = update !== null && network !== null && update.sizes.length === network.layers.length
    && network.layers.every(({ units, inputs }, index) => update.sizes[index][0] === units && update.sizes[index][1] === inputs);
  const shown = fits ? update : null;
  const at = shown ? Math.max(0, shown.lines.findIndex(({ key }) => key === asked.line)) : 0;
  const kept = keptFrom(asked);
  const walk = useWalk(shown, at, kept);
  useKeys({
    ArrowLeft: () => walk.go(walk.at - 1),
    ArrowRight: () => walk.go(walk.at + 1),
    Escape: asked.cell !== undefined && (() => look("cell", null)), // closes the card before the study
  });
  const note = shown ? `update ${grouped(shown.header.updates + 1)}` : "";
  const narrow = useNarrow();
  const body = shown && points > 0 && network
    ? html`<${Body} update=${shown} network=${network} walk=${walk} asked=${asked} kept=${kept} narrow=${narrow} />`
    : html`<${Missing} refused=${reading?.info.error ?? null} />`;
  const own = useRead(() => run.value?.experiment.loss);
  const stale = shown !== null && !answers(shown, asked, own);
  return html`<div class="backprop" data-arrows="" tabindex="-1" data-stale=${stale ? "" : undefined} aria-busy=${stale ? "true" : undefined}>
    <${StudyHead} title="Backpropagation" note=${note}>${!narrow && html`<${Steps} walk=${walk} /><span class="controls-gap"></span><${Choices} update=${shown} />`}<//>
    ${body}
  </div>`;
}

/**
 * The probe's answer to what the address asks for.
 * @param {ReturnType<typeof useAsked>} asked
 * @param {import("../wire/types.js").NetworkInfo | null} network
 */
function useReading(asked, network) {
  const units = network?.layers.reduce((sum, layer) => sum + layer.units, 0) ?? 0;
  const rows = units > MANY_UNITS && (wholeNumber(asked.row) ?? 0) < FEW_ROWS ? FEW_ROWS : ALL_ROWS;
  const params = { sample: wholeNumber(asked.sample), rows, loss: asked.loss ?? null, slip: asked.slip ?? null };
  return useProbe(VIEW, "backprop", params, network !== null, NUMBERS_HZ);
}

/** Whether the numbers are those that are asked for, not yet those of the choice before. @param {Update} update @param {ReturnType<typeof useAsked>} asked @param {string | undefined} own the run's loss */
function answers({ info }, asked, own) {
  return info.slip === (asked.slip ?? null) && info.sample === wholeNumber(asked.sample) && info.loss_key === (asked.loss ?? own);
}

/** Why the run does not take the update that is shown. @param {ReturnType<typeof useAsked>} asked */
function keptFrom({ sample, loss, slip }) {
  if (slip !== undefined) return "The run is not trained with a slip.";
  if (sample !== undefined) return "One point alone is only shown: the run itself learns from whole batches.";
  return loss === undefined ? "" : "This loss is only shown to compare: the run itself learns with its own.";
}

/**
 * @param {{ update: Update, network: import("../wire/types.js").NetworkInfo, walk: import("./backprop/walking.js").Walk,
 *   asked: ReturnType<typeof useAsked>, kept: string, narrow: boolean }} props
 */
function Body({ update, network, walk, asked, kept, narrow }) {
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const { width: room } = useSize(frame);
  const row = Math.min(wholeNumber(asked.row) ?? 0, Math.max(0, update.sent - 1));
  const cell = cellOf(asked.cell, update);
  const sum = useMemo(() => (cell ? sumOf(update, cell) : null), [update, asked.cell]);
  const scales = useScales(update);
  const windows = useWindows(update, row, cell);
  useRead(() => selection.value);
  if (!scales) return null;
  /** @type {import("./backprop/view.js").View} */
  const view = { update, network, at: walk.at, row, cell, sum, scales, narrow, shown: windows.shown, turn: windows.turn };
  const counts = slotsOf(update, walk.at).map(({ axis }) => windows.shown(axis, MOST_COLUMNS).length);
  const geometry = geometryOf(counts, room);
  const columns = nodeColumns(geometry, update.last, room);
  return html`<div class="backprop-body">
    <div class="backprop-stage">
      <${Banners} update=${update} kept=${kept} />
      ${narrow && html`<${Strip} view=${view} walk=${walk} />`}
      <div class="backprop-figure">
        <div class="backprop-top"><${Telling} view=${view} walk=${walk} /><${RowPicker} view=${view} /></div>
        ${room > 0 && html`<${Picture} view=${view} columns=${columns} width=${room} height=${narrow ? NARROW_PICTURE_HEIGHT : PICTURE_HEIGHT} />`}
        <div ref=${frame} class="bands-frame">${narrow ? html`<${OfLine} view=${view} />` : room > 0 && html`<${Bands} view=${view} geometry=${geometry} frame=${frame} />`}</div>
        <${Legend} view=${view} />
      </div>
      ${narrow && html`<div class="backprop-choices"><${Taking} walk=${walk} /><${Choices} update=${update} /></div>`}
    </div>
    <aside class="backprop-side" aria-label="Lines and sums" data-open=${cell ? "" : undefined}>
      ${!narrow && html`<${Lines} view=${view} walk=${walk} />`}
      <${Cosines} update=${update} />
      <${Card} view=${view} />
    </aside>
  </div>`;
}
