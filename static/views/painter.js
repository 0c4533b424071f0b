/** Draws the network's pixels: curves, tiles and bias discs, from a scene and a frame's arrays. */

import { drawDisc } from "../draw/discs.js";
import { drawMixture } from "../draw/mixture.js";
import { colors, lut, pixel, rgb } from "../draw/palette.js";
import { drawBlank, drawTile } from "../draw/tiles.js";
import { biasDisc } from "../layout/hit.js";
import { drawGaps, weightsMoved } from "./paintEdges.js";
import { mapIndex } from "./reading.js";

/** @typedef {import("../draw/surface.js").Surface} Surface */
/** @typedef {import("../layout/network.js").Scene} Scene */
/** @typedef {import("../layout/network.js").Slot} Slot */
/** @typedef {import("../layout/view.js").View} View */
/** @typedef {import("../state/store.js").Pick} Picked */
/** @typedef {import("./reading.js").Reading} Reading */

/**
 * All that a painting depends on.
 * @typedef {object} Picture
 * @property {Scene} scene
 * @property {Slot[]} leaving slots that are folding away
 * @property {View} view
 * @property {import("../wire/types.js").NetworkInfo | null} network
 * @property {Reading | null} reading null: nothing is known yet, tiles are blank
 * @property {Picked | null} pointed what the pointer or the focus is on
 * @property {boolean} discretize
 * @property {boolean} dashes
 * @property {number} weightScale the weight of full width and color
 * @property {number} mapRatio scale of the units' maps over the one that is shown
 * @property {number} weakest |weight| under which a curve is left out
 */

const CORNER = 0.17;
const RIM = 1.3;

/** Remembers what it drew, so that a frame costs only what changed. */
export class Painter {
  /** @type {Picture | null} */
  #last = null;
  /** @type {Float32Array[]} */
  #drawn = [];
  #colors = colors.peek();

  /** @param {Surface} surface */
  constructor(surface) {
    this.surface = surface;
  }

  /** Forgets: the next painting draws everything. */
  reset() {
    this.#last = null;
  }

  /** @param {Picture} picture */
  paint(picture) {
    const whole = this.#changed(picture) || weightsMoved(this.#drawn, picture.reading, picture.weightScale);
    this.#last = picture;
    this.#colors = colors.peek();
    if (whole) {
      this.surface.clear(pixel(this.#colors.paper));
      drawGaps(this.surface, picture, this.#drawn);
    }
    for (const { slots } of picture.scene.columns) for (const slot of slots) this.#slot(picture, slot);
    for (const slot of picture.leaving) this.#tile(picture, slot);
    if (picture.scene.mixed) this.#mixture(picture);
    if (picture.reading) for (const { slots } of picture.scene.columns) for (const slot of slots) this.#bias(picture, slot, whole);
    this.surface.put();
  }

  /**
   * Whether anything but the frame's numbers differs from the last painting.
   * @param {Picture} picture
   */
  #changed(picture) {
    const last = this.#last;
    if (!last || this.#colors !== colors.peek() || (last.reading === null) !== (picture.reading === null)) return true;
    const keys = /** @type {(keyof Picture)[]} */ (["scene", "view", "leaving", "pointed", "dashes", "weightScale", "weakest", "network"]);
    return keys.some((key) => last[key] !== picture[key]);
  }

  /**
   * @param {Picture} picture
   * @param {Slot} slot
   */
  #slot(picture, slot) {
    const { scene, network } = picture;
    if (slot.kind === "unit" && slot.layer === scene.columns.length - 2 && !scene.mixed) this.#output(picture, slot, 0);
    else if (slot.kind === "unit" && network && slot.layer === network.layers.length - 1) this.#output(picture, slot, slot.index);
    else this.#tile(picture, slot);
  }

  /**
   * A feature's or a hidden unit's map.
   * @param {Picture} picture
   * @param {Slot} slot
   */
  #tile(picture, slot) {
    const { network, reading, discretize } = picture;
    const maps = slot.kind === "feature" ? reading?.features : reading?.hidden;
    const index = slot.kind === "feature" ? slot.index : network ? mapIndex(network, slot.layer, slot.index) : -1;
    const ratio = slot.kind === "feature" ? 1 : picture.mapRatio;
    this.#map(picture, slot, maps ?? null, index, lut({ discretize, ratio }));
  }

  /**
   * The large map; another unit's or a feature's while that is pointed at.
   * @param {Picture} picture
   * @param {Slot} slot
   * @param {number} index
   */
  #output(picture, slot, index) {
    const { pointed, reading, discretize } = picture;
    const large = !picture.scene.mixed;
    const other = large ? shownLarge(picture) : null;
    if (other && pointed) return this.#tile(picture, { ...slot, ...other });
    return this.#map(picture, slot, reading?.output ?? null, index, lut({ discretize }));
  }

  /** @param {Picture} picture */
  #mixture(picture) {
    const { scene, reading, discretize } = picture;
    const slot = /** @type {Slot} */ ({ kind: "unit", layer: scene.columns.length - 2, index: 0, ...scene.map });
    const other = shownLarge(picture);
    if (other) return this.#slot({ ...picture, pointed: null }, { ...slot, ...other });
    const square = this.#square(picture.view, slot);
    const output = reading?.output;
    if (!output || output.count < 2) return this.#blank(square);
    return drawMixture(this.surface, output.bytes, output.count, output.side, this.#colors.classes, discretize, square, this.#corner(square));
  }

  /**
   * @param {Picture} picture
   * @param {Slot} slot
   * @param {import("./reading.js").Maps | null} maps
   * @param {number} index
   * @param {Uint32Array} table
   */
  #map({ view }, slot, maps, index, table) {
    const square = this.#square(view, slot);
    if (square.size < 2) return;
    if (!maps || index < 0 || index >= maps.count) return this.#blank(square);
    drawTile(this.surface, maps.bytes, index * maps.side * maps.side, maps.side, table, square, this.#corner(square));
  }

  /** @param {import("../draw/tiles.js").Square} square */
  #blank(square) {
    drawBlank(this.surface, square, this.#corner(square), pixel(this.#colors.neutral));
  }

  /**
   * @param {Picture} picture
   * @param {Slot} slot
   * @param {boolean} whole the surroundings were cleared too; if not, what lies outside the tile is still there
   */
  #bias({ view, reading, weightScale }, slot, whole) {
    const value = reading?.biases[slot.layer]?.[slot.index];
    if (value === undefined || slot.size < 8) return;
    const { x, y, radius } = biasDisc(slot);
    const scale = view.zoom * this.surface.ratio;
    const [left, top] = [(x * view.zoom + view.x) * this.surface.ratio, (y * view.zoom + view.y) * this.surface.ratio];
    const square = this.#square(view, slot);
    const within = whole ? null : { right: square.x + square.size, bottom: square.y + square.size };
    drawDisc(this.surface, left, top, radius * scale, RIM * scale, pixel(rgb(value, weightScale)), pixel(this.#colors.paper), pixel(this.#colors.muted), within);
  }

  /**
   * A slot in device pixels.
   * @param {View} view
   * @param {{ x: number, y: number, size: number }} slot
   */
  #square(view, slot) {
    const { ratio } = this.surface;
    return {
      x: Math.round((slot.x * view.zoom + view.x) * ratio),
      y: Math.round((slot.y * view.zoom + view.y) * ratio),
      size: Math.round(slot.size * view.zoom * ratio),
    };
  }

  /** @param {{ size: number }} square */
  #corner({ size }) {
    return { radius: Math.min(CORNER * size, 12 * this.surface.ratio), behind: pixel(this.#colors.paper) };
  }
}

/**
 * What takes the large map's place: the unit or feature pointed at.
 * @param {Pick<Picture, "pointed" | "scene">} picture
 * @returns {{ kind: "feature" | "unit", layer: number, index: number } | null}
 */
export function shownLarge({ pointed, scene }) {
  if (pointed?.kind === "feature") return { kind: "feature", layer: -1, index: pointed.index };
  const output = scene.columns.length - 2;
  if (pointed?.kind !== "unit" || (pointed.layer === output && !scene.mixed)) return null;
  return { kind: "unit", layer: pointed.layer, index: pointed.unit };
}
