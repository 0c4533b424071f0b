"""The numbers of one map as they are, where its colors are steps of a scale."""

import jax
import numpy as np
from pydantic import Field

from engine.errors import InputError
from engine.probes.base import PROBES, Probe, ProbeResult, inside
from engine.probes.images.base import ImageParams, StackSubject, shown
from engine.stack.program import answering


class ValuesParams(ImageParams):
    """An image, and a map of a hidden layer."""

    layer: int = Field(0, ge=0, description="Which layer, from 0.")
    unit: int = Field(0, ge=0, description="Which of its maps.")


def values(subject: StackSubject, params: ValuesParams) -> ProbeResult:
    """Every output of one map."""
    net = subject.stacked.stack
    inside("params.layer", params.layer, len(net.layers) - 1)
    shape = net.layers[params.layer].output_shape
    if len(shape) != 3:
        raise InputError("params.layer", "a layer with maps", f"one with {shape[0]} numbers", "Ask for `image`.")
    inside("params.unit", params.unit, shape[-1])
    pixels = jax.device_put(np.ascontiguousarray(shown(subject, params).pixels))
    taps, _ = answering(net, subject.experiment.precision)(subject.state, pixels)
    outputs = np.asarray(taps[params.layer]["outputs"], np.float32)[..., params.unit]
    return ProbeResult({"outputs": np.ascontiguousarray(outputs)})


PROBES.register(
    Probe(
        "values", "The numbers of one map, exactly.", ValuesParams, values,
        {"outputs": "float32 [rows, columns]"}, family="images",
    )
)  # fmt: skip
