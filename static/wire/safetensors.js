/** Reads the safetensors layout: u64 header length, JSON header, aligned little-endian arrays. */

/** @typedef {import("./types.js").Tensor} Tensor */
/** @typedef {import("./types.js").NumberArray} NumberArray */
/** @typedef {{ new (buffer: ArrayBuffer, byteOffset: number, length: number): NumberArray, BYTES_PER_ELEMENT: number }} ArrayType */

/** @type {Record<string, ArrayType>} */
const ARRAY_TYPES = {
  F64: Float64Array,
  F32: Float32Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
};

const PREFIX_BYTES = 8;
const MAX_HEADER_BYTES = 16 * 1024 * 1024;

/** A message from the server that is not what its format says. */
export class MalformedFrame extends Error {
  /** @param {string} what */
  constructor(what) {
    super(`Malformed frame: ${what}.`);
    this.name = "MalformedFrame";
  }
}

/**
 * The arrays of a safetensors file, as views on its bytes (copied only where the file does not align them).
 * @param {ArrayBuffer} buffer
 * @returns {{ metadata: Record<string, string>, tensors: Map<string, Tensor> }}
 * @throws {MalformedFrame} saying which part is wrong
 */
export function decode(buffer) {
  const { header, dataStart } = readHeader(buffer);
  /** @type {Map<string, Tensor>} */
  const tensors = new Map();
  let metadata = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") metadata = entry;
    else tensors.set(name, readTensor(buffer, dataStart, name, entry));
  }
  return { metadata, tensors };
}

/**
 * @param {ArrayBuffer} buffer
 * @returns {{ header: Record<string, any>, dataStart: number }}
 */
function readHeader(buffer) {
  if (buffer.byteLength < PREFIX_BYTES) throw new MalformedFrame(`${buffer.byteLength} bytes are too few for a header`);
  const headerBytes = Number(new DataView(buffer).getBigUint64(0, true));
  if (headerBytes > MAX_HEADER_BYTES || PREFIX_BYTES + headerBytes > buffer.byteLength) {
    throw new MalformedFrame(`the header's length ${headerBytes} goes past the ${buffer.byteLength} bytes received`);
  }
  const text = new TextDecoder().decode(new Uint8Array(buffer, PREFIX_BYTES, headerBytes));
  let header;
  try {
    header = JSON.parse(text);
  } catch {
    throw new MalformedFrame("the header is not JSON");
  }
  if (header === null || typeof header !== "object" || Array.isArray(header)) {
    throw new MalformedFrame("the header is not a JSON object");
  }
  return { header, dataStart: PREFIX_BYTES + headerBytes };
}

/**
 * @param {ArrayBuffer} buffer
 * @param {number} dataStart
 * @param {string} name
 * @param {any} entry
 * @returns {Tensor}
 */
function readTensor(buffer, dataStart, name, entry) {
  const ArrayOf = ARRAY_TYPES[entry?.dtype];
  if (!ArrayOf) throw new MalformedFrame(`"${name}" has the unknown type ${JSON.stringify(entry?.dtype)}`);
  const { shape, data_offsets: offsets } = entry;
  if (!Array.isArray(shape) || !shape.every(isSize)) throw new MalformedFrame(`"${name}" has no valid shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    throw new MalformedFrame(`"${name}" has no valid offsets`);
  }
  const [begin, end] = offsets;
  const length = shape.reduce((product, size) => product * size, 1);
  if (end - begin !== length * ArrayOf.BYTES_PER_ELEMENT) {
    throw new MalformedFrame(`"${name}" of shape [${shape}] needs ${length * ArrayOf.BYTES_PER_ELEMENT} bytes, has ${end - begin}`);
  }
  if (dataStart + end > buffer.byteLength) throw new MalformedFrame(`"${name}" ends past the ${buffer.byteLength} bytes received`);
  const at = dataStart + begin;
  const array = at % ArrayOf.BYTES_PER_ELEMENT === 0
    ? new ArrayOf(buffer, at, length)
    : new ArrayOf(buffer.slice(at, dataStart + end), 0, length);
  return Object.assign(array, { shape });
}

/** @param {unknown} value */
function isSize(value) {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
