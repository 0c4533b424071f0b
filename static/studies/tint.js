/** The color of a number on the one diverging scale, and of the text on it. */
import { rgb } from "../draw/palette.js";

const DARK = [26, 31, 36];

/**
 * @param {number} value
 * @param {number} scale the value of full color
 * @returns {{ background: string, color: string }} for a style; text that can be read on any of them
 */
export function tintOf(value, scale) {
  const color = rgb(value, scale);
  const light = luminance(color);
  const onDark = (light + 0.05) / (luminance(DARK) + 0.05);
  const onWhite = 1.05 / (light + 0.05);
  const text = onWhite >= 4.5 && onWhite > onDark ? "#fff" : onDark >= 4.5 ? `rgb(${DARK.join(" ")})` : "#000";
  return { background: `rgb(${color.join(" ")})`, color: text };
}

/** Relative luminance as in WCAG 2.2. @param {number[]} color 0 to 255 */
function luminance(color) {
  const [red, green, blue] = color.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
