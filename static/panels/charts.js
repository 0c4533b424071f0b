/** The bottom panel: how the run is going. */
import { html } from "../vendor/ui.js";
import { GradientChart } from "./gradientChart.js";
import { LossChart } from "./lossChart.js";
import { OutputSummary } from "./outputSummary.js";
import { Preactivations } from "./preactivations.js";

export function Charts() {
  return html`<${LossChart} /><${GradientChart} /><${Preactivations} /><${OutputSummary} />`;
}
