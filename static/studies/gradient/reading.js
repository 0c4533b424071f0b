/** The probe's answer: the derivative of the target by every weight, bias, unit and input. Pure. */

/** @typedef {import("./target.js").Target} Target */
/** @typedef {import("../../wire/types.js").NetworkInfo} NetworkInfo */
/** @typedef {{ kind: "weight", layer: number, unit: number, input: number }} Weight */
/** @typedef {{ kind: "bias", layer: number, unit: number }} Bias */
/** @typedef {{ kind: "slope", layer: number, unit: number }} Slope that a PReLU unit learns */
/** @typedef {{ kind: "unit", layer: number, unit: number }} UnitPart layer -1: an input feature */
/** @typedef {Weight | Bias | Slope | UnitPart} Part something that the target may depend on */

export class Gradient {
  /** @param {import("../../widgets/probe.js").Reading} reading */
  constructor(reading) {
    this.reading = reading;
    this.header = reading.header;
    /** @type {Target} */
    this.target = reading.info.target;
    /** @type {number | null} */
    this.sample = reading.info.sample;
    /** @type {number | null} */
    this.value = reading.info.value;
    /** @type {boolean} */
    this.finite = reading.info.finite;
    /** @type {{ weights: ArrayLike<number>, biases: ArrayLike<number>, slopes: ArrayLike<number> | null, units: ArrayLike<number>, count: number, inputs: number }[]} slopes: where the layer learns them */
    this.layers = [];
    this.inputs = reading.array("inputs") ?? new Float64Array(0);
    for (let layer = 0; ; layer += 1) {
      const [weights, biases, units] = ["weights", "biases", "units"].map((name) => reading.array(`${name}.${layer}`));
      if (!weights || !biases || !units) break;
      this.layers.push({ weights, biases, slopes: reading.array(`slopes.${layer}`), units, count: weights.shape[0], inputs: weights.shape[1] });
    }
  }

  /** Whether it is of a network of this shape. @param {NetworkInfo} network */
  fits(network) {
    return this.layers.length === network.layers.length && this.inputs.length === network.inputs.length
      && network.layers.every(({ units, inputs }, index) => this.layers[index].count === units && this.layers[index].inputs === inputs);
  }

  /** d target / d part; NaN where there is no such part. @param {Part} part @returns {number} */
  at(part) {
    const layer = this.layers[part.layer];
    if (part.kind === "unit") return (part.layer < 0 ? this.inputs[part.unit] : layer?.units[part.unit]) ?? NaN;
    if (part.kind === "bias") return layer?.biases[part.unit] ?? NaN;
    if (part.kind === "slope") return layer?.slopes?.[part.unit] ?? NaN;
    return layer?.weights[part.unit * layer.inputs + part.input] ?? NaN;
  }

  /** Units of a layer, or the inputs for -1. @param {number} layer @returns {ArrayLike<number>} */
  units(layer) {
    return layer < 0 ? this.inputs : this.layers[layer]?.units ?? [];
  }

  /** Whether any layer learns slopes. */
  get sloped() {
    return this.layers.some(({ slopes }) => slopes !== null);
  }

  /** Every weight, bias and learned slope, in the network's order. @returns {{ part: Weight | Bias | Slope, value: number }[]} */
  parameters() {
    return this.layers.flatMap(({ weights, biases, slopes, count, inputs }, layer) => {
      /** @type {{ part: Weight | Bias | Slope, value: number }[]} */
      const found = [];
      for (let unit = 0; unit < count; unit += 1) {
        for (let input = 0; input < inputs; input += 1) found.push({ part: { kind: "weight", layer, unit, input }, value: weights[unit * inputs + input] });
        found.push({ part: { kind: "bias", layer, unit }, value: biases[unit] });
        if (slopes) found.push({ part: { kind: "slope", layer, unit }, value: slopes[unit] });
      }
      return found;
    });
  }
}

/** @param {Part} part */
export function partKey(part) {
  return part.kind === "weight" ? `weight ${part.layer} ${part.unit} ${part.input}` : `${part.kind} ${part.layer} ${part.unit}`;
}

/** Largest first; what is no number last. @param {number} a @param {number} b */
export function bySize(a, b) {
  return sizeOf(b) - sizeOf(a);
}

/** @param {number} value */
function sizeOf(value) {
  return Number.isFinite(value) ? Math.abs(value) : -1;
}
