"""What a data set is, and how points become a shuffled training and test set."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from jaxtyping import Float

from engine.playground.stream import PlaygroundStream
from engine.registry import Registry

Points = Float[np.ndarray, "samples 2"]
Labels = Float[np.ndarray, " samples"]
Problem = Literal["classification", "regression"]


@dataclass(frozen=True)
class DataSet:
    """A way to make `count` labeled points: `generate(stream, noise) -> (points, labels)`.

    `noise` is a fraction, 0 to 0.5 on the slider. How many numbers are drawn from the stream never depends on it, so
    that a change of noise keeps the underlying sample. Labels are -1 and +1 for two `classes`, 0, 1, 2… for more, and
    the value itself for regression, whose `classes` is 0. `order` is the place in the menu.
    """

    key: str
    label: str
    help: str
    problem: Problem
    classes: int
    count: int
    generate: Callable[[PlaygroundStream, float], tuple[Points, Labels]]
    source: str
    order: int
    family: ClassVar[str] = "points"


POINT_SETS: Registry[DataSet] = Registry("data set of points")


@dataclass(frozen=True)
class Data:
    """Points in training order, read-only; the first `train_count` train, the others test.

    `stream` stands right after the shuffle, where Playground's weights begin; draw from a copy of it.
    """

    points: Points
    labels: Labels
    train_count: int
    problem: Problem
    classes: int
    stream: PlaygroundStream


def build(dataset: str, noise_percent: float, train_percent: float, seed: str) -> Data:
    """The shuffled points of a data set: the same for the same arguments, on every machine.

    `noise_percent` is 0 to 50 on the slider, `train_percent` 0 to 100. Raises `InputError` for an unknown data set.

    Source: TensorFlow Playground, playground.ts, 2016: seed, generate, shuffle, split, in this order.
    """
    entry = POINT_SETS[dataset]
    stream = PlaygroundStream(seed)
    points, labels = entry.generate(stream, noise_percent / 100)
    order = shuffled(len(points), stream)
    points, labels = points[order], labels[order]
    points.flags.writeable = labels.flags.writeable = False
    train_count = math.floor(len(points) * train_percent / 100)
    return Data(points, labels, train_count, entry.problem, entry.classes, stream)


def shuffled(count: int, stream: PlaygroundStream) -> list[int]:
    """0 to count - 1 in random order, for exactly `count` draws.

    Source: Fisher, Yates, 1938, in Durstenfeld's form, 1964, down to the swap of the first element with itself.
    """
    order = list(range(count))
    sizes = np.arange(count, 0, -1)
    picks = np.floor(stream.uniforms(count) * sizes).astype(int)
    for size, pick in zip(sizes.tolist(), picks.tolist(), strict=True):
        order[size - 1], order[pick] = order[pick], order[size - 1]
    return order
