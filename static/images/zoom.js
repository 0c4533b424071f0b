/** How large the picture of a network on images is: by wheel with ctrl, by two fingers, or by its buttons. */

import { html } from "../vendor/ui.js";
import { asked, zoom } from "./stage.js";

const LEAST = 0.5;
const MOST = 3;
const STEP = 1.25;
/** Wheel pixels that double the size. */
const WHEEL = 300;

/**
 * @param {HTMLElement} room what is scrolled
 * @param {number} to
 * @param {{ x: number, y: number }} [at] what stays where it is, in the room; its middle if not said
 */
function zoomTo(room, to, at = { x: room.clientWidth / 2, y: room.clientHeight / 2 }) {
  const before = zoom.peek();
  const next = Math.min(MOST, Math.max(LEAST, Math.abs(to - 1) < 0.02 ? 1 : to));
  if (next === before) return;
  const [x, y] = [(room.scrollLeft + at.x) / before, (room.scrollTop + at.y) / before];
  asked.value = next;
  requestAnimationFrame(() => room.scrollTo(x * next - at.x, y * next - at.y));
}

/** @param {HTMLElement} room @returns {() => void} stops listening */
export function listenForZoom(room) {
  let pinched = /** @type {{ apart: number, zoom: number } | null} */ (null);
  const inRoom = (/** @type {number} */ x, /** @type {number} */ y) => {
    const box = room.getBoundingClientRect();
    return { x: x - box.left, y: y - box.top };
  };
  const wheel = (/** @type {WheelEvent} */ event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomTo(room, zoom.peek() * 2 ** (-event.deltaY / WHEEL), inRoom(event.clientX, event.clientY));
  };
  const touch = (/** @type {TouchEvent} */ event) => {
    const [a, b] = event.touches;
    if (!a || !b) return void (pinched = null);
    event.preventDefault();
    const apart = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    pinched ??= { apart, zoom: zoom.peek() };
    zoomTo(room, (pinched.zoom * apart) / pinched.apart, inRoom((a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2));
  };
  const stop = new AbortController();
  room.addEventListener("wheel", wheel, { passive: false, signal: stop.signal });
  for (const kind of /** @type {const} */ (["touchstart", "touchmove", "touchend", "touchcancel"])) room.addEventListener(kind, touch, { passive: false, signal: stop.signal });
  return () => stop.abort();
}

/** @param {{ room: import("preact").RefObject<HTMLElement | null> }} props */
export function ZoomButtons({ room }) {
  const now = zoom.value;
  const by = (/** @type {number} */ factor) => () => room.current && zoomTo(room.current, zoom.peek() * factor);
  return html`<div class="images-zoom" role="group" aria-label="Size of the picture">
    <button type="button" class="net-round" aria-label="Smaller" title="Smaller (ctrl and wheel)" disabled=${now <= LEAST} onClick=${by(1 / STEP)}>−</button>
    ${asked.value !== null && html`<button type="button" class="button button-small" aria-label="Back to its own size" onClick=${() => (asked.value = null)}>${Math.round(100 * now)}${"\u202f"}%</button>`}
    <button type="button" class="net-round" aria-label="Larger" title="Larger (ctrl and wheel)" disabled=${now >= MOST} onClick=${by(STEP)}>+</button>
  </div>`;
}
