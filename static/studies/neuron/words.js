/** What the numbers mean, in sentences. */
import { isJoint, isOutput, jointly } from "../../panels/names.js";
import { percent, three } from "../../widgets/format.js";

/** @typedef {import("./reading.js").Neuron} Neuron */

const RAISE = 0.01;

/** Whether the slope of this unit has no part in its gradient: with cross-entropy it cancels. @param {Neuron} neuron @param {import("../../wire/types.js").NetworkInfo} network @param {string} loss */
function cancels({ layer }, network, loss) {
  return isOutput(network, layer) && loss === "cross_entropy";
}

/**
 * Dead and saturated, with how many of the training points, and what follows.
 * @param {Neuron} neuron
 * @param {import("../../wire/types.js").NetworkInfo} network
 * @param {string} loss
 * @returns {{ chip: string, alarm: boolean, text: string } | null} null where there are no training points
 */
export function verdict(neuron, network, loss) {
  const { saturated, dead, flat } = neuron.reading.info;
  if (typeof saturated !== "number" || typeof dead !== "number") return null;
  const n = neuron.points;
  const [flatCount, deadCount] = [Math.round(saturated * n), Math.round(dead * n)];
  const of = (/** @type {number} */ count) => `at ${count} of the ${n} training points`;
  if (cancels(neuron, network, loss)) {
    return { chip: `flat ${of(flatCount)}`, alarm: false, text: `Its slope is below ${three(flat)} ${of(flatCount)}. Here that does not stop the learning: with cross-entropy the slope cancels, and ∂ℓ/∂z is the output less the target.` };
  }
  if (deadCount === n) return { chip: "dead", alarm: true, text: `Its slope is exactly 0 ${of(n)}: no gradient passes, so the loss changes none of its weights.` };
  if (deadCount > 0) return { chip: `no slope ${of(deadCount)}`, alarm: dead >= 0.5, text: `Its slope is exactly 0 ${of(deadCount)} (${percent(dead)}): they pass no gradient back. It learns from the other ${n - deadCount} alone${flatCount > deadCount ? `, ${flatCount - deadCount} of them with a slope below ${three(flat)}` : ""}.` };
  if (flatCount > 0) return { chip: `saturated ${of(flatCount)}`, alarm: saturated >= 0.5, text: `Its slope is below ${three(flat)}, a tenth of its steepest, ${of(flatCount)} (${percent(saturated)}): they pass little of the gradient back.` };
  return { chip: "not saturated", alarm: false, text: `At each of the ${n} training points its slope is at least ${three(flat)}, a tenth of its steepest: the gradient passes.` };
}

/** What the slope says here, or why a mean of outputs is not the output of a mean. @param {Neuron} neuron @returns {string} */
export function meaning(neuron) {
  const { sum, output, onCurve } = neuron;
  const slope = neuron.reading.info.slope_at;
  if (sum === null || output === null) return "";
  if (!neuron.isMean) {
    const held = isJoint(neuron.activation) ? ", the other z left as they are," : "";
    if (slope !== null && !neuron.reading.info.slope_is_exact) return `For the slope here learning takes ${three(slope)}, in place of the derivative.`;
    return slope === null ? "" : slope === 0 ? "Here the curve is level: a small change of z does not change a." : `The slope here is ${three(slope)}: raising z by ${RAISE}${held} changes a by about ${three(slope * RAISE)}.`;
  }
  if (!neuron.hasCurve || onCurve === null) return `${jointly(neuron.activation)}, so over many points it is no curve: each dot is a training point. At one point of the data, the others held, it is one.`;
  if (three(onCurve) === three(output)) return `The mean of a is ${three(output)}, and so is σ at the mean z${neuron.activation === "linear" ? ": a straight line has no bend" : ", to three digits"}.`;
  return `The mean of a is ${three(output)}, but σ at the mean z is ${three(onCurve)}: the curve bends, so the mean of its outputs is not its output at the mean.`;
}
