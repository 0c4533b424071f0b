/** One function opened: its plot large with a z to move, the numbers there, the live pre-activations, and what is to be said of it. */
import { activationEntry } from "../../panels/names.js";
import { html, useState } from "../../vendor/ui.js";
import { exact, three } from "../../widgets/format.js";
import { icon } from "../../widgets/icons.js";
import { ZTicks } from "./curves.js";
import { Distribution } from "./distribution.js";
import { brief, placeText } from "./facts.js";
import { Fitted } from "./fitted.js";
import { LargePlot, nearest } from "./largePlot.js";
import { Switches } from "./switches.js";
import { LineKey, LINES } from "./table.js";
import { UsedChip } from "./used.js";

/** @typedef {import("./table.js").Activation} Activation */

const BEGINS_AT_Z = 1;
/** @type {Record<string, string>} */
const GREEK = { alpha: "\u03b1", beta: "\u03b2", gamma: "\u03b3", lambda: "\u03bb", mu: "\u03bc", sigma: "\u03c3" };

/**
 * @param {{ id: string, of: Activation, used: number[], switching: import("./switches.js").Switching, onClose: () => void }} props
 */
export function Detail({ id, of, used, switching, onClose }) {
  const [at, move] = useState(() => nearest(of.z, BEGINS_AT_Z));
  const help = activationEntry(of.key)?.help;
  const parameters = Object.entries(of.parameters ?? {});
  return html`<section class="act-detail" id=${id} aria-label=${`${of.label} in detail`}>
    <header class="act-detail-head">
      <h3>${of.label}</h3><${UsedChip} used=${used} hidden=${switching.layers.length} />
      <button type="button" class="bare" aria-label="Close the detail" title="Close the detail (Esc)" onClick=${onClose}>${icon("close")}</button>
    </header>
    ${help && html`<p class="act-help">${help}</p>`}
    <div class="act-shared-axis">
      <${LargePlot} of=${of} at=${at} onMove=${move} />
      <${ZTicks} />
      <${Distribution} used=${used} hidden=${switching.layers.length} label=${of.label} />
    </div>
    <${Numbers} of=${of} at=${at} />
    <div class="act-formulas">
      <${Fitted} tex=${`\\displaystyle f(z) = ${of.formula}`} />
      ${of.slope_formula && html`<${Fitted} tex=${`\\displaystyle f'(z) = ${of.slope_formula}`} />`}
    </div>
    ${!of.slope_is_exact && html`<p class="act-remark">f\u2032 is here the slope that learning uses in place of the derivative (straight-through).</p>`}
    <p class="act-remark">${[...extremes(of), bendSentence(of)].filter(Boolean).join(" ")}</p>
    ${of.kinks.length > 0 && html`<p class="act-remark"><i class="act-kink-key" aria-hidden="true"></i>${kinkSentence(of)}</p>`}
    <${Switches} name=${of.key} label=${of.label} switching=${switching} />
    ${parameters.length > 0 && html`<p class="small quiet">Its constants: ${parameters.map(([name, value]) => html`<span class="number" title=${exact(value)}>${GREEK[name] ?? name} = ${brief(value)}</span>`).flatMap((part, i) => (i ? [", ", part] : [part]))}.</p>`}
    <p class="small quiet">Source: ${of.source}.</p>
  </section>`;
}

/** @param {number[]} places */
function listed(places) {
  const texts = places.toSorted((a, b) => a - b).map(brief);
  return texts.length > 1 ? `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}` : texts[0];
}

/** @param {Activation} of */
function kinkSentence({ kinks, continuity }) {
  return `${continuity.startsWith("C") ? "f\u2032 jumps" : "f or f\u2032 jumps"} at z = ${listed(kinks)}.`;
}

/** @param {Activation} of */
function bendSentence({ bends = [], continuity }) {
  return bends.length > 0 && `${continuity === "C^1" ? "f\u2033" : "A derivative after f\u2033"} jumps at z = ${listed(bends)}.`;
}

/** How far f goes, and whether it ever gets there. @param {Activation} of @returns {string[]} sentences */
function extremes({ range: [low, high], lowest_at: lowestAt = null, highest_at: highestAt = null, lowest_side: left, highest_side: right }) {
  if (low === null && high === null) return ["f has no bound either way."];
  if (low !== null && high !== null && lowestAt === null && highestAt === null) return [`f stays between ${brief(low)} and ${brief(high)} and reaches neither.`];
  return [extreme("lowest", low, lowestAt, left), extreme("highest", high, highestAt, right)];
}

/**
 * @param {"lowest" | "highest"} which @param {number | null} value @param {number | null} at @param {import("./table.js").Side} [side]
 */
function extreme(which, value, at, side) {
  if (value === null) return `f has no ${which} value.`;
  return at === null ? `f comes ever closer to ${brief(value)} and does not reach it.` : `f is ${which} at z = ${placeText(at, side)}, where it is ${brief(value)}.`;
}

/** The sample's own numbers: read off the arrays, not in between. @param {{ of: Activation, at: number }} props */
function Numbers({ of, at }) {
  const z = Number(of.z[at]);
  return html`<dl class="act-numbers">
    <div><dt><span class="math">z</span></dt><dd data-reads="z" title=${exact(z)}>${three(z)}</dd></div>
    ${LINES.map(({ name, of: which, label }) => {
      const value = Number(of[which][at]);
      return html`<div key=${name}><dt><${LineKey} name=${name} /><span class="math">${label}(z)</span></dt><dd data-reads=${which} title=${exact(value)}>${three(value)}</dd></div>`;
    })}
  </dl>`;
}
