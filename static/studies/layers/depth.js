/** How deep the film stands: at a stage, or on the way to the next; in the address as `Z2` or `Z2.40`, 40 % on. */
import { look } from "../../state/study.js";
import { useEffect, useRef, useState } from "../../vendor/ui.js";
import { useParam } from "../shared.js";

/** @typedef {import("./reading.js").Film} Film */

/** Of the way from one stage to the next, and of the rest at each. */
const WAY_MS = 900;
const REST_MS = 450;
/** Where motion is reduced, each stage stands so long and nothing moves between. */
const STILL_MS = 1400;

/** @param {string | undefined} text @param {Film} film @returns {number} 0: the plane; the last hidden layer where nothing is asked for */
export function depthOf(text, film) {
  const [, key = "", part = "0"] = /^([A-Za-z]+\d*)(?:\.(\d{1,2}))?$/.exec(text ?? "") ?? [];
  const last = film.stages.length - 1;
  // A linear activation is no stage of its own.
  const at = film.indexOf(film.indexOf(key) < 0 ? key.replace("A", "Z") : key);
  if (at < 0) return /^[ZA]\d+$/.test(key) ? last : film.stages.indexOf(film.handedOn(film.layers.length - 2));
  return Math.min(last, at + Number(part.padEnd(2, "0")) / 100);
}

/** @param {number} depth @param {Film} film */
export function depthText(depth, film) {
  const { at, share } = partsOf(depth);
  return `${film.stages[at].key}${share > 0 ? `.${String(Math.round(share * 100)).padStart(2, "0")}` : ""}`;
}

/** @param {number} depth @returns {{ at: number, share: number }} the stage, and how far on to the next in whole hundredths */
export function partsOf(depth) {
  const hundredths = Math.round(depth * 100);
  return { at: Math.floor(hundredths / 100), share: (hundredths % 100) / 100 };
}

/**
 * @typedef {object} Depth
 * @property {number} depth
 * @property {boolean} playing
 * @property {(depth: number) => void} go stops the play and writes the address
 * @property {(depth: number) => void} drag stops the play
 * @property {() => void} drop the end of a drag: writes the address
 * @property {() => void} toggle
 */

/** @param {Film} film @returns {Depth} */
export function useDepth(film) {
  const asked = useParam("depth");
  const last = film.stages.length - 1;
  const [held, hold] = useState(/** @type {number | null} */ (null));
  const [playing, play] = useState(false);
  const depth = Math.min(last, held ?? depthOf(asked, film));
  // Ahead of what is drawn, while the film moves or is dragged.
  const now = useRef({ depth, film });
  now.current = { depth, film };
  /** @param {number} to */
  function show(to) {
    now.current.depth = to;
    hold(to);
  }

  useEffect(() => {
    if (!playing) return undefined;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    return (still ? stepping : moving)(now.current.depth, last, show, ended);
  }, [playing, last]);

  function ended() {
    play(false);
    settle(now.current.depth);
  }
  /** @param {number} to */
  function settle(to) {
    hold(null);
    look("depth", depthText(Math.min(last, Math.max(0, to)), now.current.film));
  }
  return {
    depth, playing,
    go: (to) => {
      play(false);
      settle(to);
    },
    drag: (to) => {
      play(false);
      show(to);
    },
    drop: ended,
    toggle: () => {
      if (playing) return ended();
      if (depth >= last) show(0);
      play(true);
    },
  };
}

/** @param {number} from @param {number} last @param {(depth: number) => void} show @param {() => void} ended */
function moving(from, last, show, ended) {
  const begin = performance.now();
  const first = Math.floor(from);
  let frame = requestAnimationFrame(draw);
  /** @param {number} time */
  function draw(time) {
    const passed = Math.max(0, time - begin) + (from - first) * WAY_MS;
    const stages = Math.floor(passed / (WAY_MS + REST_MS));
    const way = Math.min(1, (passed - stages * (WAY_MS + REST_MS)) / WAY_MS);
    const depth = first + stages + (1 - Math.cos(Math.PI * way)) / 2;
    show(Math.min(last, depth));
    if (depth >= last) ended();
    else frame = requestAnimationFrame(draw);
  }
  return () => cancelAnimationFrame(frame);
}

/** @param {number} from @param {number} last @param {(depth: number) => void} show @param {() => void} ended */
function stepping(from, last, show, ended) {
  let at = Math.floor(from);
  const timer = setInterval(() => {
    at += 1;
    show(Math.min(last, at));
    if (at >= last) ended();
  }, STILL_MS);
  return () => clearInterval(timer);
}
