/** What the page knows, as signals: the one place that views and panels read. */

import { computed, signal } from "../vendor/ui.js";

/** @typedef {import("../wire/types.js").Catalog} Catalog */
/** @typedef {import("../wire/types.js").RunInfo} RunInfo */
/** @typedef {import("../wire/types.js").Frame} Frame */
/** @typedef {import("../wire/types.js").Tensor} Tensor */
/** @typedef {import("../wire/types.js").DataSets} DataSets */
/** @typedef {import("../wire/types.js").Command} Command */
/**
 * @template T
 * @typedef {import("../vendor/ui.js").Signal<T>} Signal
 */

/**
 * What is picked out, or pointed at. Layer index as on the wire: hidden from 0, the output layer last.
 * @typedef {{ kind: "unit", layer: number, unit: number }
 *   | { kind: "weight", layer: number, unit: number, input: number }
 *   | { kind: "bias", layer: number, unit: number }
 *   | { kind: "layer", layer: number }
 *   | { kind: "point", set: "train" | "test", index: number }
 *   | { kind: "feature", index: number }
 *   | { kind: "image" }} Pick
 */

/**
 * @typedef {object} Notice
 * @property {number} id
 * @property {"error" | "info"} kind
 * @property {string} message
 * @property {string} [path] field of the experiment it is about
 * @property {{ label: string, act: () => Promise<unknown> }[]} [actions]
 */

/**
 * The loss after each epoch so far; the arrays are views on growing buffers, replaced on every publication.
 * @typedef {{ epochs: Float64Array, train: Float64Array, test: Float64Array, version: number, stride: number }} LossHistory
 */

/** GET /catalog: once, and again when a person's own sets change. */
export const catalog = signal(/** @type {Catalog | null} */ (null));

/** The run as the server last described it (changes on edits and events, not on every frame). */
export const run = signal(/** @type {RunInfo | null} */ (null));

/** "connecting" until the first answer, "live", or "lost": retrying, everything drawn is a record. */
export const connection = signal(/** @type {"connecting" | "live" | "lost"} */ ("connecting"));

/** Why there is nothing to show: the engine could not be loaded, or no run could be opened. "" while there is hope. */
export const failure = signal("");

/** The newest frame; set at most once an animation frame. */
export const frame = signal(/** @type {Frame | null} */ (null));

/** A run and a frame of the same revision: what may be drawn together. Follows `run` and `frame` within an edit's latency. */
export const moment = signal(/** @type {{ run: RunInfo, frame: Frame } | null} */ (null));

/** Which kind of network is drawn: the picture stays with the last frame until the first of another kind is there. */
export const shownFamily = computed(() => {
  const drawn = moment.value?.run;
  return (drawn && drawn.id === run.value?.id ? drawn : run.value)?.network.family ?? "points";
});

/** The data points of the run, fetched again whenever its data changed. */
export const data = signal(/** @type {DataSets | null} */ (null));

export const selection = signal(/** @type {Pick | null} */ (null));
export const hover = signal(/** @type {Pick | null} */ (null));

/** Where the pointer is over a map, in data units. */
export const pointer = signal(/** @type {{ x: number, y: number } | null} */ (null));

/** The speed asked for: updates a second, null as fast as it goes. What play() asks for. */
export const speed = signal(/** @type {number | null} */ (null));

export const notices = signal(/** @type {Notice[]} */ ([]));

/** True while an answer has been waited for longer than 100 ms. */
export const busy = signal(false);

export const lossHistory = signal(
  /** @type {LossHistory} */ ({
    epochs: new Float64Array(0),
    train: new Float64Array(0),
    test: new Float64Array(0),
    version: -1,
    stride: 1,
  }),
);

/** The person's choice of color scheme; kept in this browser. */
export const scheme = signal(/** @type {"light" | "dark" | "system"} */ ("system"));

/** What the system prefers, kept up to date by appearance.js. */
export const systemTheme = signal(/** @type {"light" | "dark"} */ ("light"));

/** The scheme in force; <html data-theme> says the same. */
export const theme = computed(() => (scheme.value === "system" ? systemTheme.value : scheme.value));

/** Counts the times that <html> has got its attributes for `theme` and `palette`: what reads the style sheet depends on it. */
export const appearance = signal(0);

/** Key of the palette (draw/palette.js PALETTES); kept in this browser. */
export const palette = signal("orange-blue");

/** Draw negative links dashed, so that the sign can be read without color; kept in this browser. */
export const dashes = signal(false);

/**
 * A view's array in a frame.
 * @param {Frame | null} of
 * @param {string} view id given to subscribe()
 * @param {string} name the probe's array
 * @returns {Tensor | null} null when the frame has none (just subscribed, or no frame yet)
 */
export function tensor(of, view, name) {
  return of?.tensors.get(`${view}/${name}`) ?? null;
}

/**
 * What a view's probe says beside its arrays.
 * @param {Frame | null} of
 * @param {string} view
 * @returns {Record<string, any> | null}
 */
export function info(of, view) {
  return of?.header.views[view] ?? null;
}

/**
 * Whether two picks are the same thing.
 * @param {Pick | null} a
 * @param {Pick | null} b
 */
export function samePick(a, b) {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
