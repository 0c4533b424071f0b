/** Layers: the network as matrices, and the plane carried through them stage by stage. */
import { octave, robustSize } from "../draw/scale.js";
import { data, run } from "../state/store.js";
import { html, useMemo, useRef, useState } from "../vendor/ui.js";
import { grouped } from "../widgets/format.js";
import { Formula } from "../widgets/formula.js";
import { useRead, useSize } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";
import { useNarrow, useParam } from "./shared.js";
import { StudyHead } from "./head.js";
import { axesAsked, axesOf, steadied } from "./layers/axes.js";
import { CellReading, PointReading } from "./layers/card.js";
import { Collapse, collapseOf, useCollapse } from "./layers/collapse.js";
import { AxesChoice, DepthControls } from "./layers/controls.js";
import { decides } from "./layers/cut.js";
import { partsOf, useDepth } from "./layers/depth.js";
import { Formulas } from "./layers/formulas.js";
import { Banners, Missing, VIEW } from "./layers/notes.js";
import { Picture } from "./layers/picture.js";
import { Film } from "./layers/reading.js";
import { useShots } from "./layers/shots.js";
import { Strip } from "./layers/strip.js";
import { cutWords, determinantWords, happened, sharing, singularWords, stageName, stageTex } from "./layers/words.js";

/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {import("./layers/view.js").View} View */

const NUMBERS_HZ = 6;
/** Of a network with more neurons than MANY an answer takes the engine longer. */
const SELDOM_HZ = 2;
const MANY = 160;
/** What stands above and below the picture, in pixels. */
const AROUND = 334;
/** Points of a line of the grid; fewer in networks of more than DEEP layers, fewer yet in those of MANY neurons. */
const [POINTS, FEWER, FEWEST] = [121, 61, 37];
const DEEP = 4;
const LEAST_PX = 240;
const MOST_PX = 620;

export function Layers() {
  const network = useRead(() => run.value?.network ?? null);
  return network && html`<${Study} network=${network} />`;
}

/** @param {{ network: NetworkInfo }} props */
function Study({ network }) {
  const asked = useParam("axes");
  const chosen = useMemo(() => axesOf(asked), [asked]);
  const held = useRef(/** @type {Map<number, [number, number]>} */ (new Map()));
  const axes = axesAsked(new Map([...held.current, ...chosen]));
  const many = network.layers.reduce((sum, { units }) => sum + units, 0) > MANY;
  const reading = useProbe(VIEW, "film", { axes, per_line: many ? FEWEST : network.layers.length > DEEP ? FEWER : POINTS }, true, many ? SELDOM_HZ : NUMBERS_HZ);
  const film = useMemo(() => (reading && !reading.info.error ? new Film(reading) : null), [reading?.info]);
  const fresh = film?.fits(network) ? { film, network } : null;
  if (fresh) held.current = steadied(fresh.film, chosen);
  const shown = useLast(fresh, reading?.info.error !== undefined);
  const { done, collapse } = useCollapse();
  const note = shown ? `after ${grouped(shown.film.header.updates)} updates` : "";
  return html`<div class="layers" data-stale=${shown && !fresh ? "" : undefined} aria-busy=${shown && !fresh ? "true" : undefined}>
    <${StudyHead} title="Layers" note=${note} />
    ${shown ? html`<${Body} ...${shown} chosen=${chosen} done=${done} collapse=${collapse} />` : html`<${Missing} refused=${reading?.info.error ?? null} />`}
  </div>`;
}

/**
 * The newest film with its network; after an edit the one before stays until it comes.
 * @param {{ film: Film, network: NetworkInfo } | null} fresh
 * @param {boolean} refused
 */
function useLast(fresh, refused) {
  const kept = useRef(fresh);
  const id = useRead(() => run.value?.id ?? "");
  if (fresh) kept.current = fresh;
  else if (refused || kept.current?.film.header.run !== id) kept.current = null;
  return kept.current;
}

/** @param {{ film: Film, network: NetworkInfo, chosen: Map<number, [number, number]>, done: import("./layers/collapse.js").Collapsed | null, collapse: (network: NetworkInfo) => Promise<void> }} props */
function Body({ film, network, chosen, done, collapse }) {
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const { width, height } = useSize(frame);
  const narrow = useNarrow();
  const labels = useLabels(network);
  const shots = useShots(film, labels, decides(network));
  const depth = useDepth(film);
  const scale = useWeightScale(film);
  const [lit, light] = useState(/** @type {import("./layers/view.js").Lit | null} */ (null));
  const [point, readPoint] = useState(/** @type {number | null} */ (null));
  const [cell, readCell] = useState(/** @type {import("./layers/view.js").Cell | null} */ (null));
  /** @type {View} */
  const view = { film, shots, labels, network, depth, chosen, lit, light, point: point !== null && point < labels.labels.length ? point : null, readPoint, cell, readCell, scale, narrow };
  const size = Math.min(MOST_PX, narrow ? width - 24 : Math.max(LEAST_PX, Math.min(width - 40, height - AROUND)));
  // What can be collapsed, or just was, comes first.
  const first = done !== null || collapseOf(network).count > 0;
  const linear = html`<${Collapse} network=${network} done=${done} collapse=${collapse} />`;
  return html`<${Banners} film=${film} />
    <div class="layers-body">
      <div ref=${frame} class="layers-stage">
        <${Caption} view=${view} />
        ${width > 0 && html`<${Picture} view=${view} size=${size} />`}
        <${DepthControls} view=${view} />
        <${PointReading} view=${view} />
        <${Strip} view=${view} />
      </div>
      <aside class="layers-side" aria-label="The network as formulas">
        ${first && linear}
        <${Formulas} view=${view} />
        ${!first && linear}
        <${CellReading} view=${view} />
      </aside>
    </div>`;
}

/** What the stage is, what made it, and what the two axes show of it. @param {{ view: View }} props */
function Caption({ view }) {
  const { shots, depth, network, film } = view;
  const { at, share } = partsOf(depth.depth);
  const { stage, cut } = shots[share > 0 ? at + 1 : at];
  const affine = stage.kind === "affine" ? Number(stage.layer) : null;
  return html`<div class="layers-caption">
    <h3><span aria-hidden="true"><${Formula} tex=${stageTex(stage, network)} /></span> ${share > 0 ? `On the way to ${lowered(stageName(stage, network))}` : stageName(stage, network)}</h3>
    <${AxesChoice} view=${view} />
    <p>${happened(stage, network, shots[0].moment.perLine)}${affine !== null && html` <b class="layers-determinant">${determinantWords(film, affine)}</b> <span class="quiet">${singularWords(film, affine)}</span>`}</p>
    <p class="quiet">${share > 0 ? "" : `${sharing(stage)} ${cut ? cutWords(cut, stage, network) : ""}`}</p>
  </div>`;
}

/** @param {string} sentence */
function lowered(sentence) {
  return sentence[0].toLowerCase() + sentence.slice(1);
}

/** The labels of the training points, which color them. @param {NetworkInfo} network @returns {import("./layers/shots.js").Labels} */
function useLabels(network) {
  const points = useRead(() => data.value?.train ?? null);
  const classes = network.problem === "regression" ? 0 : network.classes;
  return useMemo(() => ({ labels: (points ?? []).map(({ label }) => label), classes }), [points, classes]);
}

/** The weight that has the full color, in octaves and steady. @param {Film} film */
function useWeightScale(film) {
  const before = useRef(0);
  return useMemo(() => {
    const sizes = film.layers.flatMap((_, layer) => [...Array.from(film.weights(layer), Math.abs), ...Array.from(film.biases(layer), Math.abs)]);
    before.current = octave(robustSize(Float32Array.from(sizes.filter(Number.isFinite))), before.current);
    return before.current;
  }, [film]);
}
