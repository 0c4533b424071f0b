/** Several linear layers are one: what collapsing them would make, the edit, and how far the outputs moved. */
import { command, patch, undo } from "../../state/actions.js";
import { data, run } from "../../state/store.js";
import { html, useState } from "../../vendor/ui.js";
import { said, useSteering } from "../../widgets/edit.js";
import { grouped, three } from "../../widgets/format.js";
import { Formula } from "../../widgets/formula.js";
import { useRead } from "../../widgets/pace.js";
import { LINEAR } from "./reading.js";

/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {{ run: string, revision: number, change: number | null, from: string, to: string }} Collapsed */

/** A change of the outputs that is no more than float32's rounding through several layers. */
const ROUNDING = 1e-5;

/**
 * What a collapse would make of a network.
 * @param {NetworkInfo} network
 * @returns {{ count: number, from: string, to: string, products: string[], parameters: number }} products in TeX, each a matrix to be
 */
export function collapseOf(network) {
  const hidden = network.layers.slice(0, -1);
  const linear = hidden.filter(({ activation }) => activation === LINEAR).length;
  const kept = network.layers.filter(({ activation }, layer) => activation !== LINEAR || layer === network.layers.length - 1);
  const products = /** @type {string[]} */ ([]);
  let factors = /** @type {string[]} */ ([]);
  network.layers.forEach(({ activation }, layer) => {
    factors = [`W_{${layer + 1}}`, ...factors];
    if (activation === LINEAR && layer < network.layers.length - 1) return;
    if (factors.length > 1) products.push(factors.join(" "));
    factors = [];
  });
  let inputs = network.inputs.length;
  let parameters = 0;
  for (const { units } of kept) {
    parameters += units * (inputs + 1);
    inputs = units;
  }
  return { count: linear, from: sizes(network, network.layers), to: sizes(network, kept), products, parameters };
}

/** "2-8-8-1" @param {NetworkInfo} network @param {{ units: number }[]} layers */
function sizes(network, layers) {
  return [network.inputs.length, ...layers.map(({ units }) => units)].join("-");
}

/**
 * The last collapse, until the run changes further.
 * @returns {{ done: Collapsed | null, collapse: (network: NetworkInfo) => Promise<void> }}
 */
export function useCollapse() {
  const [done, finish] = useState(/** @type {Collapsed | null} */ (null));
  const revision = useRead(() => run.value?.revision ?? 0);
  const id = useRead(() => run.value?.id ?? "");
  return {
    done: done && done.run === id && revision <= done.revision ? done : null,
    collapse: async (network) => {
      const { from, to } = collapseOf(network);
      const report = await command({ type: "collapse_linear" });
      finish({ run: id, revision: report.revision, change: report.output_change, from, to });
    },
  };
}

/** @param {{ network: NetworkInfo, done: Collapsed | null, collapse: (network: NetworkInfo) => Promise<void> }} props */
export function Collapse({ network, done, collapse }) {
  const steering = useSteering();
  const plan = collapseOf(network);
  return html`<section class="layers-collapse" aria-label="Linear layers">
    <h3>Several linear layers are one</h3>
    <p class="layers-collapse-law" aria-hidden="true"><${Formula} tex="W_2(W_1 x + b_1) + b_2 = (W_2 W_1)\\,x + (W_2 b_1 + b_2)" /></p>
    ${done ? html`<${Done} done=${done} />` : plan.count ? html`<${Plan} plan=${plan} network=${network} steering=${steering} collapse=${() => said(collapse(network))} />` : html`<${None} network=${network} steering=${steering} />`}
  </section>`;
}

/** @param {{ plan: ReturnType<typeof collapseOf>, network: NetworkInfo, steering: boolean, collapse: () => void }} props */
function Plan({ plan, network, steering, collapse }) {
  return html`<p>${plan.count === 1 ? "One hidden layer is linear. Its matrix can be" : `${plan.count} hidden layers are linear. Their matrices can be`} multiplied into the next one’s: ${plan.products.map((tex, index) => html`${index > 0 && ", "}<${Formula} tex=${tex} />`)}. No output changes by more than rounding.</p>
    <p class="layers-collapse-act"><button type="button" class="button button-solid" disabled=${!steering} onClick=${collapse}>${`Collapse: ${plan.from} → ${plan.to}`}</button>
      <span class="quiet small">${`${grouped(network.parameters)} parameters become ${grouped(plan.parameters)}. One undo brings them back.`}</span></p>`;
}

/** @param {{ done: Collapsed }} props */
function Done({ done }) {
  const points = useRead(() => (data.value ? data.value.train.length + data.value.test.length : null));
  const undoable = useRead(() => Boolean(run.value?.undo) && (run.value?.steering ?? false));
  const change = done.change === null ? "could not be compared" : done.change === 0 ? "did not change at all" : `changed by ${three(done.change)} at most`;
  return html`<p role="status"><b>${`${done.from} became ${done.to}.`}</b> ${`Over the ${points ?? ""} data points the outputs ${change}${done.change && done.change < ROUNDING ? ", which is rounding" : ""}.`}</p>
    <p class="layers-collapse-act"><button type="button" class="button" disabled=${!undoable} onClick=${() => said(undo())}>Undo</button></p>`;
}

/** @param {{ network: NetworkInfo, steering: boolean }} props */
function None({ network, steering }) {
  const hidden = network.layers.length - 1;
  const layers = useRead(() => run.value?.experiment.layers ?? []);
  if (!hidden) return html`<p class="quiet">There is no hidden layer here: the network is one matrix already.</p>`;
  return html`<p class="quiet">No hidden layer here is linear, so none can be multiplied into the next: what bends the plane between two matrices keeps them apart.</p>
    <p class="layers-collapse-act"><button type="button" class="button" disabled=${!steering} title="Sets the activation of every hidden layer to linear; undo brings it back"
      onClick=${() => said(patch("layers", layers.map((config) => ({ ...config, activation: LINEAR }))))}>Make every hidden layer linear</button></p>`;
}
