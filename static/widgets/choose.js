/** Choices: a select in a pill, a segmented switch, an on/off switch. */
import { html } from "../vendor/ui.js";

/** @typedef {{ key: any, label: string, help?: string, disabled?: boolean }} Option */

/**
 * @param {{ value: any, options: Option[], label: string, describedby?: string, disabled?: boolean, onChoose: (key: any) => void }} props
 */
export function Choice({ value, options, label, describedby, disabled, onChoose }) {
  return html`<span class="pill">
    <select aria-label=${label} aria-describedby=${describedby} disabled=${disabled} value=${value}
      title=${options.find((option) => option.key === value)?.help}
      onChange=${(/** @type {any} */ event) => onChoose(event.currentTarget.value)}>
      ${options.map((option) => html`<option value=${option.key} title=${option.help} selected=${option.key === value}
        disabled=${option.disabled}>${option.label}</option>`)}
    </select>
  </span>`;
}

/**
 * A few choices side by side.
 * @param {{ value: any, options: Option[], label: string, className?: string, onChoose: (key: any) => void }} props
 */
export function Segmented({ value, options, label, className = "", onChoose }) {
  return html`<span class=${`segmented ${className}`} role="group" aria-label=${label}>
    ${options.map(
      (option) => html`<button type="button" aria-pressed=${option.key === value ? "true" : "false"} title=${option.help}
        onClick=${() => onChoose(option.key)}>${option.label}</button>`,
    )}
  </span>`;
}

/** @param {{ on: boolean, label: string, describedby?: string, disabled?: boolean, onSwitch: (on: boolean) => void }} props */
export function Switch({ on, label, describedby, disabled, onSwitch }) {
  return html`<span class="switch">
    <input type="checkbox" role="switch" aria-label=${label} aria-describedby=${describedby} checked=${on} disabled=${disabled}
      onChange=${(/** @type {any} */ event) => onSwitch(event.currentTarget.checked)} /><i aria-hidden="true"></i>
  </span>`;
}
