/** The images of one cell of the confusion matrix, or those that are read worst of all, in a dialog. */

import { connection, frame, run } from "../../state/store.js";
import { className } from "../../panels/names.js";
import { html, signal } from "../../vendor/ui.js";
import { Dialog } from "../../widgets/dialog.js";
import { exact, grouped, percent, three } from "../../widgets/format.js";
import { useRead } from "../../widgets/pace.js";
import { useProbe } from "../../widgets/probe.js";
import { Waiting } from "../../widgets/waiting.js";
import { cardWidth, putIntoPicture, rowOf, Thumb } from "./thumb.js";

/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {import("../../widgets/probe.js").Reading} Reading */
/** @typedef {{ set: "train" | "test", true?: number, answered?: number }} Asked without a cell: all mistakes */

const HZ = 1;
const MOST = 24;

/** What is asked for while the dialog stands open. */
export const asked = signal(/** @type {Asked | null} */ (null));

export function MistakesDialog() {
  const network = useRead(() => run.value?.network ?? null);
  const of = asked.value;
  const close = () => (asked.value = null);
  // Whatever the cell was of, other classes may have taken its place.
  const there = of !== null && network?.family === "images" && Math.max(of.true ?? 0, of.answered ?? 0) < network.classes;
  const title = there && network && of.true !== undefined ? cellTitle(network, of.true, of.answered ?? 0) : "Worst mistakes";
  return html`<${Dialog} title=${title} open=${there} onClose=${close}>
    ${there && html`<${Found} key=${JSON.stringify(of)} of=${of} network=${network} onChosen=${close} />`}
  <//>`;
}

/** "true 4, read as 9". @param {NetworkInfo} network @param {number} truth @param {number} says */
export function cellTitle(network, truth, says) {
  return `true ${className(network, truth)}, read as ${className(network, says)}`;
}

/** @param {{ of: Asked, network: NetworkInfo, onChosen: () => void }} props */
function Found({ of, network, onChosen }) {
  const reading = useProbe(`images.mistakes.${of.set}.${of.true ?? "all"}.${of.answered ?? "all"}`, "mistakes", { ...of, most: MOST }, true, HZ);
  const lost = useRead(() => connection.value === "lost");
  const record = lost && html`<p class="learned-record" role="status">${frame.value ? `Recorded at epoch ${grouped(frame.value.header.epoch)}` : "Not connected"}, not live.</p>`;
  const told = reading?.info;
  if (told?.["error"]) return html`<p class="wrong" role="alert">${String(told["error"].message ?? told["error"])}</p>`;
  const [index, pixels] = [reading?.array("index"), reading?.array("pixels")];
  if (!reading || !told || !index || !pixels) return html`${record}<${Waiting} words=${`${of.set === "train" ? "The training images" : "The test images"} are being read…`} />`;
  const set = of.set === "train" ? "training" : "test";
  const many = index.length < told["count"] ? `, the ${index.length} of largest loss` : "";
  return html`<div class="learned-found" data-count=${told["count"]}>${record}
    ${index.length ? html`<p class="quiet small">${grouped(told["count"])} of ${grouped(told["images"])} ${set} images${many}. Click one to put it into the picture.</p>
      <ul style=${{ "--thumb": cardWidth(pixels) }}>${Array.from(index, (number, at) => html`<${Mistake} key=${number} at=${at} reading=${reading} network=${network} of=${of} onChosen=${onChosen} />`)}</ul>` : html`<p class="learned-none">No image here.</p>`}</div>`;
}

/** @param {{ at: number, reading: Reading, network: NetworkInfo, of: Asked, onChosen: () => void }} props */
function Mistake({ at, reading, network, of, onChosen }) {
  const [index, pixels, label, answered, loss, probability] = ["index", "pixels", "label", "answered", "loss", "probability"].map((name) => reading.array(name));
  if (!index || !pixels || !label || !answered || !loss || !probability) return null;
  const [truth, read, sure] = [rowOf(label, at), rowOf(answered, at), Math.min(...rowOf(probability, at))];
  const number = Number(index[at]);
  const words = (/** @type {number[]} */ each) => each.map((one) => className(network, one)).join("");
  const name = `${of.set === "train" ? "training" : "test"} image ${number}`;
  const choose = () => {
    putIntoPicture(of.set, number);
    onChosen();
  };
  return html`<li><button type="button" class="learned-image" title=${`${name}: ${read.length > 1 ? "least probability" : "probability"} ${exact(sure)}, loss ${exact(loss[at])}`} onClick=${choose}>
    <${Thumb} pixels=${pixels} at=${at} label=${name} />
    <span>label <b>${words(truth)}</b></span>
    <span>read ${Number.isNaN(sure) ? "no number" : html`<b>${read.map((one, slot) => (one === truth[slot] ? className(network, one) : html`<em>${className(network, one)}</em>`))}</b> ${percent(sure)}`}</span>
    <span>loss ${three(loss[at])}</span>
  </button></li>`;
}
