/** An image file, pasted, dropped or chosen, as ink: gray, and inverted where it is dark on light; or in its colors. */

import { signal } from "../vendor/ui.js";
import { pasted, shape, strokes } from "./drawing.js";

const MOST_SIDE = 512;
const MOST_BYTES = 20e6;

/** What was wrong with the file that came last. */
export const wrong = signal("");

/** Into the drawing. @param {File | undefined} file */
export async function takeFile(file) {
  wrong.value = await taken(file);
}

/** @param {File | undefined} file @returns {Promise<string>} what was wrong with it, "" when it is in the drawing */
async function taken(file) {
  if (!file) return "There is no image in what was given.";
  if (!file.type.startsWith("image/")) return `Expected an image file, got ${file.type || "a file of no known kind"}.`;
  if (file.size > MOST_BYTES) return "Expected an image file of at most 20 MB.";
  try {
    const bitmap = await createImageBitmap(file);
    const image = drawn(bitmap);
    pasted.value = shape.value[2] === 3 ? image : ink(image);
    strokes.value = [];
    return "";
  } catch {
    return "This image cannot be read: it is damaged, or of a kind that the browser does not know.";
  }
}

/** @param {ImageBitmap} bitmap @returns {ImageData} its pixels, on white paper */
function drawn(bitmap) {
  const by = Math.min(1, MOST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.max(1, Math.round(bitmap.width * by)), Math.max(1, Math.round(bitmap.height * by))];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  // What is transparent is paper.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** @param {ImageData} image @returns {ImageData} its ink in every channel */
function ink(image) {
  const { data, width, height } = image;
  const gray = Float32Array.from({ length: width * height }, (_, at) => 0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2]);
  const light = borderOf(gray, width, height) > 127;
  gray.forEach((value, at) => {
    const dark = Math.round(light ? 255 - value : value);
    data[4 * at] = data[4 * at + 1] = data[4 * at + 2] = dark;
    data[4 * at + 3] = 255;
  });
  return image;
}

/** The mean gray of the rim: the paper's. @param {Float32Array} gray @param {number} width @param {number} height */
function borderOf(gray, width, height) {
  let [sum, count] = [0, 0];
  gray.forEach((value, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (x > 0 && y > 0 && x < width - 1 && y < height - 1) return;
    sum += value;
    count += 1;
  });
  return sum / Math.max(1, count);
}
