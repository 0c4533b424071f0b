/** Gradient of anything: the derivative of the cost, or of any neuron's output, by everything that it may depend on. */
import { data, run } from "../state/store.js";
import { html, useMemo, useRef, useState } from "../vendor/ui.js";
import { exact, grouped, three } from "../widgets/format.js";
import { Formula } from "../widgets/formula.js";
import { useRead, useSize } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";
import { useNarrow, useParam, wholeNumber } from "./shared.js";
import { Card } from "./gradient/card.js";
import { Controls } from "./gradient/controls.js";
import { Banners, Legend, Lost, Missing, VIEW } from "./gradient/notes.js";
import { Picture } from "./gradient/picture.js";
import { Gradient, partKey } from "./gradient/reading.js";
import { Table } from "./gradient/table.js";
import { targetKey, targetOf, targetTex, targetWords } from "./gradient/target.js";
import { useScales } from "./gradient/view.js";
import { StudyHead } from "./head.js";

/** @typedef {import("./gradient/reading.js").Part} Part */

const NUMBERS_HZ = 4;
/** What stands above and below the picture, in pixels. */
const AROUND = 250;

export function GradientOfAnything() {
  const network = useRead(() => run.value?.network ?? null);
  const asked = useParam("target");
  const sample = wholeNumber(useParam("sample"));
  if (!network) return null;
  const { target, lost } = targetOf(asked, network);
  return html`<${Study} network=${network} target=${target} lost=${lost} sample=${sample} />`;
}

/** @param {{ network: import("../wire/types.js").NetworkInfo, target: import("./gradient/target.js").Target, lost: string, sample: number | null }} props */
function Study({ network, target, lost, sample }) {
  const reading = useProbe(VIEW, "gradient_of", { target, sample }, true, NUMBERS_HZ);
  const points = useRead(() => data.value?.train.length ?? null);
  const gradient = useMemo(() => (reading && !reading.info.error ? new Gradient(reading) : null), [reading?.info]);
  const shown = gradient?.fits(network) && !(points === 0 && gradient.sample === null) ? gradient : null;
  const stale = shown !== null && (targetKey(shown.target) !== targetKey(target) || shown.sample !== sample);
  const note = shown ? `after ${grouped(shown.header.updates)} updates` : "";
  return html`<div class="gradient" data-stale=${stale ? "" : undefined} aria-busy=${stale ? "true" : undefined}>
    <${StudyHead} title="Gradient of anything" note=${note}><${Controls} network=${network} target=${target} sample=${sample} /><//>
    <${Lost} lost=${lost} />
    ${shown ? html`<${Body} gradient=${shown} network=${network} />` : html`<${Missing} refused=${reading?.info.error ?? null} sample=${sample} />`}
  </div>`;
}

/** @param {{ gradient: Gradient, network: import("../wire/types.js").NetworkInfo }} props */
function Body({ gradient, network }) {
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const { width, height } = useSize(frame);
  const narrow = useNarrow();
  const scales = useScales(gradient);
  const [picked, pick] = useState(/** @type {Part | null} */ (null));
  const [hovered, hover] = useState(/** @type {Part | null} */ (null));
  const [only, setOnly] = useState(/** @type {{ layer: number, unit: number } | null} */ (null));
  // What an edit removed is no longer read.
  const seen = [hovered, picked].find((part) => part && isThere(part, gradient)) ?? null;
  /** @type {import("./gradient/view.js").View} */
  const view = { gradient, network, scales, seen, picked: picked && isThere(picked, gradient) ? picked : null, narrow,
    // What is walked to by keyboard goes before what the pointer happens to rest on.
    pick: (part) => {
      hover(null);
      pick(keptIfSame(part));
    },
    hover: (part) => hover(keptIfSame(part)),
    leave: (part) => hover((before) => (before && partKey(before) === partKey(part) ? null : before)) };
  return html`<${Banners} gradient=${gradient} />
    <div class="gradient-body">
      <div ref=${frame} class="gradient-stage">
        <${Line} gradient=${gradient} network=${network} />
        <div class="gradient-room">${width > 0 && html`<${Picture} view=${view} room=${width} tall=${narrow ? 0 : height - AROUND} />`}</div>
        <${Legend} view=${view} />
        ${!(narrow && seen) && html`<${Card} view=${view} only=${setOnly} />`}
      </div>
      <aside class="gradient-side" aria-label="Weights and biases"><${Table} view=${view} only=${only} showAll=${() => setOnly(null)} /></aside>
      ${narrow && seen && html`<${Card} view=${view} only=${setOnly} />`}
    </div>`;
}

/** @param {Part} part @param {Gradient} gradient */
function isThere(part, gradient) {
  return part.unit < gradient.units(part.layer).length && (part.kind !== "weight" || part.input < gradient.layers[part.layer].inputs);
}

/** The part before where it is the same one, so that nothing is drawn anew. @param {Part | null} next @returns {(before: Part | null) => Part | null} */
function keptIfSame(next) {
  return (before) => (next && before && partKey(next) === partKey(before) ? before : next);
}

/** What T is, and its value. @param {{ gradient: Gradient, network: import("../wire/types.js").NetworkInfo }} props */
function Line({ gradient, network }) {
  const { target, sample, value } = gradient;
  const words = targetWords(target, network, sample);
  return html`<div class="gradient-line">
    <span aria-hidden="true"><${Formula} tex=${`\\dfrac{\\partial T}{\\partial w}\\quad\\text{with}\\quad ${targetTex(target, network, sample)} =`} /></span>
    <span class="unseen">${`The derivative of T by each weight; T is ${words}, now`}</span>
    <b class="gradient-target-value" title=${exact(value)}>${three(value)}</b>
    <span class="quiet small">${`T is ${words}${sample === null ? target.kind === "loss" ? ", as the mean over the training points" : ", over the training points" : ` at point ${sample + 1} of the data`}`}</span>
  </div>`;
}
