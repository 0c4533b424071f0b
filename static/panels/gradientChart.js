/** The size of the gradient in each layer, on a log scale: whether the first layers still learn. */
import { frame, run } from "../state/store.js";
import { effect, html, useCallback, useEffect, useMemo, useState } from "../vendor/ui.js";
import { Coming } from "../widgets/coming.js";
import { exact, grouped, three } from "../widgets/format.js";
import { LineChart } from "../widgets/lineChart.js";
import { useOnScreen, useRead } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";
import { ChartFrame } from "./chartFrame.js";
import { followEpoch, recordGradients } from "./gradientRecord.js";
import { layerName } from "./names.js";
import { useRate } from "./rates.js";

/** @param {number} layer @param {number} layers */
export function layerColor(layer, layers) {
  return layer === layers - 1 ? "--layer-output" : `--layer-${layer % 8}`;
}

export function GradientChart() {
  const [ref, seen] = useOnScreen();
  const network = useRead(() => run.value?.network ?? null);
  const reading = useProbe("gradients", "gradients", {}, seen, useRate("gradients"));
  const [columns, setColumns] = useState(/** @type {(number | null)[][]} */ ([[]]));
  const [pointed, point] = useState(/** @type {number | null} */ (null));
  const onPoint = useCallback(point, []);
  useEffect(() => {
    const rms = reading?.array("rms");
    if (reading && rms) setColumns(recordGradients(reading.header.run, reading.header.epoch, rms));
  }, [reading]);
  useEffect(() => effect(() => {
    const header = frame.value?.header;
    if (header) setColumns(followEpoch(header.run, header.epoch));
  }), []);
  const layers = columns.length - 1;
  const fits = network !== null && layers === network.layers.length;
  // Of the layers that learn; those that only pool or flatten have no gradient of their own.
  const learning = useMemo(() => Array.from({ length: layers }, (_, layer) => layer).filter((layer) => !fits || network.layers[layer]?.parameters), [layers, network]);
  const shown = useMemo(() => [columns[0] ?? [], ...learning.map((layer) => columns[layer + 1] ?? [])], [columns, learning]);
  const lines = learning.map((layer) => ({
    label: layer === layers - 1 ? "out" : fits && network.family === "images" ? layerName(network, layer).toLowerCase() : `${layer + 1}`,
    color: layerColor(layer, layers),
  }));
  const index = pointed !== null && pointed < (columns[0]?.length ?? 0) ? pointed : null;
  const said =
    fits && index !== null &&
    html`<span>epoch <b>${grouped(columns[0]?.[index] ?? 0)}</b></span>
      ${lines.map((line, at) => {
        const value = shown[at + 1]?.[index];
        return html`<span title=${exact(value)}>${line.label} <b>${three(value)}</b></span>`;
      })}`;
  const now = fits ? learning.map((layer) => `${layerName(network, layer)} ${three(columns[layer + 1]?.at(-1))}`).join(", ") : "";
  return html`<${ChartFrame} name="gradients" title=${html`Gradient size by layer <span class="quiet">(log)</span>`}
    frameRef=${ref} reading=${said}>
    ${layers > 0 && html`<${LineChart} lines=${lines} columns=${shown} log=${true} endLabels=${true} onPoint=${onPoint}
      label=${`Size of the gradient by layer: ${now}`} />`}
    ${!reading && html`<${Coming} view="gradients" />`}
  <//>`;
}
