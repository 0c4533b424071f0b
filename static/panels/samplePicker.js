/** Which training point the numbers of the equation are of. */
import { data, run } from "../state/store.js";
import { html, signal } from "../vendor/ui.js";
import { three } from "../widgets/format.js";
import { icon } from "../widgets/icons.js";
import { useRead } from "../widgets/pace.js";
import { className } from "./names.js";

/** The point's place among the training points. */
export const sample = signal(0);

export function SamplePicker() {
  const points = data.value?.train ?? [];
  const network = useRead(() => run.value?.network ?? null);
  const index = Math.min(sample.value, Math.max(0, points.length - 1));
  const point = points[index];
  if (!point || !network) return null;
  /** @param {number} by */
  const move = (by) => (sample.value = (index + by + points.length) % points.length);
  return html`<div class="sample">
    <span class="quiet small">point ${index + 1} of ${points.length} · (${three(point.x)}, ${three(point.y)}) → ${label(network, point.label)}</span>
    <span class="sample-buttons">
      <button type="button" class="bare turn-left" aria-label="Previous training point"
        onClick=${() => move(-1)}>${icon("down")}</button>
      <button type="button" class="bare turn-right" aria-label="Next training point"
        onClick=${() => move(1)}>${icon("down")}</button>
    </span>
  </div>`;
}

/** A point's label as people write it. @param {import("../wire/types.js").NetworkInfo} network @param {number} value */
export function label(network, value) {
  if (network.problem === "regression") return three(value);
  if (network.classes > 2) return className(network, value);
  return value > 0 ? "+1" : "\u22121";
}
