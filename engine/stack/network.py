"""A stack: layers of any kind with inferred shapes, its forward pass with taps, its loss for one image, its counts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, UInt8

from engine.activations import ACTIVATIONS
from engine.experiment import Experiment
from engine.initializers import INITIALIZERS
from engine.layers.base import LOOKING, Mode, Plane, Shape, StackLayer, Taps
from engine.layers.head import Head, head
from engine.losses import LossTerm, output_activation, resolve
from engine.streams import generator

Planes = Sequence[Mapping[str, Array]]  # of each layer, the head last


@dataclass(frozen=True)
class Stack:
    """Layers in order, the head last, and the loss term at the end. Equal stacks share their programs."""

    layers: tuple[StackLayer, ...]
    term: LossTerm
    softmax: bool
    zero: int  # a pixel that stands for 0
    unit: int  # and how many levels stand for 1

    def read(self, pixels: UInt8[Array, "..."], dtype: Any) -> Float[Array, "..."]:
        """Pixels as the numbers that the network is shown."""
        return (pixels.astype(dtype) - self.zero) / self.unit

    @property
    def head(self) -> Head:
        """The output layer."""
        last = self.layers[-1]
        assert isinstance(last, Head)
        return last

    @property
    def input_shape(self) -> Shape:
        """(height, width, channels) of an image."""
        return self.layers[0].input_shape

    @property
    def parameters(self) -> int:
        """How many numbers the network learns."""
        return sum(layer.parameters for layer in self.layers)

    def forward(
        self, planes: Planes, image: Float[Array, "..."], mode: Mode = LOOKING, nudges: Sequence[Array] | None = None
    ) -> tuple[Float[Array, "slots classes"], list[Taps]]:
        """Pre-activations of the head and the taps of every layer, for one image as it is read."""
        taps: list[Taps] = []
        a = image
        for index, layer in enumerate(self.layers):
            own = mode if mode.key is None else Mode(mode.training, jax.random.fold_in(mode.key, index), mode.batch)
            a, tap = layer.apply(planes[index], a, None if nudges is None else nudges[index], own)
            taps.append(tap)
        return taps[-1]["preactivations"], taps

    def cost(self, taps: Taps, classes: Int[Array, " slots"]) -> Float[Array, ""]:
        """The loss of one image from the head's taps: the mean over its slots, without penalties."""
        shown = taps["preactivations"] if self.term.on == "logits" else taps["outputs"]
        slots = self.head.slots
        hot = jnp.arange(self.head.classes, dtype=jnp.int32)[None, :] == classes[:, None]  # (slots, classes)
        target = jnp.where(hot, 1, -1).astype(shown.dtype)
        each = jax.vmap(lambda u, t: self.term.fn(u, t, jnp.ones_like(t)))(shown, target)
        return jnp.sum(each) / slots

    def shown(self, taps: Taps) -> Float[Array, "slots classes"]:
        """What the head answers: probabilities where it is a softmax, or else its outputs."""
        if not self.softmax:
            return taps["outputs"]
        return jax.nn.softmax(taps["preactivations"], axis=-1)


@lru_cache(maxsize=128)
def stack(experiment: Experiment) -> Stack:
    """The experiment's network; raises `InputError` with the layer, the shapes and the mend where it cannot be."""
    spec = experiment.spec
    classes = len(spec.alphabet)
    shape: Shape = spec.shape
    layers: list[StackLayer] = []
    for index, config in enumerate(experiment.layers):
        layers.append(config.build(shape, f"layers[{index}]"))
        shape = layers[-1].output_shape
    answered = output_activation(experiment.loss, "classification", max(classes, 3))
    activation = "linear" if answered == "softmax" else answered  # softmax is in the loss
    layers.append(head(shape, spec.slots, classes, activation, experiment.head.sharing == "shared"))
    term = resolve(experiment.loss, "classification", max(classes, 3))
    return Stack(tuple(layers), term, answered == "softmax", spec.zero, spec.unit)


def drawn(plane: Plane, experiment: Experiment, rng: np.random.Generator) -> np.ndarray:
    """Where a plane begins, in float64. Weights are drawn as a matrix of all that one unit reads; a number that a
    kernel reads feeds as many sums as the kernel has places, for each unit."""
    scheme = INITIALIZERS[experiment.initialization.scheme]
    if plane.start == "draw":
        units, places = plane.shape[0], math.prod(plane.shape[2:]) if scheme.both_ends else 1
        return scheme.draw(rng, units * places, plane.fan_in)[:units].reshape(plane.shape)
    value = {"bias": scheme.bias, "slope": _FIRST_SLOPE, "zero": 0.0, "one": 1.0}[plane.start]
    return np.full(plane.shape, value)


def initial_planes(experiment: Experiment) -> list[dict[str, np.ndarray]]:
    """The first numbers of each layer in float64, the head last; every layer has a random stream of its own."""
    start = experiment.initialization.start
    return [
        {
            plane.name: drawn(plane, experiment, generator(experiment.seed, "weights", start, index, place))
            for place, plane in enumerate(layer.planes)
        }
        for index, layer in enumerate(stack(experiment).layers)
    ]


_FIRST_SLOPE = next(entry.start for entry in ACTIVATIONS if entry.start is not None)
