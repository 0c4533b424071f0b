/** Draws when something changed: a new frame at once (its ack follows), all else with the next animation frame. */

import { colors } from "../draw/palette.js";
import { Surface } from "../draw/surface.js";
import { dashes, info, moment } from "../state/store.js";
import { effect } from "../vendor/ui.js";
import { standing } from "./motion.js";
import { Painter } from "./painter.js";
import { pointed } from "./pointing.js";
import { readingOf } from "./reading.js";
import { mapPin } from "./scales.js";
import { room, sameNetwork, scene, shownRun, view } from "./stage.js";
import { weakest, weightScale } from "./survey.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {() => void} stops
 */
export function beginPainting(canvas) {
  const surface = new Surface(canvas);
  const painter = new Painter(surface);
  let scheduled = 0;
  let ratio = 0;
  /** @type {typeof moment.value} */
  let lastMoment = null;

  const paint = () => {
    cancelAnimationFrame(scheduled);
    scheduled = 0;
    const { width, height } = room.peek();
    if (!width || !height) return;
    if (surface.resize(width, height) || ratio !== surface.ratio) painter.reset();
    ratio = surface.ratio;
    const { scene: now, leaving, moving } = standing(performance.now());
    const of = moment.peek();
    const run = shownRun.peek();
    const agrees = of !== null && sameNetwork(of.run, run);
    painter.paint({
      scene: now,
      leaving,
      view: view.peek(),
      network: run?.network ?? null,
      reading: agrees ? readingOf(of) : null,
      pointed: pointed.peek(),
      discretize: run?.experiment.display.discretize ?? false,
      dashes: dashes.peek(),
      weightScale: weightScale.peek(),
      mapRatio: mapPin.peek() ? Number(info(of?.frame ?? null, "picture.hidden")?.scale ?? 1) / Number(mapPin.peek()) : 1,
      weakest: weakest.peek(),
    });
    if (moving) later();
  };
  const later = () => {
    scheduled ||= requestAnimationFrame(paint);
  };

  const stop = effect(() => {
    const of = moment.value;
    void [scene.value, view.value, room.value, shownRun.value, pointed.value, colors.value, dashes.value];
    void [weightScale.value, weakest.value, mapPin.value];
    if (of !== lastMoment) {
      lastMoment = of;
      paint();
    } else later();
  });
  return () => {
    stop();
    cancelAnimationFrame(scheduled);
  };
}
