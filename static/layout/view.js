/** What part of the world is on screen: screen = world * zoom + shift. Pure. */

/** @typedef {{ zoom: number, x: number, y: number }} View */
/** @typedef {{ width: number, height: number }} Size */

const MOST_ZOOM = 8;
const LEAST_ZOOM = 0.3;
/** How much of the picture stays in sight however far it is dragged, in CSS pixels. */
const KEPT = 120;

/**
 * All of the world, centered, never enlarged.
 * @param {Size} world
 * @param {Size} room
 * @returns {View}
 */
export function fit(world, room) {
  const zoom = Math.min(1, room.width / world.width, room.height / world.height);
  return { zoom, x: (room.width - world.width * zoom) / 2, y: (room.height - world.height * zoom) / 2 };
}

/**
 * How the picture opens: all of it, but on a phone no smaller than a finger needs; the rest is a drag away.
 * @param {Size} world
 * @param {Size} room
 * @param {"right" | "down"} flow
 * @returns {View}
 */
export function opening(world, room, flow) {
  const whole = fit(world, room);
  if (flow === "right" || whole.zoom > 0.9) return whole;
  const zoom = Math.min(1, room.width / world.width);
  return { zoom, x: (room.width - world.width * zoom) / 2, y: 0 };
}

/**
 * Enlarges about a point of the screen, which keeps its place.
 * @param {View} view
 * @param {number} factor
 * @param {{ x: number, y: number }} about
 * @returns {View}
 */
export function zoomAt(view, factor, about) {
  const zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, view.zoom * factor));
  const by = zoom / view.zoom;
  return { zoom, x: about.x - (about.x - view.x) * by, y: about.y - (about.y - view.y) * by };
}

/**
 * @param {View} view
 * @param {number} dx
 * @param {number} dy
 * @returns {View}
 */
export function pan(view, dx, dy) {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/**
 * The nearest view that keeps some of the world in sight.
 * @param {View} view
 * @param {Size} world
 * @param {Size} room
 * @returns {View}
 */
export function kept(view, world, room) {
  const x = within(view.x, KEPT - world.width * view.zoom, room.width - KEPT);
  const y = within(view.y, KEPT - world.height * view.zoom, room.height - KEPT);
  return { zoom: view.zoom, x, y };
}

/**
 * @param {View} view
 * @param {{ x: number, y: number }} screen
 */
export function toWorld(view, screen) {
  return { x: (screen.x - view.x) / view.zoom, y: (screen.y - view.y) / view.zoom };
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
function within(value, low, high) {
  return Math.min(Math.max(low, high), Math.max(Math.min(low, high), value));
}
