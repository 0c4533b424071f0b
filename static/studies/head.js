/** The heading of a study: its title, its own controls, and the way back to the picture. */
import { closeStudy, study } from "../state/study.js";
import { html, useEffect, useRef, useState } from "../vendor/ui.js";
import { Formula } from "../widgets/formula.js";
import { icon } from "../widgets/icons.js";
import { place } from "../widgets/menu.js";
import { useRead } from "../widgets/pace.js";
import { ABOUT } from "./about.js";

/**
 * @param {{ title: string, note?: string, children?: any }} props
 */
export function StudyHead({ title, note, children }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus(), []);
  const about = useRead(() => ABOUT[study.value?.key ?? ""] ?? null);
  return html`<header class="study-head">
    <h2 ref=${heading} tabindex="-1">${title}</h2>
    ${about && html`<${About} about=${about} />`}
    ${note && html`<p class="quiet">${note}</p>`}
    <div class="study-controls">${children}</div>
    <button type="button" class="button" title="Back to the picture (Esc)" onClick=${closeStudy}>${icon("close")}<span>Close</span></button>
  </header>`;
}

/** What the study is about, behind a button. @param {{ about: import("./about.js").About }} props */
function About({ about: { text, tex } }) {
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const [open, setOpen] = useState(false);
  /** @param {{ newState: string, currentTarget: HTMLElement }} event */
  function toggled(event) {
    setOpen(event.newState === "open");
    if (event.newState === "open" && button.current) place(event.currentTarget, button.current);
  }
  return html`<button type="button" ref=${button} class="bare study-what" aria-expanded=${open ? "true" : "false"} popovertarget="study-about"
      aria-label="What this shows" title="What this shows">${icon("help")}</button>
    <div id="study-about" popover="auto" class="study-about" role="note" aria-label="What this shows" onToggle=${toggled}>
      <p>${text}</p>${tex.map((line) => html`<p key=${line}><${Formula} tex=${line} /></p>`)}
    </div>`;
}
