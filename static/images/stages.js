/** What becomes of one map on its way through a layer: each stage a map, and between two of them what was done. */

import { toBytes } from "../draw/cells.js";
import { html } from "../vendor/ui.js";
import { three } from "../widgets/format.js";
import { Marked, plane } from "./marked.js";
import { activationText } from "./names.js";
import { mapScale, pinned } from "./tables.js";

/** @typedef {import("./opening.js").Opened} Opened */
/** @typedef {import("../widgets/probe.js").Values} Values */
/** @typedef {{ symbol: string, label: string, values: Values, how: string }} Stage how: what was done to come to it */

const EQUAL = "=";

/** @param {{ of: Opened }} props */
export function Stages({ of }) {
  const scale = pinned.value ?? mapScale.value ?? 1;
  const mark = { x: of.column, y: of.row, width: 1, height: 1 };
  const stages = stagesOf(of);
  return html`${stages.map(({ symbol, label, values, how }, at) => html`
    <i class="opened-plus">${how}</i>
    <div class=${`opened-sum${values.length === 1 ? " opened-one" : ""}`}><span class="math">${symbol}</span>
      <${Marked} of=${of} grid=${plane(toBytes(values, scale), values.shape)} mark=${values.length === 1 ? null : mark} label=${label} steered=${at === stages.length - 1 && values.length > 1} />
      ${values.length === 1 && html`<b>${three(values[0])}</b>`}</div>`)}`;
}

/** @param {Opened} of @returns {Stage[]} */
function stagesOf(of) {
  const { info, outputs, normalized, preactivations, kept, inputs } = of;
  const answer = info["activation"] === "softmax" ? "p" : "a";
  /** @type {Stage[]} */
  const found = [];
  if (normalized) found.push({ symbol: "x̂", label: "The inputs at mean 0 and spread 1", values: normalized, how: "(x − μ) / √(σ² + ε) →" });
  if (preactivations && info["activation"] !== "linear") found.push({ symbol: "z", label: "The sums z", values: preactivations, how: sumOf(of) });
  found.push({ symbol: answer, label: answer === "p" ? "The probability" : "The map a", values: outputs, how: howItEnds(of) });
  if (kept) found.push({ symbol: "a", label: "The map as the next update has it for its first image", values: trained(inputs, kept, info["rate"]), how: "in the next update →" });
  return found;
}

/** @param {Opened} of */
function sumOf({ normalized }) {
  return normalized ? "γ x̂ + β →" : EQUAL;
}

/** @param {Opened} of */
function howItEnds(of) {
  const { info, preactivations, kept, outputs } = of;
  if (preactivations) return info["activation"] === "linear" ? sumOf(of) : `${activationText(info["activation"])} →`;
  if (kept) return "looked at, all of it →";
  const most = info["takes"] === "max" ? "largest" : "mean";
  return outputs.length === 1 ? `${most} of all →` : `${most} of each window →`;
}

/** `x m / (1 − rate)`. @param {Values} inputs @param {Values} kept @param {number} rate @returns {Values} */
function trained(inputs, kept, rate) {
  return Object.assign(Float32Array.from(kept, (each, at) => (each * inputs[at]) / (1 - rate)), { shape: kept.shape });
}
