/** What of the picture is under a pointer, and what a click on it does. */

import { nearestPoint } from "../draw/points.js";
import { hitNetwork, inside, toData } from "../layout/hit.js";
import { toWorld } from "../layout/view.js";
import { data, selection } from "../state/store.js";
import { closeCard, openCard } from "./card.js";
import { scene, shownRun, view } from "./stage.js";

/** @typedef {import("../state/store.js").Pick} Pick */
/** @typedef {{ x: number, y: number }} Point */

/** Whether it is a number one can set. @param {Pick} pick */
export function isParameter(pick) {
  return pick.kind === "weight" || pick.kind === "bias";
}

/**
 * What lies at a place of the picture.
 * @param {Point} at CSS pixels
 * @param {number} reach world units
 * @returns {Pick | null}
 */
export function pickAt(at, reach) {
  const world = toWorld(view.peek(), at);
  if (scene.peek().mixed && inside(scene.peek().map, world)) return null;
  return hitNetwork(scene.peek(), world, reach);
}

/**
 * The place in data units under a pointer that is over any map.
 * @param {Point} at
 * @param {Pick | null} pick
 * @returns {Point | null}
 */
export function dataAt(at, pick) {
  const world = toWorld(view.peek(), at);
  const { columns, map } = scene.peek();
  const large = toData(map, world);
  if (large || !pick || (pick.kind !== "unit" && pick.kind !== "feature")) return large;
  const slots = columns[pick.kind === "feature" ? 0 : pick.layer + 1]?.slots ?? [];
  const index = pick.kind === "feature" ? pick.index : pick.unit;
  const slot = slots.find((each) => each.index === index);
  return slot ? toData(slot, world) : null;
}

/**
 * A click or a tap: selects what is there, and opens the card of a weight or bias.
 * @param {Point} at
 * @param {Pick | null} pick
 * @param {boolean} touched
 */
export function choose(at, pick, touched) {
  closeCard();
  const world = toWorld(view.peek(), at);
  const { map } = scene.peek();
  const near = inside(map, world) && pick?.kind !== "bias" ? dataPointAt(map, world, (touched ? 12 : 7) / view.peek().zoom) : null;
  if (near) selection.value = near;
  else {
    selection.value = pick;
    if (pick && isParameter(pick)) openCard(pick, at);
  }
}

/**
 * The data point shown nearest to a place of the large map.
 * @param {{ x: number, y: number, size: number }} map
 * @param {Point} world
 * @param {number} reach
 * @returns {Pick | null}
 */
export function dataPointAt(map, world, reach) {
  const points = data.peek();
  if (!points) return null;
  const at = { x: world.x - map.x, y: world.y - map.y };
  const train = nearestPoint(map.size, points.train, at, reach);
  const test = shownRun.peek()?.experiment.display.show_test ? nearestPoint(map.size, points.test, at, reach) : null;
  if (test && (!train || test.distance < train.distance)) return { kind: "point", set: "test", index: test.index };
  return train && { kind: "point", set: "train", index: train.index };
}
