/** The loss after each epoch. */
import { history } from "../state/actions.js";
import { frame, lossHistory } from "../state/store.js";
import { html, useCallback, useState } from "../vendor/ui.js";
import { exact, grouped, three } from "../widgets/format.js";
import { LineChart } from "../widgets/lineChart.js";
import { useOnScreen, usePaced, useRead } from "../widgets/pace.js";
import { thinned } from "../widgets/thin.js";
import { ChartFrame, LogSwitch } from "./chartFrame.js";

const CHART_HZ = 15;
const LINES = [
  { label: "train", color: "--ink", width: 2 },
  { label: "test", color: "--test", width: 1.75, dash: [6, 3] },
];
/** More than a chart has pixels; the history itself stays whole. */
const STRETCHES = 500;
/** @type {ArrayLike<number>[]} */
const NONE = [[], [], []];

/**
 * The losses of the epochs, and at their end those of the weights shown, where an edit or a part of an epoch made them others.
 * @param {ArrayLike<number>[]} columns
 */
function upToNow(columns) {
  const [header, last] = [frame.value?.header, (columns[0]?.length ?? 0) - 1];
  if (!header || last < 0 || header.epoch !== columns[0]?.[last]) return columns;
  const now = [header.epoch + header.epoch_share, header.train_loss ?? NaN, header.test_loss ?? NaN];
  const same = [1, 2].every((at) => Object.is(now[at], columns[at]?.[last]));
  return same || (header.train_loss === null && header.test_loss === null) ? columns : columns.map((column, at) => [...Array.from(column), now[at]]);
}

export function LossChart() {
  const [ref, seen] = useOnScreen();
  const [log, setLog] = useState(false);
  const [pointed, point] = useState(/** @type {number | null} */ (null));
  const version = useRead(() => lossHistory.value.version); // another with each beginning
  const columns = usePaced(() => (seen && lossHistory.value ? upToNow(thinned(history(), STRETCHES)) : NONE), CHART_HZ, [seen, version]);
  const [epochs = [], train = [], test = []] = columns;
  const index = pointed !== null && pointed < epochs.length ? pointed : null;
  const onPoint = useCallback(point, []);
  const last = epochs.length - 1;
  const at = index ?? last;
  const reading = html`<span title=${exact(train[at])}><i
    class="key"></i>train${index === null ? "" : html` <b>${three(train[at])}</b>`}</span>
    <span title=${exact(test[at])}><i
      class="key key-test"></i>test${index === null ? "" : html` <b>${three(test[at])}</b>`}</span>
    ${index !== null && html`<span>${at === last && epochs[at] % 1 ? "in " : ""}epoch <b>${grouped(Math.ceil(epochs[index] ?? 0))}</b></span>`}`;
  return html`<${ChartFrame} name="loss" title="Loss" frameRef=${ref} reading=${reading} tools=${html`<${LogSwitch} log=${log}
    of="Loss" onChange=${setLog} />`}>
    <${LineChart} lines=${LINES} columns=${columns} log=${log} onPoint=${onPoint}
      label=${epochs.length ? `Loss by epoch: train ${three(train[last])}, test ${three(test[last])} ${epochs[last] % 1 ? "in" : "at"} epoch ${Math.ceil(epochs[last])}` : "Loss by epoch: nothing trained yet"} />
  <//>`;
}
