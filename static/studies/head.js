/** The heading of a study: its title, its own controls, and the way back to the picture. */
import { closeStudy } from "../state/study.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { icon } from "../widgets/icons.js";

/**
 * @param {{ title: string, note?: string, children?: any }} props
 */
export function StudyHead({ title, note, children }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus(), []);
  return html`<header class="study-head">
    <h2 ref=${heading} tabindex="-1">${title}</h2>
    ${note && html`<p class="quiet">${note}</p>`}
    <div class="study-controls">${children}</div>
    <button type="button" class="button" title="Back to the picture (Esc)" onClick=${closeStudy}>${icon("close")}<span>Close</span></button>
  </header>`;
}
