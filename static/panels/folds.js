/** Folding the panels: three buttons in the picture's corner on a wide page, sheets behind a bar of tabs on a narrow one. */
import { run, selection } from "../state/store.js";
import { effect, html, signal } from "../vendor/ui.js";
import { icon } from "../widgets/icons.js";
import { className, isOutput, layerName, sampleName } from "./names.js";

/** @typedef {"settings" | "inspector" | "charts"} PanelName */

const KEY = "picturevis.folds";
/** @type {PanelName[]} */
const PANELS = ["settings", "charts", "inspector"];

/** Which panels are folded away, kept in this browser. */
export const folded = signal(/** @type {PanelName[]} */ (kept()));

/** Which sheet stands over the picture on a narrow page. */
export const sheet = signal(/** @type {"" | "data" | "learning" | "inspector" | "charts"} */ (""));

/** @returns {PanelName[]} */
function kept() {
  try {
    const list = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return PANELS.filter((panel) => Array.isArray(list) && list.includes(panel));
  } catch {
    return [];
  }
}

/** Puts the state of the panels on <body> for the style sheets. */
export function beginFolds() {
  effect(() => {
    for (const panel of PANELS) document.body.dataset[panel] = folded.value.includes(panel) ? "folded" : "open";
    document.body.dataset["sheet"] = sheet.value;
  });
}

/** @param {PanelName} panel */
function toggle(panel) {
  folded.value = folded.value.includes(panel) ? folded.value.filter((other) => other !== panel) : [...folded.value, panel];
  try {
    localStorage.setItem(KEY, JSON.stringify(folded.value));
  } catch {
    // A browser that keeps nothing still folds.
  }
}

export function FoldHandles() {
  return html`<div class="folds" role="group" aria-label="Panels">${PANELS.map((panel) => {
    const open = !folded.value.includes(panel);
    const label = `${open ? "Fold" : "Unfold"} the ${panel}`;
    return html`<button key=${panel} type="button" class="fold" aria-expanded=${open ? "true" : "false"} aria-controls=${panel}
      aria-label=${label} title=${label} onClick=${() => toggle(panel)}>${icon(`fold-${panel}`)}</button>`;
  })}</div>`;
}

/** @type {{ key: "data" | "learning" | "inspector" | "charts", label: string, icon: string, panel: PanelName }[]} */
const TABS = [
  { key: "data", label: "Data", icon: "data", panel: "settings" },
  { key: "learning", label: "Learning", icon: "sliders", panel: "settings" },
  { key: "inspector", label: "Selected", icon: "neuron", panel: "inspector" },
  { key: "charts", label: "Charts", icon: "chart", panel: "charts" },
];

/** What is selected, in a word or two. @param {import("../state/store.js").Pick} pick */
function picked(pick) {
  if (pick.kind === "image") return sampleName(run.value?.network) === "signal" ? "Signal" : "Image";
  if (pick.kind === "layer") return layersName(pick.layer);
  if (pick.kind === "point" || pick.kind === "feature") return pick.kind === "point" ? `Point ${pick.index + 1}` : "Feature";
  const network = run.value?.network;
  if (pick.kind === "unit" && network?.family === "images" && isOutput(network, pick.layer)) return `Class ${className(network, pick.unit % network.classes)}`;
  if (pick.kind === "unit" && network?.family === "images") return `${layersName(pick.layer)} · ${pick.unit + 1}`;
  return `${pick.kind === "unit" ? "Neuron" : pick.kind === "bias" ? "Bias" : "Weight"} ${pick.layer + 1}.${pick.unit + 1}`;
}

/** @param {number} layer */
function layersName(layer) {
  const network = run.value?.network;
  return network ? layerName(network, layer) : "Layer";
}

export function Tabs() {
  const pick = selection.value;
  return html`${TABS.map(({ key, label, icon: symbol, panel }) => html`<button key=${key} type="button"
    aria-expanded=${sheet.value === key ? "true" : "false"} aria-controls=${panel}
    onClick=${() => (sheet.value = sheet.value === key ? "" : key)}>${icon(symbol)}<span>${panel === "inspector" && pick ? picked(pick) : label}</span>
    ${panel === "inspector" && pick && html`<i class="badge" aria-hidden="true"></i>`}</button>`)}`;
}
