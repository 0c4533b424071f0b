/** Where everything of a network on images stands: columns from left to right, a tile for each map. Pure. */

import { aspectOf } from "../draw/signal.js";

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */
/** @typedef {Box & { layer: number, unit: number }} Tile layer -1: the image */
/**
 * `strip`: single numbers one below the other, too many for tiles, none of them a neuron; `rows`: the answers of the output.
 * @typedef {object} Column
 * @property {number} layer
 * @property {number} x
 * @property {number} width
 * @property {Tile[]} tiles
 * @property {Box | null} strip
 * @property {Row[]} rows
 */
/** One class of one slot; or a slot as a whole, `unit` its first class, where only its likeliest classes have room. */
/** @typedef {Box & { slot: number, unit: number, likeliest: number }} Row likeliest: how many classes it shows; 0: just its own */
/** @typedef {{ kind: string, shape: number[], readsImage: boolean, kernels: boolean }} LayerShape */
/** @typedef {{ input: number[], layers: LayerShape[], slots: number, classes: number }} Shape */
/** `drawn`: whether one can draw such an image oneself; a signal of one row cannot. */
/** @typedef {{ width: number, height: number, narrow: boolean, drawn: boolean, columns: Column[], top: number, bottom: number, kernel: number }} Scene */

/** A room that is less wide is a phone's. */
export const NARROW = 560;
const TOP = { mouse: 84, fingers: 122 };
const BOTTOM = 46;
const MARGIN = 18;
const LEAST_HEIGHT = 380;
const LEAST_PITCH = 25;
/** Neurons of a dense layer up to which squares are as large as maps are at least; more stand closer. */
const MANY = 128;
const CLOSE_PITCH = 16;
const BASE = 58;
const KERNELS = 40;
/** How high the curve of a signal stands. */
const SIGNAL = 38;
/** Between two maps side by side in a layer. */
const BESIDE = 5;
const MOST_GAP = 78;
/** Widths where there is room for them, and where there is not; beyond, the picture is scrolled. */
const ROOMY = { gap: 26, head: 196, header: 84, strip: 58, image: 112, tile: 104 };
const TIGHT = { gap: 14, head: 146, header: 86, strip: 46, image: 100, tile: 58 };
/** For fingers: the picture is scrolled anyway, and its controls stand apart. */
const FINGERS = { gap: 44, head: 176, header: 112, strip: 84, image: 124, tile: 104 };

/** @typedef {typeof ROOMY} Widths */

/**
 * @param {Shape} shape
 * @param {{ width: number, height: number }} room
 * @returns {Scene}
 */
export function layoutImages(shape, room) {
  const narrow = room.width < NARROW;
  const height = Math.max(LEAST_HEIGHT, room.height);
  const top = narrow ? TOP.fingers : TOP.mouse;
  const area = height - top - BOTTOM;
  const kernels = shape.layers[0]?.kernels ?? false;
  const fit = (/** @type {Widths} */ widths) => {
    const all = [measureInput(shape.input, widths), ...shape.layers.map((layer) => measure(layer, shape, area, widths))];
    const sum = all.reduce((total, { width }) => total + width, 0);
    return { measured: all, least: widths.gap, wanted: sum + widths.gap * (all.length - 1) + (kernels ? KERNELS : 0) + 2 * MARGIN };
  };
  const roomy = fit(ROOMY);
  const { measured, least, wanted } = narrow ? fit(FINGERS) : roomy.wanted <= room.width ? roomy : fit(TIGHT);
  const spare = Math.max(0, room.width - wanted);
  const gap = least + Math.min(MOST_GAP, spare / Math.max(1, measured.length - 1));
  const used = wanted + (gap - least) * (measured.length - 1);
  const width = Math.max(room.width, used);
  let x = MARGIN + (width - used) / 2;
  const columns = measured.map((each, at) => {
    if (at === 1 && kernels) x += KERNELS;
    const column = place(each, at - 1, x, { top, area }, shape);
    x += each.width + gap;
    return column;
  });
  return { width, height, narrow, drawn: shape.input[0] > 1, columns, top, bottom: height - BOTTOM / 2, kernel: kernels ? Math.min(26, (measured[1]?.pitch ?? 30) - 4) : 0 };
}

/** @typedef {{ width: number, tile: { width: number, height: number }, pitch: number, across: number, step: number, down: number, count: number, form: "tiles" | "strip" | "rows" }} Measured */

/** @param {number[]} input @param {Widths} widths @returns {Measured} */
function measureInput([height, width], widths) {
  const tile = height === 1 ? { width: widths.image, height: Math.round(widths.image / aspectOf({ rows: height, columns: width })) } : fitted(width / height, widths.image - 2, 1.2 * widths.image);
  return { width: Math.max(tile.width, widths.image), tile, pitch: tile.height, across: 1, step: 0, down: 1, count: 1, form: "tiles" };
}

/**
 * @param {LayerShape} layer
 * @param {Shape} shape
 * @param {number} area height there is
 * @param {Widths} widths
 * @returns {Measured}
 */
function measure(layer, { input }, area, widths) {
  const none = { tile: { width: 0, height: 0 }, pitch: 0, across: 1, step: 0, down: 1, count: 0 };
  if (layer.kind === "head") return { ...none, width: widths.head, form: "rows" };
  const maps = layer.shape.length === 3;
  const count = maps ? layer.shape[2] : layer.shape[0];
  const neurons = layer.kind === "dense";
  if (!maps && !neurons && (count > 64 || layer.kind === "flatten")) return { ...none, width: widths.strip, count, form: "strip" };
  const whole = maps ? mapTile(layer.shape, input, widths.tile) : layer.readsImage ? fitted(input[1] / input[0], 44, 60) : { width: 26, height: 26 };
  const least = neurons && count > MANY ? CLOSE_PITCH : LEAST_PITCH;
  const rows = Math.max(1, Math.floor(area / Math.min(least, whole.height + 5)));
  const across = Math.ceil(count / rows);
  const down = Math.ceil(count / across);
  const pitch = Math.min(area / down, whole.height * 1.18 + 5);
  const scale = Math.min(1, (pitch - 4) / whole.height);
  const tile = { width: Math.round(whole.width * (maps && layer.shape[0] === 1 ? 1 : scale)), height: Math.max(3, Math.round(whole.height * scale)) };
  // A kernel stands before each map of the first layer.
  const step = tile.width + (layer.kernels ? KERNELS : BESIDE);
  return { width: Math.max(widths.header, (across - 1) * step + tile.width), tile, pitch, across, step, down, count, form: "tiles" };
}

/** A map's tile: the larger the more places it has. @param {number[]} shape @param {number[]} input @param {number} widest */
function mapTile([height, width], input, widest) {
  const share = Math.min(1, Math.max(height / input[0], width / input[1]));
  // A signal is one row: high enough for its curve.
  if (height === 1) return { width: Math.round(Math.max(34, widest * Math.sqrt(share))), height: SIGNAL };
  return fitted(width / height, Math.max(26, BASE * share ** 0.42), widest);
}

/** @param {number} aspect @param {number} side of a square of the same area @param {number} widest */
function fitted(aspect, side, widest) {
  const width = Math.min(widest, side * Math.sqrt(aspect));
  return { width: Math.round(width), height: Math.max(16, Math.round(width / aspect)) };
}

/**
 * @param {Measured} measured
 * @param {number} layer
 * @param {number} x
 * @param {{ top: number, area: number }} room from top to bottom
 * @param {Shape} shape
 * @returns {Column}
 */
function place({ width, tile, pitch, across, step, down, count, form }, layer, x, room, shape) {
  const { area } = room;
  const middle = room.top + area / 2;
  const column = { layer, x, width, tiles: /** @type {Tile[]} */ ([]), strip: /** @type {Box | null} */ (null), rows: /** @type {Row[]} */ ([]) };
  if (form === "rows") return { ...column, rows: rowsOf(shape, x, width, room) };
  if (form === "strip") {
    const high = Math.min(area, Math.max(160, Math.min(460, count * 3)));
    return { ...column, strip: { x: x + width / 2 - 6, y: middle - high / 2, width: 12, height: high } };
  }
  const full = (across - 1) * step + tile.width;
  const left = x + (width - full) / 2;
  const top = middle - (down * pitch) / 2 + (pitch - tile.height) / 2;
  for (let unit = 0; unit < count; unit += 1) {
    const [row, at] = [unit % down, Math.floor(unit / down)];
    column.tiles.push({ layer, unit, x: Math.round(left + at * step), y: Math.round(top + row * pitch), ...tile });
  }
  return column;
}

/** @param {Shape} shape @param {number} x @param {number} width @param {{ top: number, area: number }} room @returns {Row[]} */
function rowsOf({ slots, classes }, x, width, { top: above, area }) {
  const middle = above + area / 2;
  const single = slots === 1 && classes <= area / 15;
  const groups = single ? classes : slots;
  const likeliest = single ? 0 : Math.min(classes, slots === 1 ? 10 : Math.max(1, Math.min(5, Math.floor(area / slots / 22))));
  const most = single ? 40 : likeliest * 22 + 26;
  const pitch = Math.min(most, area / groups);
  return Array.from({ length: groups }, (_, at) => ({
    slot: single ? 0 : at,
    unit: single ? at : at * classes,
    likeliest,
    x,
    width,
    y: middle + (at - groups / 2) * pitch,
    height: pitch,
  }));
}
