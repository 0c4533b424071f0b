/** At which point of the data a study looks, or at the mean over the training points: kept in the address as its `sample`. */
import { label as labelText } from "../panels/samplePicker.js";
import { data } from "../state/store.js";
import { look } from "../state/study.js";
import { html } from "../vendor/ui.js";
import { Choice } from "../widgets/choose.js";
import { three } from "../widgets/format.js";
import { icon } from "../widgets/icons.js";
import { NumberBox } from "../widgets/number.js";
import { useRead } from "../widgets/pace.js";

/** @param {{ network: import("../wire/types.js").NetworkInfo, sample: number | null }} props sample: a row of the data, training points first; null: the mean */
export function PointPicker({ network, sample }) {
  const any = useRead(() => Boolean(data.value && data.value.train.length + data.value.test.length));
  return html`<label class="gradient-of"><span>at</span> <${Choice} label="Samples" value=${sample === null ? "" : "one"} disabled=${!any} options=${[
      { key: "", label: "the mean over the training points" },
      { key: "one", label: "one point of the data" },
    ]} onChoose=${(/** @type {string} */ key) => look("sample", key ? 0 : null)} /></label>
    ${sample !== null && html`<${OnePoint} network=${network} sample=${sample} />`}`;
}

/** Which one. @param {{ network: import("../wire/types.js").NetworkInfo, sample: number }} props */
export function OnePoint({ network, sample }) {
  const points = useRead(() => data.value);
  const rows = points ? [...points.train, ...points.test] : [];
  const at = rows[sample] ?? null;
  const trained = points !== null && sample < points.train.length;
  /** @param {number} by */
  const move = (by) => look("sample", (sample + by + rows.length) % rows.length);
  return html`<span class="gradient-point">
      <button type="button" class="bare turn-left" aria-label="Previous point" disabled=${rows.length < 2} onClick=${() => move(-1)}>${icon("down")}</button>
      <${NumberBox} className="entry gradient-entry" label=${`Point, 1 to ${rows.length}`} value=${sample + 1} onNumber=${(/** @type {number | null} */ to) => to !== null && rows.length > 0 && look("sample", Math.min(rows.length, Math.max(1, Math.round(to))) - 1)} />
      <button type="button" class="bare turn-right" aria-label="Next point" disabled=${rows.length < 2} onClick=${() => move(1)}>${icon("down")}</button>
      ${at && html`<span class="quiet small">${`${trained ? "training" : "test"} · (${three(at.x)}, ${three(at.y)}) → ${labelText(network, at.label)}`}</span>`}
    </span>`;
}
