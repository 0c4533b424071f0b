/** Each unit's value at the selected data point, at its tile. */

import { selection } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { exact, three } from "../widgets/format.js";
import { usePaced } from "../widgets/pace.js";
import { valuesThere } from "./probeLabel.js";
import { mapIndex } from "./reading.js";

const NUMBERS_HZ = 10;
const LEAST_TILE = 30;

/** @param {{ scene: import("../layout/network.js").Scene, network: import("../wire/types.js").NetworkInfo }} props */
export function PointValues({ scene, network }) {
  const values = usePaced(() => (selection.value?.kind === "point" ? valuesThere() : null), NUMBERS_HZ);
  const units = network.layers.reduce((sum, layer) => sum + layer.units, 0);
  if (!values || values.outputs.length !== units) return null;
  return html`<div class="net-values" aria-hidden="true">${scene.columns.flatMap(({ slots }) =>
    slots.filter(({ size }) => size >= LEAST_TILE).map(({ kind, layer, index, x, y, size }) => {
      const value = kind === "feature" ? values.inputs[index] : values.outputs[mapIndex(network, layer, index)];
      return html`<span key=${`${layer}.${index}`} title=${exact(value)} style=${{ left: `${x + size / 2}px`, top: `${y + size}px` }}>${three(value)}</span>`;
    }),
  )}</div>`;
}
