"""The gradient of anything: of the loss, of an output, of a hidden unit, with respect to everything there is."""

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from engine.errors import InputError
from engine.mechanics.anything import Unit
from engine.mechanics.anything import gradient_of as gradient_of_target
from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult, Subject, inside
from engine.probes.mechanical import batch_of, model_of


class Target(BaseModel):
    """The loss, or the output of a unit: `layer` counts the hidden layers from 0, the output layer comes last."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: Literal["loss", "unit"]
    layer: int | None = None
    unit: int | None = None


class GradientOfParams(ProbeParams):
    """Whose gradient, at a row of the data or, for None, as the mean over the training points."""

    target: Target = Target(kind="loss")
    sample: int | None = None


def gradient_of(subject: Subject, params: GradientOfParams) -> ProbeResult:
    """d target / d (weight, bias, learned slope, input feature, unit output), without penalties and without dropout."""
    model = model_of(subject, subject.experiment)
    target = _target(params.target, [b.size for b in model.biases])
    if params.sample is not None:
        inside("params.sample", params.sample, len(subject.data.points))
        rows = np.array([params.sample], np.int32)
    else:
        rows = np.arange(subject.data.train_count, dtype=np.int32)
    found = gradient_of_target(model, target, *batch_of(subject, model, rows))
    arrays = {"inputs": found.inputs}
    for index, (weights, biases, units) in enumerate(zip(found.weights, found.biases, found.units, strict=True)):
        arrays |= {
            f"weights.{index}": np.ascontiguousarray(weights.T),
            f"biases.{index}": biases,
            f"units.{index}": units,
        }
    arrays |= {f"slopes.{number - 1}": slopes for number, slopes in found.slopes.items()}
    value = found.value if np.isfinite(found.value) else None
    finite = all(np.isfinite(array).all() for array in arrays.values())
    return ProbeResult(
        arrays, {"value": value, "sample": params.sample, "target": params.target.model_dump(), "finite": finite}
    )


def _target(target: Target, units: list[int]) -> Unit | None:
    """The unit meant, or None for the loss; raises `InputError` where there is no such unit."""
    given = {"layer": target.layer, "unit": target.unit}
    for name, number in given.items():
        if target.kind == "loss" and number is not None:
            raise InputError(f"params.target.{name}", "nothing for the loss", number)
    if target.kind == "loss":
        return None
    if target.layer is None or target.unit is None:
        missing = "layer" if target.layer is None else "unit"
        raise InputError(f"params.target.{missing}", "a whole number", "nothing")
    inside("params.target.layer", target.layer, len(units))
    inside("params.target.unit", target.unit, units[target.layer])
    return Unit(target.layer, target.unit)


PROBES.register(
    Probe(
        "gradient_of", "The gradient of the loss, or of any unit, with respect to everything.", GradientOfParams,
        gradient_of,
        {
            "weights.L": "float64 [units, inputs] of layer L from 0, the output layer last: d target / d weight",
            "biases.L": "float64 [units]: d target / d bias",
            "slopes.L": "float64 [units]: d target / d slope, of a layer of PReLU",
            "inputs": "float64 [features]: d target / d input, of a shift at every sample",
            "units.L": "float64 [units]: d target / d output of the unit, of a shift at every sample",
        },
    )
)  # fmt: skip
