/** Which map or unit stands open, the position looked at in it, and what the engine tells of both. */

import { run, selection } from "../state/store.js";
import { computed, signal, useEffect } from "../vendor/ui.js";
import { useOnScreen } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";
import { shownRun } from "./stage.js";
import { viewed } from "./viewed.js";

/** @typedef {import("../widgets/probe.js").Values} Values */
/** @typedef {{ layer: number, unit: number, first: number | null }} Which first: a map of a residual block's first convolution, inside the block */
/**
 * An opened map or unit, as the probe `opened` has it; maps are [rows, columns], of a unit without places [1, 1].
 * @typedef {object} Opened
 * @property {Which} which
 * @property {string} kind of its layer
 * @property {number} row
 * @property {number} column
 * @property {Values} inputs [inputs, height, width]
 * @property {Values} outputs
 * @property {Values} window [inputs, kernel height, kernel width]
 * @property {Values | null} kernels
 * @property {Values | null} products
 * @property {Values | null} skip what comes around a residual block
 * @property {Values | null} normalized
 * @property {Values | null} kept 0 where dropout leaves out
 * @property {Values | null} preactivations
 * @property {number[]} places rows and columns among which the position is: of its map, or of those a unit reads
 * @property {Record<string, any>} info
 */

const HZ = 15;

/** The map that is opened inside the block that is selected: one of its first convolution. */
export const first = signal(/** @type {number | null} */ (null));

/** The map, unit or class that is selected, or what is opened inside it. */
export const opened = computed(() => {
  const pick = selection.value;
  const of = shownRun.value;
  if (pick?.kind !== "unit" || !of || run.value?.network.family !== "images") return null;
  const layer = of.network.layers[pick.layer];
  const [slots, classes] = [of.network.slots ?? 1, of.network.classes];
  const units = layer?.kind === "head" ? slots * classes : layer?.kind === "flatten" ? 0 : (layer?.units ?? 0);
  const inside = layer?.kind === "residual" && first.value !== null && first.value < units ? first.value : null;
  return pick.unit < units ? { layer: pick.layer, unit: pick.unit, first: inside } : null;
});

const screen = matchMedia("(min-width: 900px)");
/** Whether there is room for an opened map below the picture; else it stands where the map is inspected. */
export const wide = signal(screen.matches);
screen.addEventListener("change", () => (wide.value = screen.matches));

/** The position asked for; null: where the map is largest. */
export const position = signal(/** @type {{ row: number, column: number } | null} */ (null));
/** Top, left, bottom and right of what the position sees of the image, in pixels. */
export const receptive = signal(/** @type {number[] | null} */ (null));

/**
 * @param {Which} which
 * @returns {[any, Opened | null]} the element to watch, and the newest answer
 */
export function useOpened({ layer, unit, first: inside }) {
  const [ref, seen] = useOnScreen();
  const of = viewed.value;
  const image = of.pixels === undefined ? { set: of.set, index: of.index } : { pixels: of.pixels };
  const which = inside === null ? { layer, unit } : { layer, unit: inside, first: true };
  const reading = useProbe(`images.opened.${Object.values(which).join(".")}`, "opened", { ...which, ...image, ...(position.value ?? {}) }, seen, HZ);
  const [inputs, outputs, window] = ["inputs", "outputs", "window"].map((name) => reading?.array(name) ?? null);
  const told = reading?.info;
  const complete = told && !told["error"] && inputs && outputs && window;
  const field = complete ? /** @type {number[]} */ (told["receptive"]) : null;
  useEffect(() => {
    receptive.value = field;
  }, [JSON.stringify(field)]);
  useEffect(() => () => {
    position.value = null;
    receptive.value = null;
    first.value = null;
  }, [layer, unit]);
  if (!complete || !reading) return [ref, null];
  const [kernels, products, skip, normalized, kept, preactivations] = ["kernels", "products", "skip", "normalized", "kept", "preactivations"].map((name) => reading.array(name));
  const places = outputs.length > 1 ? outputs.shape : inputs.shape.slice(1);
  const kind = shownRun.peek()?.network.layers[layer]?.kind ?? "";
  return [ref, { which: { layer, unit, first: inside }, kind, row: told["row"], column: told["column"], inputs, outputs, window, kernels, products, skip, normalized, kept, preactivations, places, info: told }];
}

/** Opens a map of the first convolution, at the place of the second's that is looked at. @param {Opened} of @param {number} map */
export function openFirst({ row, column, places }, map) {
  lookAt(row, column, places);
  first.value = map;
}

/** How its windows slide, down and across; what has none looks at its own place. @param {Opened} of */
export function slidingOf({ info }) {
  const { kernel = [1, 1], stride = [1, 1], dilation = [1, 1], before = [0, 0] } = info;
  const span = [0, 1].map((axis) => (kernel[axis] - 1) * dilation[axis] + 1);
  return { stride, before, span };
}

/** The window at the position, in places of the input maps. @param {Opened} of */
export function windowOf(of) {
  const { stride, before, span } = slidingOf(of);
  return { y: of.row * stride[0] - before[0], x: of.column * stride[1] - before[1], height: span[0], width: span[1] };
}

/** Moves the position by so many places, within the map. @param {Opened} of @param {number} down @param {number} right */
export function movePosition({ row, column, places }, down, right) {
  lookAt(row + down, column + right, places);
}

/** @param {number} row @param {number} column @param {number[]} shape */
export function lookAt(row, column, [rows, columns]) {
  const next = { row: Math.max(0, Math.min(rows - 1, row)), column: Math.max(0, Math.min(columns - 1, column)) };
  if (next.row !== position.peek()?.row || next.column !== position.peek()?.column) position.value = next;
}
