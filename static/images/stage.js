/** What stands where right now: the room, and the layout of the network that is drawn. */

import { run } from "../state/store.js";
import { computed, signal } from "../vendor/ui.js";
import { layoutImages, NARROW } from "./layout.js";
import { picture } from "./reading.js";

/** @typedef {import("./layout.js").Shape} Shape */
/** @typedef {import("./layout.js").Tile} Tile */

export const room = signal({ width: 0, height: 0 });

/** The run whose network is laid out: that of the newest picture, so that shapes and arrays agree. */
export const shownRun = computed(() => {
  const [of, drawn] = [run.value, picture.value];
  if (drawn && drawn.run.id === of?.id) return drawn.run;
  return of?.network.family === "images" ? of : null;
});

const key = computed(() => JSON.stringify(shapeNow()));
const shape = computed(() => /** @type {Shape | null} */ (JSON.parse(key.value)));
/** How large somebody wants the picture; null is as large as shows all of it, where that can still be read. */
export const asked = signal(/** @type {number | null} */ (null));
const READABLE = 0.7;
const fit = computed(() => {
  const { width } = room.value;
  if (!shape.value || width < NARROW) return 1;
  const fits = Math.floor((100 * width) / layoutImages(shape.value, room.value).width) / 100;
  return Math.max(READABLE, Math.min(1, fits));
});
export const zoom = computed(() => asked.value ?? fit.value);
/** What is drawn smaller has more room. */
export const scene = computed(() => {
  const { width, height } = room.value;
  const by = width < NARROW ? 1 : Math.min(1, zoom.value);
  return shape.value ? layoutImages(shape.value, { width: width / by, height: height / by }) : null;
});

/** @returns {Shape | null} */
function shapeNow() {
  const network = shownRun.value?.network;
  if (!network) return null;
  const input = network.input_shape ?? [1, 1, 1];
  const layers = network.layers.map(({ kind, output_shape: output }, at) => {
    const first = at === 0 || (at === 1 && network.layers[0].kind === "flatten");
    return { kind, shape: output ?? [1], readsImage: first && kind === "dense", kernels: at === 0 && /^conv/.test(kind) };
  });
  return { input, layers, slots: network.slots ?? 1, classes: network.classes };
}

/** Whether what is drawn is of a network that has been edited since: the new one is being made ready. */
export const behind = computed(() => {
  const [of, drawn] = [run.value, picture.value];
  return of !== null && drawn !== null && (drawn.run.id !== of.id || drawn.run.revision !== of.revision);
});

/**
 * The tile of a map, the image or a unit.
 * @param {number} layer
 * @param {number} unit
 * @returns {Tile | undefined}
 */
export function tileOf(layer, unit) {
  return scene.value?.columns[layer + 1]?.tiles.find((tile) => tile.unit === unit);
}
