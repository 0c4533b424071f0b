/** Which map stands open, the position looked at in it, and what the engine tells of both. */

import { run, selection } from "../state/store.js";
import { computed, signal, useEffect } from "../vendor/ui.js";
import { useOnScreen } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";
import { windowText } from "./names.js";
import { shownRun } from "./stage.js";
import { viewed } from "./viewed.js";

/** @typedef {import("../widgets/probe.js").Values} Values */
/** @typedef {{ layer: number, unit: number }} Which */
/**
 * An opened map, as the probe `convolution` has it.
 * @typedef {object} Opened
 * @property {Which} which
 * @property {number} row
 * @property {number} column
 * @property {Values} inputs [inputs, height, width]
 * @property {Values} outputs [rows, columns]
 * @property {Values} window [inputs, kernel height, kernel width]
 * @property {Values | null} kernels of a convolution
 * @property {Values | null} products
 * @property {Values | null} preactivations
 * @property {Record<string, any>} info
 */

const HZ = 15;

/** The map that is selected, where it has windows to look through. */
export const opened = computed(() => {
  const pick = selection.value;
  const of = shownRun.value;
  if (pick?.kind !== "unit" || !of || run.value?.network.family !== "images") return null;
  const layer = of.network.layers[pick.layer];
  const windows = layer?.output_shape?.length === 3 && windowText(of.experiment.layers[pick.layer]) !== "";
  return windows && pick.unit < layer.units ? { layer: pick.layer, unit: pick.unit } : null;
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
export function useOpened({ layer, unit }) {
  const [ref, seen] = useOnScreen();
  const of = viewed.value;
  const image = of.pixels === undefined ? { set: of.set, index: of.index } : { pixels: of.pixels };
  const reading = useProbe(`images.opened.${layer}.${unit}`, "convolution", { layer, unit, ...image, ...(position.value ?? {}) }, seen, HZ);
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
  }, [layer, unit]);
  if (!complete || !reading) return [ref, null];
  const [kernels, products, preactivations] = ["kernels", "products", "preactivations"].map((name) => reading.array(name));
  return [ref, { which: { layer, unit }, row: told["row"], column: told["column"], inputs, outputs, window, kernels, products, preactivations, info: told }];
}

/** The window at the position, in places of the input maps. @param {Opened} of */
export function windowOf({ row, column, info, window }) {
  const [rows, columns] = [window.shape[1], window.shape[2]];
  const [down, across] = info["dilation"];
  return {
    y: row * info["stride"][0] - info["before"][0],
    x: column * info["stride"][1] - info["before"][1],
    height: (rows - 1) * down + 1,
    width: (columns - 1) * across + 1,
  };
}

/** Moves the position by so many places, within the map. @param {Opened} of @param {number} down @param {number} right */
export function movePosition({ row, column, outputs }, down, right) {
  lookAt(row + down, column + right, outputs.shape);
}

/** @param {number} row @param {number} column @param {number[]} shape */
export function lookAt(row, column, [rows, columns]) {
  const next = { row: Math.max(0, Math.min(rows - 1, row)), column: Math.max(0, Math.min(columns - 1, column)) };
  if (next.row !== position.peek()?.row || next.column !== position.peek()?.column) position.value = next;
}
