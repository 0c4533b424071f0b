/** The input features as pictures of their values over the plane; press one to feed it to the network or not. */
import { catalog, palette, theme } from "../state/store.js";
import { html, signal, useEffect, useRef } from "../vendor/ui.js";
import { drawMap } from "../widgets/map.js";
import { useOnScreen } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";

const RESOLUTION = 50;

/** The picture of a feature never changes: asked for once, then kept by key. */
const kept = signal(/** @type {Record<string, { map: Uint8Array, side: number }>} */ ({}));

/** @param {import("./controls.js").ControlProps} props */
export function Features({ shown, edit }) {
  const all = catalog.value?.features ?? [];
  const [ref, seen] = useOnScreen();
  const chosen = /** @type {string[]} */ (shown);
  const missing = all.some((entry) => !(entry.key in kept.value));
  const reading = useProbe("feature-tiles", "features", { resolution: RESOLUTION, all: true }, seen && missing, 4);
  useEffect(() => {
    const maps = reading?.array("maps");
    if (maps) keep(reading?.info["keys"] ?? [], maps);
  }, [reading]);
  /** @param {string} key */
  const toggled = (key) => all.map((entry) => entry.key).filter((other) => (other === key ? !chosen.includes(key) : chosen.includes(other)));
  return html`<div class="tiles" role="group" aria-label="Features" ref=${ref}>
    ${all.map((entry) => html`<${Tile} key=${entry.key} entry=${entry} on=${chosen.includes(entry.key)}
      onToggle=${() => edit.send(toggled(entry.key))} />`)}
  </div>`;
}

/** @param {string[]} keys @param {import("../widgets/probe.js").Values} maps */
function keep(keys, maps) {
  const side = maps.shape[1] ?? RESOLUTION;
  const fresh = keys.map((key, index) => [key, { map: Uint8Array.from(maps.subarray(index * side * side, (index + 1) * side * side)), side }]);
  kept.value = { ...kept.value, ...Object.fromEntries(fresh) };
}

/**
 * @param {{ entry: import("../wire/types.js").Entry, on: boolean, onToggle: () => void }} props
 */
function Tile({ entry, on, onToggle }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const look = `${theme.value} ${palette.value}`;
  const picture = kept.value[entry.key];
  useEffect(() => {
    if (canvas.current && picture) drawMap(canvas.current, picture.map, picture.side);
  }, [picture, look]);
  return html`<button type="button" class="tile tile-feature" aria-pressed=${on ? "true" : "false"}
    aria-label=${`Feature ${entry.label}`} title=${entry.help ?? entry.label} onClick=${onToggle}>
    <canvas ref=${canvas}></canvas><span class="tile-name">${entry.label}</span></button>`;
}
