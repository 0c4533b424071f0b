/** One's own image: whether the desk stands open, what is drawn in it, and how that becomes pixels of the data's kind. */

import { folded, sheet } from "../panels/folds.js";
import { run, selection } from "../state/store.js";
import { computed, effect, signal } from "../vendor/ui.js";
import { viewed } from "./viewed.js";

/** @typedef {{ x: number, y: number }} Point as shares of the canvas */
/** @typedef {{ points: Point[], width: number }} Stroke width as a share of the canvas's height */

export const drawing = signal(false);
/** Why there is no desk for signals. */
export const UNDRAWN = "A signal is not drawn by hand: choose images to draw your own.";
/** @type {import("../vendor/ui.js").Signal<Stroke[]>} */
export const strokes = signal(/** @type {Stroke[]} */ ([]));
/** A pasted or dropped picture: darkness of each pixel, 0 to 255; its colors where the data has them. */
export const pasted = signal(/** @type {ImageData | null} */ (null));
export const pen = signal(0.09);
/** Whether what is drawn is moved to the middle and scaled as the data is. */
export const centered = signal(true);

/** Height, width and channels of the images of the data. */
const shapeKey = computed(() => JSON.stringify(run.value?.network.input_shape ?? [28, 28, 1]));
export const shape = computed(() => /** @type {number[]} */ (JSON.parse(shapeKey.value)));

/** What share of the image the ink of the data's images fills, by their height. */
const FILLED = 0.75;
/** Drawn this many times larger, then averaged. */
const FINER = 8;

/** The button by which the keyboard asked for the desk. */
let asker = /** @type {HTMLElement | null} */ (null);

/** @returns {HTMLElement | null} the same, once; null where no key was pressed for it */
export function takeAsker() {
  const taken = asker;
  asker = null;
  return taken;
}

/** The desk stands where the image is inspected, beside the picture that answers. */
export function openDrawing() {
  asker = document.querySelector("button:focus-visible");
  selection.value = { kind: "image" };
  drawing.value = true;
  folded.value = folded.value.filter((panel) => panel !== "inspector");
  if (matchMedia("(max-width: 899px)").matches) sheet.value = "inspector";
}

export function clearDrawing() {
  strokes.value = [];
  pasted.value = null;
}

export function undoStroke() {
  if (strokes.value.length) strokes.value = strokes.value.slice(0, -1);
  else pasted.value = null;
}

/** Whatever is drawn is the image in view, at once. @returns {() => void} stops */
export function beginDrawing() {
  /** @type {unknown[]} */
  let before = [strokes.peek(), pasted.peek(), centered.peek()];
  return effect(() => {
    const empty = !strokes.value.length && !pasted.value;
    const now = [strokes.value, pasted.value, centered.value];
    const same = now.every((each, at) => each === before[at]);
    before = now;
    // Other images do not call back a drawing that has left the view.
    if (same && viewed.peek().pixels === undefined) return void shape.value;
    if (empty) {
      if (viewed.peek().pixels !== undefined) viewed.value = { set: "test", index: 0 };
      return;
    }
    const pixels = rasterized();
    if (pixels) viewed.value = { pixels: base64(pixels) };
  });
}

/** @returns {Uint8Array | null} height x width x channels bytes, 0 where nothing is */
function rasterized() {
  const [height, width, channels] = shape.value;
  const [tall, wide] = [height * FINER, width * FINER];
  const fine = context(wide, tall);
  if (!fine) return null;
  if (pasted.value) putInk(fine, pasted.value, wide, tall);
  fine.lineCap = fine.lineJoin = "round";
  fine.strokeStyle = fine.fillStyle = "#fff";
  for (const stroke of strokes.value) trace(fine, stroke, wide, tall);
  const ink = inkOf(fine, wide, tall);
  // A picture in colors has no ink to center.
  const box = centered.value && !(channels === 3 && pasted.value) ? boxOf(ink, wide, tall) : null;
  const small = context(width, height);
  if (!small) return null;
  small.imageSmoothingQuality = "high";
  if (box) placeCentered(small, fine.canvas, box, width, height);
  else shrink(small, fine.canvas, wide, tall, width, height);
  const { data } = small.getImageData(0, 0, width, height);
  return Uint8Array.from({ length: height * width * channels }, (_, at) => data[4 * Math.floor(at / channels) + (channels === 3 ? at % 3 : 0)]);
}

/** @param {number} width @param {number} height */
function context(width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const made = canvas.getContext("2d", { willReadFrequently: true });
  if (made) {
    made.fillStyle = "#000";
    made.fillRect(0, 0, width, height);
  }
  return made;
}

/** @param {CanvasRenderingContext2D} on @param {Stroke} stroke @param {number} wide @param {number} tall */
export function trace(on, { points, width }, wide, tall) {
  on.lineWidth = width * tall;
  on.beginPath();
  if (points.length === 1) {
    on.arc(points[0].x * wide, points[0].y * tall, (width * tall) / 2, 0, 2 * Math.PI);
    on.fill();
    return;
  }
  for (const { x, y } of points) on.lineTo(x * wide, y * tall);
  on.stroke();
}

/** @param {CanvasRenderingContext2D} of @param {number} width @param {number} height */
function inkOf(of, width, height) {
  const { data } = of.getImageData(0, 0, width, height);
  return Uint8Array.from({ length: width * height }, (_, at) => data[4 * at]);
}

/** Where there is ink. @param {Uint8Array} ink @param {number} width @param {number} height */
function boxOf(ink, width, height) {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let at = 0; at < ink.length; at += 1) {
    if (ink[at] < 32) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  return right < left ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Into the middle, as large as the data's are. @param {CanvasRenderingContext2D} on @param {HTMLCanvasElement} from @param {{ x: number, y: number, width: number, height: number }} box @param {number} width @param {number} height */
function placeCentered(on, from, box, width, height) {
  // Images as small as 8 x 8 leave no margin.
  const filled = height < 16 ? 1 : FILLED;
  const by = Math.min((filled * width) / box.width, (filled * height) / box.height);
  const [wide, tall] = [box.width * by, box.height * by];
  const cut = context(box.width, box.height);
  if (!cut) return;
  cut.drawImage(from, -box.x, -box.y);
  shrink(on, cut.canvas, box.width, box.height, wide, tall, (width - wide) / 2, (height - tall) / 2);
}

/** By halves, so that every fine pixel counts. @param {CanvasRenderingContext2D} on @param {HTMLCanvasElement} from @param {number} wide @param {number} tall @param {number} width @param {number} height @param {number} [x] @param {number} [y] */
function shrink(on, from, wide, tall, width, height, x = 0, y = 0) {
  let source = from;
  let [w, h] = [wide, tall];
  while (w > 2 * width && h > 2 * height) {
    const half = context(Math.ceil(w / 2), Math.ceil(h / 2));
    if (!half) break;
    half.drawImage(source, 0, 0, w, h, 0, 0, w / 2, h / 2);
    [source, w, h] = [half.canvas, w / 2, h / 2];
  }
  on.drawImage(source, 0, 0, w, h, x, y, width, height);
}

/** A pasted picture's ink, as large as it fits. @param {CanvasRenderingContext2D} on @param {ImageData} image @param {number} wide @param {number} tall */
export function putInk(on, image, wide, tall) {
  const from = context(image.width, image.height);
  if (!from) return;
  from.putImageData(image, 0, 0);
  const by = Math.min(wide / image.width, tall / image.height);
  on.drawImage(from.canvas, (wide - image.width * by) / 2, (tall - image.height * by) / 2, image.width * by, image.height * by);
}

/** @param {Uint8Array} bytes */
function base64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
