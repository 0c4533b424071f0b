/** The network from left to right: features, hidden layers in evenly spaced columns, output. */

import { clamp, spread, upTo } from "./spread.js";

/** @typedef {import("./network.js").Shape} Shape */
/** @typedef {import("./network.js").Room} Room */
/** @typedef {import("./network.js").Scene} Scene */
/** @typedef {import("./network.js").Column} Column */

const TOP = 84;
const BOTTOM = 66;
const EDGE = 28;
const LABEL_WIDTH = 40;
const LEAST_PITCH = 60;
const MOST_PITCH = 260;
const FULL_HEADER_PITCH = 94;
/** Between chips closer than this there is no room for a +. */
const INSERT_PITCH = 72;
/** A header's title and select stand at these heights. */
const TITLE_Y = 30;
const SELECT_Y = 54;

/**
 * @param {Shape} shape
 * @param {Room} room
 * @returns {Scene}
 */
export function layRight(shape, room) {
  const height = Math.max(room.height, 320);
  const top = TOP;
  const bottom = height - BOTTOM;
  const middle = (top + bottom) / 2;
  const span = bottom - top;
  const mapSize = Math.round(clamp(Math.min(0.218 * room.width, 0.4 * span), 110, 280));
  const mixed = shape.outputs > 1;
  const hops = shape.hidden.length + (mixed ? 2 : 1);
  const first = 14 + LABEL_WIDTH + 20;
  const last = Math.max(room.width - EDGE - mapSize - 26, first + hops * LEAST_PITCH);
  const pitch = Math.min(MOST_PITCH, (last - first) / hops);
  // A shallow network stands in the middle of the room.
  const shift = (last - first - pitch * hops) / 2;
  const tile = clamp(Math.max(0.375 * pitch, Math.min(0.46 * pitch, 38)), 26, 68);
  const featureTile = clamp(Math.max(0.78 * tile, Math.min(tile, 32)), 24, 48);
  /** @param {number} hop */
  const across = (hop) => first + shift + hop * pitch;

  /**
   * @param {"feature" | "unit"} kind
   * @param {number} layer
   * @param {number} units
   * @param {number[] | null} shown
   * @returns {Column}
   */
  const column = (kind, layer, units, shown) => {
    const x = across(layer + 1);
    const indices = shown ?? upTo(units);
    const folded = indices.length < units;
    const room = span / Math.max(1, indices.length + (folded ? 0.9 : 0));
    const most = kind === "feature" ? featureTile : tile;
    const step = Math.min(room, kind === "feature" ? Math.max(1.62 * most, 54) : Math.max(1.78 * most, 64));
    const size = Math.round(Math.min(most, 0.82 * step));
    const lift = folded ? -0.45 * step : 0;
    const slots = spread(kind, layer, indices, (order) => ({ x, y: middle + lift + order * step }), size);
    const end = middle + lift + (indices.length / 2) * step;
    return {
      layer,
      slots,
      units,
      header: { x, y: TITLE_Y },
      steps: { x, y: height - 42 },
      more: folded ? { x, y: end + Math.min(0.45 * step, 18) } : null,
      insert: layer < 0 || pitch < INSERT_PITCH ? null : { x: x - pitch / 2, y: pitch < FULL_HEADER_PITCH ? TITLE_Y : SELECT_Y },
    };
  };

  const columns = [column("feature", -1, shape.features, null)];
  shape.hidden.forEach((units, layer) => columns.push(column("unit", layer, units, shape.shown[layer] ?? null)));
  const outputLayer = shape.hidden.length;
  const mapX = across(hops) + 26;
  const map = { x: mapX, y: middle - mapSize / 2, size: mapSize };
  if (mixed) columns.push(column("unit", outputLayer, shape.outputs, null));
  else columns.push(single(outputLayer, map, pitch < INSERT_PITCH ? null : { x: Math.min(across(hops) - pitch / 2, mapX - 40), y: pitch < FULL_HEADER_PITCH ? TITLE_Y : SELECT_Y }));
  return {
    flow: "right",
    compact: pitch < FULL_HEADER_PITCH,
    width: Math.max(room.width, mapX + mapSize + EDGE),
    height,
    columns,
    map,
    mixed,
    legend: { x: map.x + mapSize / 2, y: map.y + mapSize + 22, width: mapSize },
    edgeWidth: edgeWidth(columns),
  };
}

/**
 * The output layer of one unit: its picture is the large map itself.
 * @param {number} layer
 * @param {{ x: number, y: number, size: number }} map
 * @param {{ x: number, y: number } | null} insert
 * @returns {Column}
 */
function single(layer, map, insert) {
  const x = map.x + map.size / 2;
  return {
    layer,
    slots: [{ kind: "unit", layer, index: 0, ...map }],
    units: 1,
    header: { x, y: map.y - 18 },
    steps: { x, y: 0 },
    more: null,
    insert,
  };
}

/** @param {Column[]} columns */
function edgeWidth(columns) {
  const steps = columns.slice(0, -1).map(({ slots }) => (slots.length > 1 ? slots[1].y - slots[0].y : 90));
  return clamp(0.075 * Math.min(90, ...steps), 2.2, 7);
}
