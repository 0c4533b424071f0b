"""What each unit computes over the plane, as maps of uint8."""

from collections.abc import MutableMapping
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from pydantic import Field

from engine.features import FEATURES
from engine.losses import output_activation
from engine.probes import grid
from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult, Subject
from engine.probes.scales import quantized, steady
from engine.programs import observe
from engine.programs.forward import forward
from engine.programs.packed import Params, Wiring


class MapParams(ProbeParams):
    """The grid's points along one side."""

    resolution: int = Field(50, ge=2, le=200)


class OutputMapParams(ProbeParams):
    """The grid's points along one side."""

    resolution: int = Field(100, ge=2, le=200)


class FeatureParams(MapParams):
    """The grid's points along one side; `all` shows the features that are switched off too."""

    all: bool = False


def grid_blocks(subject: Subject, resolution: int) -> list[jax.Array]:
    """The grid's features on the device, in blocks."""
    return grid.blocks(subject.experiment.features, resolution, subject.width, subject.dtype.name)


@cache
def _seen() -> Any:
    """Outputs of every slot over a block, and a thinned sample of their magnitudes for the color scale."""

    def look(params: Params, wiring: Wiring, inputs: Float[Array, "rows width"]) -> tuple[Array, Array]:
        outputs = forward(params, wiring, inputs).outputs  # (slots, rows, width)
        return outputs, jnp.abs(outputs[:, ::16, :]).astype(jnp.float32)

    return jax.jit(look)


@cache
def _quantized() -> Any:
    def look(outputs: Float[Array, "slots rows width"], scale: Float[Array, ""]) -> Array:
        relative = jnp.clip(jnp.nan_to_num(outputs) * (127.0 / scale), -127.0, 127.0)
        return (jnp.rint(relative) + 128.0).astype(jnp.uint8).transpose(0, 2, 1)  # (slots, width, rows)

    return jax.jit(look)


def _hidden(subject: Subject, whole: np.ndarray) -> np.ndarray:
    """The units that exist, layer by layer."""
    layers = subject.experiment.layers
    parts = [whole[slot, : layer.units] for slot, layer in enumerate(layers)]
    return np.concatenate(parts) if parts else whole[:0, 0]


def maps(subject: Subject, params: MapParams) -> ProbeResult:
    """The output of every hidden unit over the plane, all on one color scale."""
    side, experiment = params.resolution, subject.experiment
    seen = [_seen()(subject.state.params, subject.wiring, block) for block in grid_blocks(subject, side)]
    magnitudes = [
        np.asarray(sample)[slot, :, : layer.units].ravel()
        for _, sample in seen
        for slot, layer in enumerate(experiment.layers)
    ]
    scale = steady(subject.scales, "activations", np.concatenate(magnitudes)) if magnitudes else 1.0
    asked = np.asarray(scale, subject.dtype)
    whole = [_hidden(subject, np.asarray(_quantized()(outputs, asked))) for outputs, _ in seen]
    pixels = np.concatenate(whole, axis=-1)[:, : side * side]
    units = sum(layer.units for layer in experiment.layers)
    return ProbeResult({"maps": pixels.reshape(units, side, side)}, {"scale": scale, "resolution": side})


def output_range(subject: Subject) -> tuple[float, float | None]:
    """Center and scale of the outputs' colors; None where the values themselves decide the scale."""
    experiment = subject.experiment
    shown = output_activation(experiment.loss, experiment.problem, experiment.classes)
    return {"tanh": (0.0, 1.0), "sigmoid": (0.5, 0.5), "softmax": (0.5, 0.5)}.get(shown, (0.0, None))


def shown_scale(scales: MutableMapping[str, float], subject: Subject, outputs: np.ndarray) -> tuple[float, float]:
    """Center and scale to draw these outputs with."""
    center, scale = output_range(subject)
    return center, steady(scales, "outputs", np.abs(outputs)) if scale is None else scale


def output_map(subject: Subject, params: OutputMapParams) -> ProbeResult:
    """The outputs over the plane: probabilities where there are classes and cross-entropy, else values."""
    side = params.resolution
    found = observe.outputs_at(subject.state.params, subject.wiring, grid.inputs(subject.experiment.features, side))
    outputs = found[:, : subject.experiment.outputs].T.reshape(-1, side, side)
    center, scale = shown_scale(subject.scales, subject, outputs)
    return ProbeResult(
        {"maps": quantized(outputs, scale, center)}, {"center": center, "scale": scale, "resolution": side}
    )


def features(subject: Subject, params: FeatureParams) -> ProbeResult:
    """Each feature over the plane, on its own fixed scale: the largest magnitude it has there."""
    side, keys = params.resolution, tuple(FEATURES.keys()) if params.all else subject.experiment.features
    values = grid.inputs(keys, side)
    scales = [FEATURES[key].maximum for key in keys]
    pixels = [quantized(values[:, index], scale) for index, scale in enumerate(scales)]
    stacked = np.stack(pixels).reshape(-1, side, side) if pixels else np.zeros((0, side, side), np.uint8)
    return ProbeResult({"maps": stacked}, {"keys": list(keys), "scales": scales, "resolution": side})


PROBES.register(
    Probe(
        "maps", "What every hidden unit computes over the plane.", MapParams, maps,
        {"maps": "uint8 [units, resolution, resolution]; value = scale (q - 128) / 127; row 0 is y = +6"},
    )
)  # fmt: skip
PROBES.register(
    Probe(
        "output_map", "What the network answers over the plane.", OutputMapParams, output_map,
        {"maps": "uint8 [outputs, resolution, resolution]; value = center + scale (q - 128) / 127"},
    )
)  # fmt: skip
PROBES.register(
    Probe(
        "features", "What the network is shown of each point of the plane.", FeatureParams, features,
        {"maps": "uint8 [features, resolution, resolution]; value = scales[feature] (q - 128) / 127"},
    )
)  # fmt: skip
