"""A stack in words and numbers: layers, shapes, what each place sees of the image, counts, problem."""

from typing import Any

from engine.experiment import Experiment
from engine.stack.fitting import fitting
from engine.stack.network import stack
from engine.stack.receptive import ends


def describe(experiment: Experiment) -> dict[str, Any]:
    """The network's layers, shapes, counts and problem as plain data."""
    net, spec = stack(experiment), experiment.spec
    layers: list[dict[str, Any]] = []
    for config, layer in zip([*experiment.layers, None], net.layers, strict=True):
        planes = [{"name": plane.name, "shape": list(plane.shape)} for plane in layer.planes]
        answered = "softmax" if net.softmax else net.head.activation
        activation = answered if config is None else getattr(config, "activation", "linear")
        layers.append(
            {
                "kind": "head" if config is None else config.kind,
                "units": net.head.units if config is None else layer.output_shape[-1],
                "inputs": layer.input_shape[-1] if config is not None else net.head.inputs,
                "activation": activation,
                "parameters": layer.parameters,
                "input_shape": list(layer.input_shape),
                "output_shape": list(layer.output_shape),
                "planes": planes,
                "receptive": ends(net, len(layers)),
            }
        )
    return {
        "family": "images",
        "inputs": ["image"],
        "input_shape": list(spec.shape),
        "pixels": {"zero": spec.zero, "unit": spec.unit},
        "layers": layers,
        "outputs": spec.slots * len(spec.alphabet),
        "slots": spec.slots,
        "fits": list(fitting(experiment)),
        "shared_head": net.head.shared,
        "classes": len(spec.alphabet),
        "class_labels": list(spec.alphabet),
        "problem": "classification",
        "parameters": net.parameters,
    }
