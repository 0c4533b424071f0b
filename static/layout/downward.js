/** The network from top to bottom, for a phone held upright: one row a layer, its chip at the left. */

import { clamp, spread, upTo } from "./spread.js";

/** @typedef {import("./network.js").Shape} Shape */
/** @typedef {import("./network.js").Room} Room */
/** @typedef {import("./network.js").Scene} Scene */
/** @typedef {import("./network.js").Column} Column */

const CHIP_WIDTH = 52;
const EDGE = 6;
const FEATURES_Y = 42;
const LEGEND_HEIGHT = 64;
const TILE = 40;

/**
 * @param {Shape} shape
 * @param {Room} room
 * @returns {Scene}
 */
export function layDown(shape, room) {
  const width = Math.max(room.width, 320);
  const mixed = shape.outputs > 1;
  const mapSize = Math.round(clamp(Math.min(0.54 * width, 0.36 * room.height), 130, 230));
  const hops = shape.hidden.length + (mixed ? 2 : 1);
  const fixed = FEATURES_Y + TILE / 2 + mapSize + LEGEND_HEIGHT;
  const pitch = clamp((room.height - fixed) / hops, 78, 118);

  /**
   * @param {"feature" | "unit"} kind
   * @param {number} layer
   * @param {number} units
   * @param {number[] | null} shown
   * @returns {Column}
   */
  const row = (kind, layer, units, shown) => {
    const indices = shown ?? upTo(units);
    const folded = indices.length < units;
    const left = kind === "feature" ? EDGE : CHIP_WIDTH;
    const span = width - left - EDGE - (folded ? 38 : 0);
    const y = FEATURES_Y + TILE / 2 + (layer + 1) * pitch;
    const step = Math.min(span / Math.max(1, indices.length), 62);
    const size = Math.round(Math.min(TILE, step - 1));
    const middle = left + span / 2;
    const slots = spread(kind, layer, indices, (order) => ({ x: middle + order * step, y }), size);
    return {
      layer,
      slots,
      units,
      header: { x: CHIP_WIDTH / 2, y },
      steps: { x: CHIP_WIDTH / 2, y },
      more: folded ? { x: width - EDGE - 18, y } : null,
      insert: null,
    };
  };

  const columns = [row("feature", -1, shape.features, null)];
  shape.hidden.forEach((units, layer) => columns.push(row("unit", layer, units, shape.shown[layer] ?? null)));
  const outputLayer = shape.hidden.length;
  const mapY = FEATURES_Y + TILE / 2 + hops * pitch - (mixed ? 0 : 8);
  const map = { x: Math.round(CHIP_WIDTH + (width - CHIP_WIDTH - EDGE - mapSize) / 2), y: Math.round(mapY), size: mapSize };
  if (mixed) columns.push(row("unit", outputLayer, shape.outputs, null));
  else {
    const header = { x: CHIP_WIDTH / 2, y: map.y + 20 };
    columns.push({ layer: outputLayer, slots: [{ kind: "unit", layer: outputLayer, index: 0, ...map }], units: 1, header, steps: header, more: null, insert: null });
  }
  return {
    flow: "down",
    compact: true,
    width,
    height: Math.max(room.height, map.y + mapSize + LEGEND_HEIGHT),
    columns,
    map,
    mixed,
    legend: { x: map.x + mapSize / 2, y: map.y + mapSize + 12, width: mapSize },
    edgeWidth: 4.5,
  };
}
