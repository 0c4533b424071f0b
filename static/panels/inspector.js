/** The right panel: what is selected, with this moment's numbers. */
import { run, selection, shownFamily } from "../state/store.js";
import { ImagesInspector } from "../images/inspector.js";
import { html } from "../vendor/ui.js";
import { icon } from "../widgets/icons.js";
import { useOnScreen, useRead } from "../widgets/pace.js";
import { FeaturePanel } from "./inspectFeature.js";
import { LayerPanel } from "./inspectLayer.js";
import { NothingPanel } from "./inspectNothing.js";
import { PointPanel } from "./inspectPoint.js";
import { UnitPanel } from "./inspectUnit.js";
import { WeightPanel } from "./inspectWeight.js";

/** @typedef {import("../state/store.js").Pick} Pick */

/** The panel of each kind of thing; a new kind adds a line. @type {Partial<Record<Pick["kind"], { title: string, component: (props: any) => any }>>} */
const PANELS = {
  unit: { title: "Neuron", component: UnitPanel },
  weight: { title: "Weight", component: WeightPanel },
  bias: { title: "Bias", component: WeightPanel },
  layer: { title: "Layer", component: LayerPanel },
  point: { title: "Data point", component: PointPanel },
  feature: { title: "Feature", component: FeaturePanel },
};

export function Inspector() {
  const [ref, seen] = useOnScreen();
  const network = useRead(() => run.value?.network ?? null);
  const pick = selection.value;
  if (shownFamily.value === "images") return html`<div class="inspector-body" ref=${ref}><${ImagesInspector} /></div>`;
  if (network?.family === "images") return html`<div class="inspector-body" ref=${ref}></div>`;
  const there = network && pick && exists(network, pick) ? pick : null;
  const panel = there ? PANELS[there.kind] : null;
  return html`<div class="inspector-body" ref=${ref}>
    <header class="inspector-head">
      <h2>${panel?.title ?? "Network"}</h2>
      ${panel && html`<button type="button" class="bare" aria-label="Let go of the selection" title="Let go (Esc)"
        onClick=${() => (selection.value = null)}>${icon("close")}</button>`}
    </header>
    ${network && (panel && there ? html`<${panel.component} key=${there.kind} pick=${there} network=${network}
      seen=${seen} />` : html`<${NothingPanel} network=${network} />`)}
  </div>`;
}

/** Whether the pick is part of the network as it is now. @param {import("../wire/types.js").NetworkInfo} network @param {Pick} pick */
function exists(network, pick) {
  if (pick.kind === "point") return true;
  if (pick.kind === "image") return false;
  if (pick.kind === "feature") return pick.index >= 0;
  const layer = network.layers[pick.layer];
  if (!layer || pick.kind === "layer") return Boolean(layer);
  return pick.unit < layer.units && (pick.kind !== "weight" || pick.input < layer.inputs);
}
