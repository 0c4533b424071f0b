/** Where this unit's pre-activations lie, under the curve: a histogram, and each training point as a mark. */
import { label as labelText } from "../../panels/samplePicker.js";
import { classCss, css } from "../../draw/palette.js";
import { data } from "../../state/store.js";
import { look } from "../../state/study.js";
import { html, useMemo } from "../../vendor/ui.js";
import { Segmented } from "../../widgets/choose.js";
import { useRead } from "../../widgets/pace.js";
import { most } from "../../widgets/plot.js";
import { brief } from "../activations/facts.js";
import { useNarrow } from "../shared.js";
import { placeOf, ticksOf } from "./reading.js";
import { Targets } from "./targets.js";

/** @typedef {import("./reading.js").Neuron} Neuron */
/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {{ low: number, high: number }} Range */
/** @typedef {{ name: string, color: string, rows: number[] }} Group the training points of one label */

const TICKS = 9;
const NARROW_TICKS = 4;
const FITS = [
  { key: "points", label: "all points", help: "The axis holds nearly every training point" },
  { key: "sum", label: "the sum", help: "The axis is as short as the sum allows" },
];

/** @param {{ neuron: Neuron, network: NetworkInfo, range: Range }} props */
export function Spread({ neuron, network, range }) {
  const points = useRead(() => data.value?.train ?? null);
  const known = points && points.length === neuron.points ? points : [];
  const valued = network.problem === "regression";
  const groups = useMemo(() => (valued ? [] : groupsOf(known, network)), [points, neuron.points, network]);
  const narrow = useNarrow();
  const [below, above] = neuron.reading.info.beyond;
  return html`<div class="neuron-spread">
    <div class="neuron-plot">
      <div class="neuron-side quiet small"><p>z of the ${neuron.points} training points</p>
        <${Segmented} label="What the axis fits" className="neuron-fit" value=${neuron.reading.info.fit} options=${FITS} onChoose=${(/** @type {string} */ key) => look("axis", key === "sum" ? key : null)} /></div>
      <div class="neuron-lane neuron-histogram">
        <svg viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label="How the pre-activations of the training points spread along z"><path d=${histogramPath(neuron, range)} /></svg>
        ${neuron.sum !== null && html`<i class="neuron-plumb-line" style=${{ left: `${placeOf(neuron.sum, range)}%` }}></i>`}
      </div>
    </div>
    ${groups.map((group) => html`<${Marks} key=${group.name} group=${group} neuron=${neuron} range=${range} />`)}
    ${valued && known.length > 0 && html`<${Targets} points=${known} neuron=${neuron} range=${range} />`}
    <div class="neuron-plot"><p class="neuron-side quiet small">${below + above > 0 && `${below + above} beyond the axis`}</p>
      <div class="neuron-lane neuron-ticks" aria-hidden="true">${ticksOf(range, narrow ? NARROW_TICKS : TICKS).map((z) => html`<span key=${z} style=${{ left: `${placeOf(z, range)}%` }}>${z === 0 ? "z = 0" : brief(z)}</span>`)}</div></div>
  </div>`;
}

/** A click looks at the point whose mark is nearest. @param {{ group: Group, neuron: Neuron, range: Range }} props */
function Marks({ group, neuron, range }) {
  const { rows, name, color } = group;
  const { z, sample } = neuron;
  const path = rows.map((row) => `M${placeOf(Number(z[row]), range).toFixed(3)} 0V1`).join("");
  const own = sample !== null && rows.includes(sample) ? placeOf(Number(z[sample]), range) : null;

  /** @param {MouseEvent & { currentTarget: HTMLElement }} event */
  function choose(event) {
    const box = event.currentTarget.getBoundingClientRect();
    const at = range.low + ((event.clientX - box.left) / box.width) * (range.high - range.low);
    look("sample", rows.reduce((best, row) => (Math.abs(Number(z[row]) - at) < Math.abs(Number(z[best]) - at) ? row : best)));
  }
  return html`<div class="neuron-plot">
    <p class="neuron-side small"><i class="neuron-swatch" style=${{ background: color }}></i>${name} <span class="quiet">${rows.length}</span></p>
    <div class="neuron-lane neuron-marks" title="Click a mark to look at that training point" onClick=${choose}>
      <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><path style=${{ stroke: color }} d=${path} /></svg>
      ${own !== null && html`<i class="neuron-own" style=${{ left: `${own}%` }}></i>`}
    </div>
  </div>`;
}

/** By label. @param {import("../../wire/types.js").DataPoint[]} points @param {NetworkInfo} network @returns {Group[]} */
function groupsOf(points, network) {
  const labels = [...new Set(points.map(({ label }) => label))].sort((a, b) => b - a);
  return labels.map((label) => ({
    name: `label ${labelText(network, label)}`,
    color: network.classes > 2 ? classCss(label) : css(label, 1),
    rows: points.flatMap((point, row) => (point.label === label ? [row] : [])),
  }));
}

/** In percent along the shown axis, which stands still while the answer's own may grow. @param {Neuron} neuron @param {Range} range */
function histogramPath({ counts, range: own }, range) {
  const tallest = most(counts) || 1;
  const edge = (/** @type {number} */ i) => placeOf(own.low + ((own.high - own.low) * i) / counts.length, range).toFixed(3);
  let path = `M${edge(0)} 1`;
  for (let i = 0; i < counts.length; i += 1) path += `V${(1 - (0.94 * Number(counts[i])) / tallest).toFixed(4)}H${edge(i + 1)}`;
  return `${path}V1Z`;
}
