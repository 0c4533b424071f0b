"""What each unit computes over the plane, as maps of uint8."""

from collections.abc import MutableMapping

import jax
import numpy as np
from pydantic import Field

from engine.features import FEATURES
from engine.losses import output_activation
from engine.probes import grid
from engine.probes.base import PROBES, Probe, ProbeParams, ProbeResult, Subject
from engine.probes.scales import quantized, steady
from engine.programs import pictures


class MapParams(ProbeParams):
    """The grid's points along one side."""

    resolution: int = Field(50, ge=2, le=200)


class OutputMapParams(ProbeParams):
    """The grid's points along one side."""

    resolution: int = Field(100, ge=2, le=200)


class FeatureParams(MapParams):
    """The grid's points along one side; `all` shows the features that are switched off too."""

    all: bool = False


def maps(subject: Subject, params: MapParams) -> ProbeResult:
    """The output of every hidden unit over the plane, all on one color scale."""
    side, layers = params.resolution, subject.experiment.layers
    if not layers:
        nothing = np.zeros((0, side, side), np.uint8)
        return ProbeResult({"maps": nothing}, {"scale": 1.0, "resolution": side})
    blocks = grid.blocks(subject.experiment.features, side, subject.width, grid.SMALL)

    def look(scale: float) -> list[tuple[jax.Array, jax.Array]]:
        asked = np.asarray(scale, np.float32)
        return [pictures.hidden()(subject.state.params, subject.wiring, block, asked) for block in blocks]

    scale = subject.scales.get("activations", 1.0)
    seen = look(scale)
    some = [np.asarray(magnitudes) for _, magnitudes in seen]
    shown = [part[slot, : layer.units] for part in some for slot, layer in enumerate(layers)]
    fitting = steady(subject.scales, "activations", np.concatenate(shown))
    if fitting != scale:
        seen = look(fitting)
    whole = grid.joined([np.asarray(drawn) for drawn, _ in seen], side)  # (slots, width, points)
    units = np.concatenate([whole[slot, : layer.units] for slot, layer in enumerate(layers)])
    return ProbeResult({"maps": units.reshape(-1, side, side)}, {"scale": fitting, "resolution": side})


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
    side, count = params.resolution, subject.experiment.outputs
    center, fixed = output_range(subject)
    scale = fixed if fixed is not None else subject.scales.get("outputs", 1.0)

    def over_the_plane(which: int) -> np.ndarray:
        asked = (np.asarray(center, np.float32), np.asarray(scale, np.float32))
        blocks = grid.blocks(subject.experiment.features, side, subject.width, grid.LARGE)
        seen = [pictures.answers()(subject.state.params, subject.wiring, block, *asked)[which] for block in blocks]
        return grid.joined([np.asarray(part)[:count] for part in seen], side).reshape(count, side, side)

    if fixed is None:  # the values themselves decide the scale
        scale = steady(subject.scales, "outputs", np.abs(over_the_plane(0)))
    return ProbeResult({"maps": over_the_plane(1)}, {"center": center, "scale": scale, "resolution": side})


def features(subject: Subject, params: FeatureParams) -> ProbeResult:
    """Each feature over the plane, on its own fixed scale: the largest magnitude it has there."""
    side, keys = params.resolution, tuple(FEATURES.keys()) if params.all else subject.experiment.features
    values = grid.inputs(keys, side)
    scales = [FEATURES[key].maximum for key in keys]
    drawn = [quantized(values[:, index], scale) for index, scale in enumerate(scales)]
    stacked = np.stack(drawn).reshape(-1, side, side) if drawn else np.zeros((0, side, side), np.uint8)
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
