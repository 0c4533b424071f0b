/** Functions of several numbers at once, each with an example to move: its numbers are the page's own, not of the run. */
import { html, useState } from "../../vendor/ui.js";
import { exact, three } from "../../widgets/format.js";
import { Range } from "../../widgets/range.js";
import { usedIn } from "./arrange.js";
import { Fitted } from "./fitted.js";
import { Switches } from "./switches.js";
import { UsedChip } from "./used.js";

/** @typedef {import("./table.js").VectorFunction} VectorFunction */

const BEGINS = [2, 1, -1];
const SPAN = 5;
const MARKS = ["\u2081", "\u2082", "\u2083"];

/** `e^(zᵢ − max z) / Σⱼ e^(zⱼ − max z)`: the maximum taken off changes no quotient, and no power overflows. @param {number[]} z */
export function softmax(z) {
  const top = Math.max(...z);
  const powers = z.map((each) => Math.exp(each - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** What each example shows beside its sliders. @type {Record<string, (z: number[]) => { bars: number[], label: (index: number) => string, said: any }>} */
const EXAMPLES = {
  softmax(z) {
    const top = Math.max(...z);
    const bars = softmax(z);
    return {
      bars,
      label: (index) => `p${MARKS[index]}`,
      said: html`z \u2212 max z = (${z.map((each) => three(each - top)).join(", ")}); the bars add up to <b>${three(bars.reduce((sum, bar) => sum + bar, 0))}</b>.`,
    };
  },
  maxout(z) {
    const top = Math.max(...z);
    const winner = z.indexOf(top);
    return {
      bars: z.map((_, index) => (index === winner ? 1 : 0)),
      label: (index) => `\u2202a/\u2202z${MARKS[index]}`,
      said: html`a = max(${z.map(three).join(", ")}) = <b>${three(top)}</b>: only the largest passes, and only it gets a gradient.`,
    };
  },
};

/** @param {{ functions: VectorFunction[], output: string | undefined, switching: import("./switches.js").Switching }} props output: the output layer's function */
export function VectorFunctions({ functions, output, switching }) {
  if (functions.length === 0) return null;
  return html`<section class="act-vectors" aria-label="Functions of several numbers">
    <h3>Functions of several numbers</h3>
    <p class="quiet">These look at a whole group of sums at once, so they have no single curve.</p>
    <div class="act-vector-list">
      ${functions.map((each) => html`<${One} key=${each.key} of=${each} used=${usedIn(each.key, switching.layers, output)} switching=${switching} />`)}
    </div>
  </section>`;
}

/** @param {{ of: VectorFunction, used: number[], switching: import("./switches.js").Switching }} props */
function One({ of, used, switching }) {
  return html`<article class="act-vector" data-key=${of.key} data-used=${used.length ? "" : undefined}>
    <header><h4>${of.label}</h4><${UsedChip} used=${used} hidden=${switching.layers.length} /></header>
    <div class="act-formulas"><${Fitted} tex=${`\\displaystyle ${of.formula}`} />
      ${of.slope_formula && html`<${Fitted} tex=${`\\displaystyle ${of.slope_formula}`} />`}</div>
    ${of.help && html`<p>${of.help}</p>`}
    <${Switches} name=${of.key} label=${of.label} switching=${switching} />
    ${EXAMPLES[of.key] && html`<${Example} name=${of.key} label=${of.label} />`}
    ${of.source && html`<p class="small quiet">Source: ${of.source}.</p>`}
  </article>`;
}

/** @param {{ name: string, label: string }} props */
function Example({ name, label }) {
  const [z, set] = useState(BEGINS);
  const shown = EXAMPLES[name]?.(z);
  if (!shown) return null;
  return html`<div class="act-example" role="group" aria-label=${`An example of ${label}`}>
    <p class="act-example-title"><span class="chip">an example, not of the run</span></p>
    <div class="act-example-rows" data-arrows>
      ${z.map((value, index) => {
        const bar = shown.bars[index] ?? 0;
        const text = `z${MARKS[index]}`;
        return html`<div class="act-example-row" key=${index}>
          <span class="math">${text}</span>
          <${Range} value=${value} minimum=${-SPAN} maximum=${SPAN} step=${0.1} label=${`${label}: ${text}`} text=${three(value)}
            onDrag=${(/** @type {number} */ next) => set(z.map((each, at) => (at === index ? next : each)))} />
          <span class="number act-example-z">${three(value)}</span>
          <span class="math act-example-name">${shown.label(index)}</span>
          <span class="act-bar" aria-hidden="true"><i style=${{ width: `${100 * bar}%` }}></i></span>
          <b class="number" data-bar title=${exact(bar)}>${three(bar)}</b>
        </div>`;
      })}
    </div>
    <p class="small act-example-said">${shown.said}</p>
  </div>`;
}
