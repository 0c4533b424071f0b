/** The computational graph: one sample's cost as single numbers, each with its value and its gradient. */
import { data, run } from "../state/store.js";
import { look } from "../state/study.js";
import { html, useMemo, useState } from "../vendor/ui.js";
import { grouped } from "../widgets/format.js";
import { useRead } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";
import { useKeys, useNarrow, useParam, wholeNumber } from "./shared.js";
import { Card } from "./graph/card.js";
import { Controls, Steps as StepControls, Telling } from "./graph/controls.js";
import { Banners, Legend, Missing, TooLarge, VIEW } from "./graph/notes.js";
import { Picture } from "./graph/picture.js";
import { Graph, readable } from "./graph/reading.js";
import { Steps } from "./graph/steps.js";
import { useDrawn, useScales } from "./graph/view.js";
import { walkOf } from "./graph/walking.js";
import { StudyHead } from "./head.js";

/** @typedef {import("./graph/reading.js").Node} Node */
/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */

const NUMBERS_HZ = 4;

export function ComputationalGraph() {
  const network = useRead(() => run.value?.network ?? null);
  const points = useRead(() => (data.value ? data.value.train.length + data.value.test.length : null));
  const asked = useParam("unit");
  const sample = wholeNumber(useParam("sample")) ?? 0;
  if (!network) return null;
  const { unit, lost } = unitOf(asked, network);
  return html`<${Study} network=${network} unit=${unit} lost=${lost} sample=${sample} points=${points} />`;
}

/** "1.0" is the first neuron of the second layer. @param {string | undefined} text @param {NetworkInfo} network @returns {{ unit: [number, number] | null, lost: string }} */
function unitOf(text, network) {
  if (!text) return { unit: null, lost: "" };
  const found = /^(\d+)\.(\d+)$/.exec(text);
  if (!found) return { unit: null, lost: `“${text}”` };
  const [layer, index] = [Number(found[1]), Number(found[2])];
  if (index < (network.layers[layer]?.units ?? 0)) return { unit: [layer, index], lost: "" };
  return { unit: null, lost: `neuron ${layer + 1}.${index + 1}` };
}

/** @param {{ network: NetworkInfo, unit: [number, number] | null, lost: string, sample: number, points: number | null }} props */
function Study({ network, unit, lost, sample, points }) {
  const reading = useProbe(VIEW, "graph", { sample, layer: unit?.[0] ?? null, unit: unit?.[1] ?? null }, points !== 0, NUMBERS_HZ);
  const graph = useMemo(() => (reading && !reading.info.error ? new Graph(reading) : null), [reading?.info]);
  const shown = graph?.fits(network) ? graph : null;
  const stale = shown !== null && (shown.sample !== sample || String(shown.unit) !== String(unit));
  const scales = useScales(shown);
  const names = useDrawn(shown);
  const steps = useMemo(() => (shown ? new Steps(shown, names) : null), [shown, names]);
  const [step, chosen] = [useParam("step"), useParam("node")];
  const at = Math.min(steps?.count ?? 0, wholeNumber(step) ?? Infinity);
  const walk = steps ? walkOf(at, steps.count) : null;
  const picked = shown?.named(chosen) ?? null;
  useKeys({
    ArrowLeft: walk && (() => walk.go(walk.at - 1)),
    ArrowRight: walk && (() => walk.go(walk.at + 1)),
    Escape: picked !== null && (() => look("node", null)), // lets go of the node before it closes the study
  }, ".graph-picture");
  const narrow = useNarrow();
  const [hovered, hover] = useState(/** @type {string | null} */ (null));
  const key = unit ? unit.join(".") : "";
  const note = shown ? `after ${grouped(shown.header.updates)} updates` : "";
  const head = html`<${StudyHead} title="Computational graph" note=${note}><${Controls} network=${network} sample=${sample} unit=${key} whole=${!shown || readable(shown)} /><//>`;
  const body = () => {
    if (points === 0) return html`<p class="study-note" role="status">There are no data points, so there is nothing to compute.</p>`;
    if (!shown || !walk || !steps) return html`<${Missing} refused=${reading?.info.error ?? null} />`;
    if (!shown.nodes.length || !scales) return html`<${Banners} graph=${shown} lost=${lost} left=${0} /><${TooLarge} graph=${shown} network=${network} />`;
    const here = (/** @type {Node | null} */ node) => (node && names.has(node.name) ? node : null);
    const now = walk.at < steps.count ? steps.node(walk.at) : null;
    /** @type {import("./graph/view.js").View} */
    const view = {
      graph: shown, network, names, steps, at, scales, picked, narrow,
      seen: here(shown.named(hovered ?? undefined)) ?? here(picked) ?? now,
      pick: (node) => {
        hover(null);
        look("node", node?.name ?? null);
      },
      hover: (node) => hover(node.name),
      leave: (node) => hover((before) => (before === node.name ? null : before)),
    };
    return html`<${Banners} graph=${shown} lost=${lost} left=${shown.nodes.length - names.size} />
      <div class="graph-bar"><${StepControls} walk=${walk} forward=${steps.forward.length} /><${Telling} view=${view} /></div>
      <${Picture} key=${key} view=${view} />
      <${Legend} view=${view} />
      <${Card} view=${view} />`;
  };
  return html`<div class="graph" data-arrows="" data-stale=${stale ? "" : undefined} aria-busy=${stale ? "true" : undefined}>${head}${body()}</div>`;
}
