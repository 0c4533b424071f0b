/** The colors of the picture of a network on images: ink for pixels, the diverging scale for all that has a sign. */

import { colors, lut, pixel } from "../draw/palette.js";
import { token } from "../widgets/map.js";
import { computed, signal } from "../vendor/ui.js";
import { picture } from "./reading.js";

/** The byte of what is no number. */
export const NO_NUMBER = 0;

/** The scale at which the person holds the colors of the maps; null: the engine's own, which moves in octaves. */
export const pinned = signal(/** @type {number | null} */ (null));

/** What the engine quantized the maps with; null until it has told. */
export const mapScale = computed(() => {
  const told = picture.value?.info["scale"];
  return typeof told === "number" && Number.isFinite(told) && told > 0 ? told : null;
});

/** Colors of the bytes of maps. */
export const mapTable = computed(() => {
  void colors.value;
  return signedTable(pinned.value && mapScale.value ? mapScale.value / pinned.value : 1);
});

/** Colors of the bytes of weights. */
export const weightTable = computed(() => {
  void colors.value;
  return signedTable(1);
});

/** Byte 0 stands for what is no number: after a divergence. @param {number} ratio */
function signedTable(ratio) {
  const table = Uint32Array.from(lut({ ratio }));
  table[NO_NUMBER] = pixel(colors.peek().muted);
  return table;
}

/** Pixels: nothing there is the card's color, 255 full ink. */
export const inkTable = computed(() => {
  const { ink } = colors.value;
  const card = hex(token("--card"));
  return Uint32Array.from({ length: 256 }, (_, q) => pixel([mix(card[0], ink[0], q), mix(card[1], ink[1], q), mix(card[2], ink[2], q)]));
});

/** @param {number} from @param {number} to @param {number} q */
function mix(from, to, q) {
  return Math.round(from + ((to - from) * q) / 255);
}

/** @param {string} text "#ffffff" @returns {number[]} */
function hex(text) {
  return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16) || 0);
}
