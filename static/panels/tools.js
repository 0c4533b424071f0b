/** Undo, redo, the link, the theme and help, at the right of the top bar. */
import { PALETTES } from "../draw/palette.js";
import { redo, undo } from "../state/actions.js";
import { busy, dashes, palette, run, scheme } from "../state/store.js";
import { openStudy } from "../state/study.js";
import { STUDIES } from "../studies/studies.js";
import { html, signal } from "../vendor/ui.js";
import { said } from "../widgets/edit.js";
import { icon } from "../widgets/icons.js";
import { Menu } from "../widgets/menu.js";
import { useRead } from "../widgets/pace.js";

/** Which dialog stands open. */
export const dialog = signal(/** @type {"" | "link" | "help" | "upload"} */ (""));

export function Tools() {
  // The studies look at networks on points.
  const onPoints = useRead(() => run.value?.network.family !== "images");
  return html`<div class="tools">
    <${History} />
    ${onPoints && html`<${Menu} label="A closer look" className="round" symbol="look" items=${STUDIES.map(({ key, title }) => ({ label: title, act: () => openStudy(key) }))} />`}
    <button type="button" class="button tool-link" aria-label="Link" aria-haspopup="dialog"
      onClick=${() => (dialog.value = "link")}>${icon("link")}<span>Link</span></button>
    <${Appearance} />
    <button type="button" class="round" aria-label="Keyboard and help" title="Keyboard and help (?)" aria-haspopup="dialog"
      onClick=${() => (dialog.value = "help")}>${icon("help")}</button>
  </div>`;
}

function History() {
  const can = useRead(() => JSON.stringify(run.value?.steering ? [run.value.undo, run.value.redo] : [null, null]));
  const [back, forth] = /** @type {(string | null)[]} */ (JSON.parse(can));
  const waits = busy.value;
  return html`<span class="spinner waits" data-on=${waits ? "" : undefined} role="img"
    aria-label=${waits ? "working" : "idle"} aria-hidden=${!waits}></span>
    <button type="button" class="round" disabled=${!back} aria-label=${back ? `Undo: ${back}` : "Undo"}
      title=${back ? `Undo: ${back} (Z)` : "Nothing to undo"}
      onClick=${() => said(undo())}>${icon("undo")}</button>
    <button type="button" class="round" disabled=${!forth} aria-label=${forth ? `Redo: ${forth}` : "Redo"}
      title=${forth ? `Redo: ${forth} (shift Z)` : "Nothing to redo"}
      onClick=${() => said(redo())}>${icon("redo")}</button>`;
}

function Appearance() {
  const chosen = scheme.value;
  /** @param {"light" | "dark" | "system"} key @param {string} label */
  const choice = (key, label) => ({ label, icon: chosen === key ? "check" : "", act: () => (scheme.value = key) });
  return html`<${Menu} label="Appearance" className="round" symbol="theme" items=${[
      choice("light", "Light"),
      choice("dark", "Dark"),
      choice("system", "As the system"),
      ...PALETTES.map(({ key, label }) => ({ label, icon: palette.value === key ? "check" : "", act: () => (palette.value = key) })),
      { label: "Dash negative weights", icon: dashes.value ? "check" : "", act: () => (dashes.value = !dashes.value) },
    ]} />`;
}
