"""The weights, biases and learned slopes as they are."""

from typing import Any

import numpy as np

from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult
from engine.probes.images.layers import planes
from engine.programs import packed


def parameters(subject: Any, _params: ProbeParams) -> ProbeResult:
    """Weights, biases, learned slopes and cut links of every layer, the output layer last."""
    if subject.experiment.family == "images":
        return planes(subject)
    state, sizes = subject.state, packed.shapes(subject.experiment)
    weights, biases, slopes = (np.asarray(plane).astype(np.float32, copy=False) for plane in state.params)
    dead = (np.asarray(state.alive) == 0).view(np.uint8)
    arrays = {}
    for index, ((units, inputs), learns) in enumerate(zip(sizes, packed.learning(subject.experiment), strict=True)):
        slot = packed.slot_of(index, len(sizes) - 1)
        arrays[f"weights.{index}"] = weights[slot, :units, :inputs]
        arrays[f"biases.{index}"] = biases[slot, :units]
        arrays[f"dead.{index}"] = dead[slot, :units, :inputs]
        if learns:
            arrays[f"slopes.{index}"] = slopes[slot, :units]
    return ProbeResult(arrays, {"layers": len(sizes)})


PROBES.register(
    Probe(
        "parameters", "Weights, biases and learned slopes of every layer.", ProbeParams, parameters,
        {
            "weights.L": "float32 [units, inputs] of layer L, the output layer last; of a convolution "
            "[units, inputs, height, width]",
            "biases.L": "float32 [units]",
            "slopes.L": "float32 [units], of a layer of PReLU",
            "dead.L": "uint8 [units, inputs]: 1 where L1 has cut the link",
        },
        family=None,
    )
)  # fmt: skip
