/** The study "Activations": the whole table of functions, each with its curves, and switches that put it into the running network. */
import { activationEntry } from "../panels/names.js";
import { run } from "../state/store.js";
import { look, study } from "../state/study.js";
import { html, useEffect, useRef, useState } from "../vendor/ui.js";
import { Segmented } from "../widgets/choose.js";
import { useRead } from "../widgets/pace.js";
import { arranged, SORTS, usedIn } from "./activations/arrange.js";
import { Row } from "./activations/row.js";
import { useSwitching } from "./activations/switches.js";
import { useTable } from "./activations/table.js";
import { VectorFunctions } from "./activations/vector.js";
import { walk } from "./activations/walk.js";
import { Why } from "./activations/why.js";
import { StudyHead } from "./head.js";

/** @typedef {import("./activations/table.js").Activation} Activation */

/** What the filter looks through. @param {Activation} of */
function said(of) {
  return [of.label, of.key, of.source, of.continuity, of.monotone ? "monotone" : "not monotone", activationEntry(of.key)?.help].join(" ");
}

export function Activations() {
  const table = useTable();
  const open = useRead(() => study.value?.params["open"] ?? "");
  const sort = useRead(() => SORTS.find(({ key }) => key === study.value?.params["sort"])?.key ?? "table");
  const [text, filter] = useState("");
  const switching = useSwitching();
  const output = useRead(() => run.value?.network.layers.at(-1)?.activation);
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const rows = table ? arranged(table.activations, sort, text, said) : [];
  const opened = rows.some(({ key }) => key === open);
  useOpened(list, open, table !== null);
  const all = table?.activations.length ?? 0;
  const known = !table || !open || [...table.activations, ...table.vector].some(({ key }) => key === open);
  return html`<${StudyHead} title="Activations">
      <label class="act-filter"><span class="unseen">Filter by text</span><input type="search" placeholder="Filter" value=${text} spellcheck=${false}
        onInput=${(/** @type {any} */ event) => filter(event.currentTarget.value)} /></label>
      <${Segmented} value=${sort} options=${SORTS} label="Sort" onChoose=${(/** @type {string} */ key) => look("sort", key === "table" ? null : key)} />
    <//>
    <div class="acts" data-open=${opened ? "" : undefined}>
      <div class="acts-list" ref=${list}>
        <${Why} />
        ${!known && html`<p class="wrong" role="alert">The address asks for \u201c${open}\u201d, and there is no such function.</p>`}
        ${switching.wrong && html`<p class="wrong" role="alert">${switching.wrong}</p>`}
        <p class="unseen" role="status">${table && text ? `${rows.length} of ${all} functions` : ""}</p>
        ${!table && html`<p class="study-note" role="status"><span class="spinner" aria-hidden="true"></span>The engine computes the curves\u2026</p>`}
        ${table && rows.length === 0 && html`<p class="study-note">No function matches \u201c${text}\u201d. <button type="button" class="text-button" onClick=${() => filter("")}>Show all ${all}</button></p>`}
        <ul class="acts-rows" aria-label="Activation functions" data-arrows onKeyDown=${walk}>
          ${rows.map((of) => html`<${Row} key=${of.key} of=${of} used=${usedIn(of.key, switching.layers, output)} open=${of.key === open}
            switching=${switching} onToggle=${() => toggle(of.key, list.current)} />`)}
        </ul>
        ${table && html`<${VectorFunctions} functions=${table.vector} output=${output} switching=${switching} />`}
      </div>
    </div>`;
}

/** Opens a row, or closes it and gives the focus back to it. @param {string} key @param {HTMLElement | null} list */
function toggle(key, list) {
  const closes = study.value?.params["open"] === key;
  look("open", closes ? null : key);
  if (closes) rowButton(list, key)?.focus();
}

/** A function's row or, of several numbers, its card. @param {HTMLElement | null} list @param {string} key */
function placeOf(list, key) {
  const name = `[data-key="${CSS.escape(key)}"]`;
  return list?.querySelector(`${name} > .act-row, .act-vector${name}`);
}

/** @param {HTMLElement | null} list @param {string} key */
function rowButton(list, key) {
  return /** @type {HTMLElement | null} */ (list?.querySelector(`.act[data-key="${CSS.escape(key)}"] .act-open`) ?? null);
}

/**
 * Brings what the address opens into sight, once; Escape closes the detail before it closes the study.
 * @param {import("preact").RefObject<HTMLElement | null>} list @param {string} open @param {boolean} ready
 */
function useOpened(list, open, ready) {
  useEffect(() => {
    if (ready && open) placeOf(list.current, open)?.scrollIntoView({ block: "start" });
  }, [ready]);
  useEffect(() => {
    // What was open above it has closed, and the rows have become narrower.
    if (open) placeOf(list.current, open)?.scrollIntoView({ block: "nearest" });
  }, [open]);
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    function escape(event) {
      // What the address says now: a key may come before the page has followed it.
      const key = study.value?.params["open"] ?? "";
      const elsewhere = document.querySelector("dialog[open], :popover-open") || /** @type {Element} */ (event.target).closest?.("input, select, .topbar");
      if (event.key !== "Escape" || event.defaultPrevented || elsewhere || !rowButton(list.current, key)) return;
      event.preventDefault();
      toggle(key, list.current);
    }
    addEventListener("keydown", escape, { capture: true });
    return () => removeEventListener("keydown", escape, { capture: true });
  }, []);
}
