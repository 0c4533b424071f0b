/** What the answer depends on in the image: which look at it is chosen, what the engine tells, and its scale. */

import { octave } from "../../draw/scale.js";
import { frame, info, selection, tensor } from "../../state/store.js";
import { subscribe, unsubscribe } from "../../state/actions.js";
import { computed, effect, signal, untracked } from "../../vendor/ui.js";
import { shownRun } from "../stage.js";
import { flipped, viewed } from "../viewed.js";

/** @typedef {"plain" | "saliency" | "grad_cam"} Look */
/** @typedef {import("../../widgets/probe.js").Values} Values */
/** @typedef {{ look: Look, values: Values, info: Record<string, any>, slot: number }} Told `values`: ∂z/∂ pixel, or the weighed maps */

const INTERVAL_S = 0.2;
/** From the smallest gradient that has a color to the largest. */
export const DECADES = 2;

export const look = signal(/** @type {Look} */ ("plain"));
/** The newest answer; null until there is one of this image, this look and this class. */
export const told = signal(/** @type {Told | null} */ (null));
/** The engine's own sentence, where it can't tell. */
export const refusal = signal("");
/** Full color: a power of ten of gradients, a power of two of weighed maps. */
export const fullColor = signal({ saliency: 0, grad_cam: 0 });

/** Whether there are maps to weigh. */
export const hasMaps = computed(() => shownRun.value?.network.layers.some(({ kind, output_shape: shape }) => kind !== "head" && shape?.length === 3) ?? false);

/** What to ask: the class whose bar is selected, else the one that is answered. */
const wanted = computed(() => {
  const network = shownRun.value?.network;
  if (look.value === "plain" || flipped.value || !network || (look.value === "grad_cam" && !hasMaps.value)) return "";
  const pick = selection.value;
  const chosen = pick?.kind === "unit" && pick.layer === network.layers.length - 1;
  const of = viewed.value;
  const image = of.pixels === undefined ? { set: of.set, index: of.index } : { pixels: of.pixels };
  const answer = chosen ? { slot: Math.floor(pick.unit / network.classes), answer: pick.unit % network.classes } : {};
  return JSON.stringify({ probe: look.value, params: { ...image, ...answer } });
});

let asked = 0;

/** @returns {() => void} stops asking */
export function askForAttribution() {
  let view = "";
  let slot = 0;
  const stopAsking = effect(() => {
    const key = wanted.value;
    if (view) unsubscribe(view);
    view = "";
    told.value = null;
    refusal.value = "";
    if (!key) return;
    const { probe, params } = JSON.parse(key);
    // A view of its own for each image and class, so that nothing is drawn over another's.
    asked += 1;
    view = `images.${probe}.${asked}`;
    slot = params.slot ?? 0;
    subscribe(view, probe, params, INTERVAL_S);
  });
  const stopReading = effect(() => {
    const now = frame.value;
    if (!now || !view) return;
    const answer = info(now, view);
    if (!answer) return;
    untracked(() => {
      refusal.value = answer.error ? String(answer.error.message ?? answer.error) : "";
      const values = /** @type {Values | null} */ (tensor(now, view, look.peek() === "saliency" ? "gradient" : "cam"));
      if (answer.error || !values) return;
      rescale(look.peek(), values);
      told.value = { look: look.peek(), values, info: answer, slot };
    });
  });
  return () => {
    stopAsking();
    stopReading();
    if (view) unsubscribe(view);
    told.value = null;
  };
}

/** Steady: gradients by a decade, weighed maps by octaves, both with slack before they shrink. @param {Look} of @param {Values} values */
function rescale(of, values) {
  let most = 0;
  for (let at = 0; at < values.length; at += 1) most = Math.max(most, Math.abs(Number(values[at])));
  if (!(most > 0) || !Number.isFinite(most)) return;
  const { saliency, grad_cam: cam } = fullColor.peek();
  if (of === "grad_cam") {
    const next = octave(most, cam);
    if (next !== cam) fullColor.value = { saliency, grad_cam: next };
    return;
  }
  const power = Math.log10(most);
  if (saliency === 0 || power > Math.log10(saliency) || power < Math.log10(saliency) - 1.5) fullColor.value = { saliency: 10 ** Math.ceil(power), grad_cam: cam };
}

/** How strong the color of a number is, from 0 to 1. @param {Look} of @param {number} value */
export function strength(of, value) {
  const size = Math.abs(value);
  if (!(size > 0)) return 0;
  if (of === "grad_cam") return Math.min(1, size / fullColor.value.grad_cam);
  return Math.min(1, Math.max(0, (Math.log10(size / fullColor.value.saliency) + DECADES) / DECADES));
}
