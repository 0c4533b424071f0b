/** A data point: where it lies, what it should be, and what the network makes of it, layer by layer. */
import { css } from "../draw/palette.js";
import { data, palette, selection, theme } from "../state/store.js";
import { openStudy } from "../state/study.js";
import { html, useEffect } from "../vendor/ui.js";
import { exact, three } from "../widgets/format.js";
import { useProbe } from "../widgets/probe.js";
import { className, featureLabel, layerName, shortName } from "./names.js";
import { label, sample } from "./samplePicker.js";

const NUMBERS_HZ = 10;

/**
 * @param {{ pick: { set: "train" | "test", index: number }, network: import("../wire/types.js").NetworkInfo, seen: boolean }} props
 */
export function PointPanel({ pick: { set, index }, network, seen }) {
  const point = data.value?.[set][index];
  useEffect(() => {
    if (set === "train") sample.value = index;
  }, [set, index]);
  const reading = useProbe("point", "point", { x: point?.x ?? 0, y: point?.y ?? 0 }, seen && Boolean(point), NUMBERS_HZ);
  if (!point) return html`<p class="quiet">This point is no longer among the data.</p>`;
  const answers = reading?.array("outputs");
  const inputs = reading?.array("inputs");
  const units = network.layers.reduce((sum, layer) => sum + layer.units, 0);
  const row = set === "train" ? index : index + (data.value?.train.length ?? 0);
  return html`<div class="single">
    <h3>${set === "train" ? "Training" : "Test"} point ${index + 1}</h3>
    <button type="button" class="text-button" onClick=${() => openStudy("graph", { sample: row })}>Its cost as a graph of numbers</button>
    <dl class="facts">
      <div><dt class="math">x₁</dt><dd title=${exact(point.x)}>${three(point.x)}</dd></div>
      <div><dt class="math">x₂</dt><dd title=${exact(point.y)}>${three(point.y)}</dd></div>
      <div><dt>should be</dt><dd title=${exact(point.label)}>${label(network, point.label)}</dd></div>
      ${answers?.length === units && html`<${Verdict} network=${network}
        outputs=${Array.from(answers, Number).slice(units - network.outputs)} target=${point.label} />`}
    </dl>
    ${inputs?.length === network.inputs.length && html`<h4>Features</h4><${Cells} names=${network.inputs.map(featureLabel)}
      values=${Array.from(inputs, Number)} />`}
    ${answers?.length === units && html`<${Layers} network=${network} answers=${Array.from(answers, Number)} />`}
  </div>`;
}

/** @param {{ network: import("../wire/types.js").NetworkInfo, outputs: number[], target: number }} props */
function Verdict({ network, outputs, target }) {
  const first = outputs[0] ?? 0;
  if (network.problem === "regression")
    return html`<div><dt>the network says</dt><dd
      title=${exact(first)}>${three(first)}</dd></div><div><dt>off by</dt><dd>${three(first - target)}</dd></div>`;
  const best = outputs.indexOf(Math.max(...outputs));
  const boundary = network.layers.at(-1)?.activation === "sigmoid" ? 0.5 : 0;
  const right = network.classes > 2 ? best === target : first >= boundary === target > 0;
  const says = network.classes > 2 ? className(network, best) : three(first);
  return html`<div><dt>the network says</dt><dd title=${outputs.map(exact).join(", ")}>${says}</dd></div>
    <div><dt></dt><dd><span
      class=${`chip ${right ? "chip-good" : "chip-alarm"}`}>${right ? "✓ right" : "✗ wrong"}</span></dd></div>`;
}

/** @param {{ network: import("../wire/types.js").NetworkInfo, answers: number[] }} props */
function Layers({ network, answers }) {
  let from = 0;
  return html`${network.layers.map((shape, layer) => {
    const values = answers.slice(from, (from += shape.units));
    const names = values.map((_, unit) => shortName(network, layer, unit));
    return html`<h4>${layerName(network, layer)}</h4><${Cells} names=${names} values=${values}
      onChoose=${(/** @type {number} */ unit) => (selection.value = { kind: "unit", layer, unit })} />`;
  })}`;
}

/** Values as colored cells with their numbers. @param {{ names: string[], values: number[], onChoose?: (index: number) => void }} props */
function Cells({ names, values, onChoose }) {
  void [theme.value, palette.value];
  return html`<ul class="cells">${values.map((value, index) => html`<li title=${exact(value)}>
      ${onChoose ? html`<button type="button" class="text-button small"
        onClick=${() => onChoose(index)}>${names[index]}</button>` : html`<span class="math small">${names[index]}</span>`}
      <i style=${{ background: css(value, 1) }} aria-hidden="true"></i><span>${three(value)}</span></li>`)}</ul>`;
}
