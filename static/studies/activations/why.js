/** Why a network needs activation functions, in one paragraph, and how to read the plots. */
import { html } from "../../vendor/ui.js";
import { Formula } from "../../widgets/formula.js";
import { WINDOW } from "./curves.js";
import { brief } from "./facts.js";
import { GRID, LineKey, LINES } from "./table.js";

const COLLAPSE = String.raw`W_2(W_1x + b_1) + b_2 = (W_2W_1)\,x + (W_2b_1 + b_2)`;
const NAMES = { f: "f, the function", slope: "f\u2032, its slope", curvature: "f\u2033, the slope of the slope" };

export function Why() {
  return html`<div class="act-why">
    <p>A neuron applies its activation function to its weighted sum: <${Formula} tex="a = f(z)" />, <${Formula} tex=${String.raw`z = \mathbf{w}\cdot\mathbf{x} + b`} />.
      Without one, layers collapse into one: <${Formula} tex=${COLLAPSE} /> is a single layer again, and its boundary a straight line.
      Learning passes the gradient back through the slope <${Formula} tex="f'(z)" />: where the curve is flat almost nothing comes through, and the
      unit is <b>saturated</b>; where the slope is exactly 0 at every point of the data the unit is <b>dead</b>, and its weights get no gradient at all.</p>
    <p class="act-legend">${LINES.map(({ name }) => html`<span key=${name}><${LineKey} name=${name} />${NAMES[name]}</span>`)}
      <span class="quiet">every plot: z from ${brief(GRID.low)} to ${brief(GRID.high)}, heights from ${brief(WINDOW.low)} to ${brief(WINDOW.high)}, the same unit both ways</span></p>
  </div>`;
}
