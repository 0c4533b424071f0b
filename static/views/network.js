/** The network as a picture one can touch: pixels below, ordinary controls above. Fills its parent. */

import { moment, selection } from "../state/store.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { activationLabel, featureLabel, unitName } from "../panels/names.js";
import { useFixed } from "../widgets/edit.js";
import { useRead } from "../widgets/pace.js";
import { ValueCard } from "./card.js";
import { FeatureLabels } from "./features.js";
import { Fold } from "./folds.js";
import { beginGestures } from "./gestures.js";
import { Insert, LayerChip, LayerControls } from "./headers.js";
import { Legend } from "./legend.js";
import { ClassLabels } from "./classLabels.js";
import { Marks } from "./marks.js";
import { beginPainting } from "./paintLoop.js";
import { shownLarge } from "./painter.js";
import { pointed } from "./pointing.js";
import { ProbeLabel } from "./probeLabel.js";
import { askForPicture } from "./reading.js";
import { followStore, room, scene, shownRun, view } from "./stage.js";
import { Badge, FitButton, pictureState } from "./states.js";
import { Summary } from "./summary.js";
import { beginSurvey } from "./survey.js";
import { Units } from "./units.js";
import { PointValues } from "./values.js";

export function NetworkView() {
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const state = useRead(pictureState);
  useEffect(() => begin(/** @type {HTMLElement} */ (host.current), /** @type {HTMLCanvasElement} */ (canvas.current)), []);
  return html`<div class="net" ref=${host} data-state=${state}>
    <canvas class="net-pixels" ref=${canvas} aria-hidden="true"></canvas>
    <${World} />
    <${ProbeLabel} />
    <${ValueCard} />
    <${Badge} />
    <${FitButton} />
    <${Summary} />
  </div>`;
}

/**
 * @param {HTMLElement} host
 * @param {HTMLCanvasElement} canvas
 */
function begin(host, canvas) {
  const coarse = window.matchMedia("(pointer: coarse)");
  const measure = () => {
    const { clientWidth: width, clientHeight: height } = host;
    if (width !== room.value.width || height !== room.value.height || coarse.matches !== room.value.touch) room.value = { width, height, touch: coarse.matches };
  };
  const observer = new ResizeObserver(measure);
  observer.observe(host);
  measure();
  const stops = [followStore(), beginSurvey(), askForPicture(), beginPainting(canvas), beginGestures(host)];
  return () => {
    observer.disconnect();
    for (const stop of stops) stop();
  };
}

/** All that keeps its place in the picture when that is dragged and enlarged. */
function World() {
  const { zoom, x, y } = view.value;
  return html`<div class="net-world" style=${{ transform: `translate(${x}px, ${y}px) scale(${zoom})` }}><${Overlay} /></div>`;
}

function Overlay() {
  const now = scene.value;
  const network = shownRun.value?.network;
  const known = useRead(() => moment.value !== null);
  const fixed = useFixed();
  if (!network || network.layers.length !== now.columns.length - 1) return null;
  const hidden = now.columns.slice(1, -1);
  const Controls = now.compact ? LayerChip : LayerControls;
  return html`
    <${FeatureLabels} scene=${now} inputs=${network.inputs} disabled=${fixed} />
    ${hidden.map((column) => html`<${Controls} key=${column.layer} column=${column} network=${network} disabled=${fixed} feet=${now.flow === "right"} />`)}
    ${now.columns.slice(1).map((column) => html`<${Insert} key=${`+${column.layer}`} column=${column} network=${network} disabled=${fixed} />`)}
    ${hidden.map((column) => html`<${Fold} key=${`fold ${column.layer}`} column=${column} network=${network} />`)}
    <${OutputTitle} network=${network} />
    <${Marks} map=${now.map} />
    ${now.mixed && html`<${ClassLabels} scene=${now} network=${network} />`}
    <${Units} scene=${now} network=${network} disabled=${fixed} />
    <${PointValues} scene=${now} network=${network} />
    <${Legend} scene=${now} network=${network} known=${known} />`;
}

/** Says what the large map shows: the output, or what is pointed at. @param {{ network: import("../wire/types.js").NetworkInfo }} props */
function OutputTitle({ network }) {
  const { columns, map, mixed, flow } = scene.value;
  const layer = network.layers.length - 1;
  const picked = selection.value?.kind === "layer" && selection.value.layer === layer;
  const other = shownLarge({ pointed: pointed.value, scene: scene.value });
  const header = mixed && flow === "right" ? { x: map.x + map.size / 2, y: map.y - 18 } : columns[columns.length - 1].header;
  const style = { left: `${header.x}px`, top: `${header.y}px` };
  const gap = flow === "down" ? html`<br />` : " · ";
  const text = other ? shownName(network, other.layer, other.index) : html`Output${gap}${activationLabel(network.layers[layer].activation)}`;
  return html`<button type="button" class=${`net-title net-output-title ${flow === "down" ? "net-output-chip" : ""}`} style=${style} aria-pressed=${picked} data-ui
    onClick=${() => (selection.value = { kind: "layer", layer })}>${text}</button>`;
}

/** @param {import("../wire/types.js").NetworkInfo} network @param {number} layer @param {number} unit */
function shownName(network, layer, unit) {
  return layer < 0 ? html`<span class="math">${featureLabel(network.inputs[unit] ?? "")}</span>` : unitName(network, layer, unit);
}
