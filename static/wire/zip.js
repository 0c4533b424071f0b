/** Files packed into a ZIP archive, as they are: images are compressed already. Source: PKWARE, APPNOTE.TXT 6.3.10, 2022. */

/** @typedef {{ path: string, file: Blob }} Packed */

const UTF8_NAMES = 0x0800;
const VERSION = 20;
/** 1 January 1980: the archive of the same files is the same. */
const DATE = 0x0021;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as ISO 3309 has it. @param {Uint8Array} bytes */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at += 1) crc = TABLE[(crc ^ bytes[at]) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * @param {Packed[]} files fewer than 65,535, of less than 4 GiB
 * @returns {Promise<Blob>}
 */
export async function packed(files) {
  /** @type {BlobPart[]} */
  const bodies = [];
  /** @type {BlobPart[]} */
  const directory = [];
  let [offset, length] = [0, 0];
  for (const { path, file } of files) {
    const name = new TextEncoder().encode(path);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const facts = [[VERSION, 2], [UTF8_NAMES, 2], [0, 2], [0, 2], [DATE, 2], [crc32(bytes), 4], [bytes.length, 4], [bytes.length, 4], [name.length, 2], [0, 2]];
    const local = numbers([[0x04034b50, 4], ...facts]);
    const central = numbers([[0x02014b50, 4], [VERSION, 2], ...facts, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]);
    bodies.push(local, name, bytes);
    directory.push(central, name);
    offset += local.length + name.length + bytes.length;
    length += central.length + name.length;
  }
  const end = numbers([[0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [length, 4], [offset, 4], [0, 2]]);
  return new Blob([...bodies, ...directory, end], { type: "application/zip" });
}

/** @param {number[][]} fields each a number and how many bytes it takes, the lowest first */
function numbers(fields) {
  const bytes = new Uint8Array(fields.reduce((sum, [, size]) => sum + size, 0));
  let at = 0;
  for (const [value, size] of fields) for (let byte = 0; byte < size; byte += 1) bytes[at++] = Math.floor(value / 256 ** byte) & 255;
  return bytes;
}
