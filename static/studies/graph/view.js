/** What the parts of the study share, and the scales that stay steady while the numbers move. */
import { octave, robustSize } from "../../draw/scale.js";
import { useMemo, useRef } from "../../vendor/ui.js";
import { decadesOf } from "../decades.js";
import { quantityOf } from "./node.js";
import { drawn } from "./reading.js";

/** @typedef {import("./reading.js").Graph} Graph */
/** @typedef {import("./reading.js").Node} Node */
/** @typedef {{ inputs: number, weights: number, values: number, gradients: import("../decades.js").Decades | null }} Scales values of full color; the gradients' decades */

/**
 * @typedef {object} View
 * @property {Graph} graph
 * @property {import("../../wire/types.js").NetworkInfo} network
 * @property {Set<string>} names of the nodes that are drawn
 * @property {import("./steps.js").Steps} steps
 * @property {number} at steps taken
 * @property {Scales} scales
 * @property {Node | null} seen what is read: pointed at, picked, or just computed
 * @property {Node | null} picked
 * @property {(node: Node | null) => void} pick
 * @property {(node: Node) => void} hover
 * @property {(node: Node) => void} leave no longer points at it
 * @property {boolean} narrow a phone
 */

/** What the graph is of: while that stays, nothing jumps. @param {Graph} graph */
function subject(graph) {
  return `${graph.header.run} ${graph.unit} ${graph.sample} ${graph.size}`;
}

/** The scales of color. @param {Graph | null} graph @returns {Scales | null} */
export function useScales(graph) {
  const kept = useRef(/** @type {{ of: string, scales: Scales } | null} */ (null));
  return useMemo(() => {
    if (!graph?.nodes.length) return null;
    const of = subject(graph);
    const before = kept.current?.of === of ? kept.current.scales : null;
    const sized = (/** @type {"inputs" | "weights" | "values"} */ quantity) => {
      const sizes = graph.nodes.filter((node) => quantityOf(node) === quantity).map(({ value }) => Math.abs(value));
      return octave(robustSize(Float32Array.from(sizes.filter(Number.isFinite))), before?.[quantity] ?? 0);
    };
    const gradients = decadesOf(graph.nodes.map(({ gradient }) => gradient), before?.gradients ?? null);
    const scales = { inputs: sized("inputs"), weights: sized("weights"), values: sized("values"), gradients };
    kept.current = { of, scales };
    return scales;
  }, [graph]);
}

/** The names of the nodes that are drawn: those that were largest when the graph opened. @param {Graph | null} graph @returns {Set<string>} */
export function useDrawn(graph) {
  const kept = useRef({ of: "", names: /** @type {Set<string>} */ (new Set()) });
  return useMemo(() => {
    if (!graph) return kept.current.names;
    const of = subject(graph);
    if (kept.current.of !== of) kept.current = { of, names: drawn(graph) };
    return kept.current.names;
  }, [graph]);
}
