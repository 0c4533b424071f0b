/** Every matrix of the update in two bands, forward over backward, a column for each layer's weights and for its outputs. */
import { html, useEffect } from "../../vendor/ui.js";
import { three } from "../../widgets/format.js";
import { scaleText } from "../../draw/scale.js";
import { Matrix } from "./matrix.js";
import { partsOf } from "./reading.js";
import { slotsOf, takes } from "./slots.js";
import { QUANTITIES } from "./quantities.js";
import { calm } from "./picture.js";

/** @typedef {import("./view.js").View} View */

/** @param {{ view: View, geometry: import("./geometry.js").Geometry, frame: import("preact").RefObject<HTMLElement> }} props */
export function Bands({ view, geometry, frame }) {
  const slots = slotsOf(view.update, view.at);
  const { made } = useMade(view, frame);
  const columns = geometry.places.map(({ width }) => `${width}px`).join(" ");
  const style = { gridTemplateColumns: columns, columnGap: `${geometry.gap}px`, width: `${geometry.width}px`, paddingLeft: `${geometry.places[0].left}px` };
  return html`<div class="bands" style=${style} data-made=${made}>
    ${slots.map(({ key, above }, index) => html`<${Stack} key=${key} view=${view} names=${above} column=${index + 1} band=${1} />`)}
    ${slots.map(({ key, below }, index) => html`<${Stack} key=${key} view=${view} names=${below} column=${index + 1} band=${2} />`)}
  </div>`;
}

/** @param {{ view: View, names: string[], column: number, band: number }} props */
function Stack({ view, names, column, band }) {
  if (!names.length) return null;
  return html`<div class="band-stack" style=${{ gridColumn: column, gridRow: band }} data-first=${column === 1 ? "" : undefined}>
    ${names.map((name, index) => html`<${Matrix} key=${name} view=${view} name=${name} head=${index === 0 || partsOf(name).kind.endsWith("alpha")} />`)}
  </div>`;
}

/** Keeps the line's result in sight. @param {View} view @param {import("preact").RefObject<HTMLElement>} frame */
function useMade({ update, at }, frame) {
  const made = update.lines[at].makes;
  useEffect(() => {
    const box = frame.current;
    const results = box ? [...box.querySelectorAll("[data-state=made]")] : [];
    if (!box || !results.length) return;
    const edges = results.map((element) => element.getBoundingClientRect());
    const [left, right] = [Math.min(...edges.map((edge) => edge.left)), Math.max(...edges.map((edge) => edge.right))];
    const outer = box.getBoundingClientRect();
    if (left >= outer.left && right <= outer.right) return;
    const middle = (left + Math.min(right, left + outer.width)) / 2;
    box.scrollBy({ left: middle - (outer.left + outer.right) / 2, behavior: calm() ? "instant" : "smooth" });
  }, [made, frame]);
  return { made };
}

/** On a phone: what the line makes, and what it takes, under one another. @param {{ view: View }} props */
export function OfLine({ view }) {
  const { update, at } = view;
  const line = update.lines[at];
  const results = [line.makes, ...line.also];
  const taken = [...takes(line)].filter((name) => update.matrix(name));
  return html`<div class="of-line">
    <h3 class="line-phase">It makes</h3>
    <div class="of-line-matrices">${results.map((name) => html`<div class="of-line-matrix" key=${name}><${Matrix} view=${view} name=${name} /></div>`)}</div>
    <h3 class="line-phase">From</h3>
    <div class="of-line-matrices">${taken.map((name) => html`<div class="of-line-matrix" key=${name}><${Matrix} view=${view} name=${name} /></div>`)}</div>
  </div>`;
}

/** What full color means for each kind of number. @param {{ view: View }} props */
export function Legend({ view }) {
  const ends = QUANTITIES.map(({ key, label }) => `${label} ±${scaleText(view.scales[key])}`).join(" · ");
  return html`<p class="backprop-legend"><span>−</span><span class="backprop-scale" role="img" aria-label="Color scale, from negative through zero to positive"></span><span>+</span>
    <span>full color at ${ends}</span><span class="backprop-rate">${`η = ${three(view.update.info.rate)}`}</span></p>`;
}
