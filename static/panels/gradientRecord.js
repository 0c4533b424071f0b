/** The size of each layer's gradient as frames brought it, by epoch: bounded, thinned to every second when full. */

const MOST_ROWS = 1200;

/** @typedef {{ columns: (number | null)[][], run: string }} Record */

/** @type {Record} */
let record = { columns: [[]], run: "" };

/** The epoch of the newest frame. */
let newest = 0;

/**
 * Goes back with the run when it goes back: what was recorded of a network from before a beginning is of no other.
 * @param {string} run @param {number} epoch of the newest frame
 * @returns {(number | null)[][]} the same unless something went
 */
export function followEpoch(run, epoch) {
  if (record.run !== run) record = { run, columns: [[]] };
  else if (epoch < newest) {
    const keep = (record.columns[0] ?? []).filter((at) => Number(at) < epoch).length;
    record.columns = record.columns.map((column) => column.slice(0, keep));
  }
  newest = epoch;
  return record.columns;
}

/**
 * Adds what a frame says; goes back with the run when it went back.
 * @param {string} run @param {number} epoch @param {ArrayLike<number | bigint>} rms one for each layer
 * @returns {(number | null)[][]} epochs, then a column for each layer
 */
export function recordGradients(run, epoch, rms) {
  if (record.run !== run || record.columns.length !== rms.length + 1) {
    record = { run, columns: Array.from({ length: rms.length + 1 }, () => []) };
  }
  const epochs = /** @type {number[]} */ (record.columns[0]);
  let keep = epochs.length;
  while (keep > 0 && (epochs[keep - 1] ?? 0) >= epoch) keep -= 1;
  const thin = keep >= MOST_ROWS;
  record.columns = record.columns.map((column, index) => {
    const kept = thin ? column.slice(0, keep).filter((_, row) => row % 2 === 0) : column.slice(0, keep);
    kept.push(index === 0 ? epoch : Number(rms[index - 1]));
    return kept;
  });
  return record.columns;
}
