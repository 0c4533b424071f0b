/** What stands where on screen right now: the room, the network shown, its layout, and the part in view. */

import { capacity, layoutNetwork } from "../layout/network.js";
import { upTo } from "../layout/spread.js";
import { kept, opening } from "../layout/view.js";
import { page } from "../layout/folding.js";
import { catalog, moment, run } from "../state/store.js";
import { computed, effect, signal, untracked } from "../vendor/ui.js";

/** @typedef {import("../wire/types.js").RunInfo} RunInfo */
/** @typedef {import("../layout/network.js").Shape} Shape */
/** @typedef {import("../layout/network.js").Room} Room */
/** @typedef {import("../layout/view.js").View} View */

/** How long an edited network waits for its first frame before it is drawn without one. */
const PATIENCE_MS = 300;

export const room = signal(/** @type {Room} */ ({ width: 0, height: 0, touch: false }));
export const view = signal(/** @type {View} */ ({ zoom: 1, x: 0, y: 0 }));
/** The run whose network is laid out: that of the newest frame, so that shapes and arrays agree. */
export const shownRun = signal(/** @type {RunInfo | null} */ (null));
/** The strongest units of each folded layer. */
export const folded = signal(/** @type {Record<number, number[]>} */ ({}));
/** Wide layers that were opened, and the page of each. */
export const opened = signal(/** @type {Record<number, number>} */ ({}));
/** Whether the person moved or enlarged the picture; until then it fits itself. */
export const moved = signal(false);

/** How many units of a folded layer stand for it: one place is taken by the count. */
export const places = computed(() => capacity(room.value) - 1);

/** @type {import("../vendor/ui.js").ReadonlySignal<string>} */
const shapeKey = computed(() => JSON.stringify(shapeNow()));
export const shape = computed(() => /** @type {Shape} */ (JSON.parse(shapeKey.value)));
export const scene = computed(() => layoutNetwork(shape.value, room.value));

/** @returns {Shape} of the run, or of the experiment that a run starts from */
function shapeNow() {
  const network = shownRun.value?.network;
  if (!network) {
    const experiment = run.value?.experiment ?? catalog.value?.default_experiment;
    const hidden = experiment?.layers.map(({ units }) => units) ?? [];
    return { features: experiment?.features.length ?? 0, hidden, outputs: 1, shown: shownUnits(hidden) };
  }
  const hidden = network.layers.slice(0, -1).map(({ units }) => units);
  return { features: network.inputs.length, hidden, outputs: network.outputs, shown: shownUnits(hidden) };
}

/** @param {number[]} hidden */
function shownUnits(hidden) {
  const most = capacity(room.value);
  return hidden.map((units, layer) => {
    if (units <= most) return null;
    const at = opened.value[layer];
    if (at !== undefined) return page(units, places.value, at);
    const strong = folded.value[layer]?.filter((unit) => unit < units);
    return strong?.length === places.value ? strong : upTo(places.value);
  });
}

/**
 * Follows the store from now on.
 * @returns {() => void} stops
 */
export function followStore() {
  const stopMoments = effect(() => {
    if (moment.value && isOurs(moment.value.run)) shownRun.value = moment.value.run;
  });
  const stopRun = effect(() => {
    const newest = run.value;
    const shown = untracked(() => shownRun.value);
    if (newest && !isOurs(newest)) return undefined;
    if (!newest || sameNetwork(newest, shown)) {
      shownRun.value = newest;
      return undefined;
    }
    const timer = setTimeout(() => (shownRun.value = newest), shown ? PATIENCE_MS : 0);
    return () => clearTimeout(timer);
  });
  const stopView = effect(() => {
    const { width, height, flow } = scene.value;
    const world = { width, height };
    if (!moved.value) view.value = opening(world, room.value, flow);
    else view.value = kept(untracked(() => view.value), world, room.value);
  });
  return () => [stopMoments, stopRun, stopView].forEach((stop) => stop());
}

/** Whether it is a network on points. @param {RunInfo} of */
function isOurs(of) {
  return of.network.family !== "images";
}

/**
 * Whether the arrays of one run fit the layout of another.
 * @param {RunInfo | null} a
 * @param {RunInfo | null} b
 */
export function sameNetwork(a, b) {
  return a === b || (a !== null && b !== null && a.id === b.id && sizesOf(a) === sizesOf(b));
}

/** @type {WeakMap<RunInfo, string>} */
const sizes = new WeakMap();

/** @param {RunInfo} of */
function sizesOf(of) {
  const known = sizes.get(of);
  if (known !== undefined) return known;
  const { inputs, layers } = of.network;
  const made = [inputs.join(), ...layers.map(({ units }) => units)].join(" ");
  sizes.set(of, made);
  return made;
}

/** @param {View} next where the person moved it */
export function setView(next) {
  moved.value = true;
  view.value = kept(next, scene.value, room.value);
}

/** Fits the picture into its room again. */
export function fitView() {
  moved.value = false;
  view.value = opening(scene.value, room.value, scene.value.flow);
}
