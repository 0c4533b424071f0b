/** Icons as small inline drawings; each takes the colour of its text. */
import { html } from "../vendor/ui.js";

/** @type {Record<string, string>} Paths on a 16 x 16 field: stroked, or filled where the name is in FILLED. */
const PATHS = {
  play: "M4.5 2.4v11.2c0 .5.5.8.9.5l8.4-5.6a.6.6 0 0 0 0-1L5.4 1.9c-.4-.3-.9 0-.9.5Z",
  pause: "M4 2h2.6v12H4zM9.4 2H12v12H9.4z",
  restart: "M3 2.5h1.8v11H3zM13 3.1v9.8c0 .5-.5.7-.9.5L5.6 8.5a.6.6 0 0 1 0-1l6.5-4.9c.4-.2.9 0 .9.5Z",
  step: "M11.2 2.5H13v11h-1.8zM3 3.1v9.8c0 .5.5.7.9.5l6.5-4.9a.6.6 0 0 0 0-1L3.9 2.6c-.4-.2-.9 0-.9.5Z",
  undo: "M3 6h6.2a3.6 3.6 0 0 1 0 7.2H6M5.8 3 2.8 6l3 3",
  redo: "M13 6H6.8a3.6 3.6 0 0 0 0 7.2H10M10.2 3l3 3-3 3",
  link: "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 0 0 3.7 3.7l.9-.9",
  theme: "M8 2.2a5.8 5.8 0 1 0 0 11.6zM8 2.2a5.8 5.8 0 0 1 0 11.6",
  help: "M5.6 6.1a2.4 2.4 0 1 1 3.5 2.1c-.7.4-1.1.8-1.1 1.6M8 12.3v.2",
  keys: "M2 4.5h12v7H2zM4.5 9.5h7M4.6 6.8h.01M7 6.8h.01M9.4 6.8h.01M11.6 6.8h.01",
  down: "M4 6.2 8 10.2l4-4",
  close: "M4 4l8 8M12 4l-8 8",
  again: "M12.8 6.4A5 5 0 1 0 13 8M13 3v3.4H9.6",
  dice: "M3 3h10v10H3zM5.8 5.8h.01M10.2 5.8h.01M8 8h.01M5.8 10.2h.01M10.2 10.2h.01",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  open: "M6 3H3v10h10v-3M9 2.8h4.2V7M13 3 7.5 8.5",
  more: "M3.4 8h.01M8 8h.01M12.6 8h.01",
  data: "M3 13V9M8 13V3M13 13V6",
  sliders: "M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M10 3.4v3.2M6 9.4v3.2",
  neuron: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM1.5 4l3.8 2.6M1.5 12l3.8-2.6M10.8 8h3.7",
  look: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.3 10.3l3.4 3.4",
  chart: "M2.5 3v10h11M4.8 9.8l2.7-3.2 2.2 1.7 3.2-4",
  "fold-settings": "M2 3h12v10H2zM6.5 3v10M4.2 5.5v.01M4.2 7.5v.01",
  "fold-charts": "M2 3h12v10H2zM2 9.3h12M4.2 11.2h.01M6.4 11.2h.01",
  "fold-inspector": "M2 3h12v10H2zM9.5 3v10M11.8 5.5v.01M11.8 7.5v.01",
  check: "M3.5 8.5l3 3 6-7",
};
const FILLED = new Set(["play", "pause", "restart", "step"]);

/** @param {string} name a key of PATHS @returns {unknown} the drawing, hidden from screen readers */
export function icon(name) {
  const filled = FILLED.has(name);
  const thick = name === "more" || name === "dice" || name === "keys";
  return html`<svg viewBox="0 0 16 16" aria-hidden="true" fill=${filled ? "currentColor" : "none"}
    stroke=${filled ? "none" : "currentColor"} stroke-width=${thick ? 1.7 : 1.5} stroke-linecap="round" stroke-linejoin="round">
    <path d=${PATHS[name] ?? ""} />${name === "theme" && html`<path d="M8 2.2a5.8 5.8 0 0 1 0 11.6z" fill="currentColor"
      stroke="none" />`}
  </svg>`;
}
