/** What a neuron hears: from whom, with which weight, its gradient, and where the next step takes it. */
import { hover, selection } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { three } from "../widgets/format.js";
import { useLitInput } from "./equation.js";
import { shortName } from "./names.js";
import { WeightCell } from "./weightCell.js";

/** @param {import("./equation.js").Props} props */
export function InputsTable({ reading, network, layer, unit }) {
  const lit = useLitInput(layer, unit);
  const [weights, gradients, next] = ["weights", "gradients", "next_step"].map((name) => reading.array(name));
  const { bias, bias_gradient: biasGradient, bias_next: biasNext } = reading.info;
  const { slope, slope_gradient: slopeGradient, slope_next: slopeNext } = reading.info;
  return html`<table class="inputs">
    <thead><tr><th scope="col">from</th><th scope="col">weight</th><th scope="col" class="math">∂L/∂w</th><th
      scope="col">next step</th></tr></thead>
    <tbody>
      ${Array.from(weights ?? [], (weight, input) => {
        const from = shortName(network, layer - 1, input);
        return html`<tr key=${input} data-lit=${lit === input ? "" : undefined}
          onPointerEnter=${() => (hover.value = { kind: "weight", layer, unit, input })}
            onPointerLeave=${() => (hover.value = null)}>
          <th scope="row"><button type="button" class="text-button" aria-label=${`Weight from ${from}`}
            onClick=${() => (selection.value = { kind: "weight", layer, unit, input })}>${from}</button></th>
          <td><${WeightCell} layer=${layer} unit=${unit} input=${input} value=${Number(weight)}
            label=${`Weight from ${from}`} /></td>
          <td title=${gradients?.[input]}>${three(Number(gradients?.[input]))}</td>
          <td title=${next?.[input]}>${three(Number(next?.[input]))}</td>
        </tr>`;
      })}
      <tr class="bias-row" onPointerEnter=${() => (hover.value = { kind: "bias", layer, unit })}
        onPointerLeave=${() => (hover.value = null)}>
        <th scope="row"><button type="button" class="text-button"
          onClick=${() => (selection.value = { kind: "bias", layer, unit })}>bias</button></th>
        <td><${WeightCell} layer=${layer} unit=${unit} input=${null} value=${bias} label="Bias" /></td>
        <td title=${biasGradient}>${three(biasGradient)}</td>
        <td title=${biasNext}>${three(biasNext)}</td>
      </tr>
      ${typeof slope === "number" && html`<tr class="slope-row" title="Its slope on the negative side, which it learns">
        <th scope="row">slope <span class="math">α</span></th>
        <td><${WeightCell} layer=${layer} unit=${unit} input="slope" value=${slope} label="Slope" /></td>
        <td title=${slopeGradient}>${three(slopeGradient)}</td>
        <td title=${slopeNext}>${three(slopeNext)}</td>
      </tr>`}
    </tbody>
  </table>`;
}
