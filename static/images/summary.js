/** The picture in words, for those who do not see it; told at a calm rate. */

import { connection, frame, run } from "../state/store.js";
import { html } from "../vendor/ui.js";
import { counted } from "../panels/names.js";
import { grouped, percent, three } from "../widgets/format.js";
import { useRead } from "../widgets/pace.js";
import { Spoken } from "../widgets/spoken.js";
import { captionNow } from "./image.js";
import { kindLabel, shapeText, windowText } from "./names.js";
import { readAs } from "./readAs.js";
import { picture } from "./reading.js";

export function Summary() {
  const shape = useRead(() => (run.value ? shapeWords(run.value) : ""));
  const playing = useRead(() => run.value?.playing ?? false);
  const state = useRead(() => (connection.value === "lost" ? "The connection is lost; what is shown is a record." : playing ? "Learning." : "Paused."), [playing]);
  const coming = useRead(() => connection.value !== "lost" && (frame.value?.header.coming.length ?? 0) > 0);
  return html`<${Spoken} words=${[shape, state, coming ? "What looks at many images is being compiled." : ""]} playing=${playing} numbers=${numbersWords} />`;
}

/** @param {import("../wire/types.js").RunInfo} of */
function shapeWords({ network, experiment }) {
  const layers = network.layers.slice(0, -1).map((layer, at) => `${kindLabel(layer.kind)} ${windowText(experiment.layers[at], layer)} to ${shapeText(layer.output_shape)}`);
  const slots = network.slots ?? 1;
  return `Network on images of ${shapeText(network.input_shape)}: ${layers.join(", ") || "no hidden layer"}; ${slots > 1 ? `${slots} characters of ` : ""}${counted(network.classes, "class", "classes")}; ${experiment.data.dataset} data.`;
}

function numbersWords() {
  const now = picture.value;
  const header = frame.value?.header;
  if (!now || !header) return "";
  const { words, shares, sure } = readAs(now);
  const read = Number.isNaN(sure) ? words : words.map((word, slot) => `${word} with ${percent(shares[slot])}`);
  return `Epoch ${grouped(Math.floor(header.epoch))}, training loss ${three(header.train_loss)}, test loss ${three(header.test_loss)}. ${captionNow()}, answered ${read.join(", ")}.`;
}
