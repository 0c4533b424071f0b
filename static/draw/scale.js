/** The scale of the weights: robust, in octaves, steady in time. */

/** The scale that a run begins at: the same, whatever stood there before it. */
export const FIRST = 1;
const SHARE = 0.95;
/** The scale shrinks only when the robust size falls under this share of it. */
const SLACK = 0.42;

/**
 * @param {Float32Array} sizes |weights|; sorted by this call
 * @returns {number} the size that 95 % stay under
 */
export function robustSize(sizes) {
  if (!sizes.length) return 0;
  sizes.sort();
  return sizes[Math.min(sizes.length - 1, Math.floor(SHARE * sizes.length))];
}

/**
 * The power of two that shows a size well, with hysteresis.
 * @param {number} size
 * @param {number} before the scale until now; 0: none
 * @returns {number}
 */
export function octave(size, before) {
  if (!(size > 0) || !Number.isFinite(size)) return before || 1;
  if (before && size <= before && size >= SLACK * before) return before;
  return 2 ** Math.ceil(Math.log2(size));
}

/**
 * Tells of each moment whether it goes on from the last one asked about: of the same run, which has not gone back. A
 * scale is kept steady within such a training only.
 * @returns {(run: string, updates: number) => boolean}
 */
export function following() {
  let before = { run: "", updates: 0 };
  return (run, updates) => {
    const on = run === before.run && updates >= before.updates;
    before = { run, updates };
    return on;
  };
}

/**
 * "0.5", "2", "1024" without rounding; "2.31e18" past a million.
 * @param {number} scale
 */
export function scaleText(scale) {
  return scale >= 0.001 && scale < 1e6 ? String(scale) : scale.toExponential(2).replace("e+", "e");
}
