/** The link dialog: copy the page's own link, open another, and TensorFlow Playground's where it can say the same. */
import { dismiss, openLink } from "../state/actions.js";
import { notices, run } from "../state/store.js";
import { html, useRef, useState } from "../vendor/ui.js";
import { Dialog } from "../widgets/dialog.js";
import { sentence } from "../widgets/edit.js";
import { icon } from "../widgets/icons.js";
import { useRead } from "../widgets/pace.js";
import { dialog } from "./tools.js";

export function LinkDialog() {
  const open = dialog.value === "link";
  return html`<${Dialog} title="Link" open=${open} onClose=${() => (dialog.value = "")}>
    ${open && html`<${Contents} />`}
  <//>`;
}

function Contents() {
  const playground = useRead(() => run.value?.playground_link ?? null);
  return html`<p
    class="quiet">The address holds the whole experiment, not the weights: whoever opens it starts from the same network on the same points.</p>
    <h3 id="own-link">This experiment</h3>
    <${Copy} text=${location.href} label="Link of this experiment" />
    ${playground && html`<h3>The same in TensorFlow Playground</h3><${Copy} text=${playground}
      label="TensorFlow Playground link" />`}
    ${!playground && html`<p class="quiet small">TensorFlow Playground can't express this experiment.</p>`}
    <h3>Open a link</h3>
    <${Open} />`;
}

/** @param {{ text: string, label: string }} props */
function Copy({ text, label }) {
  const [copied, setCopied] = useState(false);
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  async function copy() {
    box.current?.select();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without permission for the clipboard the selected text is copied the old way.
      document.execCommand("copy");
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 1600);
  }
  return html`<div class="dialog-row">
    <input ref=${box} readonly value=${text} aria-label=${label}
      onFocus=${(/** @type {any} */ event) => event.currentTarget.select()} />
    <button type="button" class="button" onClick=${copy}>${icon(copied ? "check" : "copy")}<span
      role="status">${copied ? "Copied" : "Copy"}</span></button>
  </div>`;
}

function Open() {
  const [wrong, setWrong] = useState("");
  /** @param {SubmitEvent & { currentTarget: HTMLFormElement }} event */
  async function submit(event) {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("link") ?? "").trim();
    if (!text) return;
    const before = new Set(notices.value.map((notice) => notice.id));
    try {
      await openLink(text);
      dialog.value = "";
    } catch (error) {
      for (const notice of notices.value) if (notice.kind === "error" && !before.has(notice.id)) dismiss(notice.id);
      setWrong(sentence(error));
    }
  }
  return html`<form onSubmit=${submit}>
    <div class="dialog-row">
      <input name="link" aria-label="Link to open" aria-describedby="link-wrong" aria-invalid=${wrong ? "true" : undefined}
        autocomplete="off" spellcheck=${false}
        placeholder="Paste a link of ours or of TensorFlow Playground" onInput=${() => setWrong("")} />
      <button class="button button-solid">${icon("open")}<span>Open</span></button>
    </div>
    <p id="link-wrong" class="wrong" role="alert">${wrong}</p>
  </form>`;
}
