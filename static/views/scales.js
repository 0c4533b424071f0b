/** The scales that the colors and widths stand for, and those that a click holds. */

import { info, moment } from "../state/store.js";
import { computed, signal } from "../vendor/ui.js";

/** The scale at which the person holds the colors of the neurons' maps; null: the engine's own, which moves in octaves. */
export const mapPin = signal(/** @type {number | null} */ (null));

/** What the engine quantized the neurons' maps with; null until it has told. */
export const mapScale = computed(() => numberOr(info(moment.value?.frame ?? null, "picture.hidden")?.scale, null));

/** Center and scale of the output's colors. */
export const outputScale = computed(() => {
  const told = info(moment.value?.frame ?? null, "picture.output");
  return told ? JSON.stringify([numberOr(told.center, 0), numberOr(told.scale, 1)]) : "";
});

/** Largest magnitude of each feature on the plane. */
export const featureScales = computed(() => JSON.stringify(info(moment.value?.frame ?? null, "picture.features")?.scales ?? []));

/**
 * @template T
 * @param {unknown} value
 * @param {T} otherwise
 * @returns {number | T}
 */
function numberOr(value, otherwise) {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}
