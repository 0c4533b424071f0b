/** Saliency or Grad-CAM over the image, the choice between them, and what their colors stand for. */

import { colors } from "../../draw/palette.js";
import { scaleText } from "../../draw/scale.js";
import { html, useEffect, useRef } from "../../vendor/ui.js";
import { className, sampleName } from "../../panels/names.js";
import { Choice } from "../../widgets/choose.js";
import { raised } from "../../widgets/format.js";
import { Waiting } from "../../widgets/waiting.js";
import { layerTitle } from "../names.js";
import { shownRun } from "../stage.js";
import { flipped } from "../viewed.js";
import { askForAttribution, DECADES, fullColor, hasMaps, look, refusal, strength, told } from "./attribution.js";

/** How opaque full color is: the image stays in sight. */
const COVER = 0.82;

/** @param {{ scene: import("../layout.js").Scene }} props */
export function Overlay({ scene }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useEffect(askForAttribution, []);
  const [now, look_, full] = [told.value, colors.value, fullColor.value];
  useEffect(() => {
    if (canvas.current && now) draw(canvas.current, now);
  }, [now, look_, full]);
  const [tile] = scene.columns[0].tiles;
  if (!now) return null;
  const style = { left: `${tile.x}px`, top: `${tile.y}px`, width: `${tile.width}px`, height: `${tile.height}px` };
  return html`<canvas ref=${canvas} class="learned-overlay" data-look=${now.look} style=${style} role="img" aria-label=${titleOf(now)}></canvas>`;
}

/** Under the image; in the legend, where there is no room. */
export function OverlayChoice() {
  const name = sampleName(shownRun.value?.network);
  const options = [
    { key: "plain", label: `plain ${name}`, help: `The ${name} as it is` },
    { key: "saliency", label: "saliency", help: "How the sum of the answered or selected class changes with each pixel" },
    { key: "grad_cam", label: "Grad-CAM", help: "Where the last maps are that speak for the answered or selected class", disabled: !hasMaps.value },
  ];
  const choose = (/** @type {import("./attribution.js").Look} */ key) => {
    look.value = key;
    if (key !== "plain") flipped.value = false;
  };
  return html`<span class="learned-choice"><${Choice} label=${`Over the ${name}`} value=${flipped.value ? "plain" : look.value} options=${options} onChoose=${choose} /></span>`;
}

/** In the legend. */
export function OverlayKey() {
  const now = told.value;
  if (look.value === "plain" || flipped.value) return null;
  if (refusal.value) return html`<div class="images-key" role="alert">${refusal.value}</div>`;
  if (!now) return html`<div class="images-key"><${Waiting} words="" /></div>`;
  const { saliency, grad_cam: cam } = fullColor.value;
  if (now.look === "grad_cam") {
    if (!cam || now.values.every((value) => value === 0)) return html`<div class="images-key"><span>${titleOf(now)}: 0 everywhere</span></div>`;
    return html`<div class="images-key learned-key" title=${`${titleOf(now)}: max(0, Σ α A) of its maps A, α the mean of ∂z/∂A; stretched over the image`}><span>${titleOf(now)}</span>
      <small>0</small><i class="learned-ramp" aria-hidden="true"></i><small>${scaleText(cam)}</small></div>`;
  }
  const power = Math.round(Math.log10(saliency));
  return html`<div class="images-key learned-key" title="How the sum of this class changes with each pixel from 0 to 1; logarithmic"><span>${titleOf(now)}</span>
    <small>−10${raised(power)}</small><i class="net-bar images-log" aria-hidden="true"></i><small>10${raised(power)}</small><span class="quiet">log, to ±10${raised(power - DECADES)}</span></div>`;
}

/** "∂z(4)/∂ pixel", "Grad-CAM of 4, Max pool 2"; of several characters with which. @param {import("./attribution.js").Told} of */
function titleOf({ look: kind, info, slot }) {
  const network = shownRun.value?.network;
  if (!network) return "";
  const name = `${className(network, info["answer"])}${(network.slots ?? 1) > 1 ? `, character ${slot + 1}` : ""}`;
  return kind === "grad_cam" ? `Grad-CAM of ${name} · ${layerTitle(network, info["layer"])}` : `∂ sum of ${name} / ∂ pixel`;
}

/** Cells at their own resolution, the more opaque the larger: nothing between two places is made up. @param {HTMLCanvasElement} canvas @param {import("./attribution.js").Told} of */
function draw(canvas, { look: kind, values }) {
  const [rows, columns, channels = 1] = values.shape;
  [canvas.width, canvas.height] = [columns, rows];
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(columns, rows);
  const { negative, positive } = colors.peek();
  for (let at = 0; at < rows * columns; at += 1) {
    // Of several channels the largest.
    let value = 0;
    for (let channel = 0; channel < channels; channel += 1) if (Math.abs(Number(values[at * channels + channel])) > Math.abs(value)) value = Number(values[at * channels + channel]);
    image.data.set([...(value < 0 ? negative : positive), Math.round(255 * COVER * strength(kind, value))], 4 * at);
  }
  context.putImageData(image, 0, 0);
}
