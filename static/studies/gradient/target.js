/** Whose gradient is shown: the cost, or the output of one unit; as the address writes it, in words and in TeX. */
import { isOutput, shortName, unitName } from "../../panels/names.js";

/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {{ kind: "loss", layer?: null, unit?: null } | { kind: "unit", layer: number, unit: number }} Target layer from 0, the output last */

/** @type {Target} */
export const COST = { kind: "loss" };

/** "loss" or "unit.1.2". @param {Target} target */
export function targetKey(target) {
  return target.kind === "unit" ? `unit.${target.layer}.${target.unit}` : "loss";
}

/**
 * What the address asks for.
 * @param {string | undefined} text
 * @param {NetworkInfo} network
 * @returns {{ target: Target, lost: string }} lost: what it names and the network has not; "" where there is nothing amiss
 */
export function targetOf(text, network) {
  if (text === undefined || text === "loss") return { target: COST, lost: "" };
  const found = /^unit\.(\d+)\.(\d+)$/.exec(text);
  if (!found) return { target: COST, lost: `“${text}”` };
  const [layer, unit] = [Number(found[1]), Number(found[2])];
  if (unit < (network.layers[layer]?.units ?? 0)) return { target: { kind: "unit", layer, unit }, lost: "" };
  return { target: COST, lost: `neuron ${layer + 1}.${unit + 1}` };
}

/** Every target there is, the cost first, then the outputs, then the hidden layers. @param {NetworkInfo} network @returns {{ key: string, label: string }[]} */
export function targetsOf(network) {
  const last = network.layers.length - 1;
  const layers = [last, ...Array.from({ length: last }, (_, layer) => layer)];
  const units = layers.flatMap((layer) => Array.from({ length: network.layers[layer].units }, (_, unit) => ({
    key: targetKey({ kind: "unit", layer, unit }),
    label: unitName(network, layer, unit),
  })));
  return [{ key: "loss", label: "The cost" }, ...units];
}

/** As it stands in a sentence. @param {Target} target @param {NetworkInfo} network @param {number | null} sample */
export function targetWords(target, network, sample) {
  if (target.kind === "loss") return "the cost";
  const name = isOutput(network, target.layer)
    ? network.outputs === 1 ? "the network’s output" : `the output for class ${shortName(network, target.layer, target.unit)}`
    : `the output of neuron ${shortName(network, target.layer, target.unit)}`;
  return sample === null ? `the mean of ${name}` : name;
}

/** T in symbols, up to its value. @param {Target} target @param {NetworkInfo} network @param {number | null} sample */
export function targetTex(target, network, sample) {
  const one = sample === null ? "n" : String(sample + 1);
  const mean = sample === null ? "\\tfrac{1}{N}\\sum_{n=1}^{N}" : "";
  if (target.kind === "loss") return `T = L = ${mean}\\,\\ell(o_{${one}},\\,y_{${one}})`;
  const symbol = isOutput(network, target.layer)
    ? network.outputs === 1 ? "o" : `o_{${target.unit + 1}}`
    : `a^{(${target.layer + 1})}_{${target.unit + 1}}`;
  return `T = ${mean}\\,${symbol}(x_{${one}})`;
}
