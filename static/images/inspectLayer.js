/** A layer of a network on images: what it does, its fields, its shapes, and how it is doing. */

import { catalog } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { Field } from "../panels/field.js";
import { useRate } from "../panels/rates.js";
import { Formula } from "../widgets/formula.js";
import { useComing } from "../widgets/coming.js";
import { exact, grouped, three } from "../widgets/format.js";
import { useOnScreen } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";
import { LayerFields } from "./layerFields.js";
import { activationText, kindLabel, layerTitle, shapeText } from "./names.js";

/** @param {{ run: import("../wire/types.js").RunInfo, layer: number }} props */
export function LayerPanel({ run, layer }) {
  const [ref, seen] = useOnScreen();
  const reading = useProbe("gradients", "gradients", {}, seen, useRate("gradients"));
  const coming = useComing("gradients");
  const { network } = run;
  const of = network.layers[layer];
  if (!of) return null;
  const entry = catalog.value?.layers.find(({ key }) => key === of.kind);
  const sizes = reading?.array("rms");
  const gradient = sizes?.length === network.layers.length ? Number(sizes[layer]) : undefined;
  const output = of.kind === "head";
  return html`<div class="single" ref=${ref}>
    <h3>${layerTitle(network, layer)} <span class="quiet">· ${output ? activationText(of.activation) : kindLabel(of.kind)}</span></h3>
    ${entry?.help && html`<p class="quiet">${entry.help}</p>`}
    ${output && html`<p class="quiet">The output's activation, ${activationText(of.activation)}, follows from the loss.</p>`}
    ${entry?.formula && html`<p class="equation-symbols"><${Formula} tex=${entry.formula} /></p>`}
    ${output && headFields(network).map((field) => html`<${Field} key=${field.path} field=${field} />`)}
    ${!output && html`<${LayerFields} run=${run} layer=${layer} />`}
    <dl class="facts">
      <div><dt>takes</dt><dd>${shapeText(of.input_shape)}</dd></div>
      <div><dt>gives</dt><dd>${shapeText(of.output_shape)}</dd></div>
      <div><dt>parameters</dt><dd>${grouped(of.parameters)}</dd></div>
      ${(of.planes ?? []).map(({ name, shape }) => html`<div><dt>${name.replaceAll("_", " ")}</dt><dd>${shape.join(" × ")}</dd></div>`)}
      ${of.parameters > 0 && html`<div><dt>size of the gradient (RMS)</dt><dd
        title=${exact(gradient)}>${gradient === undefined && coming ? "compiling…" : three(gradient)}</dd></div>`}
    </dl>
  </div>`;
}

/** Fields of the output of networks on images; one character shares its head with nobody. @param {import("../wire/types.js").NetworkInfo} network */
function headFields(network) {
  const own = (network.slots ?? 1) > 1;
  return (catalog.value?.fields ?? []).filter((field) => own && field.group === "layers" && field.family === "images" && !field.kind);
}
