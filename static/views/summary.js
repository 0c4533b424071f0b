/** The picture in words, for those who do not see it; told at a calm rate. */

import { moment, connection, run } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { activationLabel, counted, featureLabel } from "../panels/names.js";
import { grouped, three } from "../widgets/format.js";
import { useEvery, usePaced, useRead } from "../widgets/pace.js";

/** While it learns the numbers are told every so often, as they are then; else when a step or an edit changed them. */
const LEARNING_MS = 6000;
const PAUSED_HZ = 1;

export function Summary() {
  const shape = useRead(() => (run.value ? shapeText(run.value) : ""));
  const playing = useRead(() => run.value?.playing ?? false);
  const state = useRead(() => (connection.value === "lost" ? "The connection is lost; what is shown is a record." : playing ? "Learning." : "Paused."), [playing]);
  // Not atomic: only what changed is spoken.
  return html`<div class="unseen" role="status" aria-live="polite" aria-atomic="false"><span>${shape}</span> <span>${state}</span> ${playing ? html`<${Learning} />` : html`<${Paused} key=${shape} />`}</div>`;
}

function Learning() {
  return html`<span>${useEvery(() => numbersText(moment.value), LEARNING_MS)}</span>`;
}

function Paused() {
  return html`<span>${usePaced(() => numbersText(moment.value), PAUSED_HZ)}</span>`;
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
