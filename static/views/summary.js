/** The picture in words, for those who do not see it; told at a calm rate. */

import { moment, connection, run } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { activationLabel, counted, featureLabel } from "../panels/names.js";
import { grouped, three } from "../widgets/format.js";
import { useRead } from "../widgets/pace.js";
import { Spoken } from "../widgets/spoken.js";

export function Summary() {
  const shape = useRead(() => (run.value ? shapeText(run.value) : ""));
  const playing = useRead(() => run.value?.playing ?? false);
  const state = useRead(() => (connection.value === "lost" ? "The connection is lost; what is shown is a record." : playing ? "Learning." : "Paused."), [playing]);
  return html`<${Spoken} words=${[shape, state]} playing=${playing} numbers=${() => numbersText(moment.value)} />`;
}

/** @param {import("../wire/types.js").RunInfo} of */
function shapeText({ network, experiment }) {
  const features = network.inputs.map(featureLabel).join(", ");
  const hidden = network.layers.slice(0, -1).map(({ units, activation }) => `${units} ${activationLabel(activation)}`);
  const layers = hidden.length ? `${counted(hidden.length, "hidden layer")} of ${hidden.join(", ")} neurons` : "no hidden layer";
  const out = network.outputs === 1 ? "one output" : `${network.outputs} outputs`;
  return `Network with ${counted(network.inputs.length, "feature")}${features && ` (${features})`}, ${layers}, ${out}; ${experiment.data.dataset} data.`;
}

/** @param {typeof moment.value} of */
function numbersText(of) {
  if (!of) return "";
  const { epoch, train_loss: train, test_loss: test } = of.frame.header;
  return `Epoch ${grouped(epoch)}, training loss ${three(train)}, test loss ${three(test)}.`;
}
