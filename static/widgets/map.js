/** A grid of quantized values as colors on a canvas. */
import { lut } from "../draw/palette.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} map side x side bytes, 0 to 255; row 0 is the top
 * @param {number} side
 * @param {boolean} [discretize] two colors only
 */
export function drawMap(canvas, map, side, discretize = false) {
  if (canvas.width !== side || canvas.height !== side) {
    canvas.width = side;
    canvas.height = side;
  }
  const context = canvas.getContext("2d");
  if (!context) return;
  const colors = lut({ discretize });
  const image = context.createImageData(side, side);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = colors[map[i] ?? 128] ?? 0;
  context.putImageData(image, 0, 0);
}

/**
 * Fits a canvas to its size on the page, at the screen's own resolution.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width CSS pixels
 * @param {number} height CSS pixels
 * @returns {CanvasRenderingContext2D | null} cleared, its unit one CSS pixel
 */
export function sized(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.reset();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** The style sheet's colors as read, until the scheme or the palette changes. */
const read = { look: "", colors: /** @type {Map<string, string>} */ (new Map()) };

/** A color of the style sheet. @param {string} name such as "--ink" @returns {string} */
export function token(name) {
  const root = document.documentElement;
  const look = `${root.dataset["scheme"]} ${root.dataset["palette"]}`;
  if (look !== read.look) {
    read.look = look;
    read.colors.clear();
  }
  const known = read.colors.get(name);
  if (known) return known;
  const color = getComputedStyle(root).getPropertyValue(name).trim();
  read.colors.set(name, color);
  return color;
}
