/** The output against the truth: a confusion matrix where there are classes, predicted against true where not. */
import { run } from "../state/store.js";
import { ImagesConfusion } from "../images/learned/confusion.js";
import { html, useState } from "../vendor/ui.js";
import { Segmented } from "../widgets/choose.js";
import { Coming } from "../widgets/coming.js";
import { exact, grouped, percent, three } from "../widgets/format.js";
import { useOnScreen, useRead } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";
import { ChartFrame } from "./chartFrame.js";
import { className } from "./names.js";
import { useRate } from "./rates.js";
import { Scatter } from "./scatter.js";

const SETS = [
  { key: "train", label: "train" },
  { key: "test", label: "test" },
];

/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {import("../widgets/probe.js").Reading} Reading */

export function OutputSummary() {
  const [ref, seen] = useOnScreen();
  const [set, setSet] = useState(/** @type {"train" | "test"} */ ("test"));
  const network = useRead(() => run.value?.network ?? null);
  const reading = useProbe("metrics", "metrics", {}, seen, useRate("metrics"));
  const classes = network !== null && network.problem !== "regression";
  const score = reading?.info[`${classes ? "accuracy" : "r2"}_${set}`] ?? null;
  const tools = html`<${Segmented} className="chart-segmented" label=${network?.family === "images" ? "Which images" : "Which points"} value=${set} options=${SETS}
    onChoose=${setSet} />`;
  const said = reading && html`<span
    title=${exact(score)}>${classes ? "accuracy" : "R²"} <b>${classes ? percent(score) : three(score)}</b></span>`;
  return html`<${ChartFrame} name=${network?.family === "images" ? "output chart-images" : "output"} title="Output" frameRef=${ref} reading=${said} tools=${tools}>
    ${network && reading && (classes ? html`<${Confusion} network=${network} reading=${reading}
      set=${set} />` : html`<${Scatter} reading=${reading} set=${set} />`)}
    ${!reading && html`<${Coming} view="metrics" />`}
  <//>`;
}

/** @param {{ network: NetworkInfo, reading: Reading, set: string }} props */
function Confusion({ network, reading, set }) {
  if (network.family === "images") return html`<${ImagesConfusion} network=${network} reading=${reading} set=${set} />`;
  const counts = reading.array(`confusion.${set}`);
  const side = counts?.shape[0] ?? 0;
  if (!counts || side < 2) return html`<p class="quiet small">No ${set} points.</p>`;
  const names = Array.from({ length: side }, (_, index) => className(network, index));
  const rows = names.map((_, row) => Array.from(counts.subarray(row * side, (row + 1) * side), Number));
  return html`<table class="confusion" aria-label=${`Confusion matrix of the ${set} points`}>
    <thead><tr><td></td>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>${rows.map((row, truth) => {
      const all = row.reduce((sum, count) => sum + count, 0);
      return html`<tr><th scope="row">${names[truth]}</th>${row.map((count, says) => html`<td
        class=${truth === says ? `cell-right ${side === 2 ? "cell-side" : "cell-class"}-${truth}` : "cell-wrong"}
        title=${`${grouped(count)} of ${grouped(all)} points of ${names[truth]} taken for ${names[says]}`}>${grouped(count)}</td>`)}</tr>`;
    })}</tbody>
    <caption>rows: true, columns: predicted</caption>
  </table>`;
}
