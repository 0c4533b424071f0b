/** Draws the pixels of a network on images: the image, kernels, maps, units and the curves between them. */

import { toBytes } from "../draw/cells.js";
import { colors, pixel } from "../draw/palette.js";
import { eachRow } from "../draw/tiles.js";
import { drawCurves, kernelBox } from "./paintEdges.js";
import { drawBack } from "./gradients.js";
import { drawMap } from "./drawMap.js";
import { inkTable, mapScale, mapTable, pinned, weightTable } from "./tables.js";

/** @typedef {import("../draw/surface.js").Surface} Surface */
/** @typedef {import("./layout.js").Scene} Scene */
/** @typedef {import("./layout.js").Box} Box */
/** @typedef {import("./layout.js").Tile} Tile */
/** @typedef {import("./reading.js").Picture} Picture */
/** @typedef {{ scene: Scene, picture: Picture | null, pointed: import("../state/store.js").Pick | null, dashes: boolean, flipped: boolean }} Painting */

const CORNER = 0.09;

/** @param {Surface} surface @param {Painting} painting */
export function paint(surface, { scene, picture, pointed, dashes, flipped }) {
  const { paper, neutral } = colors.peek();
  surface.clear(pixel(paper));
  if (picture) drawCurves(surface, scene, picture, pointed, dashes);
  for (const column of scene.columns) {
    for (const tile of column.tiles) {
      const box = scaled(surface, tile);
      if (!picture || !drawTile(surface, picture, tile, box, flipped)) drawRound(surface, box, pixel(neutral));
    }
    if (column.strip) drawStrip(surface, picture, column.layer, scaled(surface, column.strip), flipped);
  }
  if (picture && scene.kernel) for (const tile of scene.columns[1].tiles) drawKernel(surface, picture, tile, scaled(surface, kernelBox(scene, tile)));
  surface.put();
}

/** @param {Surface} surface @param {Picture} picture @param {Tile} tile @param {Box} box @param {boolean} flipped @returns {boolean} whether there was anything to draw */
function drawTile(surface, picture, tile, box, flipped) {
  if (flipped && drawBack(surface, picture, tile, box, corners(surface, box))) return true;
  if (tile.layer < 0) return drawImage(surface, picture, box);
  const maps = picture.array(`maps.${tile.layer}`);
  if (maps) {
    const [rows, columns, channels] = maps.shape;
    if (tile.unit >= channels) return false;
    drawMap(surface, { bytes: maps, from: tile.unit, rows, columns, rowStep: columns * channels, step: channels }, mapTable.peek(), box, corners(surface, box));
    return true;
  }
  const units = picture.array(`units.${tile.layer}`);
  if (!units || tile.unit >= units.length) return false;
  const weights = picture.weights.get(tile.layer);
  const [rows, columns, channels] = picture.run.network.input_shape ?? [0, 0, 0];
  const field = weights !== undefined && box.width > box.height * 0.2 && weights.shape[1] === rows * columns * channels && readsImage(picture, tile.layer);
  if (field && weights) {
    // What the unit reads of the image: its weights, where they stand.
    drawMap(surface, { bytes: weights.bytes, from: tile.unit * weights.shape[1], rows, columns, rowStep: columns * channels, step: channels }, weightTable.peek(), box, corners(surface, box));
    return true;
  }
  drawRound(surface, box, mapTable.peek()[byteOf(units[tile.unit])]);
  return true;
}

/** @param {Picture} picture @param {number} layer */
function readsImage({ run }, layer) {
  return layer === 0 || (layer === 1 && run.network.layers[0].kind === "flatten");
}

/** A value's byte on the scale of the maps. @param {number} value */
function byteOf(value) {
  const scale = mapScale.peek() ?? pinned.peek() ?? 1;
  return toBytes([value], scale)[0];
}

/** @param {Surface} surface @param {Picture} picture @param {Box} box */
function drawImage(surface, picture, box) {
  const image = picture.array("input");
  if (!image) return false;
  const [rows, columns, channels] = image.shape;
  const corner = corners(surface, box);
  if (channels !== 3) drawMap(surface, { bytes: image, from: 0, rows, columns, rowStep: columns * channels, step: channels }, inkTable.peek(), box, corner);
  else drawColored(surface, image, rows, columns, box, corner);
  return true;
}

/** An image of three channels, in its own colors. @param {Surface} surface @param {Uint8Array} image @param {number} rows @param {number} columns @param {Box} box @param {import("../draw/tiles.js").Corners} corner */
function drawColored(surface, image, rows, columns, box, corner) {
  eachRow(surface, box, corner, (row, first, last, edge, target) => {
    const line = Math.floor((row * rows) / box.height) * columns;
    for (let at = first; at < last; at += 1) {
      const place = 3 * (line + Math.floor((at * columns) / box.width));
      target[edge + at] = pixel([image[place], image[place + 1], image[place + 2]]);
    }
  });
}

/** The kernel of a first layer's map; of several channels their first. @param {Surface} surface @param {Picture} picture @param {Tile} tile @param {Box} box */
function drawKernel(surface, picture, tile, box) {
  const weights = picture.weights.get(tile.layer);
  if (!weights || tile.unit >= weights.shape[0]) return;
  const [, inputs, high, wide = 1] = weights.shape;
  const [rows, columns] = weights.shape.length === 3 ? [1, high] : [high, wide];
  const from = tile.unit * inputs * rows * columns;
  drawMap(surface, { bytes: weights.bytes, from, rows, columns, rowStep: columns, step: 1 }, weightTable.peek(), box, corners(surface, box));
}

/** @param {Surface} surface @param {Picture | null} picture @param {number} layer @param {Box} box @param {boolean} flipped */
function drawStrip(surface, picture, layer, box, flipped) {
  const corner = { radius: Math.min(4 * surface.ratio, box.width / 2), behind: pixel(colors.peek().paper) };
  if (flipped && picture && drawBack(surface, picture, { layer, unit: -1 }, box, corner)) return;
  const units = picture?.array(`units.${layer}`);
  if (!units) return drawRound(surface, box, pixel(colors.peek().neutral));
  const bytes = toBytes(units, mapScale.peek() ?? 1);
  drawMap(surface, { bytes, from: 0, rows: units.length, columns: 1, rowStep: 1, step: 1 }, mapTable.peek(), box, corner);
}

/** @param {Surface} surface @param {Box} box @param {number} color */
function drawRound(surface, box, color) {
  const corner = corners(surface, box);
  eachRow(surface, box, corner, (_row, first, last, edge, target) => target.fill(color, edge + first, edge + last));
}

/** @param {Surface} surface @param {Box} box */
function corners({ ratio }, { width, height }) {
  return { radius: Math.min(CORNER * Math.min(width, height), 8 * ratio), behind: pixel(colors.peek().paper) };
}

/** A box of the scene in device pixels. @param {Surface} surface @param {Box} box @returns {Box} */
export function scaled({ ratio }, { x, y, width, height }) {
  const [left, top] = [Math.round(x * ratio), Math.round(y * ratio)];
  return { x: left, y: top, width: Math.round((x + width) * ratio) - left, height: Math.round((y + height) * ratio) - top };
}
