/** What a map or a unit looks for: the training images that excite it most, and one made to. */

import { html, useEffect, useRef, useState } from "../../vendor/ui.js";
import { className } from "../../panels/names.js";
import { exact, grouped, three } from "../../widgets/format.js";
import { useOnScreen } from "../../widgets/pace.js";
import { useProbe } from "../../widgets/probe.js";
import { stroke } from "../../widgets/plot.js";
import { sized, token } from "../../widgets/map.js";
import { Waiting } from "../../widgets/waiting.js";
import { colors } from "../../draw/palette.js";
import { MapCanvas } from "../mapCanvas.js";
import { givesMaps, unitTitle } from "../names.js";
import { inkTable } from "../tables.js";
import { cardWidth, putIntoPicture, rowOf, Thumb } from "./thumb.js";

/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {import("../../widgets/probe.js").Reading} Reading */
/** @typedef {import("../../widgets/probe.js").Values} Values */
/** @typedef {{ network: NetworkInfo, layer: number, unit: number }} Which */

/** Each answer takes a pass over thousands of images. */
const HZ = 1;
const MOST = 9;

/** @param {Which} props */
export function Exciting({ network, layer, unit }) {
  const [ref, seen] = useOnScreen();
  const reading = useProbe(`images.exciting.${layer}.${unit}`, "exciting", { layer, unit, most: MOST }, seen, HZ);
  const [index, pixels, value, receptive, label] = ["index", "pixels", "value", "receptive", "label"].map((name) => reading?.array(name));
  const told = reading && index && pixels && value && receptive && label;
  const outlined = givesMaps(network.layers[layer]);
  return html`<section class="learned-exciting" ref=${ref} aria-label="Excites it most"><h4>Excites it most</h4>
    ${told ? html`<ul style=${{ "--thumb": cardWidth(pixels) === "92px" ? "76px" : "120px" }}>${Array.from(index, (number, at) => {
        const name = `training image ${number}`;
        return html`<li key=${number}><button type="button" class="learned-image" title=${`${name}: ${exact(value[at])}`} onClick=${() => putIntoPicture("train", Number(number))}>
          <${Thumb} pixels=${pixels} at=${at} label=${name} box=${outlined ? rowOf(receptive, at) : undefined} />
          <span><b>${three(value[at])}</b> · ${rowOf(label, at).map((one) => className(network, one)).join("")}</span></button></li>`;
      })}</ul>
      <p class="quiet small">Largest output among ${grouped(reading.info["searched"])} training images, and what stands there${outlined ? "; outlined: what that place sees" : ""}.</p>` : html`<${Waiting} className="learned-room" words="The training images are being searched…" />`}
  </section>`;
}

/** Asked for only once a person wants it. @param {Which} props */
export function Ascent({ network, layer, unit }) {
  const [wanted, want] = useState(false);
  const [ref, seen] = useOnScreen();
  const reading = useProbe(`images.ascent.${layer}.${unit}`, "ascent", { layer, unit }, wanted && seen, HZ);
  const [image, values] = [reading?.array("image"), reading?.array("values")];
  return html`<section class="learned-ascent" ref=${ref} aria-label="Made to excite it"><h4>Made to excite it</h4>
    ${!wanted ? html`<button type="button" class="button button-small" onClick=${() => want(true)}>Draw an image for it</button>`
      : image && values ? html`<${Drawn} image=${image} values=${values} title=${unitTitle(network, layer, unit)} places=${givesMaps(network.layers[layer])} />`
        : html`<${Waiting} words="It is being drawn…" />`}
  </section>`;
}

/** @param {{ image: Values, values: Values, title: string, places: boolean }} props */
function Drawn({ image, values, title, places }) {
  const [rows, columns, channels] = image.shape;
  const bytes = Uint8Array.from(image, (value) => Math.round(255 * value));
  const [first, last] = [values[0], values[values.length - 1]].map(Number);
  return html`<div class="learned-drawn"><${MapCanvas} grid=${{ bytes, from: 0, rows, columns, rowStep: columns * channels, step: channels }} table=${inkTable.value} label=${`Made to excite ${title}`} className="learned-pixels" />
      <${Rise} values=${values} label=${`From ${three(first)} to ${three(last)} in ${values.length} steps`} /></div>
    <p class="quiet small">Its ${places ? "mean sum over all places" : "sum"}: <b title=${exact(first)}>${three(first)}</b> → <b title=${exact(last)}>${three(last)}</b> in ${values.length} steps up its gradient, from faint noise.</p>`;
}

/** The unit's sum, step by step. @param {{ values: Values, label: string }} props */
function Rise({ values, label }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const look = colors.value;
  useEffect(() => {
    if (canvas.current) drawRise(canvas.current, Float32Array.from(values));
  }, [values, look]);
  return html`<canvas ref=${canvas} class="learned-rise" role="img" aria-label=${label}></canvas>`;
}

/** @param {HTMLCanvasElement} canvas @param {Float32Array} values */
function drawRise(canvas, values) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = sized(canvas, width, height);
  if (!context) return;
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const y = (/** @type {number} */ value) => 3 + (height - 6) * (high > low ? (high - value) / (high - low) : 0.5);
  context.strokeStyle = token("--line-strong");
  stroke(context, [[0, y(0)], [width, y(0)]]);
  context.strokeStyle = token("--positive");
  context.lineWidth = 2;
  stroke(context, Array.from(values, (value, at) => [1 + ((width - 2) * at) / Math.max(1, values.length - 1), y(value)]));
}
