/** The image in view: large, what stands in it, and what the network reads. */

import { html } from "../vendor/ui.js";
import { className } from "../panels/names.js";
import { percent, three } from "../widgets/format.js";
import { usePaced } from "../widgets/pace.js";
import { Desk } from "./desk.js";
import { drawing, openDrawing, UNDRAWN } from "./drawing.js";
import { captionNow } from "./image.js";
import { MapCanvas } from "./mapCanvas.js";
import { shapeText } from "./names.js";
import { readAs } from "./readAs.js";
import { picture } from "./reading.js";
import { inkTable } from "./tables.js";

const HZ = 10;

/** @param {{ run: import("../wire/types.js").RunInfo }} props */
export function ImagePanel({ run: { network } }) {
  const now = usePaced(() => picture.value, HZ);
  if (drawing.value && (network.input_shape?.[0] ?? 0) > 1) return html`<${Desk} />`;
  const image = now?.array("input");
  if (!now || !image) return null;
  const [rows, columns, channels] = image.shape;
  const label = /** @type {number[] | null} */ (now.info["label"]);
  const { words, shares, sure } = readAs(now);
  const read = words.join(" ");
  const stands = label?.map((at) => className(network, at)).join(" ");
  return html`<div class="images-inspect">
    <${MapCanvas} grid=${{ bytes: image, from: 0, rows, columns, rowStep: columns * channels, step: channels }} table=${inkTable.value} label=${captionNow()} />
    <h3>${captionNow()}</h3>
    <dl class="facts">
      <div><dt>size</dt><dd>${shapeText(network.input_shape)}</dd></div>
      ${stands && html`<div><dt>stands there</dt><dd>${stands}</dd></div>`}
      <div><dt>is read as</dt><dd class=${stands && stands !== read ? "negative" : ""}>${read}</dd></div>
      <div><dt>${shares.length > 1 ? "least probability" : "its probability"}</dt><dd>${percent(sure)}</dd></div>
      ${typeof now.info["loss"] === "number" && html`<div><dt>loss</dt><dd>${three(now.info["loss"])}</dd></div>`}
    </dl>
    ${rows === 1 ? html`<p class="quiet small">${UNDRAWN}</p>` : html`<p><button type="button" class="button button-small" onClick=${openDrawing}>${now.of.pixels === undefined ? "Draw your own" : "Draw on"}</button></p>`}
  </div>`;
}
