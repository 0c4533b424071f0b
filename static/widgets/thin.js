/** Fewer points that draw the same: what lies between a stretch's extremes can't be seen. */

/**
 * Keeps, of each stretch of rows, those where a column is lowest or highest, and the first and the last of all.
 * @param {ArrayLike<number>[]} columns the first orders the rows and is not looked at
 * @param {number} stretches about as many as there are pixels
 * @returns {ArrayLike<number>[]} rows of `columns`, in order; the same columns where they are few already
 */
export function thinned(columns, stretches) {
  const rows = columns[0]?.length ?? 0;
  const perStretch = 2 * (columns.length - 1);
  if (rows <= stretches * perStretch) return columns;
  /** @type {number[]} */
  const kept = [0];
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const [from, to] = [Math.floor((rows * stretch) / stretches), Math.floor((rows * (stretch + 1)) / stretches)];
    const found = columns.slice(1).flatMap((column) => extremes(column, from, to));
    for (const row of found.sort((a, b) => a - b)) if (row > /** @type {number} */ (kept.at(-1))) kept.push(row);
  }
  if (kept.at(-1) !== rows - 1) kept.push(rows - 1);
  return columns.map((column) => Float64Array.from(kept, (row) => column[row] ?? NaN));
}

/** @param {ArrayLike<number>} column @param {number} from @param {number} to */
function extremes(column, from, to) {
  let [low, high] = [from, from];
  for (let row = from + 1; row < to; row += 1) {
    const value = column[row] ?? NaN;
    if (Number.isNaN(value)) continue;
    if (!(value >= (column[low] ?? NaN))) low = row;
    if (!(value <= (column[high] ?? NaN))) high = row;
  }
  return [low, high];
}
