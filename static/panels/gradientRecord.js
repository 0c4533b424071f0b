/** The size of each layer's gradient as frames brought it, by epoch: bounded, thinned to every second when full. */

const MOST_ROWS = 1200;

/** @typedef {{ columns: (number | null)[][], run: string }} Record */

/** @type {Record} */
let record = { columns: [[]], run: "" };

/** The epoch of the newest frame. */
let newest = 0;

/** @param {number} epoch @returns {number} rows from before it */
function rowsBefore(epoch) {
  const epochs = /** @type {number[]} */ (record.columns[0]);
  const past = epochs.findLastIndex((at) => at < epoch);
  return past + 1;
}

/**
 * Goes back with the run when it goes back: what was recorded of a network from before a beginning is of no other.
 * @param {string} run @param {number} epoch of the newest frame
 * @returns {(number | null)[][]} the same unless something went
 */
export function followEpoch(run, epoch) {
  if (record.run !== run) record = { run, columns: [[]] };
  else if (epoch < newest) {
    const keep = rowsBefore(epoch);
    record.columns = record.columns.map((column) => column.slice(0, keep));
  }
  newest = epoch;
  return record.columns;
}

/**
 * Adds what a frame says, in the place of what was recorded of its epoch and later.
 * @param {string} run @param {number} epoch @param {ArrayLike<number | bigint>} rms one for each layer
 * @returns {(number | null)[][]} epochs, then a column for each layer
 */
export function recordGradients(run, epoch, rms) {
  if (record.run !== run || record.columns.length !== rms.length + 1) {
    record = { run, columns: Array.from({ length: rms.length + 1 }, () => []) };
  }
  const keep = rowsBefore(epoch);
  const thin = keep >= MOST_ROWS;
  record.columns = record.columns.map((column, index) => {
    const kept = thin ? column.slice(0, keep).filter((_, row) => row % 2 === 0) : column.slice(0, keep);
    kept.push(index === 0 ? epoch : Number(rms[index - 1]));
    return kept;
  });
  return record.columns;
}
