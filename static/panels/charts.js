/** The bottom panel: how the run is going, or the map that stands open. */
import { OpenedMap } from "../images/opened.js";
import { opened, wide } from "../images/opening.js";
import { html, useEffect } from "../vendor/ui.js";
import { useRead } from "../widgets/pace.js";
import { GradientChart } from "./gradientChart.js";
import { LossChart } from "./lossChart.js";
import { OutputSummary } from "./outputSummary.js";
import { Preactivations } from "./preactivations.js";

export function Charts() {
  const open = useRead(() => opened.value !== null && wide.value);
  useEffect(() => {
    document.body.toggleAttribute("data-opened", open);
  }, [open]);
  if (open) return html`<${OpenedMap} />`;
  return html`<${LossChart} /><${GradientChart} /><${Preactivations} /><${OutputSummary} />`;
}
