/** A binary message of the stream as a Frame: header, and arrays by "view/name". */

import { decode, MalformedFrame } from "./safetensors.js";

/** @typedef {import("./types.js").Frame} Frame */

/**
 * @param {ArrayBuffer} buffer
 * @returns {Frame}
 * @throws {MalformedFrame}
 */
export function decodeFrame(buffer) {
  const { metadata, tensors } = decode(buffer);
  let header;
  try {
    header = JSON.parse(metadata.frame ?? "");
  } catch {
    throw new MalformedFrame("__metadata__.frame is not JSON");
  }
  if (!Number.isInteger(header?.frame)) throw new MalformedFrame("the header has no frame number");
  return { header: { ...header, views: header.views ?? {}, coming: header.coming ?? [] }, tensors };
}
