/** How much is read right: of each class, and of CAPTCHAs characters, words, and the words one would expect. */

import { html } from "../../vendor/ui.js";
import { exact, grouped, percent } from "../../widgets/format.js";
import { LABELS_PX, ofClass } from "./matrix.js";

/** @typedef {import("../../widgets/probe.js").Values} Values */

/** A class beside its row of the matrix: the share of it that is read right. @param {{ counts: Values, names: string[] }} props */
export function Classes({ counts, names }) {
  const side = names.length;
  return html`<ul class="learned-classes" aria-label="Read right, by class" style=${{ top: `${LABELS_PX}px`, gridTemplateRows: `repeat(${side}, minmax(0, 1fr))` }} data-many=${side > 12 ? "" : undefined}>
    ${names.map((name, truth) => {
      const [right, all] = [Number(counts[truth * side + truth]), ofClass(counts, side, truth)];
      const share = all ? right / all : null;
      return html`<li title=${`${name}: ${grouped(right)} of ${grouped(all)} read right`}><span class="unseen">${name}</span><i style=${{ "--share": share ?? 0 }}></i><span>${percent(share)}</span></li>`;
    })}
  </ul>`;
}

/** Characters right, words right, and what words would be if each character were right or wrong by itself. @param {{ info: Record<string, any>, set: string, slots: number | undefined }} props */
export function Words({ info, set, slots }) {
  const rows = [
    { key: "characters", name: "characters", value: info[`accuracy_${set}`] },
    { key: "words", name: "words", value: info[`words_${set}`] },
    { key: "expected", name: html`characters<sup>${slots}</sup>`, value: info[`expected_words_${set}`], title: "Words there would be if each character were right or wrong by itself" },
  ];
  return html`<dl class="learned-words">${rows.map(({ key, name, value, title }) => html`<div data-score=${key} title=${title ?? exact(value)}><dt>${name}</dt><dd><i style=${{ "--share": value ?? 0 }}></i><span>${percent(value)}</span></dd></div>`)}</dl>`;
}
