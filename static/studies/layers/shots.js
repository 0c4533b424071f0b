/** Every stage ready to be drawn: its frame, and where its numbers lie; and the moments between them. */
import { useMemo, useRef } from "../../vendor/ui.js";
import { cutOf, sidesOf } from "./cut.js";
import { partsOf } from "./depth.js";
import { frameOf } from "./frame.js";
import { between, offsetOf, placesOf } from "./places.js";

/** @typedef {import("./reading.js").Film} Film */
/** @typedef {import("./reading.js").Stage} Stage */
/** @typedef {import("./frame.js").Frame} Frame */
/** @typedef {import("./draw.js").Moment} Moment */
/** @typedef {{ stage: Stage, frame: Frame, cut: import("./cut.js").Cut | null, moment: Moment }} Shot */
/** @typedef {{ labels: number[], classes: number }} Labels 0 classes: values */

/** @param {Film} film @param {Labels} labels @param {boolean} cuts whether its one output tells two classes apart @returns {Shot[]} */
export function useShots(film, labels, cuts) {
  const frames = useRef(/** @type {Map<string, Frame>} */ (new Map()));
  return useMemo(() => {
    const shots = film.stages.map((stage) => shotOf(film, stage, labels, cuts, frames.current.get(keyOf(film, stage)) ?? null));
    frames.current = new Map(shots.map(({ stage, frame }) => [keyOf(film, stage), frame]));
    return shots;
  }, [film, labels, cuts]);
}

/** @param {Film} film @param {Stage} stage */
function keyOf(film, { key, axes }) {
  return `${film.header.run} ${key} ${axes}`;
}

/** @param {Film} film @param {Stage} stage @param {Labels} labels @param {boolean} cuts @param {Frame | null} before @returns {Shot} */
function shotOf(film, stage, { labels, classes }, cuts, before) {
  const [grid, points] = [film.grid(stage), film.points(stage)];
  const axes = stage.axes.length;
  const frame = frameOf(grid, points, before);
  const zero = -frame.low / (frame.high - frame.low);
  const cut = cuts ? cutOf(film, stage) : null;
  return { stage, frame, cut, moment: {
    grid: placesOf(grid, axes, frame),
    points: placesOf(points, axes, frame, (index) => offsetOf(labels[index] ?? 0, classes)),
    lines: grid.shape[0] / 2,
    perLine: grid.shape[1],
    origin: { x: axes > 0 ? zero : 0.5, y: axes > 1 ? zero : 0.5 },
    cut: cut && sidesOf(cut, frame),
    between: false,
  } };
}

/** What the film shows at a depth. @param {Shot[]} shots @param {number} depth @returns {Moment} */
export function momentAt(shots, depth) {
  const { at, share } = partsOf(depth);
  const from = shots[Math.min(at, shots.length - 1)].moment;
  const to = shots[at + 1]?.moment;
  if (!to || share === 0) return from;
  return { ...from, grid: between(from.grid, to.grid, share), points: between(from.points, to.points, share), origin: null, cut: null, between: true };
}
