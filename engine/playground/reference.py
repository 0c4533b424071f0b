"""TensorFlow Playground's training in plain numpy: the oracle that the engine's programs are tested against.

Written to be read beside a textbook, not to be fast. Nothing here is shared with the engine's own arithmetic.

Source: TensorFlow Playground, nn.ts and playground.ts, 2016; Rumelhart, Hinton, Williams, Nature 323, 1986.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float

from engine.data import build
from engine.experiment import Experiment
from engine.features import FEATURES

Samples = Float[np.ndarray, "samples _"]
Targets = Float[np.ndarray, " samples"]

_VALUE: dict[str, Callable[[Samples], Samples]] = {
    "linear": lambda z: z,
    "tanh": lambda z: np.tanh(z),
    "relu": lambda z: np.maximum(0, z),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}

# f'(z), given z and a = f(z).
_SLOPE: dict[str, Callable[[Samples, Samples], Samples]] = {
    "linear": lambda z, _a: np.ones_like(z),
    "tanh": lambda _z, a: 1 - a**2,
    "relu": lambda z, _a: np.where(z <= 0, 0.0, 1.0),
    "sigmoid": lambda _z, a: a * (1 - a),
}


class Layer:
    """One layer: its parameters, which links are dead, and the gradients summed since the last update."""

    def __init__(
        self, weights: Float[np.ndarray, "units inputs"], biases: Float[np.ndarray, " units"], activation: str
    ) -> None:
        self.weights = weights
        self.biases = biases
        self.activation = activation
        self.dead: Bool[np.ndarray, "units inputs"] = np.zeros(weights.shape, bool)
        self.weight_sums = np.zeros(weights.shape)
        self.bias_sums = np.zeros(biases.shape)


class ReferenceTrainer:
    """Trains the document of an imported Playground link exactly as Playground does, in float64.

    `epoch` counts full passes; `train_loss` and `test_loss` are means of `½ (a - t)²`, None for an empty set.
    Raises `AssertionError` for an experiment that no Playground link can ask for.
    """

    def __init__(self, experiment: Experiment) -> None:
        batch, penalty = experiment.batch, experiment.regularization
        assert (experiment.optimizer.kind, experiment.schedule.kind) == ("sgd", "constant"), "only plain descent"
        assert (batch.order, batch.tail) == ("fixed", "carried"), "only Playground's batches"
        assert (experiment.loss, penalty.dropout) == ("squared_error", 0), "only squared error"
        assert experiment.initialization.scheme in ("uniform", "zeros"), "only Playground's two starts"
        assert experiment.outputs == 1, "only one output"
        self.experiment = experiment
        self.epoch = 0
        self._summed = 0  # samples in the gradient sums

        data = build(experiment.data.dataset, experiment.data.noise, experiment.data.train_percent, experiment.seed)
        x, y = data.points[:, 0], data.points[:, 1]
        columns = [FEATURES[key].fn(x, y) for key in experiment.features]
        inputs = np.stack(columns, axis=1) if columns else np.empty((len(x), 0))
        self._train = inputs[: data.train_count], data.labels[: data.train_count]
        self._test = inputs[data.train_count :], data.labels[data.train_count :]

        # The weights go on in the stream of the points: layer by layer, unit by unit, link by link.
        stream = data.stream.copy()
        sizes = [inputs.shape[1], *(layer.units for layer in experiment.layers), 1]
        links = sum(size * units for size, units in pairwise(sizes))
        stream.uniforms(links * experiment.initialization.start)
        output = "tanh" if data.problem == "classification" else "linear"
        activations = [*(layer.activation for layer in experiment.layers), output]
        zero = experiment.initialization.scheme == "zeros"
        self.layers = []
        for (size, units), activation in zip(pairwise(sizes), activations, strict=True):
            weights = stream.uniforms(units * size).reshape(units, size) - 0.5
            biases = np.full(units, 0.1)
            self.layers.append(Layer(weights * (not zero), biases * (not zero), activation))

    def advance_epochs(self, epochs: int) -> None:
        """Go through the training points so many times, in their stored order."""
        with np.errstate(over="ignore"):  # e^-z of a far negative z, whose sigmoid is 0
            self._advance_epochs(epochs)

    def _advance_epochs(self, epochs: int) -> None:
        inputs, targets = self._train
        size = self.experiment.batch.size
        for _ in range(epochs):
            for start in range(0, len(inputs), size):
                batch = slice(start, start + size)
                self._add_gradients(inputs[batch], targets[batch])
                # The last samples may not fill a batch: their sums wait for the next epoch's first one.
                if start + size <= len(inputs):
                    self._update()
            self.epoch += 1

    def _forward(self, inputs: Samples) -> tuple[list[Samples], list[Samples]]:
        """Preactivations z and outputs a of every layer; the inputs stand first among the outputs."""
        preactivations, outputs = [], [inputs]
        for layer in self.layers:
            z = outputs[-1] @ layer.weights.T + layer.biases
            preactivations.append(z)
            outputs.append(_VALUE[layer.activation](z))
        return preactivations, outputs

    def _add_gradients(self, inputs: Samples, targets: Targets) -> None:
        preactivations, outputs = self._forward(inputs)
        # ∂E/∂a of the output for E = ½ (a - t)².
        slope = outputs[-1] - targets[:, None]
        for index in reversed(range(len(self.layers))):
            layer = self.layers[index]
            # δ = ∂E/∂z = ∂E/∂a · f'(z)
            delta = slope * _SLOPE[layer.activation](preactivations[index], outputs[index + 1])
            # ∂E/∂w_ji = δ_j a_i, ∂E/∂b_j = δ_j, summed over the samples.
            layer.weight_sums += delta.T @ outputs[index]
            layer.bias_sums += delta.sum(axis=0)
            # ∂E/∂a_i = Σ_j δ_j w_ji
            slope = delta @ layer.weights
        self._summed += len(inputs)

    def _update(self) -> None:
        rate = self.experiment.optimizer.learning_rate
        l1, l2 = self.experiment.regularization.l1, self.experiment.regularization.l2
        for layer in self.layers:
            layer.biases = layer.biases - rate * layer.bias_sums / self._summed
            old = layer.weights
            moved = old - rate / self._summed * layer.weight_sums
            # The penalty pulls by the old weight, in a step of its own; biases have none.
            pulled = moved - rate * l1 * np.sign(old) - rate * l2 * old
            # A link that L1 pushes across zero is cut: it stays at zero from now on.
            cuts = l1 != 0 and self.experiment.regularization.dead_links
            crossed = (moved * pulled < 0) & cuts
            layer.weights = np.where(layer.dead, old, np.where(crossed, 0.0, pulled))
            layer.dead |= crossed
            layer.weight_sums = np.zeros_like(layer.weight_sums)
            layer.bias_sums = np.zeros_like(layer.bias_sums)
        self._summed = 0

    def params(self) -> list[dict[str, np.ndarray]]:
        """Weights `[units, inputs]` and biases `[units]` of every layer, the output last."""
        return [{"weights": layer.weights, "biases": layer.biases} for layer in self.layers]

    @property
    def train_loss(self) -> float | None:
        """The mean loss over the training points, with the weights as they are."""
        return self._mean_loss(*self._train)

    @property
    def test_loss(self) -> float | None:
        """The mean loss over the test points, with the weights as they are."""
        return self._mean_loss(*self._test)

    def _mean_loss(self, inputs: Samples, targets: Targets) -> float | None:
        if not len(inputs):
            return None
        outputs = self._forward(inputs)[1][-1][:, 0]
        return float(np.mean(0.5 * (outputs - targets) ** 2))
