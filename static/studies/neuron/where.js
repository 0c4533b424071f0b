/** Which unit is looked at: the address and the selection say the same, and the arrow keys walk. */
import { shortName } from "../../panels/names.js";
import { selection } from "../../state/store.js";
import { look } from "../../state/study.js";
import { batch, useEffect, useRef, useState } from "../../vendor/ui.js";
import { useRead } from "../../widgets/pace.js";
import { useKeys, useParam, wholeNumber } from "../shared.js";

/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {{ layer: number, unit: number }} Place */

/** @param {Place} place */
function go({ layer, unit }) {
  batch(() => {
    look("layer", layer);
    look("unit", unit);
  });
}

/** The unit that is selected, itself or by one of its weights. @returns {Place | null} */
function selected() {
  const pick = selection.value;
  return pick && "unit" in pick ? { layer: pick.layer, unit: pick.unit } : null;
}

/** @param {Place | null} a @param {Place | null} b */
export function samePlace(a, b) {
  return a !== null && b !== null && a.layer === b.layer && a.unit === b.unit;
}

/** The nearest unit that the network has. @param {Place} place @param {NetworkInfo} network @returns {Place} */
export function nearestPlace({ layer, unit }, network) {
  const there = Math.min(layer, network.layers.length - 1);
  return { layer: there, unit: Math.min(unit, network.layers[there].units - 1) };
}

/**
 * The unit that is looked at, and the name of one that was asked for and is not there.
 * @param {NetworkInfo} network
 */
export function useWhere(network) {
  const [layer, unit] = [wholeNumber(useParam("layer")), wholeNumber(useParam("unit"))];
  const asked = layer !== null && unit !== null ? { layer, unit } : null;
  const picked = useRead(() => (selected() ? `${selected()?.layer} ${selected()?.unit}` : ""));
  const [lost, setLost] = useState("");
  const before = useRef(picked);
  const place = nearestPlace(asked ?? selected() ?? { layer: 0, unit: 0 }, network);
  const gone = asked && !samePlace(asked, place) ? `${asked.layer + 1}.${asked.unit + 1}` : "";

  useEffect(() => {
    if (!samePlace(selected(), place)) selection.value = { kind: "unit", ...place };
    if (!samePlace(asked, place)) go(place);
  }, [place.layer, place.unit]);
  useEffect(() => {
    const now = selected();
    if (picked !== before.current && now && !samePlace(now, place)) go(now);
    before.current = picked;
  }, [picked]);
  useEffect(() => {
    if (gone) setLost(gone);
  }, [gone]);
  /** @param {Place} to */
  const walkTo = (to) => {
    setLost("");
    go(nearestPlace(to, network));
  };
  return { place, lost, understood: () => setLost(""), walkTo };
}

/** The arrow keys: left and right to another layer, up and down along it. @param {Place} place @param {(to: Place) => void} walkTo */
export function useArrows(place, walkTo) {
  /** @param {number} layers @param {number} units */
  const by = (layers, units) => () => walkTo({ layer: Math.max(0, place.layer + layers), unit: Math.max(0, place.unit + units) });
  useKeys({ ArrowLeft: by(-1, 0), ArrowRight: by(1, 0), ArrowUp: by(0, -1), ArrowDown: by(0, 1) });
}

/** Every unit, as it stands in a menu. @param {NetworkInfo} network */
export function placesOf(network) {
  return network.layers.flatMap(({ units }, layer) => Array.from({ length: units }, (_, unit) => ({ key: `${layer} ${unit}`, label: shortName(network, layer, unit) })));
}
