/** The loss of every epoch, put together without loss from the pieces that frames carry. */

/** @typedef {import("../wire/types.js").HistoryHeader} HistoryHeader */
/** @typedef {import("./store.js").LossHistory} LossHistory */

const FIRST_CAPACITY = 1024;

/** Three growing columns: epoch, train, test. */
export class LossBuffer {
  #epochs = new Float64Array(FIRST_CAPACITY);
  #train = new Float64Array(FIRST_CAPACITY);
  #test = new Float64Array(FIRST_CAPACITY);
  #length = 0;
  #version = -1;
  #stride = 1;

  /**
   * Takes the points from index `from` on. A new version starts again.
   * @param {HistoryHeader} header
   * @param {ArrayLike<number>} epochs
   * @param {ArrayLike<number>} train
   * @param {ArrayLike<number>} test
   * @returns {"changed" | "same" | "gap"} gap: points in between are missing, nothing was taken
   */
  merge({ version, from, stride }, epochs, train, test) {
    const known = version === this.#version ? this.#length : 0;
    if (from > known) return "gap";
    const end = from + epochs.length;
    if (version === this.#version && end === this.#length && !epochs.length) return "same";
    this.#reserve(end);
    this.#epochs.set(epochs, from);
    this.#train.set(train, from);
    this.#test.set(test, from);
    this.#length = end;
    this.#version = version;
    this.#stride = stride;
    return "changed";
  }

  clear() {
    this.#length = 0;
    this.#version = -1;
  }

  /** @returns {LossHistory} views on the columns */
  view() {
    return {
      epochs: this.#epochs.subarray(0, this.#length),
      train: this.#train.subarray(0, this.#length),
      test: this.#test.subarray(0, this.#length),
      version: this.#version,
      stride: this.#stride,
    };
  }

  /** @param {number} needed */
  #reserve(needed) {
    if (needed <= this.#epochs.length) return;
    const capacity = Math.max(needed, 2 * this.#epochs.length);
    this.#epochs = grown(this.#epochs, capacity);
    this.#train = grown(this.#train, capacity);
    this.#test = grown(this.#test, capacity);
  }
}

/**
 * @param {Float64Array} column
 * @param {number} capacity
 */
function grown(column, capacity) {
  const larger = new Float64Array(capacity);
  larger.set(column);
  return larger;
}
