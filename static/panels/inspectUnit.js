/** A neuron: its picture, its equation with this moment's numbers, its curve, and what it hears. */
import { data, palette, run, selection, theme } from "../state/store.js";
import { openStudy } from "../state/study.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { percent, three } from "../widgets/format.js";
import { drawMap } from "../widgets/map.js";
import { useRead } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";
import { ActivationCurve } from "./activationCurve.js";
import { Equation } from "./equation.js";
import { activationLabel, counted, isOutput, unitName } from "./names.js";
import { InputsTable } from "./inputsTable.js";
import { SamplePicker, sample } from "./samplePicker.js";

const NUMBERS_HZ = 10;
const RESOLUTION = 80;

/** The unit probe for what is selected. @param {number} layer @param {number} unit @param {boolean} seen */
export function useUnit(layer, unit, seen) {
  const last = Math.max(0, (data.value?.train.length ?? 1) - 1);
  return useProbe("unit", "unit", { layer, unit, sample: Math.min(sample.value, last), resolution: RESOLUTION }, seen, NUMBERS_HZ);
}

/**
 * @param {{ pick: { layer: number, unit: number }, network: import("../wire/types.js").NetworkInfo, seen: boolean }} props
 */
export function UnitPanel({ pick: { layer, unit }, network, seen }) {
  const reading = useUnit(layer, unit, seen);
  const shape = network.layers[layer];
  if (!shape) return null;
  const fits = reading !== null && reading.array("weights")?.length === shape.inputs;
  return html`<div class="unit-head">
      <${UnitMap} reading=${fits ? reading : null} />
      <div>
        <h3>${unitName(network, layer, unit)}</h3>
        <p class="quiet">${activationLabel(shape.activation)} · ${counted(shape.inputs, "input")} · ${counted(shape.parameters / shape.units, "parameter")}</p>
        ${fits && html`<${Saturation} info=${reading.info} />`}
        ${network.layers.length > 1 && html`<button type="button" class="text-button"
          onClick=${() => (selection.value = { kind: "layer", layer })}>${isOutput(network, layer) ? "output layer" : `all of layer ${layer + 1}`}</button>`}
        <button type="button" class="text-button" onClick=${() => openStudy("neuron", { layer, unit, sample: reading?.info.sample ?? 0 })}>How does it compute?</button>
        <button type="button" class="text-button" onClick=${() => openStudy("backprop")}>See it learn, line by line</button>
        <button type="button" class="text-button"
          onClick=${() => openStudy("gradient", { target: `unit.${layer}.${unit}` })}>What does it answer to?</button>
        <button type="button" class="text-button" onClick=${() => openStudy("graph", { unit: `${layer}.${unit}` })}>Its numbers as a graph</button>
      </div>
    </div>
    ${fits &&
    html`<${Equation} reading=${reading} network=${network} layer=${layer} unit=${unit} />
      <${SamplePicker} />
      <${ActivationCurve} reading=${reading} activation=${shape.activation} />
      <${InputsTable} reading=${reading} network=${network} layer=${layer} unit=${unit} />`}`;
}

/** @param {{ reading: import("../widgets/probe.js").Reading | null }} props */
function UnitMap({ reading }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const map = reading?.array("map") ?? null;
  const look = `${theme.value} ${palette.value}`;
  const discretize = useRead(() => run.value?.experiment.display.discretize ?? false);
  useEffect(() => {
    if (canvas.current && map) drawMap(canvas.current, map, map.shape[0] ?? RESOLUTION, discretize);
  }, [map, look, discretize]);
  return html`<canvas ref=${canvas} class="unit-map" role="img" aria-label="What the neuron answers over the plane"></canvas>`;
}

/** @param {{ info: Record<string, any> }} props */
function Saturation({ info }) {
  const { saturated, dead } = info;
  if (dead >= 0.999) return html`<span class="chip chip-alarm"
    title="Its slope is zero at every training point: it can't learn">dead</span>`;
  if (typeof saturated !== "number") return null;
  const much = saturated >= 0.5;
  return html`<span class=${`chip ${much ? "chip-alarm" : ""}`}
    title=${`Share of the training points where its slope is nearly zero: ${three(saturated)}`}>
    ${much ? "saturated" : "not saturated"} · ${percent(saturated)}</span>`;
}
