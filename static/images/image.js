/** Under the image: which one it is, the way to others, and to one's own. */

import { html } from "../vendor/ui.js";
import { run } from "../state/store.js";
import { className, sampleName } from "../panels/names.js";
import { percent } from "../widgets/format.js";
import { usePaced, useRead } from "../widgets/pace.js";
import { icon } from "../widgets/icons.js";
import { openDrawing } from "./drawing.js";
import { OverlayChoice } from "./learned/overlay.js";
import { readAs } from "./readAs.js";
import { picture } from "./reading.js";
import { move, random } from "./viewed.js";

const HZ = 10;
/** What there is room for under a small image. */
const CAPTION_PX = 124;

/** @param {{ scene: import("./layout.js").Scene }} props */
export function ImageCaption({ scene }) {
  const caption = useRead(captionNow);
  const read = usePaced(answeredNow, HZ);
  const [tile] = scene.columns[0].tiles;
  const name = useRead(() => sampleName(run.value?.network));
  const style = { left: `${tile.x + tile.width / 2}px`, top: `${tile.y + tile.height + 6}px` };
  return html`<div class="images-caption" style=${style}>
    <p style=${{ maxWidth: `${Math.max(CAPTION_PX, tile.width)}px` }}>${caption}</p>
    ${scene.narrow && html`<p>${read}</p>`}
    <span role="group" aria-label=${`Which ${name}`}>
      <button type="button" class="bare turn-left" aria-label=${`Previous ${name}`} title=${`Previous ${name}`} onClick=${() => move(-1)}>${icon("down")}</button>
      <button type="button" class="bare" aria-label=${`A random ${name}`} title=${`A random ${name}`} onClick=${random}>${icon("dice")}</button>
      <button type="button" class="bare turn-right" aria-label=${`Next ${name}`} title=${`Next ${name}`} onClick=${() => move(1)}>${icon("down")}</button>
    </span>
    ${scene.drawn && html`<button type="button" class="button button-small" onClick=${openDrawing}>Draw your own</button>`}
    ${!scene.narrow && html`<${OverlayChoice} />`}
  </div>`;
}

/** "test image 137 · label 5". */
export function captionNow() {
  const now = picture.value;
  if (!now) return "";
  if (now.of.pixels !== undefined) return "your drawing";
  const label = now.info["label"];
  const said = Array.isArray(label) ? ` · label\u00a0${label.map((at) => className(now.run.network, at)).join("")}` : "";
  return `${now.of.set === "train" ? "training" : "test"} ${sampleName(now.run.network)} ${now.of.index}${said}`;
}

/** "read as 5, 98 %": for where the answer is out of sight. */
function answeredNow() {
  const now = picture.value;
  if (!now) return "";
  const { words, sure } = readAs(now);
  return `read as ${words.join("")}${Number.isNaN(sure) ? "" : `, ${percent(sure)}`}`;
}
