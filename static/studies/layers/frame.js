/** The part of a stage's plane that is in view: the same length along both axes, steady in time. Pure. */

/** @typedef {{ low: number, high: number }} Frame */
/** @typedef {ArrayLike<number>} Values */

/** A frame ends at one of these, times a power of ten. */
const ENDS = [1, 1.5, 2, 3, 4, 6, 8, 10];
/** So much of the grid lies in view, and every training point. */
const SHARE = 0.85;
/** A frame shrinks only when this share of it would do. */
const SLACK = 0.6;
/** Room beside the outermost, as a share of the frame. */
const MARGIN = 0.06;

/** @param {Values} grid @param {Values} points @param {Frame | null} before @returns {Frame} */
export function frameOf(grid, points, before) {
  const sizes = Float64Array.from(grid, Math.abs).filter(Number.isFinite).sort();
  const most = Array.from(points).reduce((found, value) => (Number.isFinite(value) ? Math.max(found, Math.abs(value)) : found), 0);
  const size = Math.max(most, sizes.length ? sizes[Math.floor(SHARE * (sizes.length - 1))] : 0);
  const until = before ? before.high / (1 + MARGIN) : 0;
  const end = until && size <= until && size >= SLACK * until ? until : endFor(size);
  const oneSided = positive(grid) && positive(points);
  return { low: oneSided ? -2 * MARGIN * end : -(1 + MARGIN) * end, high: (1 + MARGIN) * end };
}

/** The least of the ends that holds a size. @param {number} size */
function endFor(size) {
  if (!(size > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(size));
  return power * (ENDS.find((end) => end * power >= size) ?? 10);
}

/** @param {Values} values */
function positive(values) {
  for (let i = 0; i < values.length; i += 1) if (values[i] < 0) return false;
  return true;
}

/** The number at the end of a frame, without its margin. @param {Frame} frame */
export function endOf({ high }) {
  return Number((high / (1 + MARGIN)).toPrecision(3));
}
