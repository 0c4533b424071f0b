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
    sizes = packed.shapes(subject.experiment)
    cut = packed.unpack(packed.Params(subject.state.alive, subject.state.params.biases), sizes)
    arrays = {}
    for index, (weights, biases) in enumerate(packed.unpack(subject.state.params, sizes)):
        arrays[f"weights.{index}"] = weights.astype(np.float32)
        arrays[f"biases.{index}"] = biases.astype(np.float32)
        arrays[f"dead.{index}"] = (cut[index][0] == 0).astype(np.uint8)
    for index, slopes in packed.learned_slopes(subject.state.params, subject.experiment).items():
        arrays[f"slopes.{index}"] = slopes.astype(np.float32)
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
