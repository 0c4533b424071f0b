/** A network on images as a picture one can touch: pixels below, ordinary controls above. Fills its parent. */

import { Surface } from "../draw/surface.js";
import { colors } from "../draw/palette.js";
import { connection, dashes, hover, run, selection } from "../state/store.js";
import { effect, html, useEffect, useRef } from "../vendor/ui.js";
import { useFixed } from "../widgets/edit.js";
import { useRead } from "../widgets/pace.js";
import { Answer } from "./answer.js";
import { beginDrawing } from "./drawing.js";
import { surveyGradients } from "./gradients.js";
import { Header, Insert, Refused, Steps } from "./headers.js";
import { ImageCaption } from "./image.js";
import { Overlay as AttributionOverlay } from "./learned/overlay.js";
import { Legend } from "./legend.js";
import { paint } from "./painter.js";
import { askForPicture, picture } from "./reading.js";
import { Receptive } from "./receptive.js";
import { room, scene, shownRun, zoom } from "./stage.js";
import { Badge, pictureState } from "./states.js";
import { Summary } from "./summary.js";
import { mapTable, weightTable } from "./tables.js";
import { focused, Tiles } from "./tiles.js";
import { ValueLabel } from "./valueLabel.js";
import { flipped } from "./viewed.js";
import { listenForZoom, ZoomButtons } from "./zoom.js";

export function ImagesView() {
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const state = useRead(pictureState);
  useEffect(() => begin(/** @type {HTMLElement} */ (host.current), /** @type {HTMLCanvasElement} */ (canvas.current)), []);
  return html`<div class="images" data-state=${state}>
    <div class="images-room" ref=${host}>
      <${World} canvas=${canvas} />
    </div>
    <${ZoomButtons} room=${host} />
    <${Legend} />
    <${ValueLabel} />
    <${Badge} />
    <${Summary} />
  </div>`;
}

/** @param {HTMLElement} host @param {HTMLCanvasElement} canvas */
function begin(host, canvas) {
  const measure = () => {
    const { clientWidth: width, clientHeight: height } = host;
    if (width !== room.value.width || height !== room.value.height) room.value = { width, height };
  };
  const observer = new ResizeObserver(measure);
  observer.observe(host);
  measure();
  const stops = [askForPicture(), beginPainting(canvas), beginDrawing(), listenForZoom(host)];
  return () => {
    observer.disconnect();
    for (const stop of stops) stop();
  };
}

/** Draws when something changed: a new picture at once (its ack follows), all else with the next animation frame. @param {HTMLCanvasElement} canvas */
function beginPainting(canvas) {
  const surface = new Surface(canvas);
  let scheduled = 0;
  let last = picture.peek();
  const now = () => {
    cancelAnimationFrame(scheduled);
    scheduled = 0;
    const laid = scene.peek();
    if (!laid || !room.peek().width) return;
    surface.resize(laid.width, laid.height, devicePixelRatio * zoom.peek());
    const of = picture.peek();
    if (of && flipped.peek()) surveyGradients(of);
    const fits = of !== null && of.run === shownRun.peek();
    paint(surface, { scene: laid, picture: fits ? of : null, pointed: hover.peek() ?? focused.peek() ?? selection.peek(), dashes: dashes.peek(), flipped: flipped.peek() });
  };
  const stop = effect(() => {
    const of = picture.value;
    void [scene.value, room.value, hover.value, focused.value, selection.value, colors.value, dashes.value, flipped.value, mapTable.value, weightTable.value, zoom.value];
    if (of !== last) {
      last = of;
      now();
    } else scheduled ||= requestAnimationFrame(now);
  });
  return () => {
    stop();
    cancelAnimationFrame(scheduled);
  };
}

/** @param {{ canvas: any }} props */
function World({ canvas }) {
  const laid = scene.value;
  const [width, height] = [laid?.width ?? 0, laid?.height ?? 0];
  return html`<div class="images-world" style=${{ width: `${width}px`, height: `${height}px`, zoom: zoom.value }}>
    <canvas class="images-pixels" ref=${canvas} aria-hidden="true"></canvas>
    <${Overlay} />
  </div>`;
}

/** @param {import("../wire/types.js").RunInfo | null} of */
function kindsOf(of) {
  return of?.network.layers.map(({ kind }) => kind).join() ?? "";
}

function Overlay() {
  const laid = scene.value;
  const of = shownRun.value;
  const fixed = useFixed();
  const offline = useRead(() => connection.value !== "live");
  // The picture may still be of other layers than the run has by now: what is pressed would be at another place.
  const waits = useRead(() => kindsOf(shownRun.value) !== kindsOf(run.value));
  if (!laid || !of || of.network.layers.length !== laid.columns.length - 1) return null;
  const disabled = fixed || offline;
  const hidden = laid.columns.slice(1, -1);
  return html`
    ${laid.columns.map((column) => html`<${Header} key=${column.layer} column=${column} run=${of} disabled=${disabled} waits=${waits} />`)}
    ${hidden.map((column) => html`<${Steps} key=${`± ${column.layer}`} column=${column} scene=${laid} run=${of} disabled=${disabled} waits=${waits} />`)}
    ${laid.columns.slice(1).map((column) => html`<${Insert} key=${`+ ${column.layer}`} column=${column} scene=${laid} run=${of} disabled=${disabled} waits=${waits} />`)}
    <${Refused} scene=${laid} />
    <${ImageCaption} scene=${laid} />
    <${AttributionOverlay} scene=${laid} />
    <${Receptive} scene=${laid} shape=${of.network.input_shape} />
    <${Tiles} scene=${laid} network=${of.network} disabled=${disabled || waits} />
    <${Answer} column=${laid.columns[laid.columns.length - 1]} network=${of.network} />`;
}
