/** An input feature: its picture, and the weights by which the first layer hears it. */
import { palette, selection, theme } from "../state/store.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { three } from "../widgets/format.js";
import { drawMap } from "../widgets/map.js";
import { useProbe } from "../widgets/probe.js";
import { counted, featureLabel, shortName, unitName } from "./names.js";
import { WeightCell } from "./weightCell.js";

const NUMBERS_HZ = 10;
const RESOLUTION = 80;

/**
 * @param {{ pick: { index: number }, network: import("../wire/types.js").NetworkInfo, seen: boolean }} props index: among the network's inputs
 */
export function FeaturePanel({ pick: { index }, network, seen }) {
  const pictures = useProbe("feature", "features", { resolution: RESOLUTION }, seen, 2);
  const parameters = useProbe("feature-weights", "parameters", {}, seen, NUMBERS_HZ);
  const key = network.inputs[index];
  const first = network.layers[0];
  if (key === undefined || !first) return html`<p class="quiet">This feature is not fed to the network.</p>`;
  const weights = parameters?.array("weights.0");
  const inputs = weights?.shape[1] ?? 0;
  return html`<div class="unit-head"><${FeatureMap} reading=${pictures} index=${index} network=${network} />
      <div><h3 class="math">${featureLabel(key)}</h3><p
        class="quiet">input ${index + 1} of ${network.inputs.length} · heard by ${counted(first.units, "neuron")}</p></div></div>
    <table class="inputs"><thead><tr><th scope="col">to</th><th scope="col">weight</th></tr></thead><tbody>
      ${weights && inputs === network.inputs.length && Array.from({ length: first.units }, (_, unit) => html`<tr key=${unit}>
        <th scope="row"><button type="button" class="text-button"
          onClick=${() => (selection.value = { kind: "unit", layer: 0, unit })}>${shortName(network, 0, unit)}</button></th>
        <td title=${three(Number(weights[unit * inputs + index]))}><${WeightCell} layer=${0} unit=${unit} input=${index}
          value=${Number(weights[unit * inputs + index])} label=${`Weight to ${unitName(network, 0, unit)}`} /></td>
      </tr>`)}
    </tbody></table>`;
}

/** @param {{ reading: import("../widgets/probe.js").Reading | null, index: number, network: import("../wire/types.js").NetworkInfo }} props */
function FeatureMap({ reading, index, network }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const maps = reading?.array("maps") ?? null;
  const look = `${theme.value} ${palette.value}`;
  useEffect(() => {
    const side = maps?.shape[1] ?? 0;
    if (canvas.current && maps && (maps.shape[0] ?? 0) > index) drawMap(canvas.current, maps.subarray(index * side * side, (index + 1) * side * side), side);
  }, [maps, index, look]);
  return html`<canvas ref=${canvas} class="unit-map" role="img"
    aria-label=${`The feature ${featureLabel(network.inputs[index] ?? "")} over the plane`}></canvas>`;
}
