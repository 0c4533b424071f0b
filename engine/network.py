"""A network: its layers with inferred shapes, its forward pass with taps, its loss for one sample, its counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jaxtyping import Array, Float

from engine.activations import OF_LAYERS, LayerActivation
from engine.data import Data
from engine.experiment import Experiment
from engine.features import FEATURES
from engine.initializers import INITIALIZERS
from engine.layers import DenseLayer, Taps
from engine.losses import LossTerm, output_activation, resolve
from engine.streams import generator

LayerParams = Sequence[tuple[Any, ...]]  # weights, biases, and slopes where they are learned
_FEW_PRODUCTS = 4096  # of a layer: XLA gives more than so many to a library, even where they are written as sums


@dataclass(frozen=True)
class Network:
    """Layers in order, the output layer last, and the loss term at the end."""

    layers: tuple[DenseLayer, ...]
    term: LossTerm
    softmax: bool

    def forward(
        self,
        params: LayerParams,
        inputs: Float[Array, " inputs"],
        nudges: Sequence[Array] | None = None,
        keep: Sequence[Array] | None = None,
    ) -> tuple[Float[Array, " outputs"], list[Taps]]:
        """Pre-activations of the output layer and the taps of every layer, for one sample.

        `keep` multiplies the outputs of each hidden layer (dropout); `nudges` are added to the pre-activations.
        """
        taps: list[Taps] = []
        a = inputs
        for index, layer in enumerate(self.layers):
            a, tap = layer.apply(params[index], a, None if nudges is None else nudges[index])
            if keep is not None and index < len(keep):
                a = a * keep[index]
            taps.append(tap)
        return taps[-1]["preactivations"], taps

    def loss(
        self,
        params: LayerParams,
        inputs: Float[Array, " inputs"],
        target: Float[Array, " outputs"],
        keep: Sequence[Array] | None = None,
    ) -> Float[Array, ""]:
        """The loss of one sample, without penalties."""
        logits, taps = self.forward(params, inputs, keep=keep)
        shown = logits if self.term.on == "logits" else taps[-1]["outputs"]
        return self.term.fn(shown, target, jax.numpy.ones_like(target))

    @property
    def parameters(self) -> int:
        """How many numbers the network learns."""
        return sum(layer.parameters for layer in self.layers)


def network(experiment: Experiment, samples: int | None = None) -> Network:
    """The experiment's network; with `samples` the one that is fastest for so many at once."""
    shown = output_activation(experiment.loss, experiment.problem, experiment.classes)
    last = "linear" if shown == "softmax" else shown  # softmax is in the loss
    functions = [OF_LAYERS[key] for key in (*(layer.activation for layer in experiment.layers), last)]
    units = [layer.units for layer in experiment.layers] + [experiment.outputs]
    inputs = [len(experiment.features), *units[:-1]]

    def layer(units: int, inputs: int, activation: LayerActivation) -> DenseLayer:
        few = samples is not None and samples * units * inputs <= _FEW_PRODUCTS
        return DenseLayer(units, inputs, activation, summed=few)

    layers = tuple(layer(*sizes) for sizes in zip(units, inputs, functions, strict=True))
    return Network(layers, resolve(experiment.loss, experiment.problem, experiment.classes), shown == "softmax")


def initial_params(experiment: Experiment, data: Data) -> list[tuple[np.ndarray, np.ndarray]]:
    """The first weights and biases in float64, the output layer last.

    `uniform` continues the data's own random stream layer by layer, unit by unit, input by input, and start k skips
    k blocks of draws: the weights of TensorFlow Playground after k resets. Other schemes have streams of their own.
    """
    scheme = INITIALIZERS[experiment.initialization.scheme]
    start = experiment.initialization.start
    units = [layer.units for layer in experiment.layers] + [experiment.outputs]
    inputs = [len(experiment.features), *units[:-1]]
    sizes = list(zip(units, inputs, strict=True))
    if scheme.key == "uniform":
        stream = data.stream.copy()
        links = sum(u * i for u, i in sizes)
        stream.uniforms(links * start)
        draws = [stream.uniforms(u * i).reshape(u, i) - 0.5 for u, i in sizes]
    else:
        rng = generator(experiment.seed, "weights", start)
        draws = [scheme.draw(rng, u, i) for u, i in sizes]
    return [(weights, np.full(len(weights), scheme.bias)) for weights in draws]


def features_of(keys: Sequence[str], points: Float[np.ndarray, "n 2"]) -> Float[np.ndarray, "n features"]:
    """What a network with these features is shown of each point, in feature order."""
    x, y = points[:, 0], points[:, 1]
    columns = [FEATURES[key].fn(x, y) for key in keys]
    return np.stack(columns, axis=1) if columns else np.zeros((len(points), 0))


def targets_of(experiment: Experiment, labels: Float[np.ndarray, " n"]) -> Float[np.ndarray, "n outputs"]:
    """The outputs wanted: the label itself, or +1 for the true class and -1 for the others where there are more."""
    if experiment.classes > 2:
        return np.where(labels[:, None] == np.arange(experiment.classes), 1.0, -1.0)
    return labels[:, None].astype(np.float64)


def class_labels(classes: int) -> list[str]:
    """The names of the classes, in the order of a confusion matrix."""
    return ["−1", "+1"] if classes == 2 else [str(index) for index in range(classes)]


def describe(experiment: Experiment) -> dict[str, Any]:
    """The network's layers, counts and problem as plain data."""
    net = network(experiment)
    names = [layer.activation for layer in experiment.layers]
    names.append(output_activation(experiment.loss, experiment.problem, experiment.classes))
    return {
        "family": "points",
        "inputs": list(experiment.features),
        "input_shape": [len(experiment.features)],
        "slots": 1,
        "shared_head": False,
        "layers": [
            {
                "kind": "dense",
                "units": layer.units,
                "inputs": layer.inputs,
                "activation": name,
                "parameters": layer.parameters,
                "input_shape": [layer.inputs],
                "output_shape": [layer.units],
                "planes": [
                    {"name": "weights", "shape": [layer.units, layer.inputs]},
                    *(
                        {"name": plane, "shape": [layer.units]}
                        for plane in ["biases", "slopes"][: 1 + layer.activation.learns]
                    ),
                ],
            }
            for layer, name in zip(net.layers, names, strict=True)
        ],
        "outputs": experiment.outputs,
        "classes": experiment.classes,
        "class_labels": class_labels(experiment.classes),
        "problem": experiment.problem,
        "parameters": net.parameters,
    }
