/** What each study shows: a paragraph and its formulas. A study that says so itself has none here. */

/** @typedef {{ text: string, tex: string[] }} About */

/** @type {Record<string, About>} by the study's key */
export const ABOUT = {
  neuron: {
    text: "A neuron multiplies each of its inputs by a weight, adds the products and a bias to its pre-activation z, and hands on σ(z). The sign of a weight says whether its input raises or lowers z, its size by how much. Weights and biases are all that training changes, each one against its own gradient; where σ is flat no gradient comes through.",
    tex: [String.raw`z = \mathbf{w} \cdot \mathbf{x} + b, \qquad a = \sigma(z)`, String.raw`\frac{\partial L}{\partial w_i} = \frac{\partial L}{\partial a}\,\sigma'(z)\,x_i`],
  },
  backprop: {
    text: "One update has four parts. Forward: the sums and outputs of each layer. The loss: how far the outputs are from their targets. Back: how the loss answers to the sums of each layer, the last one first, and from that to every weight and bias. Last, each of them takes a step against its gradient. The verdict beside a line compares its numbers with finite differences in float64.",
    tex: [String.raw`\Delta_l = \left(\Delta_{l+1} W_{l+1}^{\mathsf T}\right) \odot \sigma_l'(Z_l), \qquad \frac{\partial L}{\partial W_l} = A_{l-1}^{\mathsf T} \Delta_l`],
  },
  gradient: {
    text: "The derivative of the target T by a number u says how T moves when only u is changed a little and everything that is made of u follows. Each is the sum over all ways from u to T of the slopes along the way. With the cost as the target these are the gradients that training steps against; with a neuron as the target they say what that neuron listens to.",
    tex: [String.raw`\Delta T \approx \frac{\partial T}{\partial u}\,\Delta u`, String.raw`\frac{\partial T}{\partial u} = \sum_{v \text{ uses } u} \frac{\partial T}{\partial v} \cdot \frac{\partial v}{\partial u}`],
  },
  graph: {
    text: "Every number here is given, or made of numbers to its left by one operation. Going forward each gets its value. Going back each gets its gradient, how the cost of this one sample answers to it: for every number made of it, that one’s gradient times the slope along the edge between them, all added up. Nothing else is needed to train a network of any shape.",
    tex: [String.raw`\frac{\partial \ell}{\partial \ell} = 1, \qquad \frac{\partial \ell}{\partial u} = \sum_{v \text{ uses } u} \frac{\partial \ell}{\partial v} \cdot \frac{\partial v}{\partial u}`],
  },
  layers: {
    text: "A layer multiplies what it is given by a matrix, which turns, stretches and shears the space, and adds a shift; then its activation bends it. Without the bend layers in a row are one matrix. With it each layer can fold the plane, so that in the end one straight cut parts what was mixed before. Of a square matrix det W is the factor by which areas grow.",
    tex: [String.raw`h_l = \sigma_l(W_l\,h_{l-1} + b_l), \qquad h_0 = x`],
  },
};
