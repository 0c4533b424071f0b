/** The study's own controls: whose gradient, and at which point of the data. */
import { look } from "../../state/study.js";
import { html } from "../../vendor/ui.js";
import { Choice } from "../../widgets/choose.js";
import { PointPicker } from "../pointPicker.js";
import { targetKey, targetsOf } from "./target.js";

/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */

/** @param {{ network: NetworkInfo, target: import("./target.js").Target, sample: number | null }} props */
export function Controls({ network, target, sample }) {
  return html`<label class="gradient-of"><span>Gradient of</span> <${Choice} label="Target" value=${targetKey(target)} options=${targetsOf(network)}
      onChoose=${(/** @type {string} */ key) => look("target", key === "loss" ? null : key)} /></label>
    <${PointPicker} network=${network} sample=${sample} />`;
}
