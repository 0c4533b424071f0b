/** The number under the pointer: what it is, where, and its value. */

import { connection } from "../state/store.js";
import { html, signal, useEffect, useState } from "../vendor/ui.js";
import { exact, three } from "../widgets/format.js";
import { usePaced, useRead } from "../widgets/pace.js";
import { useProbe } from "../widgets/probe.js";
import { gradientOf } from "./gradients.js";
import { layerTitle, unitTitle } from "./names.js";
import { picture } from "./reading.js";
import { mapScale, NO_NUMBER } from "./tables.js";
import { flipped, viewed } from "./viewed.js";

const HZ = 15;
/** So long the pointer stands on a map before its numbers are asked for. */
const REST_MS = 120;

/** The cell pointed at, and where on the page. Unit -1: the row of a strip is the unit. */
export const cell = signal(/** @type {{ layer: number, unit: number, row: number, column: number, x: number, y: number } | null} */ (null));

/**
 * The value in a cell of the newest picture.
 * @param {{ layer: number, unit: number, row: number, column: number }} at
 * @returns {{ value: number, what: string, how: "" | "≈" | "≥" | "≤" } | null} how: about, where it came as one of
 *   255 steps, or beyond the scale where it came as the last of them
 */
export function valueAt({ layer, unit, row, column }) {
  const now = picture.value;
  if (!now) return null;
  const back = flipped.value ? gradientOf(now, layer) : null;
  if (back) return { value: back[placeIn(back.shape, unit, row, column)], what: "∂ loss", how: "" };
  if (layer < 0) {
    const image = now.array("input");
    return image ? { value: image[placeIn(image.shape, unit, row, column)], what: "of 255", how: "" } : null;
  }
  const maps = now.array(`maps.${layer}`);
  if (maps) {
    const byte = maps[placeIn(maps.shape, unit, row, column)];
    if (byte === NO_NUMBER) return { value: NaN, what: "no number", how: "" };
    const step = byte - 128;
    const how = step >= 127 ? "≥" : step <= -127 ? "≤" : "≈";
    return { value: ((mapScale.value ?? NaN) * step) / 127, what: "activation", how };
  }
  const units = now.array(`units.${layer}`);
  return units ? { value: units[unit], what: "activation", how: "" } : null;
}

/** @param {number[]} shape @param {number} unit @param {number} row @param {number} column */
function placeIn(shape, unit, row, column) {
  return shape.length === 3 ? (row * shape[1] + column) * shape[2] + unit : unit;
}

/** The map that the pointer rests on is asked for as it is, no longer in steps. @param {typeof cell.value} at @param {ReturnType<typeof valueAt>} told */
function useExact(at, told) {
  const map = at && told?.how ? `${at.layer}.${at.unit}` : "";
  const [rested, rest] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => rest(map), REST_MS);
    return () => clearTimeout(timer);
  }, [map]);
  const asked = map !== "" && rested === map;
  const [layer, unit] = map.split(".").map(Number);
  const of = viewed.value;
  const image = of.pixels === undefined ? { set: of.set, index: of.index } : { pixels: of.pixels };
  const reading = useProbe(`images.values.${map}`, "values", { layer, unit, ...image }, asked, HZ);
  const outputs = asked && at ? reading?.array("outputs") : null;
  const value = outputs && at ? outputs[at.row * outputs.shape[1] + at.column] : undefined;
  return told && value !== undefined ? { ...told, value: Number(value), how: "" } : told;
}

export function ValueLabel() {
  const at = cell.value;
  const told = useExact(at, usePaced(() => (cell.value ? valueAt(cell.value) : null), HZ, [JSON.stringify(at)]));
  const lost = useRead(() => connection.value === "lost");
  const network = picture.value?.run.network;
  if (!at || !told || !network) return null;
  const maps = at.layer < 0 || network.layers[at.layer]?.output_shape?.length === 3;
  const name = at.layer < 0 ? "Image" : unitTitle(network, at.layer, at.unit) || layerTitle(network, at.layer);
  const left = Math.min(at.x + 14, innerWidth - 190);
  const top = at.y + 76 > innerHeight ? at.y - 66 : at.y + 16;
  return html`<div class="net-probe images-value" style=${{ left: `${left}px`, top: `${top}px` }} aria-hidden="true">
    <b title=${exact(told.value)}>${told.how && `${told.how}\u2009`}${three(told.value)} <small>${told.what}${lost ? ", recorded" : ""}</small></b>
    <small>${name}${maps ? ` (row ${at.row + 1}, column ${at.column + 1})` : ""}</small></div>`;
}
