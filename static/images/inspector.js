/** The right panel beside a network on images: what is selected, with this moment's numbers. */

import { exists } from "../state/selection.js";
import { selection } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { useRead } from "../widgets/pace.js";
import { icon } from "../widgets/icons.js";
import { grouped } from "../widgets/format.js";
import { counted, sampleName } from "../panels/names.js";
import { ImagePanel } from "./inspectImage.js";
import { LayerPanel } from "./inspectLayer.js";
import { UnitPanel } from "./inspectUnit.js";
import { activationText, givesMaps, layerTitle, shapeText } from "./names.js";
import { shownRun } from "./stage.js";

/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */

export function ImagesInspector() {
  const of = shownRun.value;
  const pick = useRead(() => selection.value);
  const network = of?.network;
  const layer = pick && "layer" in pick ? network?.layers[pick.layer] : undefined;
  const unit = pick?.kind === "unit" && network && layer && exists(pick, network, null) ? pick : null;
  const title = pick?.kind === "image" ? (sampleName(network) === "signal" ? "Signal" : "Image") : unit && layer ? (layer.kind === "head" ? "Answer" : givesMaps(layer) ? "Map" : "Unit") : layer ? "Layer" : "Network";
  return html`<header class="inspector-head">
      <h2>${title}</h2>
      ${title !== "Network" && html`<button type="button" class="bare" aria-label="Let go of the selection" title="Let go (Esc)"
        onClick=${() => (selection.value = null)}>${icon("close")}</button>`}
    </header>
    ${of && network && (pick?.kind === "image" ? html`<${ImagePanel} run=${of} />`
      : unit ? html`<${UnitPanel} key=${`${unit.layer}.${unit.unit}`} run=${of} layer=${unit.layer} unit=${unit.unit} />`
        : pick?.kind === "layer" && layer ? html`<${LayerPanel} key=${pick.layer} run=${of} layer=${pick.layer} />` : html`<${Nothing} network=${network} />`)}`;
}

/** @param {{ network: NetworkInfo }} props */
function Nothing({ network }) {
  const slots = network.slots ?? 1;
  return html`<ol class="try">
      <li>Press <b>play</b> and watch the kernels find what tells the images apart.</li>
      <li>Point at a <b>map</b> to see which maps it listens to; click it for its numbers.</li>
      <li>Add a <b>channel</b> or a <b>layer</b> while it learns: the weights stay. <b>Z</b> takes it back.</li>
    </ol>
    <dl class="facts">
      <div><dt>Input</dt><dd>${shapeText(network.input_shape)}</dd></div>
      ${network.layers.slice(0, -1).map((layer, at) => html`<div><dt>${layerTitle(network, at)}</dt><dd>${shapeText(layer.output_shape)}${layer.activation === "linear" || !layer.parameters ? "" : ` · ${activationText(layer.activation)}`}</dd></div>`)}
      <div><dt>Output</dt><dd>${slots > 1 ? `${slots} × ` : ""}${counted(network.classes, "class", "classes")} · ${activationText(network.layers.at(-1)?.activation ?? "")}</dd></div>
      <div><dt>Parameters</dt><dd>${grouped(network.parameters)}</dd></div>
    </dl>`;
}
