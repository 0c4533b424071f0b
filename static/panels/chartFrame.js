/** A chart's place: its title, what is read off it, its switches. */
import { html } from "../vendor/ui.js";

/** @param {{ name: string, title: any, reading?: any, tools?: any, frameRef?: any, children?: any }} props */
export function ChartFrame({ name, title, reading, tools, frameRef, children }) {
  return html`<section class=${`chart chart-${name}`} ref=${frameRef}>
    <header class="chart-head"><h2>${title}</h2><p class="chart-reading">${reading}</p>${tools}</header>
    <div class="chart-body">${children}</div>
  </section>`;
}

/** @param {{ log: boolean, of: string, onChange: (log: boolean) => void }} props */
export function LogSwitch({ log, of, onChange }) {
  return html`<button type="button" class="chart-switch" aria-pressed=${log ? "true" : "false"}
    aria-label=${`${of}: logarithmic scale`} title="Logarithmic scale" onClick=${() => onChange(!log)}>log</button>`;
}
