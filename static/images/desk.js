/** Where one draws: with mouse, finger or pen, or drops a picture; every layer answers at once. */

import { colors } from "../draw/palette.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { Switch } from "../widgets/choose.js";
import { percent } from "../widgets/format.js";
import { sized, token } from "../widgets/map.js";
import { usePaced } from "../widgets/pace.js";
import { Range } from "../widgets/range.js";
import { Adding } from "./adding.js";
import { inWords } from "./answer.js";
import { centered, clearDrawing, drawing, pasted, pen, putInk, shape, strokes, takeAsker, trace, undoStroke } from "./drawing.js";
import { MapCanvas } from "./mapCanvas.js";
import { takeFile, wrong } from "./paste.js";
import { readAs } from "./readAs.js";
import { picture } from "./reading.js";
import { inkTable } from "./tables.js";

const HZ = 20;

export function Desk() {
  const [height, width, channels] = shape.value;
  const desk = useFocus();
  const blank = !strokes.value.length && !pasted.value;
  return html`<div class="draw-desk" ref=${desk}>
    <div class="draw-file-row">
      <label class="button draw-file">Image file…<input type="file" accept="image/*" class="unseen" onChange=${(/** @type {any} */ event) => { void takeFile(event.currentTarget.files[0]); event.currentTarget.value = ""; }} /></label>
      <span class="quiet small">or drop or paste one, or draw</span>
    </div>
    ${wrong.value && html`<p class="wrong" role="alert">${wrong.value}</p>`}
    <${Paper} aspect=${width / height} />
    <div class="draw-side">
      <${Reading} />
      <${Adding} />
      <label class="draw-line"><span>Line</span><${Range} label="Width of the line" minimum=${0.03} maximum=${0.25} value=${pen.value} text=${`${Math.round(100 * pen.value)} % of the height`} onDrag=${(/** @type {number} */ to) => (pen.value = to)} /></label>
      <div class="draw-line"><span>Centered and scaled as the data</span><${Switch} label="Centered and scaled as the data" on=${centered.value} onSwitch=${(/** @type {boolean} */ on) => (centered.value = on)} /></div>
      <div class="draw-buttons">
        <button type="button" class="button" disabled=${blank} onClick=${undoStroke}>Undo stroke</button>
        <button type="button" class="button" disabled=${blank && !wrong.value} onClick=${() => { wrong.value = ""; clearDrawing(); }}>Clear</button>
        <button type="button" class="button" onClick=${() => (drawing.value = false)}>Done</button>
      </div>
      <p class="quiet small">An image becomes ${width} × ${height} ${channels === 3 ? "pixels, in its colors." : "gray pixels, inverted where it is dark on light."}</p>
    </div>
  </div>`;
}

/** The keyboard goes along: to the first control, and back to where it asked for the desk. */
function useFocus() {
  const desk = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const asker = takeAsker();
    desk.current?.firstElementChild?.scrollIntoView({ block: "nearest" });
    if (asker) desk.current?.querySelector("input")?.focus({ preventScroll: true });
    return () => {
      wrong.value = "";
      if (!asker || document.activeElement !== document.body) return;
      const button = asker.isConnected ? asker : /** @type {HTMLElement | null} */ (document.querySelector(".images-caption > .button"));
      button?.focus({ preventScroll: true });
    };
  }, []);
  return desk;
}

/** @param {{ aspect: number }} props */
function Paper({ aspect }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const drawn = [strokes.value, pasted.value, colors.value];
  useEffect(() => {
    if (canvas.current) repaint(canvas.current);
  }, drawn);
  /** @param {PointerEvent & { currentTarget: HTMLCanvasElement }} event */
  const at = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  /** @param {PointerEvent & { currentTarget: HTMLCanvasElement }} event */
  const down = (event) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    strokes.value = [...strokes.value, { points: [at(event)], width: pen.value }];
  };
  /** @param {PointerEvent & { currentTarget: HTMLCanvasElement }} event */
  const move = (event) => {
    const last = strokes.value.at(-1);
    if (!last || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    strokes.value = [...strokes.value.slice(0, -1), { ...last, points: [...last.points, at(event)] }];
  };
  return html`<canvas ref=${canvas} class="draw-paper" style=${{ aspectRatio: String(aspect), "--aspect": aspect }} role="img" aria-label="Paper to draw on" onPointerDown=${down} onPointerMove=${move}></canvas>`;
}

/** @param {HTMLCanvasElement} canvas */
function repaint(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = sized(canvas, width, height);
  if (!context) return;
  if (pasted.value) putInk(context, shape.peek()[2] === 3 ? pasted.value : tinted(pasted.value), width, height);
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = context.fillStyle = token("--ink");
  for (const stroke of strokes.value) trace(context, stroke, width, height);
}

/** White ink on black as ink on paper, as the picture shows it. @param {ImageData} image */
function tinted(image) {
  const shown = new ImageData(image.width, image.height);
  const pixels = new Uint32Array(shown.data.buffer);
  const table = inkTable.peek();
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = table[image.data[4 * at]];
  return shown;
}

/** What is read, as it is drawn; and the pixels that the network is shown. */
function Reading() {
  const now = usePaced(() => picture.value, HZ);
  const own = now?.of.pixels !== undefined;
  const image = now?.array("input");
  if (!now || !own || !image) return html`<p class="draw-read"><b>–</b><span class="quiet">${strokes.value.length || pasted.value ? "being read…" : "nothing drawn yet"}</span></p>`;
  const { words, sure } = readAs(now);
  const [rows, columns, channels] = image.shape;
  return html`<div class="draw-read" data-words=${inWords(now.run.network) ? "" : undefined} role="status"><b>${Number.isNaN(sure) ? "–" : words.join("")}</b><span>${percent(sure)}</span>
    <${MapCanvas} grid=${{ bytes: image, from: 0, rows, columns, rowStep: columns * channels, step: channels }} table=${inkTable.value} label="The pixels that the network is shown" className="draw-shown" /></div>`;
}
