/** What a slip does to training: two copies of the network learn on from here, one right, one with the slip, and their losses are drawn. */
import { request } from "../../wire/api.js";
import { run } from "../../state/store.js";
import { html, useEffect, useRef, useState } from "../../vendor/ui.js";
import { Choice, Segmented } from "../../widgets/choose.js";
import { exact, grouped, three } from "../../widgets/format.js";
import { icon } from "../../widgets/icons.js";
import { LineChart } from "../../widgets/lineChart.js";

/** @typedef {{ first: number | null, last: number | null, lowest: number | null, diverged_at: number | null }} Told */
/** @typedef {{ info: { slip: string, label: string, started: number, updates: number, points: number, dropout: boolean, right: Told, slipped: Told }, columns: (number | null)[][] }} Answer columns: updates since the start, right, with the slip */
/** @typedef {{ state: "idle" } | { state: "asking" } | { state: "refused", message: string } | { state: "answered", answer: Answer }} Asking */

const LENGTHS = [50, 200, 500];
const USUAL = 200;
/** @type {Asking} */
const IDLE = { state: "idle" };
const LINES = [
  { label: "right", color: "--ink" },
  { label: "slip", color: "--alarm-ink", dash: [6, 4], width: 2.25 },
];

/** @param {{ slip: string, loss: string | null }} props loss: another than the run's, to compare; null: the run's */
export function SlipTraining({ slip, loss }) {
  const [updates, setUpdates] = useState(USUAL);
  const [told, tell] = useState(/** @type {{ of: string, asking: Asking }} */ ({ of: "", asking: IDLE }));
  const abort = useRef(/** @type {AbortController | null} */ (null));
  // Of another slip or loss an answer says nothing.
  const of = `${slip} ${loss}`;
  const asking = told.of === of ? told.asking : IDLE;
  useEffect(() => () => {
    abort.current?.abort();
    tell({ of: "", asking: IDLE });
  }, [of]);

  async function ask() {
    abort.current?.abort();
    const own = new AbortController();
    abort.current = own;
    tell({ of, asking: { state: "asking" } });
    const next = await answerOf(slip, updates, loss, own.signal);
    if (!own.signal.aborted) tell({ of, asking: next });
  }
  const busy = asking.state === "asking";
  return html`<section class="slip-training" aria-label="What the slip does to training">
    <div class="slip-training-ask">
      <button type="button" class="button" disabled=${busy} onClick=${ask}>Train on from here with it</button>
      <label>for <${Choice} label="Updates" value=${updates} options=${LENGTHS.map((key) => ({ key, label: `${key} updates` }))} onChoose=${(/** @type {string} */ key) => setUpdates(Number(key))} /></label>
      <span class="quiet small">Two copies learn, one right and one with the slip. The run itself is not touched.</span>
      ${asking.state === "answered" && html`<button type="button" class="bare" aria-label="Close what the slip did" onClick=${() => tell({ of, asking: IDLE })}>${icon("close")}</button>`}
    </div>
    ${busy && html`<p class="slip-training-note" role="status"><span class="spinner" aria-hidden="true"></span>The two copies learn…</p>`}
    ${asking.state === "refused" && html`<p class="slip-training-note wrong" role="alert">${asking.message}</p>`}
    ${asking.state === "answered" && html`<${Outcome} answer=${asking.answer} />`}
  </section>`;
}

/** @param {string} slip @param {number} updates @param {string | null} loss @param {AbortSignal} signal @returns {Promise<Asking>} */
async function answerOf(slip, updates, loss, signal) {
  const params = encodeURIComponent(JSON.stringify({ slip, updates, loss }));
  try {
    const { info, arrays } = await request(`/runs/${run.value?.id}/probes/slip_training?params=${params}`, { signal });
    const columns = [arrays.updates.values.map((/** @type {number} */ update) => update - info.started), arrays.right.values, arrays.slipped.values];
    return { state: "answered", answer: { info, columns } };
  } catch (error) {
    return { state: "refused", message: error instanceof Error ? error.message : String(error) };
  }
}

/** @param {{ answer: Answer }} props */
function Outcome({ answer: { info, columns } }) {
  const [log, setLog] = useState(false);
  const [point, setPoint] = useState(/** @type {number | null} */ (null));
  const at = point ?? columns[0].length - 1;
  const told = [info.right, info.slipped].map(({ last }, index) => `${LINES[index].label} ${last === null ? "not finite" : three(last)}`).join(", ");
  return html`<div class="slip-training-outcome">
    <div class="slip-training-chart">
      <div class="slip-training-head"><h3>Training loss</h3><${Values} columns=${columns} at=${at} started=${info.started} />
        <${Segmented} label="Scale of the losses" value=${log} options=${[{ key: false, label: "linear" }, { key: true, label: "log" }]} onChoose=${setLog} /></div>
      <${LineChart} lines=${LINES} columns=${columns} log=${log} endLabels label=${`Training loss over ${info.updates} updates; at the end ${told}`} onPoint=${setPoint} />
      <p class="quiet small">updates from here on</p>
    </div>
    <div class="slip-training-words">
      <p role="status">${verdict(info)}</p>
      <p class="quiet small">${`Both began with the weights of update ${grouped(info.started)} and took the run’s own next ${grouped(info.updates)} batches with its optimizer. The loss is the mean over the ${grouped(info.points)} training points.`}
        ${info.dropout && " The run drops neurons while it learns; the copies do not."}</p>
    </div>
  </div>`;
}

/** The losses under the pointer, or at the end. @param {{ columns: Answer["columns"], at: number, started: number }} props */
function Values({ columns: [updates, right, slipped], at, started }) {
  const shown = (/** @type {number | null | undefined} */ value) => (value == null ? "not finite" : three(value));
  return html`<p class="slip-training-values"><span class="quiet">${`update ${grouped(started + (updates[at] ?? 0))}`}</span>
    <span data-line="right" title=${exact(right[at])}>${`right ${shown(right[at])}`}</span>
    <span data-line="slip" title=${exact(slipped[at])}>${`slip ${shown(slipped[at])}`}</span></p>`;
}

/** What happened, in words. @param {Answer["info"]} info */
function verdict({ right, slipped, started, updates }) {
  if (slipped.diverged_at !== null) {
    const also = right.diverged_at === null ? "" : ` So were those of the right copy after ${grouped(right.diverged_at)}: the learning rate is too high.`;
    return `With the slip the weights were no longer finite after ${grouped(slipped.diverged_at)} ${slipped.diverged_at === 1 ? "update" : "updates"}, at update ${grouped(started + slipped.diverged_at)}.${also}`;
  }
  if (right.diverged_at !== null) return `The right copy was no longer finite after ${grouped(right.diverged_at)} updates, the one with the slip still was: the learning rate is too high for either to say much.`;
  const [with_, without] = [three(slipped.last), three(right.last)];
  const began = `From ${three(right.first)}, ${grouped(updates)} updates`;
  if (with_ === without) return `${began} led to ${without} with the slip and without it: here it makes no difference that three digits show.`;
  if ((slipped.last ?? 0) > (right.last ?? 0)) return `${began} led to ${with_} with the slip, and to ${without} without it.`;
  return `${began} led to ${with_} with the slip, and to ${without} without it. Here the wrong gradient came lower. That does not make it right: it is not the slope of this loss, and nothing says that it leads down.`;
}
