/** What the parts of the study share, and the scales that stay steady while the numbers move. */
import { useMemo, useRef } from "../../vendor/ui.js";
import { decadesOf } from "../decades.js";
import { targetKey } from "./target.js";

/** @typedef {import("./reading.js").Gradient} Gradient */
/** @typedef {import("./reading.js").Part} Part */
/** @typedef {import("../decades.js").Decades} Decades */
/** @typedef {{ edges: Decades | null, nodes: Decades | null }} Scales the two log scales: of weights and biases, and of units and inputs */

/**
 * @typedef {object} View
 * @property {Gradient} gradient
 * @property {import("../../wire/types.js").NetworkInfo} network
 * @property {Scales} scales
 * @property {Part | null} seen what is read: pointed at, or picked
 * @property {Part | null} picked
 * @property {(part: Part | null) => void} pick
 * @property {(part: Part | null) => void} hover
 * @property {(part: Part) => void} leave no longer points at it
 * @property {boolean} narrow a phone
 */

/** The scales, steady from one answer to the next of the same target. @param {Gradient | null} gradient @returns {Scales} */
export function useScales(gradient) {
  const kept = useRef(/** @type {{ of: string, scales: Scales }} */ ({ of: "", scales: { edges: null, nodes: null } }));
  return useMemo(() => {
    if (!gradient) return kept.current.scales;
    const of = `${gradient.header.run} ${targetKey(gradient.target)} ${gradient.sample}`;
    const before = kept.current.of === of ? kept.current.scales : { edges: null, nodes: null };
    const scales = {
      edges: decadesOf(gradient.layers.flatMap(({ weights, biases, slopes }) => [weights, biases, slopes ?? []].flatMap((numbers) => Array.from(numbers))), before.edges),
      nodes: decadesOf([-1, ...gradient.layers.keys()].flatMap((layer) => Array.from(gradient.units(layer))), before.nodes),
    };
    kept.current = { of, scales };
    return scales;
  }, [gradient]);
}
