/** The pointer on the picture: hover, click, drag of the picture or of a weight, wheel and pinch. */

import { pointer } from "../state/store.js";
import { pan, zoomAt } from "../layout/view.js";
import { card, closeCard, previewCard } from "./card.js";
import { choose, dataAt, isParameter, pickAt } from "./picking.js";
import { setHover } from "./pointing.js";
import { beginPull } from "./pull.js";
import { fitView, setView, view } from "./stage.js";

/** @typedef {{ x: number, y: number }} Point */

const REACH = { mouse: 6, touch: 14 };
const STARTS_AFTER = 4;
const WHEEL_SPEED = 0.0016;

/**
 * @param {HTMLElement} host
 * @returns {() => void} stops
 */
export function beginGestures(host) {
  /** @type {Map<number, Point>} */
  const down = new Map();
  /** What the drag that may be starting would move. @type {{ from: Point, start: Point, pulls: ReturnType<typeof beginPull> | null, going: boolean } | null} */
  let drag = null;
  let suppressClick = false;
  let touched = false;

  /** @param {MouseEvent} event @returns {Point} */
  const place = (event) => {
    const box = host.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const reach = () => (touched ? REACH.touch : REACH.mouse) / view.peek().zoom;

  /** @param {PointerEvent} event */
  const onDown = (event) => {
    touched = event.pointerType !== "mouse";
    suppressClick = false;
    if (event.button !== 0 || isControl(event)) return;
    const at = place(event);
    down.set(event.pointerId, at);
    if (down.size > 1) {
      drag?.pulls?.end();
      drag = null;
      return;
    }
    const pick = pickAt(at, reach());
    // A finger pans unless the weight was tapped before; a mouse sees what it takes hold of.
    const grips = pick !== null && isParameter(pick) && (!touched || JSON.stringify(card.peek()?.pick) === JSON.stringify(pick));
    drag = { from: at, start: at, pulls: grips ? beginPull(pick) : null, going: false };
  };

  /** @param {PointerEvent} event */
  const onMove = (event) => {
    const at = place(event);
    const before = down.get(event.pointerId);
    if (before && down.size === 2) {
      pinch(down, event.pointerId, at);
      suppressClick = true;
      return;
    }
    if (before && drag) {
      if (!drag.going && Math.hypot(at.x - drag.from.x, at.y - drag.from.y) < STARTS_AFTER) return;
      if (!drag.going) host.setPointerCapture(event.pointerId);
      drag.going = suppressClick = true;
      host.classList.add("net-dragging");
      if (drag.pulls) drag.pulls.to(drag.from.y - at.y, event.shiftKey);
      else setView(pan(view.peek(), at.x - drag.start.x, at.y - drag.start.y));
      drag.start = at;
      down.set(event.pointerId, at);
      return;
    }
    if (event.pointerType === "mouse") point(event, at);
  };

  /** @param {PointerEvent} event @param {Point} at */
  const point = (event, at) => {
    if (isControl(event)) return leave();
    const pick = pickAt(at, reach());
    setHover(pick);
    previewCard(pick, at);
    pointer.value = dataAt(at, pick);
    host.classList.toggle("net-grip", pick !== null && isParameter(pick));
  };

  const leave = () => {
    setHover(null);
    if (!card.peek()?.open) closeCard();
    pointer.value = null;
    host.classList.remove("net-grip");
  };

  /** @param {PointerEvent} event */
  const onUp = (event) => {
    down.delete(event.pointerId);
    drag?.pulls?.end();
    drag = null;
    host.classList.remove("net-dragging");
  };

  /** @param {MouseEvent} event */
  const onClick = (event) => {
    // The keyboard's and a screen reader's clicks have no place: their buttons answer themselves.
    if (event.detail === 0 || isControl(event)) return;
    if (suppressClick) {
      suppressClick = false;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const at = place(event);
    choose(at, pickAt(at, reach()), touched);
  };

  /** @param {WheelEvent} event */
  const onWheel = (event) => {
    if (event.target instanceof Element && event.target.closest(".net-scrolls")) return;
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    setView(zoomAt(view.peek(), Math.exp(-event.deltaY * lines * (event.ctrlKey ? 4 : 1) * WHEEL_SPEED), place(event)));
  };

  /** @param {MouseEvent} event */
  const onDouble = (event) => {
    if (!isControl(event) && pickAt(place(event), reach()) === null) fitView();
  };

  /** @type {[string, (event: any) => void, AddEventListenerOptions?][]} */
  const listeners = [
    ["pointerdown", onDown],
    ["pointermove", onMove],
    ["pointerup", onUp],
    ["pointercancel", onUp],
    ["pointerleave", leave],
    ["click", onClick, { capture: true }],
    ["dblclick", onDouble],
    ["wheel", onWheel, { passive: false }],
  ];
  for (const [type, listener, options] of listeners) host.addEventListener(type, listener, options);
  return () => {
    for (const [type, listener, options] of listeners) host.removeEventListener(type, listener, options);
  };
}

/** @param {Event} event whether it is for a control that lies over the picture */
function isControl(event) {
  return event.target instanceof Element && event.target.closest("[data-ui]") !== null;
}

/**
 * Two fingers: their middle drags, their distance zooms.
 * @param {Map<number, Point>} down
 * @param {number} id of the one that moved
 * @param {Point} at
 */
function pinch(down, id, at) {
  const still = [...down].find(([other]) => other !== id)?.[1];
  const before = down.get(id);
  if (!still || !before) return;
  const middle = (/** @type {Point} */ one) => ({ x: (one.x + still.x) / 2, y: (one.y + still.y) / 2 });
  const apart = (/** @type {Point} */ one) => Math.max(1, Math.hypot(one.x - still.x, one.y - still.y));
  const [from, to] = [middle(before), middle(at)];
  setView(zoomAt(pan(view.peek(), to.x - from.x, to.y - from.y), apart(at) / apart(before), to));
  down.set(id, at);
}
