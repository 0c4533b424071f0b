/** A probe's arrays for as long as somebody looks at them. */
import { subscribe, unsubscribe } from "../state/actions.js";
import { frame, info, tensor } from "../state/store.js";
import { useEffect, useMemo } from "../vendor/ui.js";
import { usePaced } from "./pace.js";

/**
 * A probe's array: never of 64-bit integers.
 * @typedef {(Float32Array | Float64Array | Uint8Array | Int8Array | Int32Array | Uint32Array | Int16Array | Uint16Array) & { shape: number[] }} Values
 */

const EDITS_HZ = 15;

/**
 * What a probe answered in one frame.
 * @typedef {object} Reading
 * @property {(name: string) => Values | null} array
 * @property {Record<string, any>} info
 * @property {import("../wire/types.js").FrameHeader} header
 */

/** How many places look at each view: those that ask the same share it. @type {Map<string, number>} */
const lookers = new Map();

/** @param {string} view @param {string} probe @param {Record<string, any>} params @param {number} hz @returns {() => void} looks away */
function look(view, probe, params, hz) {
  lookers.set(view, (lookers.get(view) ?? 0) + 1);
  subscribe(view, probe, params, 1 / hz);
  return () => {
    const left = (lookers.get(view) ?? 1) - 1;
    lookers.set(view, left);
    if (left === 0) unsubscribe(view);
  };
}

/**
 * The newest frame with an answer for a view: the frames in between leave it out, those of another revision never do.
 * @param {string} view
 * @param {boolean} wanted
 */
function lastWith(view, wanted) {
  /** @type {import("../wire/types.js").Frame | null} */
  let kept = null;
  return () => {
    const now = frame.value;
    const same = kept && now && now.header.run === kept.header.run && now.header.revision === kept.header.revision;
    if (wanted && info(now, view)) kept = now;
    else if (!same) kept = null;
    return kept;
  };
}

/**
 * Asks for a probe while `wanted`, and follows its answers at a steady pace.
 * @param {string} view id of the view; the same id asks the same
 * @param {string} probe
 * @param {Record<string, any>} params
 * @param {boolean} wanted false while nobody can see it: then it costs nothing
 * @param {number} hz
 * @returns {Reading | null} null until the first answer; the same object until the next one
 */
export function useProbe(view, probe, params, wanted, hz) {
  const asked = JSON.stringify(params);
  useEffect(() => {
    return wanted ? look(view, probe, JSON.parse(asked), hz) : undefined;
  }, [view, probe, asked, wanted, hz]);
  const last = useMemo(() => lastWith(view, wanted), [view, wanted]);
  // What is shown a few times a second of one network is not shown for that long beside the numbers of another.
  const revision = usePaced(() => frame.value?.header.revision, Math.max(hz, EDITS_HZ));
  const newest = usePaced(last, hz, [last, revision]);
  return useMemo(() => {
    const said = info(newest, view);
    if (!newest || !said) return null;
    return { array: (/** @type {string} */ name) => /** @type {Values | null} */ (tensor(newest, view, name)), info: said, header: newest.header };
  }, [newest, view]);
}
