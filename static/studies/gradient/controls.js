/** The study's own controls: whose gradient, and at which point of the data. */
import { data } from "../../state/store.js";
import { label as labelText } from "../../panels/samplePicker.js";
import { look } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { Choice } from "../../widgets/choose.js";
import { three } from "../../widgets/format.js";
import { icon } from "../../widgets/icons.js";
import { NumberBox } from "../../widgets/number.js";
import { useRead } from "../../widgets/pace.js";
import { targetKey, targetsOf } from "./target.js";

/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */

/** @param {{ network: NetworkInfo, target: import("./target.js").Target, sample: number | null }} props */
export function Controls({ network, target, sample }) {
  const points = useRead(() => data.value);
  const rows = points ? [...points.train, ...points.test] : [];
  const at = sample === null ? null : rows[sample] ?? null;
  const trained = points !== null && sample !== null && sample < points.train.length;
  /** @param {number} by */
  const move = (by) => look("sample", ((sample ?? 0) + by + rows.length) % rows.length);
  return html`<label class="gradient-of"><span>Gradient of</span> <${Choice} label="Target" value=${targetKey(target)} options=${targetsOf(network)}
      onChoose=${(/** @type {string} */ key) => look("target", key === "loss" ? null : key)} /></label>
    <label class="gradient-of"><span>at</span> <${Choice} label="Samples" value=${sample === null ? "" : "one"} disabled=${!rows.length} options=${[
      { key: "", label: "the mean over the training points" },
      { key: "one", label: "one point of the data" },
    ]} onChoose=${(/** @type {string} */ key) => look("sample", key ? 0 : null)} /></label>
    ${sample !== null && html`<span class="gradient-point">
      <button type="button" class="bare turn-left" aria-label="Previous point" disabled=${rows.length < 2} onClick=${() => move(-1)}>${icon("down")}</button>
      <${NumberBox} className="entry gradient-entry" label=${`Point, 1 to ${rows.length}`} value=${sample + 1} onNumber=${(/** @type {number | null} */ to) => to !== null && rows.length > 0 && look("sample", Math.min(rows.length, Math.max(1, Math.round(to))) - 1)} />
      <button type="button" class="bare turn-right" aria-label="Next point" disabled=${rows.length < 2} onClick=${() => move(1)}>${icon("down")}</button>
      ${at && html`<span class="quiet small">${`${trained ? "training" : "test"} · (${three(at.x)}, ${three(at.y)}) → ${labelText(network, at.label)}`}</span>`}
    </span>`}`;
}
