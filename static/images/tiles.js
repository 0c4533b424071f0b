/** A button over each square: what a pointer, the keyboard and a screen reader reach, with true numbers in its name. */

import { hover, samePick, selection } from "../state/store.js";
import { html, signal, useLayoutEffect, useRef } from "../vendor/ui.js";
import { three } from "../widgets/format.js";
import { usePaced, useRead } from "../widgets/pace.js";
import { addUnit, removeUnit } from "./edits.js";
import { captionNow } from "./image.js";
import { layerTitle, unitTitle } from "./names.js";
import { picture } from "./reading.js";
import { cell } from "./valueLabel.js";
import { nextTile } from "./walking.js";

/** @typedef {import("./layout.js").Scene} Scene */
/** @typedef {import("./layout.js").Tile} Tile */
/** @typedef {import("../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {import("../state/store.js").Pick} Pick */

const NAMES_HZ = 0.5;

/** The one square that Tab reaches; the arrow keys move it. */
const stop = signal({ layer: -1, unit: 0 });
/** What the keyboard stands on. */
export const focused = signal(/** @type {Pick | null} */ (null));

/** @param {Pick} pick @returns {(tile: Tile) => boolean} */
const isPick = (pick) => (tile) => samePick(pickOf(tile), pick);

/** @param {Tile} tile @returns {Pick} */
function pickOf({ layer, unit }) {
  return layer < 0 ? { kind: "image" } : { kind: "unit", layer, unit };
}

/** @param {{ scene: Scene, network: NetworkInfo, disabled: boolean }} props */
export function Tiles({ scene, network, disabled }) {
  const group = useRef(/** @type {HTMLElement | null} */ (null));
  const facts = usePaced(() => picture.value, NAMES_HZ);
  const tiles = scene.columns.flatMap((column) => column.tiles);
  const here = tiles.find(({ layer, unit }) => layer === stop.value.layer && unit === stop.value.unit) ?? tiles[0];
  const within = useRef(false);
  useLayoutEffect(() => {
    // The button that had the focus went with its map: its neighbor takes over.
    if (within.current && document.activeElement === document.body) /** @type {HTMLElement | null | undefined} */ (group.current?.querySelector("button[tabindex='0']"))?.focus();
  });
  /** @param {KeyboardEvent} event @param {Tile} tile */
  const key = (event, tile) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = nextTile(scene, tile, event.key);
    if (next) {
      event.preventDefault();
      stop.value = { layer: next.layer, unit: next.unit };
      /** @type {HTMLElement | null | undefined} */ (group.current?.querySelector(`[data-slot="${next.layer}.${next.unit}"]`))?.focus();
    } else if (tile.layer >= 0 && !disabled && /^[-+=−]$/.test(event.key)) {
      event.preventDefault();
      if (event.key === "+" || event.key === "=") addUnit(tile.layer);
      else removeUnit(tile.layer, network.layers[tile.layer].units, tile.unit);
    }
  };
  return html`<div class="images-tiles" role="group" aria-label="Image, maps and units. Arrow keys walk, Enter opens, plus and minus add and remove." ref=${group} data-arrows
    onFocusIn=${() => (within.current = true)} onFocusOut=${(/** @type {FocusEvent} */ event) => { if (event.relatedTarget) within.current = false; focused.value = null; }}>
    ${tiles.map((tile) => html`<${Square} key=${`${tile.layer}.${tile.unit}`} tile=${tile} tabbed=${tile === here} label=${describe(network, tile, facts)} onKey=${key} />`)}
    ${scene.columns.map(({ layer, strip }) => strip && html`<${Strip} key=${`strip ${layer}`} layer=${layer} strip=${strip} network=${network} />`)}
  </div>`;
}

/** @param {{ tile: Tile, tabbed: boolean, label: string, onKey: (event: KeyboardEvent, tile: Tile) => void }} props */
function Square({ tile, tabbed, label, onKey }) {
  const pick = pickOf(tile);
  const picked = useRead(() => selection.value !== null && isPick(selection.value)(tile), [tile]);
  /** @param {PointerEvent & { currentTarget: HTMLElement }} event */
  const over = (event) => {
    if (!samePick(hover.peek(), pick)) hover.value = pick;
    const shape = tile.layer < 0 ? picture.peek()?.array("input")?.shape : picture.peek()?.run.network.layers[tile.layer]?.output_shape;
    const box = event.currentTarget.getBoundingClientRect();
    const [rows, columns] = shape?.length === 3 ? shape : [1, 1];
    const at = (/** @type {number} */ share, /** @type {number} */ count) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
    cell.value = { layer: tile.layer, unit: tile.unit, row: at((event.clientY - box.top) / box.height, rows), column: at((event.clientX - box.left) / box.width, columns), x: event.clientX, y: event.clientY };
  };
  return html`<button type="button" class="net-unit" data-slot=${`${tile.layer}.${tile.unit}`} tabindex=${tabbed ? 0 : -1} aria-pressed=${picked} aria-label=${label}
    style=${{ left: `${tile.x}px`, top: `${tile.y}px`, width: `${tile.width}px`, height: `${tile.height}px` }}
    onPointerMove=${over} onPointerLeave=${away} onClick=${(/** @type {MouseEvent} */ { detail }) => detail < 2 && (selection.value = picked ? null : pick)}
    onFocus=${(/** @type {any} */ event) => { stop.value = { layer: tile.layer, unit: tile.unit }; focused.value = event.currentTarget.matches(":focus-visible") ? pick : null; }}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => onKey(event, tile)}></button>`;
}

function away() {
  hover.value = null;
  cell.value = null;
}

/** Single numbers one below the other: each can be pointed at. @param {{ layer: number, strip: import("./layout.js").Box, network: NetworkInfo }} props */
function Strip({ layer, strip, network }) {
  const count = network.layers[layer].units;
  /** @param {PointerEvent & { currentTarget: HTMLElement }} event */
  const over = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const unit = Math.max(0, Math.min(count - 1, Math.floor(((event.clientY - box.top) / box.height) * count)));
    cell.value = { layer, unit, row: 0, column: 0, x: event.clientX, y: event.clientY };
  };
  return html`<button type="button" class="net-unit" tabindex="-1" aria-label=${`${layerTitle(network, layer)}: ${count} numbers`}
    style=${{ left: `${strip.x - 4}px`, top: `${strip.y}px`, width: `${strip.width + 8}px`, height: `${strip.height}px` }}
    onPointerMove=${over} onPointerLeave=${away} onClick=${() => (selection.value = { kind: "layer", layer })}></button>`;
}

/** What a screen reader says of a square. @param {NetworkInfo} network @param {Tile} tile @param {typeof picture.value} of */
function describe(network, { layer, unit }, of) {
  if (layer < 0) return `Image: ${captionNow()}`;
  const title = unitTitle(network, layer, unit);
  const facts = of?.array(`facts.${layer}`);
  if (facts && unit < facts.shape[0]) return `${title}, largest ${three(facts[4 * unit + 1])}, mean ${three(facts[4 * unit + 2])}`;
  const value = of?.array(`units.${layer}`)?.[unit];
  return value === undefined ? title : `${title}, ${three(value)}`;
}
