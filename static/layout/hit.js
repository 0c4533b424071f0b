/** What of the picture lies under a point of the world. Pure. */

import { heightAt, slopeAt } from "./curve.js";

/** @typedef {import("./network.js").Scene} Scene */
/** @typedef {import("./network.js").Slot} Slot */
/** @typedef {import("./network.js").Column} Column */
/** @typedef {import("../state/store.js").Pick} Pick */
/** @typedef {{ x: number, y: number }} Point */

/** The domain of every map: -6 to 6 in both directions, y upwards. */
export const DOMAIN = 6;

/**
 * Center of a unit's bias disc.
 * @param {{ x: number, y: number, size: number }} slot
 * @returns {Point & { radius: number }}
 */
export function biasDisc({ x, y, size }) {
  const radius = Math.min(5.2, Math.max(3.2, 0.088 * size));
  return { x: x + size - 0.35 * radius, y: y + size - 0.35 * radius, radius };
}

/**
 * The port where edges leave a slot, and the one where they arrive.
 * @param {{ x: number, y: number, size: number }} slot
 * @param {"right" | "down"} flow
 */
export function ports({ x, y, size }, flow) {
  const half = size / 2;
  return flow === "right"
    ? { leave: { x: x + size, y: y + half }, arrive: { x, y: y + half } }
    : { leave: { x: x + half, y: y + size }, arrive: { x: x + half, y } };
}

/**
 * @param {Scene} scene
 * @param {Point} at
 * @param {number} reach how far a finger or a pointer may miss a thin thing, in world units
 * @returns {Pick | null}
 */
export function hitNetwork(scene, at, reach) {
  return hitBias(scene, at, reach) ?? hitSlot(scene, at) ?? hitEdge(scene, at, reach);
}

/**
 * @param {Scene} scene
 * @param {Point} at
 * @returns {Pick | null}
 */
export function hitSlot(scene, at) {
  for (const { slots } of scene.columns) {
    for (const slot of slots) if (inside(slot, at)) return pickOf(slot);
  }
  return null;
}

/**
 * @param {Slot} slot
 * @returns {Pick}
 */
export function pickOf({ kind, layer, index }) {
  return kind === "feature" ? { kind: "feature", index } : { kind: "unit", layer, unit: index };
}

/**
 * @param {Scene} scene
 * @param {Point} at
 * @param {number} reach
 * @returns {Pick | null}
 */
function hitBias(scene, at, reach) {
  for (const { slots } of scene.columns) {
    for (const slot of slots) {
      const disc = biasDisc(slot);
      const near = Math.min(disc.radius + reach / 2, 0.3 * slot.size);
      if (slot.kind === "unit" && Math.hypot(at.x - disc.x, at.y - disc.y) <= near) {
        return { kind: "bias", layer: slot.layer, unit: slot.index };
      }
    }
  }
  return null;
}

/**
 * The nearest edge within reach.
 * @param {Scene} scene
 * @param {Point} at
 * @param {number} reach
 * @returns {Pick | null}
 */
function hitEdge(scene, at, reach) {
  const down = scene.flow === "down";
  const [along, across] = down ? [at.y, at.x] : [at.x, at.y];
  for (let to = 1; to < scene.columns.length; to += 1) {
    const found = nearestEdge(scene.columns[to - 1], scene.columns[to], scene.flow, along, across, reach);
    if (found) return found;
  }
  return null;
}

/**
 * @param {Column} from
 * @param {Column} to
 * @param {"right" | "down"} flow
 * @param {number} along
 * @param {number} across
 * @param {number} reach
 * @returns {Pick | null}
 */
function nearestEdge(from, to, flow, along, across, reach) {
  let best = reach;
  /** @type {Pick | null} */
  let found = null;
  for (const source of from.slots) {
    const { leave } = ports(source, flow);
    const [start, low] = flow === "down" ? [leave.y, leave.x] : [leave.x, leave.y];
    if (along < start) continue;
    for (const target of to.slots) {
      const { arrive } = ports(target, flow);
      const [end, high] = flow === "down" ? [arrive.y, arrive.x] : [arrive.x, arrive.y];
      if (along > end) continue;
      const share = (along - start) / (end - start);
      const slope = (slopeAt(share) * (high - low)) / (end - start);
      const distance = Math.abs(across - low - (high - low) * heightAt(share)) / Math.hypot(1, slope);
      if (distance >= best) continue;
      best = distance;
      found = { kind: "weight", layer: target.layer, unit: target.index, input: source.index };
    }
  }
  return found;
}

/**
 * @param {{ x: number, y: number, size: number }} box
 * @param {Point} at
 */
export function inside({ x, y, size }, at) {
  return at.x >= x && at.x <= x + size && at.y >= y && at.y <= y + size;
}

/**
 * The place in data units of a point of a map; null outside.
 * @param {{ x: number, y: number, size: number }} map
 * @param {Point} at
 * @returns {Point | null}
 */
export function toData(map, at) {
  if (!inside(map, at)) return null;
  return { x: (((at.x - map.x) / map.size) * 2 - 1) * DOMAIN, y: (1 - ((at.y - map.y) / map.size) * 2) * DOMAIN };
}

/**
 * Where a point of the data stands on a map.
 * @param {{ x: number, y: number, size: number }} map
 * @param {Point} data
 * @returns {Point}
 */
export function fromData(map, data) {
  return { x: map.x + ((data.x / DOMAIN + 1) / 2) * map.size, y: map.y + ((1 - data.y / DOMAIN) / 2) * map.size };
}
