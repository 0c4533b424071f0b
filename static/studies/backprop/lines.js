/** The lines of the update by phase, each with its verdict; on a phone one at a time. */
import { html, useEffect, useRef } from "../../vendor/ui.js";
import { exact, grouped, scientific, three } from "../../widgets/format.js";
import { Formula } from "../../widgets/formula.js";
import { icon } from "../../widgets/icons.js";
import { nameOf, sentenceOf } from "./words.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("./walking.js").Walk} Walk */
/** @typedef {import("./reading.js").Line} Line */

export const PHASES = /** @type {const} */ ({ forward: "Forward", backward: "Backward", update: "Update" });

/** @param {{ view: View, walk: Walk }} props */
export function Lines({ view: { update, at }, walk }) {
  const current = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => current.current?.scrollIntoView({ block: "nearest" }), [at]);
  const slipped = Boolean(update.info.slip);
  return html`<nav class="lines" aria-label="Lines of the update">
    ${Object.entries(PHASES).map(([phase, title]) => html`<h3 class="line-phase" id=${`phase-${phase}`}>${title}</h3>
      <ol aria-labelledby=${`phase-${phase}`}>
        ${update.lines.map((line, index) => line.phase === phase && html`<li key=${line.key}>
          <button type="button" class="line" ref=${index === at ? current : null} aria-current=${index === at ? "step" : undefined}
            data-ahead=${index > at ? "" : undefined} data-line=${line.key} onClick=${() => walk.go(index)}>
            <span class="line-number">${index + 1}</span>
            <span class="line-formula" aria-hidden="true"><${Formula} tex=${shortTex(line)} /></span><span class="unseen">${madeBy(line, update)}</span>
            ${index <= at || slipped ? html`<${Verdict} line=${line} update=${update} />` : html`<span class="line-ahead" aria-hidden="true">${index === at + 1 ? "next" : "—"}</span>`}
          </button>
        </li>`)}
      </ol>`)}
  </nav>`;
}

/** Without what follows from it: the list says the rest in the line above the matrices. @param {Line} line */
function shortTex({ tex }) {
  return tex.split(/,\\quad/)[0].replace(/\\frac\{(\\partial (?:L|(?:[Wb]|\\alpha)_\{\d+\}))\}\{(\\partial (?:L|(?:[Wb]|\\alpha)_\{\d+\}))\}/g, "$1/$2");
}

/** On a phone. @param {{ view: View, walk: Walk }} props */
export function Strip({ view: { update, at }, walk }) {
  const line = update.lines[at];
  return html`<div class="strip">
    <div class="strip-row">
      <button type="button" class="button turn-left" aria-label="Previous line" disabled=${walk.first} onClick=${() => walk.go(at - 1)}>${icon("down")}</button>
      <span class="pill"><select aria-label="Line" value=${line.key} onChange=${(/** @type {any} */ event) => walk.go(update.lines.findIndex(({ key }) => key === event.currentTarget.value))}>
        ${Object.entries(PHASES).map(([phase, title]) => html`<optgroup label=${title}>
          ${update.lines.map((each, index) => each.phase === phase && html`<option value=${each.key} selected=${index === at}>${`${index + 1} of ${update.lines.length} · ${madeBy(each, update)}`}</option>`)}
        </optgroup>`)}
      </select></span>
      <button type="button" class="button turn-right" aria-label="Next line" disabled=${walk.last} onClick=${() => walk.go(at + 1)}>${icon("down")}</button>
    </div>
    <div class="strip-formula"><${Formula} tex=${line.tex} /><${Verdict} line=${line} update=${update} /></div>
  </div>`;
}

/** @param {Line} line @param {import("./reading.js").Update} update */
export function madeBy(line, update) {
  return line.phase === "update" ? "new weights" : nameOf(line.makes, update);
}

/** @param {{ line: Line, update: import("./reading.js").Update }} props */
export function Verdict({ line, update }) {
  const { label, kind, why } = verdictOf(line);
  const value = line.makes === "L" ? html`<span class="line-value" title=${exact(update.info.loss)}>${three(update.info.loss)}</span>` : null;
  return html`<span class="line-verdict">${value}<span class=${`chip verdict verdict-${kind}`} title=${why}>${value && kind === "good" ? "✓" : label}</span></span>`;
}

/** @param {Line} line @returns {{ label: string, kind: "good" | "wrong" | "none", why: string }} */
export function verdictOf({ check: { kind, error, ok, bound, why, checked, entries } }) {
  const against = kind === "exact" ? "the engine’s own program" : "finite differences of the loss";
  if (ok === null) return { label: "unchecked", kind: "none", why: `Not checked against ${against}: ${why}` };
  if (error === null) return { label: "✗", kind: "wrong", why };
  const size = error === 0 ? "0" : error >= 0.001 ? three(error) : scientific(error, 0);
  const part = checked < entries ? ` in ${grouped(checked)} of its ${grouped(entries)} numbers` : "";
  const told = `Relative error ${size} against ${against}${part}; right up to ${scientific(bound, 0)}.`;
  if (!ok) return { label: `✗ ${size}`, kind: "wrong", why: told };
  return { label: kind === "exact" ? "✓ exact" : `✓ ${size}`, kind: "good", why: told };
}

/** What the current line does, and how it was checked; told politely when it changes. @param {{ view: View, walk: Walk }} props */
export function Telling({ view: { update, at, narrow }, walk }) {
  const line = update.lines[at];
  const { kind, why } = verdictOf(line);
  const told = `Line ${at + 1} of ${update.lines.length}, ${PHASES[line.phase]}: ${madeBy(line, update)}. ${kind === "wrong" ? "Wrong. " : ""}${why}`;
  return html`<div class="telling">
    <p>${!narrow && html`<b class="telling-line">Line ${at + 1} of ${update.lines.length}</b> `}${sentenceOf(line, update)}
      ${!narrow && html` <span class="telling-formula"><${Formula} tex=${line.tex} /></span>`}
      ${line.where && html`<span class="telling-formula quiet"> with <${Formula} tex=${line.where} /></span>`}
      ${kind !== "good" && html` <span class=${kind === "wrong" ? "telling-wrong" : "quiet"}>${why}</span>`}</p>
    <p class="unseen" role="status" aria-live="polite">${update.header.playing && !walk.slow ? "" : told}</p>
  </div>`;
}
