/** A canvas drawn pixel by pixel: faster than paths and images where there is no GPU, and the same everywhere. */

const MOST_RATIO = 2;
const MOST_PIXELS = 4_000_000;

/** Opaque pixels in device resolution, put on the canvas in one go. */
export class Surface {
  /** Device pixels to a CSS pixel. */
  ratio = 1;
  width = 0;
  height = 0;
  pixels = new Uint32Array(0);
  /** @type {ImageData | null} */
  #image = null;
  #context;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) throw new Error("This browser offers no 2D canvas.");
    this.#context = context;
  }

  /**
   * @param {number} widthCss
   * @param {number} heightCss
   * @param {number} [devicePixelRatio]
   * @returns {boolean} whether the pixels are new ones
   */
  resize(widthCss, heightCss, devicePixelRatio = window.devicePixelRatio) {
    const most = Math.min(MOST_RATIO, Math.sqrt(MOST_PIXELS / Math.max(1, widthCss * heightCss)));
    const ratio = Math.max(1, Math.min(devicePixelRatio || 1, most));
    const width = Math.max(1, Math.round(widthCss * ratio));
    const height = Math.max(1, Math.round(heightCss * ratio));
    this.ratio = ratio;
    if (this.#image && width === this.width && height === this.height) return false;
    this.width = width;
    this.height = height;
    this.canvas.width = width;
    this.canvas.height = height;
    this.#image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.#image.data.buffer);
    return true;
  }

  /** @param {number} pixel ABGR */
  clear(pixel) {
    this.pixels.fill(pixel);
  }

  /**
   * Fills a rectangle, cut off at the edges.
   * @param {number} pixel
   * @param {number} left
   * @param {number} top
   * @param {number} right
   * @param {number} bottom
   */
  fill(pixel, left, top, right, bottom) {
    const [from, to] = [Math.max(0, Math.floor(left)), Math.min(this.width, Math.ceil(right))];
    if (to <= from) return;
    const end = Math.min(this.height, Math.ceil(bottom));
    for (let y = Math.max(0, Math.floor(top)); y < end; y += 1) this.pixels.fill(pixel, y * this.width + from, y * this.width + to);
  }

  /** Shows what was drawn. */
  put() {
    if (this.#image) this.#context.putImageData(this.#image, 0, 0);
  }
}

/**
 * One pixel over another.
 * @param {number} under ABGR
 * @param {number} over ABGR
 * @param {number} alpha 0 to 256
 */
export function blend(under, over, alpha) {
  // Red and blue in one multiplication, green in another.
  const rest = 256 - alpha;
  const redBlue = ((Math.imul(under & 0xff00ff, rest) + Math.imul(over & 0xff00ff, alpha)) >>> 8) & 0xff00ff;
  const green = ((Math.imul(under & 0xff00, rest) + Math.imul(over & 0xff00, alpha)) >>> 8) & 0xff00;
  return (0xff000000 | redBlue | green) >>> 0;
}
