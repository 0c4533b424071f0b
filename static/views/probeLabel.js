/** The number under the pointer: the exact value of what the map shows, at that place. */

import { subscribe, unsubscribe } from "../state/actions.js";
import { data, frame, info, pointer, selection, tensor } from "../state/store.js";
import { computed, html, useEffect } from "../vendor/ui.js";
import { label } from "../panels/samplePicker.js";
import { className } from "../panels/names.js";
import { exact, three } from "../widgets/format.js";
import { fromData } from "../layout/hit.js";
import { dataPointAt } from "./picking.js";
import { pointed } from "./pointing.js";
import { mapIndex, POINT_VIEW } from "./reading.js";
import { scene, shownRun, view } from "./stage.js";

/** Where the numbers are asked for: under the pointer, else at the selected point. */
const asked = computed(() => {
  if (pointer.value) return pointer.value;
  const pick = selection.value;
  return pick?.kind === "point" ? (data.value?.[pick.set][pick.index] ?? null) : null;
});

/** Asks the engine for the values at the pointer, or at the selected point, as long as there is one. */
export function usePoint() {
  const at = asked.value;
  const [x, y] = [at?.x, at?.y];
  useEffect(() => {
    if (x === undefined || y === undefined) unsubscribe(POINT_VIEW);
    else subscribe(POINT_VIEW, "point", { x, y });
  }, [x, y]);
  useEffect(() => () => unsubscribe(POINT_VIEW), []);
}

/**
 * The values at the place asked for, once the engine has told them.
 * @returns {{ inputs: ArrayLike<number>, outputs: ArrayLike<number>, x: number, y: number } | null}
 */
export function valuesThere() {
  const told = info(frame.value, POINT_VIEW);
  const at = asked.value;
  const [inputs, outputs] = ["inputs", "outputs"].map((name) => tensor(frame.value, POINT_VIEW, name));
  if (!told || !at || !inputs || !outputs || told.x !== at.x || told.y !== at.y) return null;
  const numbers = /** @type {ArrayLike<number>[]} */ (/** @type {unknown} */ ([inputs, outputs]));
  return { inputs: numbers[0], outputs: numbers[1], x: at.x, y: at.y };
}

export function ProbeLabel() {
  usePoint();
  const at = pointer.value;
  const network = shownRun.value?.network;
  if (!at || !network) return null;
  const { map, flow } = scene.value;
  const { zoom, x: shiftX, y: shiftY } = view.value;
  const there = fromData(map, at);
  const onScreen = (/** @type {{ x: number, y: number }} */ place) => ({ left: `${place.x * zoom + shiftX}px`, top: `${place.y * zoom + shiftY}px` });
  // Above the map's title, so that it hides nothing of what it is about.
  const spot = flow === "right" ? { x: map.x + map.size / 2, y: map.y - 36 / zoom } : { x: map.x - 56, y: map.y + map.size };
  return html`<div class="net-cross" style=${onScreen(there)} aria-hidden="true"></div>
    <div class="net-probe" style=${onScreen(spot)} aria-hidden="true">
      <${Reading} network=${network} /><small>at (${three(at.x)}, ${three(at.y)})</small>
      <${Near} network=${network} there=${there} reach=${7 / zoom} />
    </div>`;
}

/** @param {{ network: import("../wire/types.js").NetworkInfo }} props */
function Reading({ network }) {
  const values = valuesThere();
  const pick = pointed.value;
  if (!values) return html`<b>…</b>`;
  if (pick?.kind === "feature") return html`<b title=${exact(values.inputs[pick.index])}>${three(values.inputs[pick.index])}</b>`;
  if (pick?.kind === "unit") return html`<b>${three(values.outputs[mapIndex(network, pick.layer, pick.unit)])}</b>`;
  const first = values.outputs.length - network.outputs;
  if (network.outputs === 1) return html`<b>${three(values.outputs[first])}</b>`;
  return html`${Array.from({ length: network.outputs }, (_, index) => html`<span class="net-share"><small>${className(network, index)}</small> <b>${three(values.outputs[first + index])}</b></span>`)}`;
}

/**
 * The data point that the pointer is on.
 * @param {{ network: import("../wire/types.js").NetworkInfo, there: { x: number, y: number }, reach: number }} props
 */
function Near({ network, there, reach }) {
  const near = dataPointAt(scene.value.map, there, reach);
  if (near?.kind !== "point") return null;
  const point = data.value?.[near.set][near.index];
  return point ? html`<small>${near.set === "train" ? "training" : "test"} point ${near.index + 1}: ${label(network, point.label)}</small>` : null;
}
