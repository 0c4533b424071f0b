/** What the colors and widths stand for, in numbers, in sight of the picture. */

import { classCss } from "../draw/palette.js";
import { scaleText } from "../draw/scale.js";
import { appearance, palette, theme } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { className, isOutput } from "../panels/names.js";
import { grouped, three } from "../widgets/format.js";
import { shownLarge } from "./painter.js";
import { pointed } from "./pointing.js";
import { featureScales, mapPin, mapScale, outputScale } from "./scales.js";
import { drawn, MOST_EDGES, weightPin, weightScale } from "./survey.js";
import { scene as laidOut } from "./stage.js";

/** @param {{ scene: import("../layout/network.js").Scene, network: import("../wire/types.js").NetworkInfo, known: boolean }} props */
export function Legend({ scene, network, known }) {
  void [theme.value, palette.value, appearance.value];
  const { x, y, width } = scene.legend;
  const other = shownLarge({ pointed: pointed.value, scene });
  return html`<div class="net-legend" style=${{ left: `${x}px`, top: `${y}px`, width: `${width}px` }} data-ui>
    ${scene.mixed && !other ? html`<${Classes} network=${network} />` : html`<${Bar} other=${other} network=${network} />`}
    ${known && html`<${Scales} neurons=${network.layers.length > 1} /><${LeftOut} />`}
  </div>`;
}

/** The scale of what the large map shows. @param {{ other: ReturnType<typeof shownLarge>, network: import("../wire/types.js").NetworkInfo }} props */
function Bar({ other, network }) {
  const [center, scale] = rangeOf(other, network);
  return html`<div class="net-bar" aria-hidden="true"></div>
    <div class="net-ticks"><span>${three(center - scale)}</span><span>${three(center)}</span><span>${three(center + scale)}</span></div>`;
}

/**
 * @param {ReturnType<typeof shownLarge>} other
 * @param {import("../wire/types.js").NetworkInfo} network
 * @returns {[number, number]} center and scale; NaN while they are not known
 */
function rangeOf(other, network) {
  if (other?.kind === "feature") return [0, Number(JSON.parse(featureScales.value)[other.index] ?? NaN)];
  if (other && !isOutput(network, other.layer)) return [0, mapPin.value ?? mapScale.value ?? NaN];
  return outputScale.value ? JSON.parse(outputScale.value) : [NaN, NaN];
}

/** @param {{ network: import("../wire/types.js").NetworkInfo }} props */
function Classes({ network }) {
  return html`<ul class="net-classes">${Array.from({ length: network.outputs }, (_, index) => html`<li><i style=${{ background: classCss(index) }}></i>${className(network, index)}</li>`)}</ul>`;
}

/** The scales of neurons and weights; a click holds one while the numbers move on. @param {{ neurons: boolean }} props */
function Scales({ neurons }) {
  const maps = mapPin.value ?? mapScale.value;
  const holdMaps = () => (mapPin.value = mapPin.value === null ? mapScale.value : null);
  return html`<div class="net-scales">
    ${neurons && maps !== null && html`<button type="button" aria-pressed=${mapPin.value !== null} title=${hint(mapPin.value !== null)} onClick=${holdMaps}>neurons ±${scaleText(maps)}</button>`}
    <button type="button" aria-pressed=${weightPin.value} title=${hint(weightPin.value)} onClick=${() => (weightPin.value = !weightPin.value)}><i class="net-stroke" aria-hidden="true"></i>weights ±${scaleText(weightScale.value)}</button>
  </div>`;
}

/** @param {boolean} held */
function hint(held) {
  return held ? "Held by you: click to let it follow the numbers" : "Moves in steps of two: click to hold it";
}

/** Says what is left out of the picture, where anything is. */
function LeftOut() {
  const folded = laidOut.value.columns.some(({ more }) => more);
  const { all, shown } = drawn.value;
  if (!folded && all <= MOST_EDGES) return null;
  const why = folded ? "wide layers show their strongest neurons" : "the strongest";
  return html`<p class="net-left-out">${grouped(shown)} of ${grouped(all)} weights drawn: ${why}</p>`;
}
