"""Which kinds of layers could be inserted at each place of a stack, and why not the others."""

from functools import lru_cache
from typing import Any

from engine.edits import InsertLayer
from engine.errors import InputError
from engine.experiment import MAX_STACKED, Experiment
from engine.layers import LAYERS
from engine.layers.head import head
from engine.stack.network import stack
from engine.stack.structure import new_layer

Fits = dict[str, str | None]  # of each kind nothing, or what stands against it


@lru_cache(maxsize=128)
def fitting(experiment: Experiment) -> tuple[Fits, ...]:
    """For each place, before every hidden layer and before the head, what an insertion of each kind would be told."""
    places = range(len(experiment.layers) + 1)
    return tuple({entry.key: _against(experiment, at, entry.key) for entry in LAYERS} for at in places)


def _against(experiment: Experiment, at: int, kind: str) -> str | None:
    if len(experiment.layers) == MAX_STACKED:
        return f"a network has at most {MAX_STACKED} layers"
    net = stack(experiment)
    shape, at_last = net.layers[at].input_shape, net.head
    following: list[Any] = [new_layer(InsertLayer(at=at, kind=kind), experiment), *experiment.layers[at:]]
    subject = "it"
    try:
        for place, config in enumerate(following):
            subject = "it" if place == 0 else f"{LAYERS[config.kind].label.lower()} after it"
            fed, shape = shape, config.build(shape, "").output_shape
            if place == 0 and shape == fed:  # the others are fed what they were fed
                return None
        subject = "the output"
        head(shape, at_last.slots, at_last.classes, at_last.activation, experiment.head.sharing == "shared")
    except InputError as error:
        field = error.path.removeprefix("head").rpartition(".")[2]
        about = f"{subject}, {field}:" if field and subject == "it" else f"{subject} takes"
        return f"{about} {error.expected}, not {error.got}"
    return None
