/** Numbers as colors: one diverging scale, read from the style sheet's tokens, orange (or purple) through paper to blue (or green). */

import { appearance } from "../state/store.js";
import { computed } from "../vendor/ui.js";

/** @typedef {[number, number, number]} Rgb 0 to 255 */

/** The palettes to choose from; tokens.css holds their colors. */
export const PALETTES = [
  { key: "orange-blue", label: "Orange to blue" },
  { key: "purple-green", label: "Purple to green" },
];

/** Most classes that have a hue of their own. */
export const CLASS_HUES = 6;
/** Rest of the q of a quantized map: value = center + scale * (q - ZERO) / STEPS. */
const ZERO = 128;
const STEPS = 127;

/**
 * The colors in force.
 * @typedef {object} Colors
 * @property {Rgb} negative
 * @property {Rgb} neutral
 * @property {Rgb} positive
 * @property {Rgb} paper behind the picture
 * @property {Rgb} ink
 * @property {Rgb} muted
 * @property {Rgb[]} classes
 */

/** @type {import("../vendor/ui.js").ReadonlySignal<Colors>} */
export const colors = computed(() => {
  // <html> bears the scheme and the palette as attributes; the style sheet answers by them.
  void appearance.value;
  const style = getComputedStyle(document.documentElement);
  const read = (/** @type {string} */ name) => parse(style.getPropertyValue(name));
  return {
    negative: read("--negative"),
    neutral: read("--neutral"),
    positive: read("--positive"),
    paper: read("--paper"),
    ink: read("--ink"),
    muted: read("--muted"),
    classes: Array.from({ length: CLASS_HUES }, (_, index) => read(`--class-${index}`)),
  };
});

const plain = computed(() => table(colors.value, (level) => level));
const discrete = computed(() => table(colors.value, (level) => (level >= 0 ? 1 : -1)));
/** @type {{ of: Colors | null, tables: Map<number, Uint32Array> }} */
const scaled = { of: null, tables: new Map() };

/**
 * Color of each byte of a quantized map, as pixels (ABGR).
 * @param {{ discretize?: boolean, ratio?: number }} [options] discretize: value >= 0 -> +1, else -1;
 *   ratio: the map's scale over the scale that is shown, where that was pinned
 * @returns {Uint32Array} 256 entries
 */
export function lut({ discretize = false, ratio = 1 } = {}) {
  if (discretize) return discrete.value;
  if (ratio === 1) return plain.value;
  if (scaled.of !== colors.value) {
    scaled.of = colors.value;
    scaled.tables.clear();
  }
  const known = scaled.tables.get(ratio);
  if (known) return known;
  const made = table(colors.value, (level) => level * ratio);
  scaled.tables.set(ratio, made);
  return made;
}

/**
 * Color of a value on a scale, for a style.
 * @param {number} value
 * @param {number} scale the value of full color
 */
export function css(value, scale) {
  return `rgb(${rgb(value, scale).join(" ")})`;
}

/**
 * @param {number} value
 * @param {number} scale the value of full color
 * @returns {Rgb}
 */
export function rgb(value, scale) {
  return at(colors.value, scale > 0 ? value / scale : 0);
}

/**
 * The hue of a class, for a style.
 * @param {number} index
 */
export function classCss(index) {
  // Points of the data set before may still be about, labelled otherwise.
  const { classes, muted } = colors.value;
  return `rgb(${(classes[index % CLASS_HUES] ?? muted).join(" ")})`;
}

/**
 * @param {Rgb} color
 * @returns {number} an opaque pixel (ABGR)
 */
export function pixel([red, green, blue]) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * @param {Colors} of
 * @param {(level: number) => number} shape of the level, -1 to 1
 */
function table(of, shape) {
  return Uint32Array.from({ length: 256 }, (_, q) => pixel(at(of, shape((q - ZERO) / STEPS))));
}

/**
 * @param {Colors} of
 * @param {number} level -1 to 1; beyond, the ends
 * @returns {Rgb}
 */
function at({ negative, neutral, positive }, level) {
  const share = Math.min(1, Math.abs(level)) || 0;
  const end = level < 0 ? negative : positive;
  const mix = (/** @type {0 | 1 | 2} */ channel) => Math.round(neutral[channel] + (end[channel] - neutral[channel]) * share);
  return [mix(0), mix(1), mix(2)];
}

/**
 * "#e8833a" or "rgb(232 131 58)".
 * @param {string} text
 * @returns {Rgb}
 */
function parse(text) {
  const value = text.trim();
  const hex = /^#([0-9a-f]{6})$/i.exec(value);
  if (hex) return channels(hex[1]);
  const parts = value.match(/[\d.]+/g)?.slice(0, 3).map(Number) ?? [];
  return parts.length === 3 ? [parts[0], parts[1], parts[2]] : [128, 128, 128];
}

/**
 * @param {string} hex six digits
 * @returns {Rgb}
 */
function channels(hex) {
  const read = (/** @type {number} */ from) => parseInt(hex.slice(from, from + 2), 16);
  return [read(0), read(2), read(4)];
}
