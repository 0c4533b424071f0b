/** Nothing is selected: what to try, and how large the network is. */
import { html } from "../vendor/ui.js";
import { grouped } from "../widgets/format.js";
import { activationLabel, counted, featureLabel } from "./names.js";

/** @param {{ network: import("../wire/types.js").NetworkInfo }} props */
export function NothingPanel({ network }) {
  const hidden = network.layers.slice(0, -1);
  const output = network.layers.at(-1);
  const neurons = hidden.reduce((sum, layer) => sum + layer.units, 0);
  const answers = network.outputs === 1 ? "one value" : counted(network.outputs, "class", "classes");
  return html`<ol class="try">
      <li>Press <b>play</b> and watch the boundary bend around the points.</li>
      <li>Click a <b>neuron</b>, a <b>curve</b> or a <b>point</b> to see its numbers here, and change them.</li>
      <li>Change anything while it learns: the weights stay. <b>Z</b> takes it back.</li>
    </ol>
    <dl class="facts">
      <div><dt>Inputs</dt>${network.inputs.length ? html`<dd class="math">${network.inputs.map(featureLabel).join(", ")}</dd>` : html`<dd>no feature chosen</dd>`}</div>
      ${hidden.map(({ units, activation }, index) => html`<div><dt>Layer ${index + 1}</dt><dd>${counted(units, "neuron")} · ${activationLabel(activation)}</dd></div>`)}
      <div><dt>Output</dt><dd>${answers} · ${activationLabel(output?.activation ?? "")}</dd></div>
      <div><dt>Hidden neurons</dt><dd>${grouped(neurons)}</dd></div>
      <div><dt>Parameters</dt><dd>${grouped(network.parameters)}</dd></div>
    </dl>`;
}
