/** Which hidden layers use a function: switches that put it into the running network at once. */
import { run } from "../../state/store.js";
import { html } from "../../vendor/ui.js";
import { useEdit, useFixed } from "../../widgets/edit.js";

/** @typedef {import("../../wire/types.js").LayerConfig} LayerConfig */

/**
 * @typedef {object} Switching
 * @property {LayerConfig[]} layers the hidden layers, as they are or are about to be
 * @property {boolean} fixed this page may not change them now
 * @property {string} wrong why the last change was refused
 * @property {(key: string, layer: number | null) => void} use puts a function into a layer; null: into all of them
 */

/** @returns {Switching} */
export function useSwitching() {
  const { shown, wrong, edit } = useEdit("layers");
  const fixed = useFixed();
  /** @param {string} key @param {number | null} layer */
  function use(key, layer) {
    // The newest there is: two clicks in a row must not take each other back.
    const now = /** @type {LayerConfig[]} */ (edit.draft.value ?? run.value?.experiment.layers ?? []);
    const next = now.map((config, index) => (layer === null || index === layer ? { ...config, activation: key } : config));
    if (JSON.stringify(next) !== JSON.stringify(now)) void edit.send(next);
  }
  return { layers: shown ?? [], fixed, wrong, use };
}

/** @param {{ name: string, label: string, switching: Switching }} props name: the function's key */
export function Switches({ name, label, switching: { layers, fixed, use } }) {
  if (layers.length === 0) return html`<p class="quiet small">There is no hidden layer to use it in.</p>`;
  const pressed = layers.map((layer) => layer.activation === name);
  const all = pressed.every(Boolean);
  const stop = all || !pressed.includes(true) ? -1 : pressed.indexOf(true);
  const places = [{ layer: -1, text: "all", spoken: "all hidden layers", on: all },
    ...pressed.map((on, layer) => ({ layer, text: String(layer + 1), spoken: `layer ${layer + 1}`, on }))];
  return html`<div class="act-switches" role="group" aria-label=${`Use ${label} in`}>
    <span class="act-switches-title" aria-hidden="true">use in</span>
    ${(layers.length > 1 ? places : places.slice(1)).map(
      ({ layer, text, spoken, on }, index) => html`<button type="button" key=${layer} class="act-switch" data-cell
        aria-pressed=${on ? "true" : "false"} aria-label=${`Use ${label} in ${spoken}`} title=${on ? `In use in ${spoken}` : `Use ${label} in ${spoken}`}
        tabindex=${layer === stop || (layers.length === 1 && index === 0) ? 0 : -1} disabled=${fixed}
        onClick=${() => use(name, layer < 0 ? null : layer)}>${text}</button>`,
    )}
  </div>`;
}
