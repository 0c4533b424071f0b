/** The heading of a study: its title, its own controls, and the way back to the picture. */
import { closeStudy, study } from "../state/study.js";
import { html, signal, useEffect, useLayoutEffect, useRef } from "../vendor/ui.js";
import { Formula } from "../widgets/formula.js";
import { icon } from "../widgets/icons.js";
import { place } from "../widgets/menu.js";
import { useRead } from "../widgets/pace.js";
import { ABOUT } from "./about.js";

const ABOUT_ID = "study-about";

/** Whether what the study shows is being read. It outlives a heading: that of a loaded study takes the place of the first. */
const reading = signal(false);

/**
 * @param {{ title: string, note?: string, children?: any }} props
 */
export function StudyHead({ title, note, children }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const about = useAbout();
  // With the heading, not after it: the focus is not taken from where a person has put it meanwhile.
  useLayoutEffect(() => {
    if (!reading.value) heading.current?.focus();
  }, []);
  return html`<header class="study-head">
    <h2 ref=${heading} tabindex="-1">${title}</h2>
    ${about && html`<${AboutButton} />`}
    ${note && html`<p class="quiet">${note}</p>`}
    <div class="study-controls">${children}</div>
    <button type="button" class="button" title="Back to the picture (Esc)" onClick=${closeStudy}>${icon("close")}<span>Close</span></button>
  </header>`;
}

/** @returns {import("./about.js").About | null} of the open study */
function useAbout() {
  return useRead(() => ABOUT[study.value?.key ?? ""] ?? null);
}

/** Opens what the study is about, and keeps it beside itself. */
function AboutButton() {
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const open = useRead(() => reading.value);
  useEffect(() => {
    const text = document.getElementById(ABOUT_ID);
    if (!open || !text || !button.current) return;
    place(text, button.current);
    button.current.focus();
  }, [open]);
  return html`<button type="button" ref=${button} class="bare study-what" aria-expanded=${open ? "true" : "false"} popovertarget=${ABOUT_ID}
    aria-label="What this shows" title="What this shows">${icon("help")}</button>`;
}

/** What the study is about: it stands beside the study, so that it stays when the study's module arrives. */
export function About() {
  const about = useAbout();
  useEffect(() => () => {
    reading.value = false;
  }, []);
  if (!about) return null;
  const { text, tex } = about;
  return html`<div id=${ABOUT_ID} popover="auto" class="study-about" role="note" aria-label="What this shows"
    onToggle=${(/** @type {{ newState: string }} */ event) => (reading.value = event.newState === "open")}>
    <p>${text}</p>${tex.map((line) => html`<p key=${line}><${Formula} tex=${line} /></p>`)}
  </div>`;
}
